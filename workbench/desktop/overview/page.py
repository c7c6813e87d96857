"""The overview page: the table of deployments, and beside it what lapses soon."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.empty import EmptyState
from workbench.desktop.kit.flow import FlowLayout
from workbench.desktop.kit.list_view import ListView
from workbench.desktop.kit.page import Page
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.signs import proof_legend, status_legend
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.text import Hairline, Label, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.overview.model import LapsesModel, StandingsModel, place_of
from workbench.desktop.shell.services import Services
from workbench.storage.overview import Overview, read_overview
from workbench.storage.store import Store

SIDE_WIDTH = 304
COLUMN_WIDTHS = (168, 186, 200, 160, 132)
WHY_COLUMN = 3
LOW = 440
"""Below this height the table needs the room of the legend."""
LOW_HEIGHT = 176
NARROW = 1000
"""Below this width the side column stands under the table, as high as `LOW_HEIGHT`."""


class OverviewPage(Page):
    """Where every deployment stands."""

    title = "Overview"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.standings = StandingsModel(self)
        self.lapses = LapsesModel(self)
        self._build_head()
        self._table = self._make_table()
        self._side = self._make_side()
        self._build_body()
        services.changed.connect(self._on_changed)

    def open_at(self, argument: str) -> None:
        """Show the present state."""
        self._refresh()
        self._table.setFocus()

    def page_actions(self) -> Mapping[str, Callable[[], None]]:
        """Offer the card of the deployment that is chosen."""
        return {"go.operations": self.show_operations}

    @Slot()
    def show_operations(self) -> None:
        """Go to the operations card of the deployment that is chosen."""
        row = self._table.currentIndex().row()
        if 0 <= row < len(self.standings.rows):
            self.navigate.emit("deployments", self.standings.row(row).deployment_key)

    def _build_head(self) -> None:
        self._head = PageHead("Overview")
        self._card = Button("Operations card", "quiet", icon="life-buoy", key="Ctrl+Shift+O")
        self._card.clicked.connect(self.show_operations)
        self._head.add_right(self._card)
        self._new = Button("New review…", "primary", icon="plus", key="Ctrl+N")
        self._new.clicked.connect(self._on_new_review)
        self._head.add_right(self._new)

    def _make_table(self) -> TableView:
        table = TableView("Deployments", row_height=56)
        table.setObjectName("overview-deployments")
        table.setModel(self.standings)
        table.opened.connect(self._on_deployment_opened)
        return table

    def _make_side(self) -> QWidget:
        side = QWidget()
        surface(side, "sunken")
        column = QVBoxLayout(side)
        column.setContentsMargins(px(8), px(16), px(16), px(16))
        column.setSpacing(px(4))
        self._lapse_heading = SectionHeading("Lapses within 30 days")
        self._lapse_heading.setContentsMargins(px(8), 0, px(8), 0)
        all_due = Button("All that is due", "link")
        all_due.clicked.connect(self._on_all_due)
        self._lapse_heading.add_right(all_due)
        column.addWidget(self._lapse_heading)
        column.addWidget(Hairline())
        self._lapse_list = ListView("Lapses within 30 days", margin=8)
        surface(self._lapse_list, "sunken")
        self._lapse_list.setModel(self.lapses)
        self._lapse_list.opened.connect(self._on_lapse_opened)
        column.addWidget(self._lapse_list, 1)
        self._no_lapses = Label("Nothing lapses within 30 days.", "body", "muted", wrap=True)
        column.addWidget(self._no_lapses)
        column.addStretch()
        return side

    def _build_body(self) -> None:
        working = QWidget()
        column = QVBoxLayout(working)
        column.setContentsMargins(px(16), px(8), px(16), px(16))
        column.setSpacing(px(12))
        column.addWidget(self._table, 1)
        self._legend = QWidget()
        legend = FlowLayout(self._legend, gap=24)
        self._legend.setContentsMargins(px(8), 0, px(8), 0)
        legend.addWidget(status_legend())
        legend.addWidget(proof_legend())
        column.addWidget(self._legend)
        self._empty = EmptyState(
            "layout-dashboard",
            "No deployments yet. Describe one and start its first review; its place in the table follows from there.",
            button="New review…",
            key="Ctrl+N",
        )
        self._empty.button_pressed.connect(self._on_new_review)
        self._stack = QStackedWidget()
        self._stack.addWidget(working)
        self._stack.addWidget(self._empty)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(0)
        self._body.addWidget(self._stack, 1)
        self._body.addWidget(self._side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head)
        outer.addLayout(self._body, 1)

    @Slot()
    def _on_changed(self) -> None:
        if self.isVisible():  # who comes back reads anew
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self._services.reads.fetch(_read, self._show, self, key="overview")

    def _show(self, overview: Overview) -> None:
        current = self._table.currentIndex().row()
        self.standings.show(overview.standings)
        self.lapses.show(overview.lapses)
        number = len(overview.standings)
        context = f"{number} deployment{'s' if number != 1 else ''}" if number else ""
        self._head.set_title("Overview", context)
        self._stack.setCurrentIndex(0 if number else 1)
        self._new.setVisible(bool(number))  # else it stands in the middle of the page
        self._lapse_heading.set_note(str(len(overview.lapses)) if overview.lapses else "")
        self._lapse_list.setVisible(bool(overview.lapses))
        self._no_lapses.setVisible(not overview.lapses)
        if number:
            self._table.selectRow(min(max(current, 0), number - 1))
        self._fit()

    @Slot()
    def _on_new_review(self) -> None:
        self.navigate.emit("reviews", "new")

    @Slot(QModelIndex)
    def _on_deployment_opened(self, index: QModelIndex) -> None:
        standing = self.standings.row(index.row())
        self.navigate.emit("reviews", standing.review or f"new {standing.deployment_key}")

    @Slot()
    def _on_all_due(self) -> None:
        self.navigate.emit("due", "")

    @Slot(QModelIndex)
    def _on_lapse_opened(self, index: QModelIndex) -> None:
        self.navigate.emit(*place_of(self.lapses.row(index.row())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what lapses beside the table, or below it where the table needs the width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        is_wide = self.width() >= px(NARROW)
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._body.setDirection(direction)
        self._side.setVisible(self._stack.currentIndex() == 0)
        self._card.setVisible(is_wide and self._stack.currentIndex() == 0)
        room = self.width() - px(32) - (px(SIDE_WIDTH) if is_wide else 0)
        self._table.share_width(COLUMN_WIDTHS, (WHY_COLUMN,), room)
        self._legend.setVisible(self.height() >= px(LOW))
        low_height = min(px(LOW_HEIGHT), self.height() // 3)
        unbounded = 16_777_215  # QWIDGETSIZE_MAX, which PySide does not offer
        self._side.setMinimumSize(px(SIDE_WIDTH) if is_wide else 0, 0 if is_wide else low_height)
        self._side.setMaximumSize(px(SIDE_WIDTH) if is_wide else unbounded, unbounded if is_wide else low_height)
        room = self.width() - (px(SIDE_WIDTH) if is_wide else 0) - px(32)
        self._table.share_width(COLUMN_WIDTHS, (WHY_COLUMN,), room)


def _read(store: Store) -> Overview:
    return read_overview(store, datetime.now(UTC))
