"""What happens to evidence in the worker: copied, hashed and synced, then read by an analyser where one answers."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.domain.errors import UserError
from workbench.storage.evidence_files import Staged, stage

Report = Callable[[float | None, str], None]


def stage_all(
    *, sources: list[str], staging: str, limit: int, check: str, tolerance: float, report: Report
) -> list[dict[str, Any]]:
    """Stage several files; each gives `{"staged": …, "analysis": JSON or None, "unread": sentence}`.

    A UserError refuses one, and then nothing of any is left behind. A file that no analyser can read is attached all
    the same, and `unread` says why it proposes nothing.
    """
    done: list[dict[str, Any]] = []
    try:
        for number, source in enumerate(sources):
            staged = stage(Path(source), Path(staging), _part_of(report, number, len(sources)), limit)
            done.append({"staged": staged.model_dump(), "analysis": None, "unread": ""})
            done[-1] |= _analysed(Path(source), staged, check, tolerance, report)
            done[-1]["staged"]["name"] = _as_text(staged.name)
    except BaseException:
        for piece in done:
            Path(piece["staged"]["path"]).unlink(missing_ok=True)
        raise
    return done


def _analysed(source: Path, staged: Staged, check: str, tolerance: float, report: Report) -> dict[str, Any]:
    from workbench.analysers.run import analyse_file, answered_checks

    if check not in answered_checks():
        return {}
    try:
        found = analyse_file(source, check=check, tolerance=tolerance, report=report)
    except UserError as error:
        return {"unread": str(error)}
    if found.file is None or found.file.sha256 != staged.sha256:
        return {"unread": f"{staged.name} changed while it was read, so it proposes no status. Attach it again."}
    return {"analysis": found.to_json()}


def _part_of(report: Report, number: int, total: int) -> Report:
    """Return a report whose fraction is that of one file among several."""
    return lambda fraction, doing: report(None if fraction is None else (number + fraction) / total, doing)


def _as_text(name: str) -> str:
    """Return a file name as text: bytes that are no UTF-8 become the replacement character."""
    return os.fsencode(name).decode("utf-8", "replace")
