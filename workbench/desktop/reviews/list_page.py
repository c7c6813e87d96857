"""The list of reviews, and what to do when there is none."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.empty import EmptyState
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.signs import status_legend
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.theme import look, px
from workbench.desktop.reviews.list_model import ReviewRow, ReviewsModel, read_reviews

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

NOTHING = (
    "No reviews yet. A review asks twelve questions about one version of a deployment; "
    "each is answered with a finding and what shows it."
)
COLUMNS = (72, 220, 84, 150, 176, 196, 170)
DEPLOYMENT = 1


class ReviewListPage(QWidget):
    """Every review by its newest revision."""

    opened = Signal(str)
    """Full key."""
    new_wanted = Signal()

    def __init__(self, services: "Services", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.rows = ReviewsModel(self)
        self.head = PageHead("Reviews")
        self._new = Button("New review…", "primary", icon="plus", key="Ctrl+N")
        self._new.clicked.connect(self.new_wanted)
        self.head.add_right(self._new)
        self.table = TableView("Reviews", row_height=56)
        self.table.setObjectName("review-list")
        self.table.setModel(self.rows)
        self.table.opened.connect(self._on_opened)
        self._empty = EmptyState("clipboard-check", NOTHING, button="New review…", key="Ctrl+N")
        self._empty.button_pressed.connect(self.new_wanted)
        self._build()
        look().changed.connect(self._fit)

    def _build(self) -> None:
        working = QWidget()
        column = QVBoxLayout(working)
        column.setContentsMargins(px(16), px(8), px(16), px(16))
        column.setSpacing(px(12))
        column.addWidget(self.table, 1)
        self._legend = status_legend()
        self._legend.setContentsMargins(px(8), 0, px(8), 0)
        column.addWidget(self._legend)
        self._stack = QStackedWidget()
        self._stack.addWidget(working)
        self._stack.addWidget(self._empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addWidget(self._stack, 1)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """The table scrolls sideways where it has to."""
        return QSize(px(320), px(240))

    @Slot()
    def refresh(self) -> None:
        """Read the list anew."""
        if self._services.has_workspace:
            self._services.fetch(read_reviews, self._show, self, key="list")

    def _show(self, rows: tuple[ReviewRow, ...]) -> None:
        current = max(0, self.table.currentIndex().row())
        self.rows.show(rows)
        number = len(rows)
        self.head.set_title("Reviews", f"{number} review{'s' if number != 1 else ''}" if number else "")
        self._new.setVisible(bool(rows))
        self._stack.setCurrentIndex(0 if rows else 1)
        if rows:
            self.table.selectRow(min(current, number - 1))

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        self.opened.emit(str(index.data(Role.KEY)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the deployment what is left of the width."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        heads = self.table.horizontalHeader()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate(COLUMNS):
            self.table.setColumnWidth(column, px(width))
        heads.setStretchLastSection(False)
        rest = self.width() - px(32) - sum(px(width) for width in COLUMNS)
        self.table.setColumnWidth(DEPLOYMENT, px(COLUMNS[DEPLOYMENT]) + max(0, rest))
        self._legend.setVisible(self.width() >= px(640))
