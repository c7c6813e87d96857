"""Render a report into a file; the task of a worker process, so it imports no more than it needs."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workbench.domain.errors import UserError
from workbench.domain.record import Record, VerdictRecord
from workbench.reports.input import ReportInput
from workbench.reports.render import render

Progress = Callable[[float | None, str], None]


def write_report(*, report: Progress, record: str, verdict: str, is_draft: bool, target: str) -> dict[str, Any]:
    """Render a report into a file and sync it; runs in the worker."""
    if is_draft:
        report_input = ReportInput.draft(Record.model_validate_json(record), VerdictRecord.model_validate_json(verdict))
    else:
        report_input = ReportInput.frozen(record.encode(), verdict.encode())
    return keep(lambda: render(report_input, report), target)


def keep(make: Callable[[], bytes], target: str) -> dict[str, Any]:
    """Write what `make` returns into a file and sync it; a MemoryError where C code ran out of memory."""
    try:
        pdf = make()
    except (SystemError, ImportError, OSError) as error:
        if is_out_of_memory(error):
            raise MemoryError from error
        raise
    with explained(Path(target)), Path(target).open("r+b") as file:
        file.write(pdf)
        file.flush()
        os.fsync(file.fileno())
    return {"bytes": len(pdf)}


def is_out_of_memory(error: Exception) -> bool:
    """Tell whether C code ran out of memory: it seldom says so by a MemoryError."""
    text = str(error)
    is_short = isinstance(error, OSError) and error.errno == errno.ENOMEM
    return is_short or "without exception set" in text or "map segment" in text or "annot allocate memory" in text


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into a sentence."""
    try:
        yield
    except OSError as error:
        raise UserError(
            f"{path.name} could not be written ({error.strerror}). What was there before is unchanged. "
            "Check the folder and the disk, or choose another place."
        ) from error
