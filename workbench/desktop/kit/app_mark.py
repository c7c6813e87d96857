"""The mark of the workbench: three lines and a tick on a dark tile."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.desktop.kit.theme import color, look, px

_LINES = (((7.5, 11), (24.5, 11)), ((7.5, 17), (18.5, 17)), ((7.5, 23), (13, 23)))
_TICK = ((16.5, 22), (19.5, 25), (25.5, 18.5))


def paint_mark(painter: QPainter, rect: QRectF) -> None:
    """Paint the mark into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 32, rect.height() / 32)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("inverse"))
    painter.drawRoundedRect(QRectF(1, 1, 30, 30), 7, 7)
    painter.setPen(QPen(color("on_inverse"), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for start, end in _LINES:
        painter.drawLine(QPointF(*start), QPointF(*end))
    painter.drawPolyline(QPolygonF([QPointF(*point) for point in _TICK]))
    painter.restore()


class AppMark(QWidget):
    """The mark at a size in logical pixels at 100 %."""

    def __init__(self, size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.setAccessibleName("Workbench")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(px(self._size), px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark."""
        paint_mark(QPainter(self), QRectF(self.rect()))


def app_icon() -> QIcon:
    """Return the icon of the window."""
    result = QIcon()
    for side in (16, 32, 64, 128):
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_mark(painter, QRectF(0, 0, side, side))
        painter.end()
        result.addPixmap(pixmap)
    return result
