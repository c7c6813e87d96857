"""A field that keeps what is typed by itself; there is no save button."""

from collections.abc import Callable
from datetime import datetime
from math import ceil

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from workbench.desktop.kit.fonts import line_height
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import look, px

REST_MS = 1000
"""How long typing rests before it is kept."""


class GrowingText(QPlainTextEdit):
    """A text field as high as its text, within bounds in lines. Ctrl+Z and Ctrl+Y stay inside it."""

    rested = Signal()
    """Typing rested for a second, or the focus left."""

    def __init__(self, lines: tuple[int, int] = (3, 12), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.rested)
        self.textChanged.connect(self._on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        look().changed.connect(self._fit)
        self._fit()

    @Slot()
    def _on_text_changed(self) -> None:
        self._rest.start()

    @Slot()
    def _fit(self) -> None:
        count = int(self.document().size().height())  # a plain text document counts lines
        shown = max(self._lines[0], min(self._lines[1], count))
        spare = 1  # Qt scrolls when the text fills the field to the last pixel
        margins = int(2 * self.document().documentMargin()) + 2 * px(4) + 2 + spare
        self.setFixedHeight(max(ceil(shown * self._line()), line_height("body")) + margins)

    def _line(self) -> float:
        """How high a line is laid out: ascent and descent are each rounded up, which metrics do not tell."""
        first = self.document().firstBlock().layout()
        return first.lineAt(0).height() if first.lineCount() else self.fontMetrics().lineSpacing()

    def stop_rest(self) -> None:
        """Forget the running rest: the text was kept already."""
        self._rest.stop()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field keeps the text."""
        super().focusOutEvent(event)
        self.rested.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """So does leaving the page."""
        super().hideEvent(event)
        self.rested.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need other lines."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Swallow undo and redo also when there is nothing left to undo here."""
        super().keyPressEvent(event)
        if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
            event.accept()


class RationaleField(QWidget):
    """A head with note and "Kept 14:02:36", and a field of 3 to 12 lines below it.

    `committed(text)` after a second of rest, when the focus leaves and when the page is hidden, only when the text
    differs from what was kept. The page writes it and calls `show_kept`.
    """

    committed = Signal(str)

    def __init__(
        self,
        title: str = "Rationale",
        note: str = "printed in the report",
        *,
        placeholder: str = "",
        lines: tuple[int, int] = (3, 12),
        clock: Callable[[], datetime] = datetime.now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._kept_text = ""
        self.field = GrowingText(lines)
        self.field.setAccessibleName(title)
        self.field.setPlaceholderText(placeholder)
        self.field.rested.connect(self.commit)
        self._kept = Label("", "caption", "muted")
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(Label(title, "section"))
        head.addWidget(Label(note, "body", "muted"))
        head.addStretch(1)
        head.addWidget(self._kept)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addLayout(head)
        column.addWidget(self.field)

    def text(self) -> str:
        """What stands in the field."""
        return self.field.toPlainText()

    def is_dirty(self) -> bool:
        """Tell whether something is typed that is not kept yet."""
        return self.text() != self._kept_text

    def set_text(self, text: str) -> None:
        """Show another text as kept, without a signal; a text that is being typed is not overwritten by the same."""
        self._kept_text = text
        if text != self.text():
            self.field.setPlainText(text)
        self.field.stop_rest()
        self._kept.setText("")

    def show_kept(self) -> None:
        """Say that the text is on disk since now."""
        self._kept.setText(f"✓ Kept {self._clock():%H:%M:%S}")

    @Slot()
    def commit(self) -> None:
        """Emit the text now if it differs from what was kept."""
        self.field.stop_rest()
        if self.is_dirty():
            self._kept_text = self.text()
            self.committed.emit(self._kept_text)
