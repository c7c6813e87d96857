"""The sheet: where the pages lie, with one round corner."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from workbench.desktop.kit.style import surface
from workbench.desktop.kit.theme import color

if TYPE_CHECKING:
    from workbench.desktop.kit.toast import Toast

RADIUS = 8


class _Corner(QWidget):
    """Lies over the top left of the page, because pages paint square."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(RADIUS + 1, RADIUS + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outside, sheet = QPainterPath(), QPainterPath()
        outside.addRect(QRectF(self.rect()))
        sheet.addRoundedRect(QRectF(0.5, 0.5, 4 * RADIUS, 4 * RADIUS), RADIUS, RADIUS)
        painter.fillPath(outside.subtracted(sheet), color("window"))
        painter.setPen(color("border"))
        painter.drawPath(sheet)


class Sheet(QWidget):
    """A stack of pages with a hairline at its top and left, and the toast over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        surface(self, "surface")
        self.stack = QStackedWidget()
        self._corner = _Corner(self)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.stack)
        self._toast: Toast | None = None
        self.set_framed(True)

    @property
    def toast(self) -> "Toast":
        """The toast over the pages, made when it is first needed."""
        if self._toast is None:
            from workbench.desktop.kit.toast import Toast

            self._toast = Toast(self)
        return self._toast

    def set_framed(self, framed: bool) -> None:
        """With its frame beside the rail; without on the welcome page, which is the desk itself."""
        edge = 1 if framed else 0
        self._column.setContentsMargins(edge, edge, 0, 0)
        self._corner.setVisible(framed)
        self._corner.raise_()
        surface(self, "surface" if framed else "window")
        self.style().unpolish(self)
        self.style().polish(self)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the corner on top."""
        super().resizeEvent(event)
        self._corner.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the hairline."""
        super().paintEvent(event)
        if self._corner.isVisibleTo(self):
            painter = QPainter(self)
            painter.fillRect(RADIUS, 0, self.width(), 1, color("border"))
            painter.fillRect(0, RADIUS, 1, self.height(), color("border"))
