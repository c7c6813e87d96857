"""Welcome: the three ways to begin, the workspaces opened last, and a report to verify."""

from workbench.desktop.shell.places import Place

PLACE = Place(
    id="welcome",
    title="Welcome",
    icon="house",
    page="workbench.desktop.welcome.page:WelcomePage",
    order=0,
    on_rail=False,
    needs_workspace=False,
)
