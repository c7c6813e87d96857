"""A column of text that scrolls: no wider than the area, exactly as high as its text is at that width."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from workbench.desktop.kit.style import surface
from workbench.desktop.kit.theme import px


class _Content(QWidget):
    def minimumSizeHint(self) -> QSize:
        """Ask for width alone.

        A scroll area takes the least height as it stands, and that of wrapped text is meant for its least width.
        """
        least = super().minimumSizeHint()
        return QSize(least.width(), 0) if self.hasHeightForWidth() else least


class Scrolled(QScrollArea):
    """A scroll area whose whole content is replaced; `label` is what a screen reader calls it."""

    def __init__(self, label: str, token: str = "surface", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = token
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(label)

    def begin(self, *, widest: int = 0, margin: int = 24) -> QVBoxLayout:
        """Take the content away and return the column for the next one, `widest` px wide at most."""
        content = _Content()
        surface(content, self._token)
        body = QWidget()
        if widest:
            body.setMaximumWidth(px(widest))
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(16))
        outer = QHBoxLayout(content)
        outer.setContentsMargins(px(margin), px(16), px(margin), px(24))
        outer.addWidget(body, 1)
        outer.addStretch(0)
        self._content = content
        return column

    def end(self, column: QVBoxLayout, *, keep_place: bool = False) -> None:
        """Show what was put into the column, from its top or from where the last content was."""
        column.addStretch(1)
        place = self.verticalScrollBar().value() if keep_place else 0
        self.setWidget(self._content)
        self.verticalScrollBar().setValue(place)
