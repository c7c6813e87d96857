"""Export the report of a review as a PDF: rendered in a worker process, put in place in one step."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from workbench.domain.errors import UserError
from workbench.reports.input import ReportInput
from workbench.reports.write import Progress, explained
from workbench.storage.record_of import build_record, build_verdict
from workbench.storage.review_view import purge_of_report, read_review
from workbench.storage.store import Store
from workbench.tasks.worker_client import run_worker
from workbench.whole_file import beside, take_place, write_whole

__all__ = [
    "Progress",
    "explained",
    "export_report",
    "read_input",
    "refuse_other",
    "refuse_signed",
    "replace_file",
]

MEMORY_MB = 2048
SECONDS = 600.0
"""A report of 300 pages takes some 35 s and 0.8 GB."""


def export_report(
    store: Store,
    review_key: str,
    out: Path,
    *,
    now: datetime,
    on_progress: Progress = lambda fraction, doing: None,
    cancelled: Callable[[], bool] = lambda: False,
    memory_mb: int = MEMORY_MB,
    seconds: float = SECONDS,
) -> Path:
    """Write the report of a review and return its path; a frozen review gives the same bytes every time.

    A draft is rendered as it stands at `now`, with a watermark. Whatever fails, the target stays as it was: UserError
    for a person, Cancelled when `cancelled()` turned true.
    """
    report_input = read_input(store, review_key, now)
    target = out.resolve() if out.is_symlink() else out
    refuse_other(target)
    refuse_signed(target)
    with explained(target), beside(target) as fresh:
        arguments = {
            "record": report_input.record_bytes.decode(),
            "verdict": report_input.verdict_bytes.decode(),
            "is_draft": report_input.is_draft,
            "target": str(fresh),
        }
        run_worker(
            "workbench.reports.write:write_report",
            arguments,
            on_progress=on_progress,
            cancelled=cancelled,
            memory_mb=memory_mb,
            seconds=seconds,
        )
        # Again: somebody may have signed the file that lay there while the pages were made.
        refuse_signed(target)
        take_place(fresh, target)
    return target


def read_input(store: Store, review_key: str, now: datetime) -> ReportInput:
    """Return what the report of a review is made of: what the freeze pinned, or the draft as it stands at `now`.

    A UserError refuses a frozen review from which something was purged: its report would not be the one that was made.
    """
    view = read_review(store, review_key)
    if (purge := purge_of_report(store, view.review)) is not None:
        raise UserError(
            f"The report of {view.review.full_key} cannot be made again: {purge.name} was purged on "
            f"{purge.at:%Y-%m-%d} ({purge.reason}). Nothing was written. A signed report stays valid; for a new one "
            f"open a revision with `workbench review revise {view.review.key}`."
        )
    if view.review.record_sha256 and view.review.verdict_sha256:
        return ReportInput.frozen(store.snapshot(view.review.record_sha256), store.snapshot(view.review.verdict_sha256))
    record = build_record(store, view, now)
    return ReportInput.draft(record, build_verdict(record, view, store.journal.head()))


def replace_file(out: Path, body: bytes) -> Path:
    """Write a small file, whole or not at all, and return its path; what lay there stays as it was when it fails."""
    target = out.resolve() if out.is_symlink() else out
    refuse_other(target)
    refuse_signed(target)
    with explained(target):
        write_whole(target, body)
    return target


def refuse_other(target: Path) -> None:
    """Raise a UserError where no file can be put: a pipe never answers, a device would be replaced."""
    if target.is_dir():
        raise UserError(f"{target} is a folder. Nothing was written. Name a file in it.")
    if target.exists() and not target.is_file():
        raise UserError(f"{target} is not a regular file. Nothing was written. Name another.")


def refuse_signed(target: Path) -> None:
    """Raise a UserError when a file with signatures lies at the target: writing over it would lose them."""
    if not target.exists():
        return
    with explained(target):
        body = target.read_bytes()
    if body.startswith(b"%PDF") and b"/ByteRange" in body:
        raise UserError(
            f"{target.name} holds signatures, which would be lost. Nothing was written. "
            "Choose another name; the signed file is the same report."
        )
