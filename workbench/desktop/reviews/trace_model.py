"""The trace matrix as rows: a check as a whole, then its controls."""

from workbench.desktop.kit.moments import moment
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, SPOKEN, TOOL_TIP, Cells, RowsModel
from workbench.domain.model import STATUS_WORDS, Proof, Status
from workbench.domain.trace import Hole, TraceRow

_SHORT = {Status.NOT_APPLICABLE: "N/A"}
_HOLES: dict[Hole, tuple[str, str]] = {
    "unsupported": ("no evidence", "fail"),
    "check-only": ("only on the check", "warn"),
    "no-control": ("no control in place", "fail"),
    "": ("", "plain"),
}
"""What a chip says of a hole, and its tone."""


class TraceModel(RowsModel[TraceRow]):
    """One row per check and one per control of it."""

    heads = ("Failure mode and control", "State", "Proof", "Evidence", "Hole")

    def cells(self, row: TraceRow, column: int) -> Cells:
        """Return what one cell shows."""
        names = ", ".join(use.name for use in row.uses)
        cells: tuple[Cells, ...] = (
            _what(row),
            _state(row),
            {Role.PROOF: counts(row)} if row.uses else {},
            {DISPLAY: names, TOOL_TIP: names},
            _hole(row),
        )
        return {Role.KEY: row.check_id, SPOKEN: spoken(row, column), **cells[column]}


def counts(row: TraceRow) -> tuple[int, int, int]:
    """Return how many uses are declared, verified and stale."""
    proofs = [use.proof for use in row.uses]
    return proofs.count(Proof.DECLARED), proofs.count(Proof.VERIFIED), proofs.count(Proof.STALE)


def accepted_text(row: TraceRow) -> str:
    """Say who accepted a hole, when and why; empty where nobody has."""
    return f"Accepted by {row.accepted.by}, {moment(row.accepted.at)}: {row.accepted.text}" if row.accepted else ""


def _what(row: TraceRow) -> Cells:
    if row.control_id is None:
        return {DISPLAY: row.mode, Role.ID: f"{row.check_id}  {row.mode_id}", Role.STRONG: True, TOOL_TIP: row.mode}
    return {DISPLAY: row.control, Role.CAPTION: f"{row.kind}, {row.check_id}", TOOL_TIP: row.control}


def _state(row: TraceRow) -> Cells:
    if row.control_id is None:
        return {Role.STATUS: row.status.value, Role.WORD: _SHORT.get(row.status)}
    state = row.state or "not said"
    return {DISPLAY: state[:1].upper() + state[1:], Role.MUTED: not row.state, TOOL_TIP: row.reason}


def _hole(row: TraceRow) -> Cells:
    if not row.hole:
        return {}
    said, tone = ("accepted", "plain") if row.accepted else _HOLES[row.hole]
    return {Role.CHIP: (said, tone), TOOL_TIP: accepted_text(row) or row.said}


def spoken(row: TraceRow, column: int) -> str:
    """Return a cell in words, for a screen reader."""
    what = f"control {row.control}, {row.kind}, of {row.check_id}" if row.control else f"{row.check_id}, {row.mode}"
    state = STATUS_WORDS[row.status] if row.control_id is None else row.state or "not said"
    uses = ", ".join(f"{use.name}, {use.proof.value}" for use in row.uses)
    cells = (what, state, "no evidence" if not row.uses else uses, uses, accepted_text(row) or row.said or "no hole")
    return cells[column]
