"""Cards: one thing that can be picked up, on `surface` with a hairline round it."""

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.desktop.kit.keys import PRESSES
from workbench.desktop.kit.style import RING_RADIUS
from workbench.desktop.kit.theme import px

CardKind = Literal["true", "pale", "fail", "warn", "pass", "unknown", "popup"]
"""White with a hairline, `sunken` with a hairline (logs), a coloured field, or a popup."""


class Card(QWidget):
    """A box with a column inside: `card.column.addWidget(…)`."""

    def __init__(self, kind: CardKind = "true", *, padding: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", kind)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(px(padding), px(padding), px(padding), px(padding))
        self.column.setSpacing(px(8))

    def set_kind(self, kind: CardKind) -> None:
        """Give the card another field."""
        self.setProperty("card", kind)
        self.style().unpolish(self)
        self.style().polish(self)


class Pressable(QWidget):
    """A widget that is pressed as a whole: `activated` on a click, Enter or Space. Give it an accessible name."""

    activated = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(PRESSES, True)
        self.setProperty(RING_RADIUS, 8)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click activates."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space activate."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit()
        else:
            super().keyPressEvent(event)


class PressCard(Pressable):
    """A card that is pressed as a whole (a deployment, a piece of evidence)."""

    def __init__(self, kind: CardKind = "true", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", kind)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
