"""The search field: icon, placeholder and the key that leads into it."""

from PySide6.QtCore import QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.desktop.kit import icons
from workbench.desktop.kit.chips import key_width, paint_key
from workbench.desktop.kit.theme import look, px

REST_MS = 60
"""How long typing rests before `searched`: shorter than the gap between two keys, longer than a key's repeat."""


class SearchField(QLineEdit):
    """A field of 32 px; `searched(text)` after a short rest or Enter, and at once when emptied.

    `placeholder` names what is searched and is the accessible name; `key` is shown while the field is empty.
    """

    searched = Signal(str)

    def __init__(self, placeholder: str, *, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
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
        side = px(16)
        painter.drawPixmap(px(9), (self.height() - side) // 2, icons.pixmap("search", "secondary", 16))
        if self._key and not self.text():
            width = key_width(self._key)
            paint_key(painter, QRect(self.width() - width - px(7), 0, width, self.height()), self._key)
