"""Write the quick reference of a catalogue as a PDF: rendered in a worker process, put in place in one step."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from workbench.domain.catalogue import Catalogue
from workbench.domain.errors import UserError
from workbench.tasks.export import Progress, explained, refuse_signed
from workbench.tasks.worker_client import run_worker
from workbench.whole_file import beside, take_place

Paper = Literal["a4", "letter"]


def export_quick_reference(
    catalogue: Catalogue,
    out: Path,
    paper: Paper = "a4",
    *,
    on_progress: Progress = lambda fraction, doing: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Path:
    """Write the page and return its path; whatever fails, the target stays as it was.

    UserError for a person, Cancelled when `cancelled()` turned true.
    """
    if not catalogue.modes:
        raise UserError("The catalogue has no failure modes to print. Nothing was written. Mend the pack first.")
    target = out.resolve() if out.is_symlink() else out
    refuse_signed(target)
    printed = catalogue.model_copy(update={"published": (), "crosswalks": (), "refused": ()})
    with explained(target), beside(target) as fresh:
        arguments = {"catalogue": printed.model_dump_json(), "paper": paper, "target": str(fresh)}
        run_worker(
            "workbench.reports.quick_reference:write_quick_reference",
            arguments,
            on_progress=on_progress,
            cancelled=cancelled,
        )
        take_place(fresh, target)
    return target
