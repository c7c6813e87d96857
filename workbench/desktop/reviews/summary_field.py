"""The one line that the checklist prints, kept by itself, with how many characters it has."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from workbench.desktop.kit.rationale import REST_MS
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px
from workbench.domain.review import SUMMARY_LIMIT


class SummaryField(QWidget):
    """`committed(text)` after a second of rest and when the focus leaves, when the text differs from what is kept."""

    committed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept_text = ""
        self.field = QLineEdit()
        self.field.setMaxLength(SUMMARY_LIMIT)
        self.field.setAccessibleName("Summary")
        self.field.setPlaceholderText("What the checklist says beside the sign")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.commit)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.editingFinished.connect(self.commit)
        self._count = Label("", "caption", "muted")
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(Label("Summary", "section"))
        head.addWidget(Label("one line of the checklist", "body", "muted"))
        head.addStretch(1)
        head.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addLayout(head)
        column.addWidget(self.field)
        self._show_count()

    def is_dirty(self) -> bool:
        """Tell whether something is typed that is not kept yet."""
        return self.field.text() != self._kept_text

    def set_text(self, text: str) -> None:
        """Show another text as kept, without a signal."""
        self._kept_text = text
        if text != self.field.text():
            self.field.setText(text)
        self._rest.stop()

    @Slot()
    def commit(self) -> None:
        """Emit the text now if it differs from what was kept."""
        self._rest.stop()
        if self.is_dirty():
            self._kept_text = self.field.text()
            self.committed.emit(self._kept_text)

    @Slot()
    def _on_text_changed(self) -> None:
        self._show_count()
        self._rest.start()

    def _show_count(self) -> None:
        self._count.setText(f"{len(self.field.text())} of {SUMMARY_LIMIT}")
