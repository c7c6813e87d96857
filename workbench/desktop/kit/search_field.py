"""The search field: icon, placeholder, the key that leads into it, and its filters as chips."""

from PySide6.QtCore import QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.desktop.kit import icons
from workbench.desktop.kit.chips import key_width, paint_key
from workbench.desktop.kit.style import paint_frame
from workbench.desktop.kit.theme import color, look, px
from workbench.desktop.kit.tips import tip
from workbench.domain.query import FIELDS, Span, parse

HELP = 'Words, "words in a row", -not. Filters: ' + ", ".join(field.example for field in FIELDS) + "."
REST_MS = 60
"""How long typing rests before `searched`: shorter than the gap between two keys, longer than a key's repeat."""


class SearchField(QLineEdit):
    """A field of 32 px; `searched(text)` after a short rest or Enter, and at once when emptied.

    A filter of the text (`sev:critical`) is drawn as a chip once the cursor has left it, one that cannot be in red;
    the text stays text, to be copied and changed.

    `placeholder` names what is searched and is the accessible name; `key` is shown while the field is empty.
    """

    searched = Signal(str)

    def __init__(self, placeholder: str, *, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setAccessibleDescription(HELP)
        self.setToolTip(tip(HELP))
        self.setClearButtonEnabled(False)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._emit)
        self.textChanged.connect(self._on_text_changed)
        self.returnPressed.connect(self._emit)
        look().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def begin(self) -> None:
        """Put the cursor here; what is typed replaces what was searched before."""
        self.setFocus()
        self.selectAll()

    def empty(self) -> None:
        """Take the text away without searching for nothing."""
        self._rest.stop()
        self.blockSignals(True)
        self.clear()
        self.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes the text away."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_look_changed(self) -> None:
        self.setTextMargins(px(22), 0, px(20), 0)
        self.setMinimumWidth(px(160))

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        if text:
            self._rest.start()
        else:
            self._emit()

    @Slot()
    def _emit(self) -> None:
        self._rest.stop()
        self.searched.emit(self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field, then the icon, then the key at the right end while it is empty."""
        super().paintEvent(event)
        painter = QPainter(self)
        self._paint_chips(painter)
        painter.setClipping(False)
        side = px(16)
        painter.drawPixmap(px(9), (self.height() - side) // 2, icons.pixmap("search", "secondary", 16))
        if self._key and not self.text() and self._has_room_for_key():
            width = key_width(self._key)
            paint_key(painter, QRect(self.width() - width - px(7), 0, width, self.height()), self._key)

    def _has_room_for_key(self) -> bool:
        """The words that stand in the empty field come first; the key stands in the menu too."""
        words = QFontMetricsF(self.font()).horizontalAdvance(self.placeholderText())
        return self.textMargins().left() + px(12) + words + px(8) + key_width(self._key) + px(7) <= self.width()

    def chips(self) -> list[Span]:
        """Return where filters stand in the text that are not being typed."""
        at = self.cursorPosition() if self.hasFocus() else -1
        return [span for span in parse(self.text()).spans if not span.start <= at <= span.end]

    def _paint_chips(self, painter: QPainter) -> None:
        if self.hasSelectedText():
            return
        metrics = QFontMetricsF(self.font())
        text, here = self.text(), self.cursorRect()
        # The text scrolls in the field: the cursor is the one place whose position Qt tells.
        begin = here.center().x() - metrics.horizontalAdvance(text[: self.cursorPosition()])
        margins = self.textMargins()
        painter.setClipRect(self.rect().adjusted(margins.left() + px(6), 0, -margins.right(), 0))
        painter.setFont(self.font())
        for span in self.chips():
            left = begin + metrics.horizontalAdvance(text[: span.start])
            said = text[span.start : span.end]
            width = metrics.horizontalAdvance(said)
            chip = QRect(round(left) - 1, (self.height() - px(22)) // 2, round(width) + 3, px(22))
            fill, line, ink = ("fail_bg", "fail", "fail") if span.complaint else ("selected", "accent", "accent")
            paint_frame(painter, chip, fill=fill, line=line, radius=4)
            painter.setPen(color(ink))
            painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), said)


def nothing_matches(asked: str, typed: str) -> str:
    """Return the sentence of a list in which nothing matches: `asked` is everything it was asked for, in words."""
    complaints = parse(typed).complaints
    if complaints:
        return f"{' '.join(complaints)} Or search everything."
    return f"Nothing matches {asked}. Remove a filter or search everything."
