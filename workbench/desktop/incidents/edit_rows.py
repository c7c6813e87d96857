"""Several things of one kind as rows that are typed: actions, modes with their roles, lines of the timeline, facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.incidents.edit_fields import Choice, KeptLine
from workbench.desktop.kit.buttons import Button, IconButton
from workbench.desktop.kit.text import SectionHeading
from workbench.desktop.kit.theme import px


@dataclass(frozen=True)
class Cell:
    """One field of a row."""

    field: str
    name: str
    """What it is, in the field while it is empty and for a screen reader."""
    stretch: int = 1
    values: Mapping[str, str] | None = None
    """Words by value where it is chosen; the first is that of a new row, unless `nothing` stands for none yet."""
    nothing: str = ""
    is_check: bool = False
    line: int = 0
    """0 or 1: in which line of its row it stands."""


class _Row(QWidget):
    """One thing; `changed` when a person changed it, `removed` when it is to go."""

    changed = Signal()
    removed = Signal()

    def __init__(self, cells: Sequence[Cell], name: str, values: Mapping[str, Any], parent: QWidget) -> None:
        super().__init__(parent)
        self._fields: dict[str, KeptLine | Choice | QCheckBox] = {}
        self._beyond = {field: value for field, value in values.items() if field not in {cell.field for cell in cells}}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        lines = [QHBoxLayout() for _ in range(1 + max(cell.line for cell in cells))]
        for line in lines:
            line.setSpacing(px(8))
            column.addLayout(line)
        for cell in cells:
            lines[cell.line].addWidget(self._field(cell, f"{cell.name}, {name}"), cell.stretch)
        remove = IconButton("x", f"Remove {name}")
        remove.clicked.connect(self.removed)
        # In the middle: what fills its line keeps the others as low as itself.
        lines[0].addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)
        for line in lines[1:]:
            line.addSpacing(px(36))
        self.show_values(values)

    def _field(self, cell: Cell, name: str) -> QWidget:
        if cell.is_check:
            check = QCheckBox(cell.name)
            check.setAccessibleName(name)
            check.clicked.connect(self.changed)
            self._fields[cell.field] = check
            return check
        if cell.values is not None:
            choice = Choice(name, cell.values, nothing=cell.nothing)
            choice.chosen.connect(self.changed)
            self._fields[cell.field] = choice
            return choice
        line = KeptLine(name, hint=cell.name)
        line.committed.connect(self.changed)
        self._fields[cell.field] = line
        return line

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show what is kept."""
        for field, widget in self._fields.items():
            value = values.get(field)
            if isinstance(widget, QCheckBox):
                widget.setChecked(bool(value))
            elif value is not None or isinstance(widget, KeptLine):
                widget.show_kept(str(value or ""))

    def values(self) -> dict[str, Any]:
        """What stands in the fields, with what the row has beyond them."""
        return self._beyond | {field: _value_of(widget) for field, widget in self._fields.items()}

    def begin(self) -> None:
        """Put the cursor into the first field."""
        next(iter(self._fields.values())).setFocus()


def _value_of(widget: KeptLine | Choice | QCheckBox) -> Any:
    if isinstance(widget, QCheckBox):
        return widget.isChecked()
    return widget.value() if isinstance(widget, Choice) else widget.text().strip()


class Rows(QWidget):
    """A head, a row for each thing, and a button for one more; `changed(list of values)` when a person changed them.

    A row whose `needed` field is empty is not a thing yet: it stays here and is not kept.
    """

    changed = Signal(object)

    def __init__(self, title: str, cells: Sequence[Cell], *, one: str, needed: str, note: str = "") -> None:
        """`one` is what a single thing is called: `action`."""
        super().__init__()
        self._cells, self._one, self._needed = tuple(cells), one, needed
        self._kept: list[dict[str, Any]] = []
        self._rows: list[_Row] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(px(8))
        self._add = Button(f"Add {'an' if one[0] in 'aeiou' else 'a'} {one}", "small", icon="plus")
        self._add.clicked.connect(self._on_add)
        foot = QHBoxLayout()
        foot.addWidget(self._add)
        foot.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(px(6))
        whole.addWidget(SectionHeading(title, note))
        whole.addLayout(self._column)
        whole.addLayout(foot)

    def show_kept(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Show what is kept; the same number of rows keeps the cursor where it is."""
        kept = [dict(row) for row in rows]
        if kept == self._kept and (kept or not self._rows):
            return
        self._kept = kept
        if len([row for row in self._rows if row.values()[self._needed]]) == len(kept) == len(self._rows):
            for row, values in zip(self._rows, kept, strict=True):
                row.show_values(values)
            return
        while self._rows:
            self._drop(self._rows[-1])
        for values in kept:
            self._append(values)

    def begin(self) -> None:
        """Put the cursor into the first row, or on what adds one."""
        if self._rows:
            self._rows[0].begin()
        else:
            self._add.setFocus()

    def values(self) -> list[dict[str, Any]]:
        """The things that are whole enough to be kept."""
        return [values for row in self._rows if (values := row.values())[self._needed]]

    def _append(self, values: Mapping[str, Any]) -> _Row:
        row = _Row(self._cells, f"{self._one} {len(self._rows) + 1}", values, self)
        row.changed.connect(self._on_changed)
        row.removed.connect(self._on_removed)
        self._rows.append(row)
        self._column.addWidget(row)
        return row

    def _drop(self, row: _Row) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.blockSignals(True)
        row.hide()
        row.deleteLater()

    @Slot()
    def _on_add(self) -> None:
        first = {cell.field: next(iter(cell.values)) for cell in self._cells if cell.values and not cell.nothing}
        self._append(first).begin()

    @Slot()
    def _on_changed(self) -> None:
        values = self.values()
        if values != self._kept:
            self._kept = values
            self.changed.emit(values)

    @Slot()
    def _on_removed(self) -> None:
        row = self.sender()
        if isinstance(row, _Row):
            self._drop(row)
            self._add.setFocus()
            self._on_changed()
