"""What a reader has to know before trusting a figure: the badge of a source."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from workbench.desktop.kit.style import surface
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import look, px


class SourceBadge(QWidget):
    """A sentence on the field of stale proof ("Secondary text by an AI author; primaries not read.")."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        surface(self, "stale_bg")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._row = QHBoxLayout(self)
        self._row.addWidget(Label(text, "label", "stale", wrap=True))
        look().changed.connect(self._on_look_changed)
        self._on_look_changed()

    @Slot()
    def _on_look_changed(self) -> None:
        self._row.setContentsMargins(px(8), px(4), px(8), px(4))
