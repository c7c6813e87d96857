"""The toast: one inverted line at the bottom left that says what was done and offers to undo it."""

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from workbench.desktop.kit import icons
from workbench.desktop.kit.chips import key_width, paint_key
from workbench.desktop.kit.fonts import name
from workbench.desktop.kit.page import PageFoot
from workbench.desktop.kit.style import RING_RADIUS
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import color, look, px

STAY_MS = 8000
"""How long a toast stays; an error stays until it is closed."""
MARGIN = 24
WIDEST = 520
"""Where a sentence begins to wrap."""


_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)


class _Link(QPushButton):
    """An underlined word on the inverted strip, with its key."""

    def __init__(self, text: str, key: str = "", icon: str = "") -> None:
        super().__init__(text)
        self._key, self._icon = key, icon
        self.setProperty(RING_RADIUS, 4)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(name()).horizontalAdvance(self.text()) + 2
        width += px(10) + key_width(self._key) if self._key else 0
        return QSize(px(24), px(28)) if self._icon else QSize(width + px(4), px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._icon:
            side = px(16)
            place = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
            icons.paint_icon(painter, place.toRectF(), self._icon, color("on_inverse"))
            return
        font = name()
        font.setUnderline(True)
        painter.setFont(font)
        painter.setPen(color("on_inverse"))
        painter.drawText(self.rect().adjusted(px(2), 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self.text())
        if self._key:
            width = key_width(self._key)
            chip = QRect(self.width() - width, 0, width, self.height())
            paint_key(painter, chip, self._key, "on_inverse", "inverse_border")


class Toast(QWidget):
    """Lies over its parent at the bottom left. `undo_requested` when Undo is pressed; one toast at a time."""

    undo_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setBackgroundRole(QPalette.ColorRole.NoRole)
        self._text = Label("", "body", "on_inverse")
        self._undo = _Link("Undo", "Ctrl Z")
        self._close = _Link("", icon="x")
        self._close.setAccessibleName("Close")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(6), px(8), px(6))
        row.setSpacing(px(16))
        for widget in (self._text, self._undo, self._close):
            row.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._undo.clicked.connect(self._on_undo)
        self._close.clicked.connect(self.hide)
        look().changed.connect(self._place)
        parent.installEventFilter(self)
        self.hide()

    def show_text(self, text: str, *, undo: bool = False, stay: bool = False, milliseconds: int = STAY_MS) -> None:
        """Show a sentence in place of the last one; `stay` keeps it until it is closed (errors)."""
        self._text.setText(text)
        self._wrap(text)
        self._undo.setVisible(undo)
        self.setAccessibleName(text)
        self._timer.stop()
        if not stay:
            self._timer.start(milliseconds)
        self._place()
        self.show()
        self.raise_()

    def text(self) -> str:
        """What the toast says."""
        return self._text.text()

    @Slot()
    def _on_undo(self) -> None:
        self.hide()
        self.undo_requested.emit()

    def _wrap(self, text: str) -> None:
        """Set a long sentence in lines of a readable width, where the window has room for it."""
        parent = self.parentWidget()
        room = (parent.width() if parent is not None else px(WIDEST)) - px(200)
        is_long = QFontMetrics(name()).horizontalAdvance(text) > min(room, px(WIDEST))
        self._text.setWordWrap(is_long)
        self._text.setMinimumWidth(max(px(160), min(room, px(WIDEST))) if is_long else 0)

    @Slot()
    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        width = min(self.sizeHint().width(), parent.width() - 2 * px(MARGIN))
        wanted = self.heightForWidth(width) if self._text.wordWrap() else 0
        height = max(px(40), wanted)
        self.setGeometry(px(MARGIN), self._floor(parent) - px(16) - height, width, height)

    def _floor(self, parent: QWidget) -> int:
        """Return where the buttons at the bottom of the page begin, and follow them as they come and go."""
        floor = parent.height()
        for foot in parent.findChildren(PageFoot):
            foot.installEventFilter(self)
            if foot.isVisible():
                floor = min(floor, foot.mapTo(parent, foot.rect().topLeft()).y())
        return floor

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the bottom, above the buttons of the page."""
        if event.type() in _MOVES:
            self._place()
        return super().eventFilter(watched, event)
