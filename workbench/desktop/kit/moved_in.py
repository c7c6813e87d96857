"""What lists and tables share: how a person moves in them, and when their focus shows."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView

from workbench.desktop.kit.item_painting import BY_KEYBOARD, Index

if TYPE_CHECKING:
    _Base = QAbstractItemView
else:
    _Base = object

_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class MovedInView(_Base):
    """A mix-in before the view class: Enter or a double click opens, each move is told, the ring is for the keyboard.

    The mouse needs no ring; Tab and keys do.
    """

    opened = Signal(QModelIndex)
    moved = Signal(QModelIndex)

    def _begin_moving(self) -> None:
        """Connect what Qt tells; call it in `__init__`."""
        self.doubleClicked.connect(self.opened)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell of the move."""
        super().currentChanged(current, previous)
        self.moved.emit(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; the rest is Qt's."""
        self._mark_keyboard(True)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The mouse needs no ring."""
        self._mark_keyboard(False)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab shows the ring."""
        self._mark_keyboard(event.reason() in _BY_TAB)
        super().focusInEvent(event)

    def _mark_keyboard(self, by_keyboard: bool) -> None:
        if bool(self.property(BY_KEYBOARD)) != by_keyboard:
            self.setProperty(BY_KEYBOARD, by_keyboard)
            self.viewport().update()
