"""The list of reviews, and what to do when there is none."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.empty import EmptyState
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.search_field import SearchField, nothing_matches
from workbench.desktop.kit.signs import status_legend
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.theme import look, px
from workbench.desktop.reviews.list_model import ReviewRow, ReviewsModel, read_matching

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

NOTHING = (
    "No reviews yet. A review asks up to eighteen questions about one version of a deployment; "
    "each is answered with a finding and what shows it."
)
COLUMNS = (72, 220, 84, 150, 176, 196, 170)
DEPLOYMENT = 1


class ReviewListPage(QWidget):
    """Every review by its newest revision."""

    opened = Signal(str)
    """Full key."""
    new_wanted = Signal()
    compare_wanted = Signal(str)
    """Full key of the review to compare with another."""

    def __init__(self, services: "Services", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.rows = ReviewsModel(self)
        self.head = PageHead("Reviews")
        self._new = Button("New review…", "primary", icon="plus", key="Ctrl+N")
        self._new.clicked.connect(self.new_wanted)
        self.search = SearchField("Search reviews", key="Ctrl F")
        self.search.searched.connect(self._on_searched)
        self.head.add_right(self.search)
        self.head.add_right(self._new)
        self.table = TableView("Reviews", row_height=56)
        self.table.setObjectName("review-list")
        self.table.setModel(self.rows)
        self.table.opened.connect(self._on_opened)
        self._empty = EmptyState("clipboard-check", NOTHING, button="New review…", key="Ctrl+N")
        self._empty.button_pressed.connect(self.new_wanted)
        self._no_match = EmptyState("search", "", link="Search everything")
        self._no_match.link_pressed.connect(self._on_search_everything)
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
        self._stack.addWidget(self._no_match)
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
            text = self.search.text()
            self._services.fetch(partial(read_matching, text=text), partial(self._show, text), self, key="list")

    @Slot()
    def focus_search(self) -> None:
        """Put the cursor into the search."""
        self.search.begin()

    @Slot()
    def compare(self) -> None:
        """Compare the review that is chosen with the one before it."""
        key = self.table.currentIndex().data(Role.KEY)
        if key:
            self.compare_wanted.emit(str(key))

    @Slot(str)
    def _on_searched(self, _text: str) -> None:
        self.refresh()

    @Slot()
    def _on_search_everything(self) -> None:
        self.search.empty()
        self.refresh()
        self.search.setFocus()

    def _show(self, text: str, found: tuple[tuple[ReviewRow, ...], int]) -> None:
        rows, in_all = found
        current = max(0, self.table.currentIndex().row())
        self.rows.show(rows)
        number = len(rows)
        count = f"{number} of {in_all}" if number < in_all else f"{number} review{'s' if number != 1 else ''}"
        self.head.set_title("Reviews", count if in_all else "")
        self._new.setVisible(bool(in_all))
        self.search.setVisible(bool(in_all))
        self._no_match.set_sentence(nothing_matches(text.strip(), text))
        self._stack.setCurrentIndex(0 if rows else 2 if in_all else 1)
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
        self.table.share_width(COLUMNS, (DEPLOYMENT,), self.width() - px(32))
        self._legend.setVisible(self.width() >= px(640))
        self.search.setFixedWidth(px(296 if self.width() >= px(640) else 168))
