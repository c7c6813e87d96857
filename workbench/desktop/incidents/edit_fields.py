"""The single fields of an incident as they are edited: each keeps what is typed by itself, after a second of rest."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from workbench.desktop.kit.rationale import REST_MS


class KeptLine(QLineEdit):
    """One line; `committed(text)` after a second of rest and when it is left, when it differs from what is kept.

    Ctrl+Z and Ctrl+Y stay inside it.
    """

    committed = Signal(str)

    def __init__(self, name: str, *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = ""
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.commit)
        self.textEdited.connect(self._on_edited)
        self.editingFinished.connect(self.commit)

    def show_kept(self, text: str) -> None:
        """Show what is kept, unless something else is being typed."""
        is_typed = self.hasFocus() and self.text() != self._kept
        self._kept = text
        if not is_typed and text != self.text():
            self.setText(text)

    @Slot()
    def commit(self) -> None:
        """Emit the text now if it differs from what is kept."""
        self._rest.stop()
        if self.text() != self._kept:
            self._kept = self.text()
            self.committed.emit(self._kept)

    @Slot()
    def _on_edited(self) -> None:
        self._rest.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leaving the page keeps the text."""
        super().hideEvent(event)
        self.commit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Swallow undo and redo also when there is nothing left to undo here."""
        super().keyPressEvent(event)
        if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
            event.accept()


class Choice(QComboBox):
    """One of several values; `chosen(value)` when a person chose. The wheel scrolls the page and not the choice."""

    chosen = Signal(str)

    def __init__(
        self, name: str, values: Mapping[str, str], *, nothing: str = "", parent: QWidget | None = None
    ) -> None:
        """`values` are words by value; `nothing` are the words for none of them."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._nothing = nothing
        self.set_values(values)
        self.activated.connect(self._on_activated)

    def set_values(self, values: Mapping[str, str]) -> None:
        """Offer other values."""
        self.clear()
        if self._nothing:
            self.addItem(self._nothing, "")
        for value, words in values.items():
            self.addItem(words, value)

    def show_kept(self, value: str) -> None:
        """Show what is kept; a value that is not offered is added as it is."""
        if self.findData(value) < 0:
            self.addItem(value, value)
        self.setCurrentIndex(self.findData(value))

    def value(self) -> str:
        """The value that is shown; empty for nothing."""
        return str(self.currentData() or "")

    @Slot(int)
    def _on_activated(self, _index: int) -> None:
        self.chosen.emit(self.value())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to the page."""
        event.ignore()
