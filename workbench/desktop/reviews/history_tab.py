"""The history of a review."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.text import SectionHeading
from workbench.desktop.kit.theme import look, px
from workbench.desktop.reviews.history_model import HistoryModel, HistoryRow, read_rows
from workbench.desktop.reviews.model import ReviewModel

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

COLUMNS = (150, 140, 170, 190)


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

    def _read(self) -> None:
        if self._model.data is not None and self._services.has_workspace:
            self._services.fetch(partial(read_rows, key=self._model.data.key), self._show, self, key="history")

    def _show(self, rows: tuple[HistoryRow, ...]) -> None:
        self.rows.show(rows)
        self._heading.set_note(f"{len(rows)} changes, newest first")

    @Slot()
    def _fit(self) -> None:
        for column, width in enumerate(COLUMNS):
            self.table.setColumnWidth(column, px(width))
