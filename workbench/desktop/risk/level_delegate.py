"""Cells of the action priority: a square that is filled, half filled or hollow, with its word."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from workbench.desktop.kit.fonts import body
from workbench.desktop.kit.item_painting import Index, paint_text, text_of
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.table_view import PADDING, TableDelegate
from workbench.desktop.kit.theme import color, px
from workbench.desktop.risk.model import RiskRole

_TOKENS = {"H": "critical", "M": "high", "L": "medium"}
SIDE = 12


class LevelDelegate(TableDelegate):
    """The cells of any table, and those with a level."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for the square and its word."""
        if index.data(RiskRole.LEVEL) is None:
            return super().sizeHint(option, index)
        return QSize(px(22 + 2 * PADDING) + QFontMetrics(body()).horizontalAdvance(text_of(index, Role.WORD)), px(32))

    def _paint_content(self, painter: QPainter, area: QRectF, index: Index) -> None:
        level = index.data(RiskRole.LEVEL)
        if level is None:
            super()._paint_content(painter, area, index)
            return
        side = px(SIDE)
        paint_level(painter, QRectF(area.left(), area.center().y() - side / 2, side, side), str(level))
        paint_text(painter, area.adjusted(px(22), 0, 0, 0), text_of(index, Role.WORD), body(), "text")


def paint_level(painter: QPainter, box: QRectF, level: str) -> None:
    """Paint the square of `H` (filled), `M` (lower half filled) or `L` (hollow)."""
    painter.save()
    tint = color(_TOKENS[level])
    inner = box.adjusted(0.75, 0.75, -0.75, -0.75)
    painter.setPen(QPen(tint, 1.5))
    painter.setBrush(tint if level == "H" else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inner, 2, 2)
    if level == "M":
        painter.fillRect(QRectF(inner.left(), box.center().y(), inner.width(), inner.height() / 2), tint)
    painter.restore()
