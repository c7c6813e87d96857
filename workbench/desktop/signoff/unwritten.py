"""What stands where the report will be, until it is written."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.desktop.kit.empty import EmptyState
from workbench.desktop.kit.progress import ProgressCard
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.theme import px

SENTENCE = (
    "The report of {review} is not written yet. It is made from the frozen record alone, so writing it again "
    "gives the same file."
)

IN_THE_WAY = "{file} lies where the report of {review} belongs, but was not made from its record. Writing replaces it."


class Unwritten(QWidget):
    """A sentence and *Write the report*; while it is written, how far it is."""

    wanted = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        surface(self, "window")
        self._empty = EmptyState("file-text", SENTENCE, button="Write the report", button_icon="file-text")
        self._empty.button_pressed.connect(self.wanted)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(24), px(24), px(24), px(24))
        self._column.addWidget(self._empty, 1)
        self._card: ProgressCard | None = None
        self.setFocusProxy(self._empty)

    def show_review(self, key: str, *, in_the_way: str = "") -> None:
        """Name the review whose report is missing, and the file that lies in its place."""
        self._empty.set_sentence((IN_THE_WAY if in_the_way else SENTENCE).format(review=key, file=in_the_way))

    def begin(self) -> None:
        """Show that it is being written."""
        self._card = ProgressCard("Writing the report")
        self._card.cancelled.connect(self.cancelled)
        self._column.addWidget(self._card)
        self._empty.setEnabled(False)

    def show_progress(self, fraction: float, doing: str) -> None:
        """Show how far it is."""
        if self._card is not None:
            self._card.set_progress(fraction, doing)

    def end(self) -> None:
        """It is written, or was stopped."""
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
            self._card = None
        self._empty.setEnabled(True)
