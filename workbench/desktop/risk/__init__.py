"""Risk: where the rated failure modes of a review stand, and what of our own went wrong most often."""

from workbench.desktop.shell.places import Place

PLACE = Place(
    id="risk",
    title="Risk",
    icon="chart-scatter",
    page="workbench.desktop.risk.page:RiskPage",
    key="Ctrl+5",
    order=50,
)
