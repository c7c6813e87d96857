"""The editor of a table's cell that holds one of several values."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QWidget


class ChoiceBox(QComboBox):
    """A box in a cell: arrows and letters choose, Enter or Tab keeps; picked from its open list it is kept at once."""

    picked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_open = False
        self.activated.connect(self._on_activated)

    def showPopup(self) -> None:
        """Remember that what comes now is picked from the list."""
        self._is_open = True
        super().showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the choices without keeping each of them."""
        self._is_open = False
        super().keyPressEvent(event)

    @Slot()
    def _on_activated(self) -> None:
        if self._is_open:
            self.picked.emit()
