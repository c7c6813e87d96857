"""The rail: the places of work as items of 64 × 52, an icon over a word; at its foot the search of everything."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from workbench.desktop.kit import icons
from workbench.desktop.kit.fonts import caption_medium
from workbench.desktop.kit.style import RING_RADIUS, paint_frame, surface
from workbench.desktop.kit.theme import color, look, px
from workbench.desktop.shell.places import Place

WIDE, NARROW = 80, 48


class _Item(QRadioButton):
    """One place, or a word that names a key."""

    def __init__(self, word: str, icon: str, name: str, tip: str, parent: QWidget) -> None:
        super().__init__(word, parent)
        self._icon = icon
        self.narrow = False
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setProperty(RING_RADIUS, 8)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def hitButton(self, pos: object) -> bool:
        """The whole item can be pressed."""
        return True

    def sizeHint(self) -> QSize:
        """64 × 52, or 40 × 40 without the word."""
        return QSize(px(40), px(40)) if self.narrow else QSize(px(64), px(52))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the hover state."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Leave the hover state."""
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field, the icon and the word."""
        painter = QPainter(self)
        on = self.isChecked()
        if on or self.underMouse():
            fill = "selected" if on else "hover"
            paint_frame(painter, self.rect(), fill=fill, line=fill, radius=8)
        tint, side = "accent" if on else "secondary", px(20)
        top = (self.height() - side) // 2 if self.narrow else px(8)
        painter.drawPixmap((self.width() - side) // 2, top, icons.pixmap(self._icon, tint, 20))
        if not self.narrow:
            painter.setFont(caption_medium())
            painter.setPen(color(tint))
            word = QRect(0, px(31), self.width(), px(16))
            painter.drawText(word, int(Qt.AlignmentFlag.AlignCenter), self.text())


class Rail(QWidget):
    """The places of work; `chosen(place id)` when the person goes to one."""

    chosen = Signal(str)
    search_pressed = Signal()

    def __init__(self, places: Iterable[Place], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Places")
        surface(self, "window")
        self._items: dict[str, _Item] = {}
        self._column = QVBoxLayout(self)
        for place in places:
            tip = f"{place.title} ({place.key})" if place.key else place.title
            item = _Item(place.title, place.icon, place.title, tip, self)
            item.clicked.connect(partial(self._on_clicked, place.id))
            self._items[place.id] = item
            self._column.addWidget(item, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
        self._search = _Item("Ctrl K", "command", "Search everything", "Search everything (Ctrl+K)", self)
        self._search.setAutoExclusive(False)
        self._search.setCheckable(False)
        self._search.clicked.connect(self.search_pressed)
        self._column.addWidget(self._search, 0, Qt.AlignmentFlag.AlignHCenter)
        self._narrow = False
        look().changed.connect(self._fit)
        self._fit()

    def set_current(self, place_id: str) -> None:
        """Show where the window is; a place that is not on the rail shows none."""
        for item_id, item in self._items.items():
            item.setAutoExclusive(False)
            item.setChecked(item_id == place_id)
            item.setAutoExclusive(True)

    def set_narrow(self, narrow: bool) -> None:
        """Icons alone where room is short."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._fit()

    def _on_clicked(self, place_id: str, _checked: bool = False) -> None:
        self.chosen.emit(place_id)

    def _fit(self) -> None:
        self.setFixedWidth(px(NARROW if self._narrow else WIDE))
        self._column.setContentsMargins(0, px(8), 0, px(8))
        self._column.setSpacing(px(4))
        for item in (*self._items.values(), self._search):
            item.narrow = self._narrow
            item.updateGeometry()
            item.update()
