"""The milestones of an incident as they are typed: each as precise as it is known."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from workbench.desktop.incidents.edit_fields import KeptLine
from workbench.desktop.kit.style import set_wrong
from workbench.desktop.kit.text import Label, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.domain.errors import UserError
from workbench.domain.incident import MILESTONES, Milestone
from workbench.domain.when import parse_when, when_text


def typed(milestone: Milestone | None) -> str:
    """Return the date of a milestone as a person would type it."""
    if milestone is None or not milestone.at:
        return ""
    return milestone.at.replace("T", " ") if milestone.precision == "minute" else when_text(milestone.at)


def today() -> date:
    """Return the day that it is, UTC."""
    return datetime.now(UTC).date()


class MilestonesEdit(QWidget):
    """A line for each milestone: when, and a note; `changed(list of milestones)`. What is no date says so below it."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: dict[str, Milestone] = {}
        self._lines: dict[str, tuple[KeptLine, KeptLine, Label]] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(4))
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)
        for row, name in enumerate(MILESTONES):
            self._add(grid, 2 * row, name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        note = "UTC, as precise as it is known: 17 Nov 2026, 2026-11-17 14:02, Q1 2026"
        column.addWidget(SectionHeading("When"))
        column.addWidget(Label(note, "label_regular", "muted", wrap=True))
        column.addLayout(grid)

    def _add(self, grid: QGridLayout, row: int, name: str) -> None:
        when = KeptLine(f"{name.capitalize()}: when")
        note = KeptLine(f"{name.capitalize()}: note", hint="Note, such as: after 6 h")
        fault = Label("", "label_regular", "fail", wrap=True)
        fault.hide()
        for line in (when, note):
            line.committed.connect(partial(self._on_committed, name))
        label = Label(name.capitalize(), "body", "muted")
        label.setBuddy(when)
        grid.addWidget(label, row, 0)
        grid.addWidget(when, row, 1)
        grid.addWidget(note, row, 2)
        grid.addWidget(fault, row + 1, 1, 1, 2)
        self._lines[name] = (when, note, fault)

    def begin(self, name: str) -> None:
        """Put the cursor where a milestone is typed."""
        self._lines[name][0].setFocus()

    def show_kept(self, milestones: Sequence[Milestone]) -> None:
        """Show what is kept; what is wrong stays to be corrected."""
        self._kept = {stone.name: stone for stone in milestones}
        for name, (when, note, fault) in self._lines.items():
            if fault.isHidden():
                stone = self._kept.get(name)
                when.show_kept(typed(stone))
                note.show_kept(stone.note if stone else "")

    def _on_committed(self, name: str, _text: str) -> None:
        when, note, fault = self._lines[name]
        try:
            stone = self._read(name, when.text().strip(), note.text().strip())
        except UserError as error:
            self._say(when, fault, str(error))
            return
        self._say(when, fault, "")
        if stone == self._kept.get(name):
            return
        others = {other: kept for other, kept in self._kept.items() if other != name}
        self._kept = others | ({name: stone} if stone else {})
        self.changed.emit([kept.model_dump() for kept in self._kept.values()])

    def _read(self, name: str, when: str, note: str) -> Milestone | None:
        """Return the milestone; a note alone says that it was reached, though not when."""
        kept = self._kept.get(name)
        if kept and when == typed(kept):
            return kept.model_copy(update={"note": note}) if when or note else None
        if not when and not note:
            return None
        at, precision = parse_when(when, today()) if when else (None, None)
        fields: dict[str, Any] = {"name": name, "at": at, "precision": precision, "note": note}
        return Milestone.model_validate(fields)

    def _say(self, when: KeptLine, fault: Label, sentence: str) -> None:
        set_wrong(when, bool(sentence))
        fault.setText(sentence.replace("Nothing was recorded. ", ""))
        fault.setVisible(bool(sentence))
        when.setAccessibleDescription(sentence)
