"""The history of a review."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.text import SectionHeading
from workbench.desktop.kit.theme import look, px
from workbench.desktop.kit.tips import tip
from workbench.desktop.reviews.history_model import HistoryModel, HistoryRow, read_rows
from workbench.desktop.reviews.history_offers import PurgeOffer
from workbench.desktop.reviews.model import ReviewModel

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

COLUMNS = (150, 140, 170, 190)
NOTHING_TO_PURGE = "Choose a step that wrote a text or attached a file: what it brought in can be purged."


class HistoryTab(QWidget):
    """Every step of the journal that touches the review; read when it is looked at."""

    def __init__(self, services: "Services", model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._model = services, model
        self.rows = HistoryModel(self)
        self._heading = SectionHeading("History")
        self.table = TableView("History of the review")
        self.table.setObjectName("review-history")
        self.table.setModel(self.rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        self._heading.setContentsMargins(px(8), 0, px(8), 0)
        column.setSpacing(px(8))
        column.addWidget(self._heading)
        column.addWidget(self.table, 1)
        self.purge_button = Button("Purge…", "small")
        self.purge_button.setEnabled(False)
        self.purge_button.setToolTip(tip(NOTHING_TO_PURGE))
        self.purge_button.clicked.connect(self._on_purge)
        self._heading.add_right(self.purge_button)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._on_menu_wanted)
        self.table.selectionModel().currentRowChanged.connect(self._offer)
        self.rows.modelReset.connect(self._offer)
        self.rows.dataChanged.connect(self._offer)
        model.changed.connect(self._on_changed)
        look().changed.connect(self._fit)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """The table scrolls sideways where it has to."""
        return QSize(px(320), px(200))

    def showEvent(self, event: QShowEvent) -> None:
        """Read what happened since it was last looked at."""
        super().showEvent(event)
        self._read()

    @Slot()
    def _on_changed(self) -> None:
        if self.isVisible():
            self._read()
        else:
            self.rows.show(())  # what was purged meanwhile must not come up again, were it for a moment

    def _read(self) -> None:
        if self._model.data is not None and self._services.has_workspace:
            self._services.fetch(partial(read_rows, key=self._model.data.key), self._show, self, key="history")

    def _show(self, rows: tuple[HistoryRow, ...]) -> None:
        self.rows.show(rows)
        self._heading.set_note(f"{len(rows)} changes, newest first")

    def _offers(self) -> tuple[PurgeOffer, ...]:
        index = self.table.currentIndex()
        return self.rows.row(index.row()).offers if index.isValid() else ()

    @Slot()
    def _offer(self) -> None:
        self.purge_button.setEnabled(bool(self._offers()))
        self.purge_button.setToolTip("" if self._offers() else tip(NOTHING_TO_PURGE))

    @Slot()
    def _on_purge(self) -> None:
        offers = self._offers()
        if len(offers) == 1:
            self.ask_purge(offers[0])
        elif offers:
            self.make_menu().popup(self.purge_button.mapToGlobal(self.purge_button.rect().bottomLeft()))

    @Slot(QPoint)
    def _on_menu_wanted(self, place: QPoint) -> None:
        if self._offers():
            self.make_menu().popup(self.table.viewport().mapToGlobal(place))

    def make_menu(self) -> QMenu:
        """Return the menu of the current step: what of it can be purged."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for offer in self._offers():
            menu.addAction(f"Purge {offer.name}…", partial(self.ask_purge, offer))
        return menu

    def ask_purge(self, offer: PurgeOffer) -> None:
        """Ask for the reason, and purge."""
        from workbench.desktop.shell.purge_dialog import PurgeDialog

        PurgeDialog(self._services, offer.name, offer.make, is_file=offer.is_file, parent=self.window()).open()

    @Slot()
    def _fit(self) -> None:
        for column, width in enumerate(COLUMNS):
            self.table.setColumnWidth(column, px(width))
