"""The list of incidents as an item model: group heads by year, rows that are fetched as they are scrolled to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from workbench.desktop.incidents.wording import mark, when_text
from workbench.desktop.kit.item_painting import spoken
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.tips import tip
from workbench.storage.incident_list import Bucket, IncidentFilter, IncidentList, IncidentRow

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


@dataclass(frozen=True)
class Year:
    """The head of a group."""

    year: str
    count: int


class IncidentsModel(QAbstractListModel):
    """Incidents by year, latest first; whoever owns it answers `more_wanted` with `append`."""

    more_wanted = Signal(str)
    """The key after which rows are wanted."""

    def __init__(self, categories: Mapping[str, str], parent: QObject | None = None) -> None:
        """`categories`: their names by id."""
        super().__init__(parent)
        self._categories = categories
        self._rows: list[Year | IncidentRow] = []
        self._years: dict[str, int] = {}
        self._loaded = 0
        self._count = 0
        self._is_waiting = False
        self.wanted = IncidentFilter()
        self.buckets: tuple[Bucket, ...] = ()

    def show(self, found: IncidentList) -> None:
        """Begin anew with the first page of a list."""
        self.beginResetModel()
        self.wanted, self.buckets = found.wanted, found.buckets
        self._years, self._count, self._loaded = found.by_year(), found.count, len(found.rows)
        self._rows = self._with_heads(found.rows, "")
        self._is_waiting = False
        self.endResetModel()

    def append(self, after: str, rows: Sequence[IncidentRow]) -> None:
        """Take the rows that follow the key `after`; an answer that comes too late is left alone."""
        if not self._is_waiting or after != self.last_key:
            return
        if not rows:
            self._is_waiting = False
            self._count = self._loaded
            return
        added = self._with_heads(rows, self.last_key[4:8])
        first = len(self._rows)
        self.beginInsertRows(NO_PARENT, first, first + len(added) - 1)
        self._rows += added
        self._loaded += len(rows)
        # Only now: a view that asks while rows come in would ask for them again.
        self._is_waiting = False
        self.endInsertRows()

    @property
    def last_key(self) -> str:
        """The key of the last row; "" when there is none."""
        last = self._rows[-1] if self._rows else None
        return last.key if isinstance(last, IncidentRow) else ""

    def first(self) -> str:
        """The key of the first incident; "" when there is none."""
        return next((row.key for row in self._rows if isinstance(row, IncidentRow)), "")

    def _with_heads(self, rows: Sequence[IncidentRow], last: str) -> list[Year | IncidentRow]:
        """Put a head before each year that begins here; `last` is the year of the row before."""
        result: list[Year | IncidentRow] = []
        for row in rows:
            year = row.key[4:8]
            if year != last:
                result.append(Year(year, self._years.get(year, 0)))
                last = year
            result.append(row)
        return result

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """The rows that were read, with their heads."""
        return 0 if parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: Index) -> bool:
        """Say whether there are incidents that were not read yet."""
        return not parent.isValid() and not self._is_waiting and self._loaded < self._count

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page."""
        if self.canFetchMore(parent):
            self._is_waiting = True
            self.more_wanted.emit(self.last_key)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A head can be neither selected nor stepped on."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._rows[index.row()], Year):
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what the delegate paints."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, Year):
            return _head(row).get(role)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(index)
        return self._cells(row).get(role)

    def _cells(self, row: IncidentRow) -> dict[int, Any]:
        word = mark(row.kind, row.grade)
        return {
            int(Qt.ItemDataRole.DisplayRole): row.title,
            int(Qt.ItemDataRole.ToolTipRole): tip(row.title),
            Role.KEY: row.key,
            Role.ID: row.key,
            Role.CAPTION: self._categories.get(row.category or "", ""),
            Role.SEVERITY: row.severity.value if row.severity else None,
            Role.CHIP: (word, "na") if word else None,
            Role.NOTE: when_text(row.when, with_year=False) if row.when else "",
            Role.NOTE2: row.phase,
        }


def _head(year: Year) -> dict[int, Any]:
    text = f"{year.count:,}"
    return {
        int(Qt.ItemDataRole.DisplayRole): year.year,
        int(Qt.ItemDataRole.AccessibleTextRole): f"{year.year}, {text} incidents",
        Role.HEADING: True,
        Role.NOTE: text,
    }
