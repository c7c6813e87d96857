"""Small labels in a box of 20 px: key chips, chips and filter chips."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from workbench.desktop.kit import icons
from workbench.desktop.kit.fonts import caption_medium, label
from workbench.desktop.kit.style import RING_RADIUS, paint_frame
from workbench.desktop.kit.theme import color, look, px

_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


def key_text(key: str) -> str:
    """Return a key as its chip shows it: "Ctrl K" for "Ctrl+K"."""
    return key[0] + key[1:-1].replace("+", " ") + key[-1] if len(key) > 1 else key


def key_width(key: str) -> int:
    """Return how wide a key chip is, in logical pixels."""
    return max(px(18), QFontMetrics(caption_medium()).horizontalAdvance(key_text(key)) + px(10))


def paint_key(painter: QPainter, rect: QRect, key: str, ink: str = "muted", line: str = "border") -> None:
    """Paint a key ("Ctrl K") as a chip; `ink` and `line` are colour tokens."""
    chip = QRect(0, 0, key_width(key), px(18))
    chip.moveCenter(rect.center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(color(line))
    painter.setBrush(color("sunken") if line == "border" else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(chip.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(color(ink))
    painter.setFont(caption_medium())
    painter.drawText(chip, _CENTRE, key_text(key))
    painter.restore()


class KeyChip(QWidget):
    """The key of an action, as it is written on the keyboard."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setAccessibleName(f"Key {key}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """As wide as the key."""
        return QSize(key_width(self._key), px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chip."""
        paint_key(QPainter(self), self.rect(), self._key)


CHIP_TONES = ("plain", "pass", "warn", "fail", "na", "unknown", "stale", "accent")


def chip_size(text: str) -> QSize:
    """Return the size of a chip with this text."""
    return QSize(QFontMetrics(label()).horizontalAdvance(text) + px(14), px(20))


def paint_chip(painter: QPainter, rect: QRect, text: str, tone: str = "plain") -> None:
    """Paint a chip into a rectangle: outlined when plain, fg on bg otherwise."""
    fill, line, ink = _chip_tokens(tone)
    paint_frame(painter, rect, fill=fill, line=line, radius=4)
    painter.save()
    painter.setFont(label())
    painter.setPen(color(ink))
    painter.drawText(rect, _CENTRE, text)
    painter.restore()


def _chip_tokens(tone: str) -> tuple[str, str, str]:
    if tone == "plain":
        return "surface", "border", "text"
    if tone == "accent":
        return "selected", "accent", "accent"
    return f"{tone}_bg", f"{tone}_bg", tone


class Chip(QWidget):
    """A word in a box: `tone` is one of `CHIP_TONES`; a status tone is a status chip."""

    def __init__(self, text: str, tone: str = "plain", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)
        self.set(text, tone)

    def set(self, text: str, tone: str = "plain") -> None:
        """Show another word or tone."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the word."""
        return chip_size(self._text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chip."""
        paint_chip(QPainter(self), self.rect(), self._text, self._tone)


class FilterChip(QAbstractButton):
    """A filter: on in accent with × (`clicked` removes it), off with a chevron (`clicked` opens it)."""

    def __init__(self, text: str, *, on: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(RING_RADIUS, 6)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)
        self.set(text, on=on)

    def set(self, text: str, *, on: bool) -> None:
        """Show another text, on or off."""
        self._on = on
        self.setText(text)
        self.setAccessibleName(f"Remove filter {text}" if on else f"Filter {text}")
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """28 high, with room for × or chevron."""
        return QSize(QFontMetrics(label()).horizontalAdvance(self.text()) + px(40), px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, text and × or chevron."""
        painter = QPainter(self)
        fill = "selected" if self._on else "hover" if self.underMouse() else "surface"
        paint_frame(painter, self.rect(), fill=fill, line="accent" if self._on else "border")
        painter.setFont(label())
        painter.setPen(color("accent" if self._on else "text"))
        text = self.rect().adjusted(px(9), 0, -px(28), 0)
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter), self.text())
        side = px(14)
        mark = icons.pixmap("x" if self._on else "chevron-down", "accent" if self._on else "secondary", 14)
        painter.drawPixmap(self.width() - px(9) - side, (self.height() - side) // 2, mark)
