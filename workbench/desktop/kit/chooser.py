"""The chooser in a page head: one of several reviews, by name and mono key."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.desktop.kit.fonts import mono, name
from workbench.desktop.kit.item_painting import Index, paint_background, paint_text, text_of
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.style import paint_chevron, paint_frame
from workbench.desktop.kit.theme import look, px
from workbench.desktop.kit.tips import tip

_LONGEST = 340
"""Width at 100 %; a longer name is elided, a key never."""
_LEAST_NAME = 32
"""With less room than this for the name only the key is shown."""


class _Delegate(QStyledItemDelegate):
    """A row of the list: name, mono key."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_width_of(text_of(index), text_of(index, Role.ID)), px(36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        paint_background(painter, option, index, hover=False)
        _paint_words(painter, option.rect.adjusted(px(12), 0, -px(12), 0), text_of(index), text_of(index, Role.ID))
        painter.restore()


class Chooser(QComboBox):
    """Choose one of several things that have a name and a key; `key_chosen(key)` when a person chose."""

    key_chosen = Signal(str)

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(label)
        self.setToolTip(tip(label))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._on_activated)
        look().changed.connect(self.updateGeometry)

    def set_items(self, items: Iterable[tuple[str, str]], current: str) -> None:
        """Offer (key, name) pairs and show the one whose key is `current`."""
        self._items.clear()
        for key, text in items:
            item = QStandardItem(text)
            item.setData(key, Role.ID)
            item.setData(f"{text}, {key}", Qt.ItemDataRole.AccessibleTextRole)
            self._items.appendRow(item)
            if key == current:
                self.setCurrentIndex(self._items.rowCount() - 1)
        widest = max((self.itemDelegate().sizeHint(QStyleOptionViewItem(), self._items.index(row, 0)).width()
                      for row in range(self._items.rowCount())), default=0)  # fmt: skip
        self.view().setMinimumWidth(widest)
        self.setAccessibleDescription(f"{self.currentText()}, {self.current_key()}")
        self.updateGeometry()

    def current_key(self) -> str:
        """The key that is shown."""
        return str(self.currentData(Role.ID) or "")

    def sizeHint(self) -> QSize:
        """Room for the name, the key and the chevron."""
        return QSize(min(_width_of(self.currentText(), self.current_key()) + px(24), px(_LONGEST)), px(32))

    def minimumSizeHint(self) -> QSize:
        """The key and some of the name."""
        return QSize(px(120), px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field, the name, the key and the chevron."""
        painter = QPainter(self)
        paint_frame(painter, self.rect(), fill="hover" if self.underMouse() else "surface", line="border_strong")
        words = self.rect().adjusted(px(12), 0, -px(32), 0)
        _paint_words(painter, words, self.currentText(), self.current_key())
        paint_chevron(painter, QRect(self.width() - px(28), 0, px(24), self.height()))

    @Slot(int)
    def _on_activated(self, _row: int) -> None:
        self.setAccessibleDescription(f"{self.currentText()}, {self.current_key()}")
        self.updateGeometry()
        self.key_chosen.emit(self.current_key())


def _width_of(text: str, key: str) -> int:
    words = QFontMetrics(name()).horizontalAdvance(text) + QFontMetrics(mono()).horizontalAdvance(key)
    return words + px(8 + 2 * 12) + 4


def _paint_words(painter: QPainter, rect: QRect, text: str, key: str) -> None:
    identity = QFontMetrics(mono()).horizontalAdvance(key)
    room = rect.adjusted(0, 0, -identity - px(8), 0)
    at = 0
    if room.width() >= px(_LEAST_NAME):
        at = round(paint_text(painter, room.toRectF(), text, name(), "text")) + px(8)
    paint_text(painter, rect.adjusted(at, 0, 0, 0).toRectF(), key, mono(), "secondary", elide=False)
