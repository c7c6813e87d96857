"""The controls of one check: what kind each is, how far it is in place, and what proves it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt

from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, TOOL_TIP, Cells, Index, RowsModel
from workbench.desktop.kit.value_words import CONTROL_WORDS
from workbench.desktop.reviews.model import ReviewData, Use
from workbench.desktop.reviews.wording import shown_name
from workbench.domain.catalogue import Control
from workbench.domain.review import ControlState

NEXT = {"": "in-place", "in-place": "partly", "partly": "absent", "absent": "in-place", "na": "in-place"}
"""What Space makes of each state."""
_BOXES = {"in-place": Qt.CheckState.Checked, "partly": Qt.CheckState.PartiallyChecked}
_STRONGEST = ("verified", "stale", "declared")


@dataclass(frozen=True)
class ControlRow:
    """One control of a check."""

    control: Control
    state: ControlState | None
    """None while nobody has said."""
    uses: tuple[Use, ...]

    @property
    def word(self) -> str:
        """The state as a word."""
        return CONTROL_WORDS[self.state.state] if self.state else "Not said"

    @property
    def best(self) -> Use | None:
        """The use that proves most."""
        ranked = sorted(self.uses, key=lambda use: _STRONGEST.index(use.fact.proof.value))
        return ranked[0] if ranked else None


def control_rows(data: ReviewData, check_id: str) -> tuple[ControlRow, ...]:
    """Return the controls of a check in the order of the catalogue."""
    finding, uses = data.finding(check_id), data.uses_of(check_id)
    return tuple(
        ControlRow(
            control,
            finding.controls.get(control.id),
            tuple(use for use in uses if use.use.control_id == control.id),
        )
        for control in data.mode(check_id).controls
    )


def controls_note(rows: tuple[ControlRow, ...]) -> str:
    """`1 of 4 in place, 1 partly`."""
    states = [row.state.state if row.state else "" for row in rows]
    text = f"{states.count('in-place')} of {len(rows)} in place"
    return f"{text}, {states.count('partly')} partly" if "partly" in states else text


class ControlsModel(RowsModel[ControlRow]):
    """One row per control; the first cell has a box with three states."""

    heads = ("Mitigation", "Kind", "State", "Proof")

    def cells(self, row: ControlRow, column: int) -> Cells:
        """Return what one cell shows."""
        reason = row.state.reason if row.state else ""
        state = row.state.state if row.state else ""
        cells: tuple[Cells, ...] = (
            {
                DISPLAY: row.control.name,
                int(Qt.ItemDataRole.CheckStateRole): _BOXES.get(state, Qt.CheckState.Unchecked),
                TOOL_TIP: f"{row.control.name}\n{row.control.source}",
            },
            {DISPLAY: row.control.kind.value.capitalize(), Role.MUTED: True},
            {DISPLAY: row.word, Role.STRONG: bool(row.state), Role.MUTED: state in ("", "na"), TOOL_TIP: reason},
            _proof(row),
        )
        return {Role.KEY: row.control.id, **cells[column]}

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows are chosen; their states are edits, not values typed into a cell."""
        return super().flags(index) & ~Qt.ItemFlag.ItemIsUserCheckable


def _proof(row: ControlRow) -> Cells:
    best = row.best
    if best is None:
        return {DISPLAY: "No proof yet", Role.MUTED: True}
    more = f" and {len(row.uses) - 1} more" if len(row.uses) > 1 else ""
    word = best.fact.proof.value
    return {
        DISPLAY: f"{shown_name(best)}{more}",
        Role.LINK: True,
        Role.WORD: word.capitalize(),
        TOOL_TIP: f"{word.capitalize()}: {shown_name(best)}",
    }
