"""The readiness strip: one cell per check with sign, word, bars and id; a failed one is filled."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from workbench.desktop.kit import marks
from workbench.desktop.kit.fonts import mono, name
from workbench.desktop.kit.style import RING_RADIUS
from workbench.desktop.kit.theme import color, look, px
from workbench.desktop.kit.tips import tip

GAP = 4
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class StripCell:
    """What one cell of the strip shows."""

    check_id: str
    status: str
    """`pass`, `warn`, `fail`, `na` or `unknown`."""
    severity: str = ""
    """`CRITICAL` … `LOW`; empty for a check of operations."""


def id_lines(check_id: str) -> tuple[str, str]:
    """Break an id after the underscore that makes its two lines most equal; an id without one stays whole."""
    breaks = [index + 1 for index, letter in enumerate(check_id[:-1]) if letter == "_"]
    if not breaks:
        return check_id, ""
    best = min(breaks, key=lambda at: (max(at, len(check_id) - at), -at))
    return check_id[:best], check_id[best:]


def _id_font() -> QFont:
    font = mono()
    font.setPixelSize(px(11))
    return font


class _Cell(QRadioButton):
    """One cell; a radio button, so that a screen reader says which of how many and whether it is current."""

    def __init__(self, cell: StripCell, strip: "ReadinessStrip") -> None:
        super().__init__(strip)
        self.cell = cell
        self.compact = False
        self.setProperty(RING_RADIUS, 6)
        self.setToolTip(tip(cell.check_id))
        word = marks.STATUS_WORDS[cell.status]
        severity = f", severity {marks.SEVERITY_WORDS[cell.severity].lower()}" if cell.severity else ""
        self.setAccessibleName(f"{cell.check_id}: {word}{severity}")

    def hitButton(self, pos: object) -> bool:
        """The whole cell can be pressed."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End move along the strip."""
        strip = self.parentWidget()
        assert isinstance(strip, ReadinessStrip)
        if not strip.move_by_key(event.key()):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, sign and, where there is room, word, bars and id."""
        painter = QPainter(self)
        self._paint_frame(painter)
        if self.compact:
            side = px(16)
            place = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
            marks.paint_status(painter, place, self.cell.status)
        else:
            self._paint_head(painter)
            self._paint_id(painter)

    def _paint_frame(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        failed, current = self.cell.status == "fail", self.isChecked()
        line = "text" if current else "border_strong" if self.underMouse() else "fail_bg" if failed else "border"
        shown = not self.compact or current or failed
        painter.setPen(QPen(color(line), 1) if shown else Qt.PenStyle.NoPen)
        painter.setBrush(color("fail_bg" if failed else "surface") if shown else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if current:
            painter.save()
            painter.setClipRect(0, self.height() - 3, self.width(), 3)
            painter.setBrush(color("text"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            painter.restore()

    def _paint_head(self, painter: QPainter) -> None:
        marks.paint_status(painter, QRectF(px(9), px(9), px(16), px(16)), self.cell.status)
        painter.setFont(name())
        painter.setPen(color(marks.status_word_token(self.cell.status)))
        word = "N/A" if self.cell.status == "na" else marks.STATUS_WORDS[self.cell.status]
        painter.drawText(QRectF(px(30), px(7), self.width() - px(54), px(20)), _LEFT, word)
        if self.cell.severity:
            bars = QRectF(self.width() - px(22), px(10), px(14), px(14))
            marks.paint_severity(painter, bars, self.cell.severity)

    def _paint_id(self, painter: QPainter) -> None:
        painter.setFont(_id_font())
        painter.setPen(color("text" if self.isChecked() else "secondary"))
        for row, line in enumerate(id_lines(self.cell.check_id)):
            painter.drawText(QRectF(px(9), px(31) + row * px(14), self.width() - px(10), px(14)), _LEFT, line)


class ReadinessStrip(QWidget):
    """Cells of 68 px in a row; signs alone when there is no room for every id.

    Left and right, Home and End move; `current_changed(index)` tells of a move by the person, not of `set_current`.
    """

    current_changed = Signal(int)

    def __init__(self, cells: Sequence[StripCell] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: list[_Cell] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Checks of this review")
        look().changed.connect(self._place)
        self.set_cells(cells)

    def set_cells(self, cells: Sequence[StripCell]) -> None:
        """Show other cells; the current index stays where it can."""
        if [widget.cell for widget in self._cells] == list(cells):
            return
        current, had_focus = self.current(), any(cell.hasFocus() for cell in self._cells)
        for cell in self._cells:
            cell.setParent(None)
            cell.deleteLater()
        self._cells = [_Cell(cell, self) for cell in cells]
        for cell in self._cells:
            cell.clicked.connect(self._on_clicked)
            cell.show()
        self._place()
        self.set_current(min(max(current, 0), len(self._cells) - 1))
        if had_focus and self._cells:
            self._cells[self.current()].setFocus()

    def current(self) -> int:
        """The index of the current cell, -1 when there is none."""
        return next((index for index, cell in enumerate(self._cells) if cell.isChecked()), -1)

    def set_current(self, index: int) -> None:
        """Make a cell current without a signal."""
        if 0 <= index < len(self._cells):
            self._cells[index].setChecked(True)
            self.update()

    def move_by_key(self, key: int) -> bool:
        """Move as an arrow key, Home or End says; say whether it was one of them."""
        last, current = len(self._cells) - 1, self.current()
        targets: dict[int, int] = {
            int(Qt.Key.Key_Left): current - 1,
            int(Qt.Key.Key_Right): current + 1,
            int(Qt.Key.Key_Home): 0,
            int(Qt.Key.Key_End): last,
        }
        if key not in targets:
            return False
        target = targets[key]
        if 0 <= target <= last and target != current:
            self.set_current(target)
            self._cells[target].setFocus(Qt.FocusReason.TabFocusReason)
            self.current_changed.emit(target)
        return True

    def _on_clicked(self) -> None:
        self.current_changed.emit(self.current())

    def _is_compact(self) -> bool:
        if not self._cells:
            return False
        metrics = QFontMetrics(_id_font())
        lines = [line for cell in self._cells for line in id_lines(cell.cell.check_id)]
        needed = max(px(84), max(metrics.horizontalAdvance(line) for line in lines) + px(16))
        return self.width() < len(self._cells) * (needed + GAP) - GAP

    def _place(self) -> None:
        compact = self._is_compact()
        self.setFixedHeight(px(32) if compact else px(68))
        count = max(1, len(self._cells))
        share = (self.width() + GAP) / count
        width = min(px(32) + GAP, share) if compact else share
        for index, cell in enumerate(self._cells):
            cell.compact = compact
            left = round(index * width)
            cell.setGeometry(left, 0, round((index + 1) * width) - GAP - left, self.height())
            cell.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the cells."""
        self._place()
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Room for the signs alone."""
        return QSize(len(self._cells) * px(24), px(32))

    def sizeHint(self) -> QSize:
        """Room for the ids."""
        return QSize(len(self._cells) * px(128), px(68))
