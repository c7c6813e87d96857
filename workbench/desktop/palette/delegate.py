"""How the palette's rows are painted: 36 high, the match bold and underlined."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workbench.desktop.kit import icons, marks
from workbench.desktop.kit.fonts import body, label, label_regular
from workbench.desktop.kit.item_painting import Index, is_on, paint_text, text_of
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.theme import color, px
from workbench.storage.search import CLOSE, OPEN

ROW, HEAD, MARGIN = 36, 30, 16
Run = tuple[str, bool, str]
"""Text, whether it matches, colour token."""


class PaletteDelegate(QStyledItemDelegate):
    """Icon or sign, name, excerpt, and the key at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """36, and 30 for a head."""
        return QSize(px(200), px(HEAD if index.data(Role.HEADING) else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect).adjusted(px(MARGIN), 0, -px(MARGIN), 0)
        if index.data(Role.HEADING):
            paint_text(painter, area.adjusted(0, px(4), 0, 0), text_of(index), label(), "muted")
        else:
            self._paint_entry(painter, option, area, index)
        painter.restore()

    def _paint_entry(self, painter: QPainter, option: QStyleOptionViewItem, area: QRectF, index: Index) -> None:
        if is_on(option, QStyle.StateFlag.State_Selected):
            painter.fillRect(option.rect, color("selected"))
        elif is_on(option, QStyle.StateFlag.State_MouseOver):
            painter.fillRect(option.rect, color("hover"))
        side = px(16)
        lead = QRectF(area.left(), area.center().y() - side / 2, side, side)
        if status := index.data(Role.STATUS):
            marks.paint_status(painter, lead, status)
        elif icon := text_of(index, Role.ICON):
            painter.drawPixmap(lead.topLeft(), icons.pixmap(icon))
        area.setLeft(lead.right() + px(10))
        if note := text_of(index, Role.NOTE):
            width = QFontMetricsF(label_regular()).horizontalAdvance(note) + 2
            right = QRectF(area.right() - width, area.top(), width, area.height())
            paint_text(painter, right, note, label_regular(), "muted", right=True, elide=False)
            area.setRight(right.left() - px(12))
        paint_runs(painter, area, runs_of(index))


def runs_of(index: Index) -> list[Run]:
    """Return the name and the excerpt of a row, cut where matches begin and end."""
    text, at = text_of(index), 0
    runs: list[Run] = []
    for start, length in index.data(Role.MATCHES) or ():
        if start >= at:
            runs += [(text[at:start], False, "text"), (text[start : start + length], True, "text")]
            at = start + length
    runs.append((text[at:], False, "text"))
    if excerpt := text_of(index, Role.EXCERPT):
        runs.append(("   ", False, "muted"))
        parts = re.split(f"[{OPEN}{CLOSE}]", re.sub(r"\s+", " ", excerpt))
        runs += [(part, bool(number % 2), "muted") for number, part in enumerate(parts)]
    return [run for run in runs if run[0]]


def paint_runs(painter: QPainter, area: QRectF, runs: Sequence[Run]) -> None:
    """Paint pieces of text after one another; the one that does not fit is elided and is the last."""
    left = area.left()
    for text, is_match, token in runs:
        font = _matching() if is_match else body()
        width, room = QFontMetricsF(font).horizontalAdvance(text), area.right() - left
        rect = QRectF(left, area.top(), room, area.height())
        painter.setFont(font)
        painter.setPen(color(token))
        shown = text if width <= room else QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        if width > room:
            return
        left += width


def _matching() -> QFont:
    font = body()
    font.setWeight(QFont.Weight.DemiBold)
    font.setUnderline(True)
    return font
