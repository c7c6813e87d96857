"""The column of small pages."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workbench.desktop.kit.fonts import caption
from workbench.desktop.kit.style import NO_RING
from workbench.desktop.kit.theme import color, look, px
from workbench.desktop.signoff.pictures import Pictures

Index = QModelIndex | QPersistentModelIndex
WIDTH = 80
A4 = 297 / 210
GAP = 8
NUMBER = 20
COLUMN = 132


class ThumbnailsModel(QAbstractListModel):
    """One row per page; a picture is drawn when a view asks for it, which is when its row comes into sight."""

    def __init__(self, pictures: Pictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._pages = 0
        self._ratio = 1.0
        pictures.arrived.connect(self._on_arrived)

    def set_ratio(self, ratio: float) -> None:
        """Draw for a screen of so many pixels per logical pixel."""
        self._ratio = ratio

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """One row per page."""
        return 0 if parent.isValid() else self._pages

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the number and the picture of a page."""
        if not index.isValid():
            return None
        page = index.row() + 1
        if role == Qt.ItemDataRole.DisplayRole:
            return str(page)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"Page {page} of {self._pages}"
        if role == Qt.ItemDataRole.DecorationRole:
            return self._pictures.picture(page, round(px(WIDTH) * self._ratio))
        return None

    @Slot()
    def _on_arrived(self) -> None:
        if self._pictures.pages != self._pages:
            self.beginResetModel()
            self._pages = self._pictures.pages
            self.endResetModel()
        elif self._pages:
            self.dataChanged.emit(self.index(0), self.index(self._pages - 1), [Qt.ItemDataRole.DecorationRole])


class _Delegate(QStyledItemDelegate):
    """A page with a line round it, its number below; light in both schemes, as paper is."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(WIDTH + 2 * GAP), px(round(WIDTH * A4) + GAP + NUMBER))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        left = option.rect.center().x() - px(WIDTH) / 2
        page = QRectF(left, option.rect.top() + px(4), px(WIDTH), px(round(WIDTH * A4)))
        painter.fillRect(page, Qt.GlobalColor.white)
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(picture, QPixmap):
            painter.drawPixmap(page, picture, QRectF(picture.rect()))
        on = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(QPen(color("accent" if on else "border_strong"), 2 if on else 1))
        painter.drawRect(page.adjusted(-1, -1, 1, 1) if on else page)
        painter.setFont(caption())
        painter.setPen(color("text" if on else "muted"))
        number = QRectF(option.rect.left(), page.bottom() + px(2), option.rect.width(), px(NUMBER - 4))
        painter.drawText(number, int(Qt.AlignmentFlag.AlignCenter), str(index.data()))
        painter.restore()


class Thumbnails(QListView):
    """The pages from top to bottom; `page_chosen(int)` from 1."""

    page_chosen = Signal(int)

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self.pages_model = ThumbnailsModel(pictures, self)
        self.setModel(self.pages_model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName("Pages")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty(NO_RING, True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSpacing(px(4))
        self.setProperty("bare", True)
        look().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_page(self, page: int) -> None:
        """Mark a page and bring it into sight."""
        index = self.pages_model.index(page - 1)
        if index.isValid() and index != self.currentIndex():
            self.setCurrentIndex(index)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which page was chosen."""
        super().currentChanged(current, previous)
        if self.currentIndex().isValid():
            self.page_chosen.emit(self.currentIndex().row() + 1)

    @Slot()
    def _on_look_changed(self) -> None:
        self.setFixedWidth(px(COLUMN))
        self.scheduleDelayedItemsLayout()
