"""Every kind of chart, found by the registry."""

from workbench.charts.spec import Chart
from workbench.registry import walk


def registered_charts() -> dict[str, Chart]:
    """Return every kind of chart by id; `registered_charts()["matrix"].build(…)` gives a specification."""
    return walk("workbench.charts", "CHART")
