"""The facets as a column, and, where there is no room for one, as a bar of chips."""

from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from workbench.desktop.catalogue.model import FacetsModel
from workbench.desktop.catalogue.shelf import TITLES, Shelf
from workbench.desktop.kit import marks
from workbench.desktop.kit.chips import FilterChip
from workbench.desktop.kit.flow import FlowLayout
from workbench.desktop.kit.fonts import body, label
from workbench.desktop.kit.item_painting import is_on, paint_inner_ring, paint_text, shows_focus, text_of
from workbench.desktop.kit.moved_in import MovedInView
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.style import NO_RING, surface
from workbench.desktop.kit.theme import color, look, px

Index = QModelIndex | QPersistentModelIndex
ROW, HEAD = 24, 32
MARGIN = 16


class _FacetDelegate(QStyledItemDelegate):
    """Rows of 24: bars, words, the count at the right; a chosen one stands on `selected`."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A head has room above it."""
        return QSize(px(120), px(HEAD if index.data(Role.HEADING) else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = option.widget
        bar = view.verticalScrollBar() if isinstance(view, QAbstractScrollArea) else None
        taken = bar.width() if bar is not None and bar.isVisible() else 0
        # The scroll bar stands in the margin, and takes nothing from the words.
        area = QRectF(option.rect).adjusted(px(MARGIN), 0, -max(px(4), px(MARGIN) - taken), 0)
        if index.data(Role.HEADING):
            paint_text(painter, area.adjusted(0, px(8), 0, 0), text_of(index), label(), "muted")
        else:
            self._paint_value(painter, option, index, area)
        painter.restore()

    def _paint_value(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, area: QRectF) -> None:
        chosen = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        if chosen or is_on(option, QStyle.StateFlag.State_MouseOver):
            field = area.adjusted(-px(8), 0, px(4), 0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("selected" if chosen else "hover"))
            painter.drawRoundedRect(field, 4, 4)
        if severity := index.data(Role.SEVERITY):
            side = px(14)
            marks.paint_severity(painter, QRectF(area.left(), area.center().y() - side / 2, side, side), severity)
            area.setLeft(area.left() + side + px(6))
        count = text_of(index, Role.NOTE)
        paint_text(painter, area, count, label(), "accent" if chosen else "muted", right=True, elide=False)
        area.setRight(area.right() - QFontMetrics(label()).horizontalAdvance(count) - px(8))
        paint_text(painter, area, text_of(index), body(), "accent" if chosen or index.data(Role.LINK) else "text")
        if shows_focus(option, index):
            paint_inner_ring(painter, option.rect)


class FacetList(MovedInView, QListView):
    """The column of facets; a click, Space or Enter switches a value."""

    def __init__(self, model: FacetsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facets = model
        self.setModel(model)
        self.setItemDelegate(_FacetDelegate(self))
        self.setAccessibleName("Filters")
        self.setProperty(NO_RING, True)
        self.setProperty("bare", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        look().changed.connect(self.scheduleDelayedItemsLayout)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter switch; the arrows are Qt's."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._facets.press(self.currentIndex())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click switches."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._facets.press(self.indexAt(event.position().toPoint()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab shows where the focus is, on the first value if need be."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._facets.rowCount() > 1:
            self.setCurrentIndex(self._facets.index(1))


class FacetBar(QWidget):
    """A chip for each facet; its menu switches values; `toggled(facet, value)`."""

    toggled = Signal(str, str)
    cleared = Signal(str)
    """All values of a facet are to go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        surface(self, "surface")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(24), px(8), px(24), px(8))
        flow = FlowLayout(gap=8)
        row.addLayout(flow, 1)
        self._chips = {facet: FilterChip(title) for facet, title in TITLES.items()}
        self._shelf: Shelf | None = None
        for facet, chip in self._chips.items():
            chip.clicked.connect(partial(self._on_chip, facet))
            flow.addWidget(chip)

    def show_shelf(self, shelf: Shelf) -> None:
        """Show what is chosen."""
        self._shelf = shelf
        for facet, chip in self._chips.items():
            values = shelf.values(facet)
            on = [value.words for value in values if value.is_on]
            chip.set(f"{TITLES[facet]}: {', '.join(on)}" if on else TITLES[facet], on=bool(on))
            chip.setVisible(bool(values))

    @Slot()
    def _on_chip(self, facet: str, _checked: bool = False) -> None:
        if self._shelf is None:
            return
        if self._shelf.chosen.get(facet):
            self.cleared.emit(facet)
            return
        menu = QMenu(self)
        for value in self._shelf.values(facet):
            words = value.words.replace("&", "&&")  # or Qt takes the next letter for a key
            action = menu.addAction(f"{words}\t{value.count}")
            action.triggered.connect(partial(self._on_chosen, facet, value.id))
        menu.aboutToHide.connect(menu.deleteLater)
        chip = self._chips[facet]
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + px(4))))

    def _on_chosen(self, facet: str, value: str, _checked: bool = False) -> None:
        self.toggled.emit(facet, value)
