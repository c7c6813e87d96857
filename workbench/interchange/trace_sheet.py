"""The trace matrix as rows of texts, for a spreadsheet and for a terminal."""

from collections.abc import Iterable

from workbench.domain.model import STATUS_WORDS
from workbench.domain.trace import TraceRow, TraceUse
from workbench.interchange.text_sheet import write_texts

COLUMNS = (
    *(("Check", 26), ("Failure mode", 12), ("Name", 30), ("Severity", 12), ("Finding", 14), ("Control", 34)),
    *(("Kind", 12), ("State", 16), ("Reason", 34), ("Evidence", 60), ("Hole", 28)),
    *(("Accepted because", 48), ("Accepted by", 20), ("Accepted at (UTC)", 20)),
)
"""Heads with their width in characters."""


def trace_cells(row: TraceRow) -> tuple[str, ...]:
    """Return the texts of one row, in the order of COLUMNS."""
    accepted = row.accepted
    return (
        row.check_id,
        row.mode_id,
        row.mode,
        row.severity.value,
        STATUS_WORDS[row.status] if row.is_asked or row.status.value == "na" else "Does not apply",
        row.control or "(the check as a whole)",
        row.kind,
        row.state,
        row.reason,
        "\n".join(map(use_text, row.uses)),
        row.said,
        accepted.text if accepted else "",
        accepted.by if accepted else "",
        f"{accepted.at:%Y-%m-%d %H:%M}" if accepted else "",
    )


def use_text(use: TraceUse) -> str:
    """`E4 schema.json (verified, contradicts)`."""
    words = [use.proof.value, *(["contradicts"] if use.contradicts else []), *(["void"] if use.is_void else [])]
    return f"{use.key} {use.name} ({', '.join(words)})"


def write_trace(rows: Iterable[TraceRow]) -> bytes:
    """Return a workbook with one row for each check as a whole and for each of its controls."""
    return write_texts("Trace matrix", COLUMNS, map(trace_cells, rows), frozen=(1, 1))
