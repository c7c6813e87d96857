"""What happens to evidence in the worker: copied, hashed and synced, looked through for credentials, then analysed."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from workbench.domain.credentials import Credential
from workbench.domain.errors import UserError
from workbench.storage.evidence_files import LIMIT_BYTES, PDF, Staged, stage

if TYPE_CHECKING:
    from workbench.tasks.credentials import Scan

Report = Callable[[float | None, str], None]
Choice = Literal["ask", "redact", "keep"]
"""What is done with a file that holds credentials: nothing until somebody has said what, a copy without them is taken,
or the file as it is."""


def stage_all(
    *,
    sources: list[str],
    staging: str,
    limit: int,
    check: str,
    tolerance: float,
    report: Report,
    credentials: Choice = "ask",
) -> list[dict[str, Any]]:
    """Stage several files; each gives `{"staged": …, "analysis": JSON or None, "unread": sentence, "text": what a text
    file says for the search, "found": [credential], "left": what was not looked through, "can_redact": bool}`.

    A UserError refuses one, and then nothing of any is left behind. A file that no analyser can read is attached all
    the same, and `unread` says why it proposes nothing. Where `credentials` is "ask" and something was found, the
    caller drops what was staged.
    """
    done: list[dict[str, Any]] = []
    try:
        for number, source in enumerate(sources):
            telling = _part_of(report, number, len(sources))
            done.append(_staged(Path(source), Path(staging), limit, credentials, telling))
            if not done[-1]["found"] or credentials != "ask":
                done[-1] |= _analysed(Path(done[-1].pop("read")), done[-1], check, tolerance, report)
            done[-1].pop("read", None)
            done[-1]["staged"]["name"] = _as_text(done[-1]["staged"]["name"])
    except BaseException:
        for piece in done:
            Path(piece["staged"]["path"]).unlink(missing_ok=True)
        raise
    return done


def _staged(source: Path, staging: Path, limit: int, credentials: Choice, report: Report) -> dict[str, Any]:
    """Stage one file, or the copy without its credentials; `read` is the file that has the name for an analyser."""
    staged = stage(source, staging, report, limit)
    result: dict[str, Any] = {"staged": staged.model_dump(), "read": str(source)}
    result |= {"analysis": None, "unread": "", "found": [], "left": "", "can_redact": False, "text": None}
    if staged.media_type == PDF:  # which is read in a process of its own
        return result
    # Only now: most of the time of a small worker is what it imports.
    from workbench.tasks.looking_through import look_through

    report(None, f"Looking for credentials in {source.name}")
    looked = look_through(Path(staged.path), staged.media_type, _as_text(source.name))
    result |= {"found": [each.model_dump() for each in looked.found], "left": looked.left}
    if looked.scan is None:
        return result
    if looked.found and credentials == "redact":
        result |= _redacted(staged, source.name, looked.scan, staging, report)
    return result | {"can_redact": True, "text": _text(result)}


def _redacted(original: Staged, name: str, scan: "Scan", staging: Path, report: Report) -> dict[str, Any]:
    """Stage a copy without its credentials in the place of a staged file."""
    from workbench.tasks.credentials import write_redacted

    copy = staging / f"redacted-{os.urandom(8).hex()}" / name
    copy.parent.mkdir()
    write_redacted(Path(original.path), copy, scan)
    Path(original.path).unlink()
    redacted = stage(copy, staging, report, LIMIT_BYTES)
    return {"staged": {**redacted.model_dump(), "redacted_from": original.sha256}, "read": str(copy)}


def _text(result: dict[str, Any]) -> str:
    from workbench.tasks.credentials import scrubbed
    from workbench.tasks.evidence_text import beginning

    text = beginning(Path(result["staged"]["path"]))
    return scrubbed(text) if result["found"] else text


def credentials_in(results: list[dict[str, Any]]) -> list[Credential]:
    """Return what was found in all files together."""
    return [Credential.model_validate(each) for result in results for each in result["found"]]


def _analysed(path: Path, result: dict[str, Any], check: str, tolerance: float, report: Report) -> dict[str, Any]:
    from workbench.analysers.run import analyse_file, answered_checks

    if check not in answered_checks():
        return {}
    staged = Staged.model_validate(result["staged"])
    try:
        found = analyse_file(path, check=check, tolerance=tolerance, report=report)
    except UserError as error:
        return {"unread": str(error)}
    if found.file is None or found.file.sha256 != staged.sha256:
        return {"unread": f"{staged.name} changed while it was read, so it proposes no status. Attach it again."}
    if not result["found"]:
        return {"analysis": found.to_json()}
    from workbench.tasks.credentials import scrubbed

    return {"analysis": scrubbed(found.to_json())}


def _part_of(report: Report, number: int, total: int) -> Report:
    """Return a report whose fraction is that of one file among several."""
    return lambda fraction, doing: report(None if fraction is None else (number + fraction) / total, doing)


def _as_text(name: str) -> str:
    """Return a file name as text: bytes that are no UTF-8 become the replacement character."""
    return os.fsencode(name).decode("utf-8", "replace")
