"""Verify: judge a signed report from the file alone; needs no workspace."""

from workbench.desktop.shell.places import Place

PLACE = Place(
    id="verify",
    title="Verify",
    icon="shield-check",
    page="workbench.desktop.verify.page:VerifyPage",
    order=200,
    on_rail=False,
    needs_workspace=False,
)
