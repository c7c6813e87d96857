"""Item models that only hold rows: a table and a list, whose cells are values by role."""

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.desktop.kit.item_painting import spoken_from
from workbench.desktop.kit.tips import tip

Index = QModelIndex | QPersistentModelIndex
Cells = dict[int, Any]
R = TypeVar("R")

DISPLAY = int(Qt.ItemDataRole.DisplayRole)
TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
RIGHT = {int(Qt.ItemDataRole.TextAlignmentRole): int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)}
"""For cells with figures."""


def value_of(cells: Cells, role: int) -> Any:
    """Return what a cell answers: a tool tip as it is written, and the cell in words unless it has its own."""
    if role == TOOL_TIP:
        return tip(str(cells.get(TOOL_TIP) or ""))
    if role == SPOKEN and SPOKEN not in cells:
        return spoken_from(cells.get)
    return cells.get(role)


class RowsModel(QAbstractTableModel, Generic[R]):
    """A table whose cells a subclass answers with `cells(row, column)`."""

    heads: ClassVar[tuple[str, ...]] = ()
    figures: ClassVar[frozenset[str]] = frozenset()
    """Heads of columns with figures, which stand right."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[R, ...] = ()

    def show(self, rows: Sequence[R]) -> None:
        """Replace every row; the same number of rows keeps the selection."""
        fresh = tuple(rows)
        if len(fresh) == len(self._rows):
            self._rows = fresh
            if fresh:
                self.dataChanged.emit(self.index(0, 0), self.index(len(fresh) - 1, len(self.heads) - 1))
            return
        self.beginResetModel()
        self._rows = fresh
        self.endResetModel()

    def row(self, number: int) -> R:
        """Return what stands in a row."""
        return self._rows[number]

    @property
    def rows(self) -> tuple[R, ...]:
        """Every row from the top."""
        return self._rows

    def cells(self, row: R, column: int) -> Cells:
        """Return the values of one cell by role."""
        raise NotImplementedError

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """One column per head."""
        return 0 if parent.isValid() else len(self.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        """Return the heads."""
        if orientation == Qt.Orientation.Horizontal and role == DISPLAY and section < len(self.heads):
            return self.heads[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return next(iter(RIGHT.values())) if self.heads[section] in self.figures else None
        return None

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return what a delegate paints, or the cell in words for a screen reader."""
        if not index.isValid():
            return None
        return value_of(self.cells(self._rows[index.row()], index.column()), role)


class ListRows(QAbstractListModel, Generic[R]):
    """A list whose rows a subclass answers with `cells(row)`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[R, ...] = ()

    def show(self, rows: Sequence[R]) -> None:
        """Replace every row."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row(self, number: int) -> R:
        """Return what one row is about."""
        return self._rows[number]

    def cells(self, row: R) -> Cells:
        """Return the values of one row by role."""
        raise NotImplementedError

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return what the delegate paints, or the row in words for a screen reader."""
        return value_of(self.cells(self._rows[index.row()]), role) if index.isValid() else None
