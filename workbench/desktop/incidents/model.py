"""The list of incidents as an item model: group heads, rows that are fetched as they are scrolled to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from workbench.desktop.incidents.wording import group_text, mark
from workbench.desktop.kit.item_painting import spoken
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.tips import tip
from workbench.domain.incident_filter import IncidentFilter
from workbench.domain.when import when_text
from workbench.storage.incident_list import IncidentCounts, IncidentList, IncidentRow

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


@dataclass(frozen=True)
class Group:
    """The head of a group: a year, a severity."""

    value: str
    text: str


class IncidentsModel(QAbstractListModel):
    """Incidents below the heads of their groups; whoever owns it answers `more_wanted` with `append`."""

    more_wanted = Signal(object)
    """The `IncidentRow` after which rows are wanted."""

    def __init__(self, categories: Mapping[str, str], parent: QObject | None = None) -> None:
        """`categories`: their names by id."""
        super().__init__(parent)
        self._categories = categories
        self._rows: list[Group | IncidentRow] = []
        self._counts: dict[str, int] = {}
        self._is_whole = True
        self._is_waiting = False
        self.wanted = IncidentFilter()

    def show(self, found: IncidentList) -> None:
        """Begin anew with the first page of a list; how many it has is not known yet."""
        self.beginResetModel()
        self.wanted, self._is_whole = found.wanted, found.is_whole
        self._counts = {}
        self._rows = self._with_heads(found.rows, None)
        self._is_waiting = False
        self.endResetModel()

    def append(self, after: IncidentRow, rows: Sequence[IncidentRow]) -> None:
        """Take the rows that follow another; an answer that comes too late is left alone."""
        if not self._is_waiting or after is not self.last():
            return
        if not rows:
            self._is_waiting, self._is_whole = False, True
            return
        added = self._with_heads(rows, after.group)
        first = len(self._rows)
        self.beginInsertRows(NO_PARENT, first, first + len(added) - 1)
        self._rows += added
        # Only now: a view that asks while rows come in would ask for them again.
        self._is_waiting = False
        self.endInsertRows()

    def show_counts(self, counts: IncidentCounts) -> None:
        """Put its number beside each head; counts of another list are left alone."""
        if counts.wanted == self.wanted:
            self._counts = counts.by_group
            for place, row in enumerate(self._rows):
                if isinstance(row, Group):
                    self.dataChanged.emit(self.index(place), self.index(place))

    def last(self) -> IncidentRow | None:
        """The last row that was read; None when there is none."""
        last = self._rows[-1] if self._rows else None
        return last if isinstance(last, IncidentRow) else None

    def incidents(self) -> list[IncidentRow]:
        """What was read, without heads."""
        return [row for row in self._rows if isinstance(row, IncidentRow)]

    def first(self) -> str:
        """The key of the first incident; "" when there is none."""
        return next((row.key for row in self._rows if isinstance(row, IncidentRow)), "")

    def _with_heads(self, rows: Sequence[IncidentRow], last: str | None) -> list[Group | IncidentRow]:
        """Put a head before each group that begins here; `last` is the group of the row before."""
        result: list[Group | IncidentRow] = []
        for row in rows:
            if row.group != last:
                result.append(Group(row.group, group_text(row.group, self.wanted.order)))
                last = row.group
            result.append(row)
        return result

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """The rows that were read, with their heads."""
        return 0 if parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: Index) -> bool:
        """Say whether there are incidents that were not read yet."""
        return not parent.isValid() and not self._is_waiting and not self._is_whole

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page."""
        last = self.last()
        if last is not None and self.canFetchMore(parent):
            self._is_waiting = True
            self.more_wanted.emit(last)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A head can be neither selected nor stepped on."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._rows[index.row()], Group):
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what the delegate paints."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, Group):
            return self._head(row).get(role)
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
            Role.NOTE: when_text(row.when, with_year=self.wanted.order not in ("newest", "oldest")) if row.when else "",
            Role.NOTE2: row.phase,
        }

    def _head(self, group: Group) -> dict[int, Any]:
        count = self._counts.get(group.value)
        text = "" if count is None else f"{count:,}"
        return {
            int(Qt.ItemDataRole.DisplayRole): group.text,
            int(Qt.ItemDataRole.AccessibleTextRole): f"{group.text}, {text} incidents" if text else group.text,
            Role.HEADING: True,
            Role.NOTE: text,
        }
