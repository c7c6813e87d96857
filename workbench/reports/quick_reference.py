"""The quick reference: every failure mode with trigger, severity, primary fix and check on one page for the wall."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from workbench.data import template
from workbench.domain.catalogue import Catalogue
from workbench.reports.render import telling_pages, typeset
from workbench.reports.templating import fill
from workbench.reports.write import keep

Paper = Literal["a4", "letter"]
FOLDER = "quick-reference"
Report = Callable[[float | None, str], None]


def render_quick_reference(catalogue: Catalogue, paper: Paper, report: Report = lambda fraction, doing: None) -> bytes:
    """Return the page as PDF/A-3a; the same catalogue gives the same bytes."""
    from workbench.reports.fetcher import OwnResources

    report(0.0, "Writing the table")
    html = str(fill("document.html", values(catalogue, paper), FOLDER))
    with telling_pages(report):
        return typeset(html, OwnResources(), [], report, template(FOLDER, "quick-reference.css"))


def values(catalogue: Catalogue, paper: Paper) -> Mapping[str, Any]:
    """Return what the template prints."""
    shown = [category for category in catalogue.categories if category.share]
    cited = dict.fromkeys(category.source for category in shown)
    badges = {one: source.badge for one in cited for source in catalogue.sources if source.id == one}
    return {
        "paper": paper,
        "version": catalogue.version,
        "modes": catalogue.modes,
        "categories": shown,
        "n_at_least": min((category.n_at_least for category in shown), default=0),
        "badges": badges,
        "set_by_us": any(mode.severity_source == "set by us" for mode in catalogue.modes),
    }


def write_quick_reference(*, report: Report, catalogue: str, paper: Paper, target: str) -> dict[str, Any]:
    """Render the page into a file and sync it; runs in the worker."""
    found = Catalogue.model_validate_json(catalogue)
    return keep(lambda: render_quick_reference(found, paper, report), target)
