"""Overview: where every deployment stands, and what lapses soon."""

from workbench.desktop.shell.places import Place

PLACE = Place(
    id="overview",
    title="Overview",
    icon="layout-dashboard",
    page="workbench.desktop.overview.page:OverviewPage",
    key="Ctrl+1",
    order=10,
)
