"""The lists of a profile as tables that are edited in place, cell by cell or by the block."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from workbench.catalogue.field_help import field_help
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, SPOKEN, TOOL_TIP, Index
from workbench.desktop.kit.tips import tip
from workbench.domain.deployment import ProposedValue, RetrievalSource, Service, Tool
from workbench.domain.model import Model
from workbench.domain.profile_fill import accepted
from workbench.domain.sheet import SERVICES, SOURCES, TOOLS, Sheet, SheetColumn, from_tsv

M = TypeVar("M", bound=Model)
EDIT = int(Qt.ItemDataRole.EditRole)
Cells = Sequence[tuple[int, int]]
"""Rows and columns."""


class SheetModel(QAbstractTableModel, Generic[M]):
    """Rows of frozen models; a value that cannot be is refused with its reason, a block as a whole."""

    edited = Signal()
    """The person changed, added or removed something: one step to undo."""
    refused = Signal(str)

    def __init__(self, sheet: Sheet[M], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self._rows: list[M] = []
        self.is_editable = True

    @property
    def rows(self) -> tuple[M, ...]:
        """The rows as they stand."""
        return tuple(self._rows)

    @property
    def columns(self) -> tuple[SheetColumn, ...]:
        """What the columns are."""
        return self.sheet.columns

    def show(self, rows: Sequence[M]) -> None:
        """Replace every row; those that stay in their place keep the selection."""
        fresh = list(rows)
        shared = min(len(fresh), len(self._rows))
        if fresh[:shared] != self._rows[:shared]:
            self._rows[:shared] = fresh[:shared]
            self.dataChanged.emit(self.index(0, 0), self.index(shared - 1, len(self.columns) - 1))
        if len(fresh) > shared:
            self.beginInsertRows(QModelIndex(), shared, len(fresh) - 1)
            self._rows = fresh
            self.endInsertRows()
        elif len(self._rows) > shared:
            self.beginRemoveRows(QModelIndex(), shared, len(self._rows) - 1)
            self._rows = fresh
            self.endRemoveRows()

    def add(self, after: int | None = None) -> int:
        """Add a row with a name of its own and return its number."""
        names = {str(getattr(row, "name", "")) for row in self._rows}
        stem = f"new {self.sheet.noun}"
        number = next(n for n in range(1, len(names) + 2) if f"{stem} {n}" not in names)
        place = len(self._rows) if after is None else after + 1
        self._insert(place, [self.sheet.row.model_validate({"name": f"{stem} {number}"})])
        return place

    def duplicate(self, places: Sequence[int]) -> None:
        """Add a copy of each row below the last of them."""
        if places and self.is_editable:
            self._insert(max(places) + 1, [self._copy_of(self._rows[place]) for place in sorted(places)])

    def _copy_of(self, row: M) -> M:
        return self.sheet.row.model_validate({**row.model_dump(), "name": f"{getattr(row, 'name', '')} copy"[-200:]})

    def _insert(self, place: int, fresh: list[M]) -> None:
        self.beginInsertRows(QModelIndex(), place, place + len(fresh) - 1)
        self._rows[place:place] = fresh
        self.endInsertRows()
        self.edited.emit()

    def remove(self, *places: int) -> None:
        """Take rows away."""
        known = sorted({place for place in places if 0 <= place < len(self._rows)}, reverse=True)
        known = known if self.is_editable else []
        for place in known:
            self.beginRemoveRows(QModelIndex(), place, place)
            del self._rows[place]
            self.endRemoveRows()
        if known:
            self.edited.emit()

    def clear(self, cells: Cells) -> None:
        """Make cells unknown; a name cannot be."""
        self._change(cells, lambda _row, _column: None)

    def fill(self, cells: Cells, value: Any) -> None:
        """Write one value into cells."""
        self._change(cells, lambda _row, _column: value)

    def fill_down(self, cells: Cells) -> None:
        """Write into each chosen cell what stands in the highest chosen cell of its column."""
        highest = {column: min(row for row, other in cells if other == column) for _, column in cells}

        def value(_row: int, column: int) -> Any:
            return getattr(self._rows[highest[column]], self.columns[column].field)

        self._change([(row, column) for row, column in cells if row > highest[column]], value)

    def _change(self, cells: Cells, value: Callable[[int, int], Any]) -> None:
        if not (cells and self.is_editable):
            return
        fresh = list(self._rows)
        for row, column in cells:
            head = self.columns[column]
            try:
                fresh[row] = self.sheet.changed(fresh[row], head, value(row, column))
            except ValueError as error:
                self.refused.emit(f"{head.head}, row {row + 1}: {error}. Nothing was changed. Correct it.")
                return
        self._take(fresh)

    def paste(self, top: int, left: int, text: str) -> bool:
        """Lay what a spreadsheet copied over the cells from one on; all of it or nothing."""
        if not self.is_editable:
            return False
        try:
            fresh = self.sheet.pasted(self.rows, top, left, from_tsv(text))
        except ValueError as error:
            self.refused.emit(f"This cannot be pasted: {error}. Nothing was changed. Correct it and paste again.")
            return False
        self._take(list(fresh))
        return True

    def take_proposals(self, places: Sequence[int]) -> None:
        """Take over what files proposed for some tools."""
        rows = [
            accepted(row) if number in places and isinstance(row, Tool) else row
            for number, row in enumerate(self._rows)
        ]
        self._take(rows)  # type: ignore[arg-type]  # a tool stays a tool

    def _take(self, fresh: list[M]) -> None:
        if self.is_editable and fresh != self._rows:
            self.show(fresh)
            self.edited.emit()

    def texts(self, cells: Cells) -> list[list[str]]:
        """Return the rectangle around cells as a spreadsheet gets it; what was not chosen is empty."""
        chosen = set(cells)
        rows, columns = sorted({row for row, _ in chosen}), sorted({column for _, column in chosen})
        return [[self._copied(row, column) if (row, column) in chosen else "" for column in columns] for row in rows]

    def _copied(self, row: int, column: int) -> str:
        return self.columns[column].copied(getattr(self._rows[row], self.columns[column].field))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """How many fields a row has."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        """Return the heads."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == TOOL_TIP:
            return tip(self.help_of(section))
        return self.columns[section].head if role == DISPLAY else None

    def help_of(self, column: int) -> str:
        """Return what is meant by a column, in a line."""
        return field_help()[self.sheet.noun][self.columns[column].field]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be edited while the profile can."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self.is_editable and index.isValid() else flags

    def proposal(self, index: Index) -> ProposedValue | None:
        """Return what a file proposes for a cell, or None."""
        row = self._rows[index.row()]
        return row.proposal(self.columns[index.column()].field) if isinstance(row, Tool) else None

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return what a cell shows, or its raw value for the editor."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        value, proposal = getattr(self._rows[index.row()], column.field), self.proposal(index)
        if role == DISPLAY:
            return f"{column.copied(proposal.value)}?" if proposal and value is None else column.shown(value)
        if role == SPOKEN:
            return f"{column.shown(value)}{_told(column, proposal)}"
        if role == TOOL_TIP:
            return tip(f"{column.shown(value)}{_told(column, proposal)}")
        if role == EDIT:
            return proposal.value if proposal and value is None else value
        if role == Role.MUTED:
            return value is None
        if role == Role.MONO:
            return column.field == "name" and self.sheet.row is Tool
        return None

    def setData(self, index: Index, value: Any, role: int = EDIT) -> bool:
        """Change one value; empty is unknown."""
        if role != EDIT or not index.isValid() or not self.is_editable:
            return False
        column, row = self.columns[index.column()], self._rows[index.row()]
        try:
            typed = column.parsed(value) if isinstance(value, str) else value
            fresh = self.sheet.changed(row, column, typed)
        except ValueError as error:
            self.refused.emit(f"{column.head}: {error}. Nothing was changed. Correct it.")
            return False
        if fresh != row:
            self._rows[index.row()] = fresh
            self.dataChanged.emit(index, index)
            self.edited.emit()
        return True


def _told(column: SheetColumn, proposal: ProposedValue | None) -> str:
    """Return a proposal with where it comes from."""
    return f". Proposed: {column.copied(proposal.value)}, by {proposal.source}" if proposal else ""


def tools_model(parent: QObject | None = None) -> SheetModel[Tool]:
    """Return the tool sheet."""
    return SheetModel(TOOLS, parent)


def sources_model(parent: QObject | None = None) -> SheetModel[RetrievalSource]:
    """Return the retrieval sources."""
    return SheetModel(SOURCES, parent)


def services_model(parent: QObject | None = None) -> SheetModel[Service]:
    """Return the external services."""
    return SheetModel(SERVICES, parent)
