"""Sign-off: the report of a frozen review, who has signed it, and whether it can be trusted."""

from workbench.desktop.shell.places import Place

PLACE = Place(
    id="signoff",
    title="Sign-off",
    icon="signature",
    page="workbench.desktop.signoff.page:SignoffPage",
    key="Ctrl+6",
    order=60,
)
