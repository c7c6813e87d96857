"""A column of text that scrolls: no wider than the area, exactly as high as its text is at that width."""

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from workbench.desktop.kit.style import surface
from workbench.desktop.kit.theme import px


class EvenArea(QScrollArea):
    """A scroll area whose content keeps its right edge whether the scroll bar is there or not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: tuple[QLayout, int] | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def keep_right(self, layout: QLayout, right: int) -> None:
        """Let the right margin of a layout and the scroll bar take so much together, in logical pixels at 100 %."""
        self._kept = (layout, right)
        self._make_even()

    def _make_even(self) -> None:
        if self._kept is None:
            return
        layout, right = self._kept
        margins = layout.contentsMargins()
        margins.setRight(max(px(4), px(right) - (self.width() - self.viewport().width())))
        layout.setContentsMargins(margins)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the scroll bar as it comes and goes."""
        super().resizeEvent(event)
        self._make_even()


class _Content(QWidget):
    def minimumSizeHint(self) -> QSize:
        """Ask for width alone.

        A scroll area takes the least height as it stands, and that of wrapped text is meant for its least width.
        """
        least = super().minimumSizeHint()
        return QSize(least.width(), 0) if self.hasHeightForWidth() else least


class Scrolled(EvenArea):
    """A scroll area whose whole content is replaced; `label` is what a screen reader calls it."""

    def __init__(self, label: str, token: str = "surface", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = token
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
        self._content, self._held, self._margin = content, body, margin
        return column

    def end(self, column: QVBoxLayout, *, keep_place: bool = False) -> None:
        """Show what was put into the column, from its top or from where the last content was."""
        column.addStretch(1)
        place = self.verticalScrollBar().value() if keep_place else 0
        self.setWidget(self._content)
        layout = self._content.layout()
        if layout is not None:
            self.keep_right(layout, self._margin)
        self.verticalScrollBar().setValue(place)

    def grow(self) -> None:
        """Be as high as the content is now: else what was there is squeezed until Qt has come round to it."""
        for part in self._held.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            QCoreApplication.sendPostedEvents(part, QEvent.Type.MetaCall)  # what a layout shows, it shows by this
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))
