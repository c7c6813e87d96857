"""Buttons: primary, normal, small, quiet and link, each with an optional icon and key chip."""

from typing import Literal

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from workbench.desktop.kit import icons
from workbench.desktop.kit.chips import key_width, paint_key
from workbench.desktop.kit.fonts import body, label, name
from workbench.desktop.kit.style import RING_RADIUS, paint_chevron, paint_frame
from workbench.desktop.kit.theme import color, look, px
from workbench.desktop.kit.tips import tip

Kind = Literal["primary", "normal", "small", "quiet", "link"]
_HEIGHT = {"primary": 32, "normal": 32, "small": 28, "quiet": 32, "link": 24}
_PADDING = {"primary": 12, "normal": 12, "small": 10, "quiet": 8, "link": 0}


class Button(QPushButton):
    """A button of one of five kinds; listen to `clicked`.

    At most one primary on a page. `quiet` has no frame, `link` looks like a link. `key` is shown only; the
    shortcut itself is the action's. What `opens_menu` says so by a chevron behind its words, as chips do.
    """

    def __init__(
        self,
        text: str,
        kind: Kind = "normal",
        *,
        icon: str = "",
        key: str = "",
        opens_menu: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._opens_menu = opens_menu
        self._kind: Kind = kind
        self._icon = icon
        self._key = key
        self.setProperty(RING_RADIUS, 4 if kind == "link" else 6)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        look().changed.connect(self.updateGeometry)

    def set_kind(self, kind: Kind) -> None:
        """Change the kind."""
        self._kind = kind
        self.updateGeometry()
        self.update()

    def _font(self) -> QFont:
        if self._kind == "small":
            return label()
        return body() if self._kind in ("quiet", "link") else name()

    def sizeHint(self) -> QSize:
        """Room for icon, text and key chip."""
        width = QFontMetrics(self._font()).horizontalAdvance(self.text()) + 2 * px(_PADDING[self._kind])
        width += px(24) if self._icon and self.text() else px(16) if self._icon else 0
        width += px(6) + key_width(self._key) if self._key else 0
        width += px(20) if self._opens_menu else 0
        return QSize(width + 2, px(_HEIGHT[self._kind]))

    def minimumSizeHint(self) -> QSize:
        """The same: a button is never cut."""
        return self.sizeHint()

    def _tokens(self) -> tuple[str, str, str]:
        """Fill, line and ink as they are now."""
        over = self.isEnabled() and (self.underMouse() or self.isDown())
        if not self.isEnabled():
            quiet = self._kind in ("quiet", "link")
            return ("", "", "muted") if quiet else ("hover" if self._kind == "primary" else "", "border", "muted")
        if self._kind == "primary":
            fill = "accent_hover" if over else "accent"
            return fill, fill, "on_accent"
        if self._kind in ("normal", "small"):
            return "hover" if over else "surface", "border_strong", "text"
        if self._kind == "quiet":
            return "hover" if over else "", "", "secondary"
        return "", "", "accent_hover" if over else "accent"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame, then icon, text and key from the left, centred as one."""
        painter = QPainter(self)
        fill, line, ink = self._tokens()
        if fill or line:
            paint_frame(painter, self.rect(), fill=fill or "surface", line=line or fill)
        left = max(0, (self.width() - self.sizeHint().width()) // 2) + px(_PADDING[self._kind]) + 1
        left = self._paint_icon(painter, left, ink)
        width = QFontMetrics(self._font()).horizontalAdvance(self.text())
        font = self._font()
        font.setUnderline(self._kind == "link" and self.underMouse())
        painter.setFont(font)
        painter.setPen(color(ink))
        painter.drawText(QRect(left, 0, width + 2, self.height()), int(Qt.AlignmentFlag.AlignVCenter), self.text())
        if self._opens_menu:
            place = QRect(left + width + px(4), 0, px(16), self.height())
            paint_chevron(painter, place, "secondary" if self.isEnabled() else "muted")
        if self._key:
            chip = QRect(left + width + px(6), 0, key_width(self._key), self.height())
            on_fill = self._kind == "primary" and self.isEnabled()
            paint_key(painter, chip, self._key, ink if on_fill else "muted", "on_accent" if on_fill else "border")

    def _paint_icon(self, painter: QPainter, left: int, ink: str) -> int:
        if not self._icon:
            return left
        tint = "secondary" if self._kind in ("quiet",) and self.isEnabled() else ink
        painter.drawPixmap(left, (self.height() - px(16)) // 2, icons.pixmap(self._icon, tint, 16))
        return left + (px(24) if self.text() else px(16))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the hover state."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Leave the hover state."""
        self.update()
        super().leaveEvent(event)


class IconButton(Button):
    """A button of one icon, 28 × 28; `name` is what it does, for the tool tip and the screen reader."""

    def __init__(self, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__("", "quiet", icon=icon, parent=parent)
        self.setAccessibleName(name)
        self.setToolTip(tip(name))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """28 × 28."""
        return QSize(px(28), px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon in the middle."""
        painter = QPainter(self)
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            paint_frame(painter, self.rect(), fill="hover", line="hover")
        place = (self.width() - px(16)) // 2
        painter.drawPixmap(place, place, icons.pixmap(self._icon, "secondary" if self.isEnabled() else "border", 16))


def button_row(*buttons: QWidget) -> QWidget:
    """Return buttons side by side, 8 px apart, from the left."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(px(8))
    for button in buttons:
        layout.addWidget(button)
    layout.addStretch(1)
    return row
