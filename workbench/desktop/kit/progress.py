"""Work that takes time: what is done, how far, and Cancel."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.card import Card
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px


class ProgressCard(Card):
    """Verb, detail ("page 14 of 24"), a bar of 6 px and Cancel; the result stays when the work is done."""

    cancelled = Signal()

    def __init__(self, verb: str, detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, padding=12)
        self._verb = Label(verb, "name")
        self._detail = Label(detail, "body", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.setAccessibleName(verb)
        self._cancel = Button("Cancel", "small")
        self._cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self._verb)
        row.addWidget(self._detail)
        row.addStretch(1)
        row.addWidget(self._cancel)
        self.column.addLayout(row)
        self.column.addWidget(self._bar)

    def set_verb(self, verb: str) -> None:
        """Say that something else is done now."""
        self._verb.setText(verb)
        self._bar.setAccessibleName(verb)

    def set_progress(self, fraction: float, detail: str = "") -> None:
        """Show how far it is (0 to 1); a negative fraction means nobody knows."""
        self._bar.setRange(0, 0 if fraction < 0 else 1000)
        self._bar.setValue(round(max(0.0, fraction) * 1000))
        self._detail.setText(detail)

    def set_result(self, verb: str, detail: str = "", tone: str = "muted") -> None:
        """Say what came out; bar and Cancel go, the sentence stays."""
        self._verb.setText(verb)
        self._detail.setText(detail)
        self._detail.set_tone(tone)
        self._bar.hide()
        self._cancel.hide()
