"""What stands beside the finding: a column of parts, or what a piece of evidence holds."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.column import Column
from workbench.desktop.reviews.preview_panel import PreviewPanel

WIDTH = 416
_ANY_WIDTH = 16_777_215


class Beside(QStackedWidget):
    """The side column in one or two columns; a preview takes its place and more of the width."""

    arranged = Signal()
    """A preview came or went, so the widths are others now."""
    returned = Signal(str)
    """The preview was closed: the key of the use that was shown, empty when another check is shown now."""

    def __init__(
        self, first: QVBoxLayout, second: QVBoxLayout, preview: PreviewPanel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._side = Column("What the finding rests on", (16, 16, 24, 16), "sunken")
        self._side.row.addLayout(first, 1)
        self._side.row.addLayout(second, 1)
        self._preview = preview
        self.addWidget(self._side)
        self.addWidget(preview)
        preview.closed.connect(self._on_closed)

    def show_use(self, key: str) -> None:
        """Show what one piece of evidence holds, and give it the focus."""
        self._preview.show_use(key)
        if self._preview.is_open:
            self.setCurrentWidget(self._preview)
            self.arranged.emit()
            self._preview.focus_content()

    def to_top(self) -> None:
        """Show the column from its top."""
        self._side.verticalScrollBar().setValue(0)

    def fit(self, whole: int, *, narrow: bool, wide: bool) -> None:
        """Arrange for a page that is `whole` pixels wide."""
        if narrow or wide:
            self.setMinimumWidth(0)
            self.setMaximumWidth(_ANY_WIDTH)
        else:
            self.setFixedWidth(whole * 11 // 20 if self._preview.is_open else px(WIDTH))
        self._side.row.setDirection(QHBoxLayout.Direction.LeftToRight if wide else QHBoxLayout.Direction.TopToBottom)
        self._side.row.setStretch(0, 1 if wide else 0)

    @Slot(str)
    def _on_closed(self, key: str) -> None:
        self.setCurrentWidget(self._side)
        self.arranged.emit()
        self.returned.emit(key)
