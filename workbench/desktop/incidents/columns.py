"""The list of incidents as a table: the same rows without their heads, a column for each fact."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from workbench.desktop.incidents.model import NO_PARENT, IncidentsModel, Index
from workbench.desktop.incidents.wording import GRADE_WORDS, KIND_WORDS, ORIGIN_WORDS
from workbench.desktop.kit.item_painting import spoken
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.theme import px
from workbench.desktop.kit.tips import tip
from workbench.domain.incident_filter import Order
from workbench.domain.when import when_text
from workbench.storage.incident_list import IncidentRow


@dataclass(frozen=True)
class Column:
    """One fact of an incident."""

    title: str
    text: Callable[[IncidentRow], str]
    width: int
    """In logical pixels at 100 %."""
    role: Role | None = None
    """How it looks, or what stands instead of the text."""
    orders: tuple[Order, ...] = ()
    """What a press of the head orders by, in turn."""
    is_shown: bool = True
    """Until a person chooses."""


def columns(categories: Mapping[str, str]) -> tuple[Column, ...]:
    """Return the columns in their order; `categories`: their names by id."""
    return (
        Column("Key", lambda row: row.key, 120, Role.MONO, ("key",)),
        Column("Title", lambda row: row.title, 288, Role.STRONG),
        Column(
            "Date",
            lambda row: when_text(row.when.partition("T")[0]) if row.when else "",
            112,
            orders=("newest", "oldest"),
        ),
        Column("Severity", lambda row: "", 92, Role.SEVERITY, ("severity",)),
        Column("Category", lambda row: categories.get(row.category or "", ""), 196),
        Column("Failure modes", lambda row: " ".join(row.modes), 104, Role.MONO),
        Column("Deployment", lambda row: row.deployment, 144),
        Column("Phase", lambda row: row.phase, 88),
        Column("Kind", lambda row: KIND_WORDS[row.kind], 96, is_shown=False),
        Column("Grade", lambda row: GRADE_WORDS[row.grade], 152, is_shown=False),
        Column("Origin", lambda row: ORIGIN_WORDS[row.origin], 80, is_shown=False),
        Column("Recorded", lambda row: when_text(row.recorded), 104, orders=("recorded",), is_shown=False),
    )


class IncidentColumns(QAbstractTableModel):
    """What the model of the list has read, and no more: it is asked for the next page as the list asks."""

    def __init__(self, source: IncidentsModel, shown: tuple[Column, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source, self.columns = source, shown
        self._rows: list[IncidentRow] = source.incidents()
        source.modelReset.connect(self._on_reset)
        source.rowsInserted.connect(self._on_inserted)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """The incidents that were read."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """The facts."""
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:
        """Say whether there are incidents that were not read yet."""
        return self._source.canFetchMore(parent)

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page."""
        self._source.fetchMore(parent)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The head of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what the delegate paints."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(index)
        if role == Role.KEY:
            return row.key
        if role == Role.SEVERITY:
            return row.severity.value if row.severity and column.role == Role.SEVERITY else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = column.text(row)
            return text if role == Qt.ItemDataRole.DisplayRole else tip(text)
        return True if role == column.role else None

    @Slot()
    def _on_reset(self) -> None:
        self.beginResetModel()
        self._rows = self._source.incidents()
        self.endResetModel()

    @Slot()
    def _on_inserted(self) -> None:
        rows = self._source.incidents()
        self.beginInsertRows(NO_PARENT, len(self._rows), len(rows) - 1)
        self._rows = rows
        self.endInsertRows()


class IncidentTable(TableView):
    """The table: a press of a head orders, a menu on the heads says which columns are shown; the window remembers."""

    key_opened = Signal(str)
    order_chosen = Signal(str)

    def __init__(self, model: IncidentColumns, parent: QWidget | None = None) -> None:
        super().__init__("Incidents, as a table", parent=parent)
        self.setObjectName("incident-columns")
        self._columns = model.columns
        self.setModel(model)
        heads = self.horizontalHeader()
        heads.setStretchLastSection(False)
        heads.setSectionsClickable(True)
        for place, column in enumerate(self._columns):
            self.setColumnWidth(place, px(column.width))
            self.setColumnHidden(place, not column.is_shown)
        heads.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        heads.customContextMenuRequested.connect(self._on_menu_asked_at)
        heads.sectionClicked.connect(self._on_head_pressed)
        self.opened.connect(self._on_opened)
        self._order = ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the titles what room is left, and take it from them first."""
        super().resizeEvent(event)
        place = next(place for place, column in enumerate(self._columns) if column.title == "Title")
        spare = self.viewport().width() - self.horizontalHeader().length()
        self.setColumnWidth(place, max(px(self._columns[place].width), self.columnWidth(place) + spare))

    def show_order(self, order: str) -> None:
        """Know the order that holds."""
        self._order = order

    def menu_of_columns(self) -> QMenu:
        """Make the menu; the title always stays."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for place, column in enumerate(self._columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(place))
            action.setEnabled(column.title != "Title")
            action.toggled.connect(partial(self._show_column, place))
        return menu

    def _show_column(self, place: int, shown: bool) -> None:
        self.setColumnHidden(place, not shown)

    @Slot(QPoint)
    def _on_menu_asked_at(self, at: QPoint) -> None:
        self.menu_of_columns().popup(self.horizontalHeader().mapToGlobal(at))

    @Slot(int)
    def _on_head_pressed(self, place: int) -> None:
        orders = self._columns[place].orders
        if orders:
            there = orders.index(self._order) if self._order in orders else -1
            self.order_chosen.emit(orders[(there + 1) % len(orders)])

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        self.key_opened.emit(str(index.data(Role.KEY)))
