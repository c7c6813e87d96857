"""The readiness strip: one cell per check with sign, word, bars and id; a failed one is filled."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations, pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from workbench.desktop.kit import marks
from workbench.desktop.kit.fonts import caption_medium, mono, name
from workbench.desktop.kit.style import RING_RADIUS
from workbench.desktop.kit.theme import color, look, px
from workbench.desktop.kit.tips import tip

GAP, DENSE_GAP = 4, 3
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class StripCell:
    """What one cell of the strip shows."""

    check_id: str
    status: str
    """`pass`, `warn`, `fail`, `na` or `unknown`."""
    severity: str = ""
    """`CRITICAL` … `LOW`; empty for a check of operations."""


class Form(Enum):
    """How a cell is drawn; each form needs less width than the one before."""

    WHOLE = "whole"
    """Sign, word, bars and the id in two lines."""
    DENSE = "dense"
    """The same, smaller, with the id in three lines."""
    SIGNS = "signs"
    """The sign alone; what is current is written beside the last one."""


_HEIGHTS = {Form.WHOLE: 68, Form.DENSE: 80, Form.SIGNS: 32}
_PADDINGS = {Form.WHOLE: 9, Form.DENSE: 5, Form.SIGNS: 0}
_ROWS = {Form.WHOLE: 2, Form.DENSE: 3}


def id_lines(check_id: str, rows: int = 2) -> tuple[str, ...]:
    """Break an id after underscores so that its longest line is shortest; an id without one stays whole."""
    breaks = [index + 1 for index, letter in enumerate(check_id[:-1]) if letter == "_"]
    chosen = combinations(breaks, min(rows - 1, len(breaks)))
    return min((_cut(check_id, at) for at in chosen), key=lambda lines: (max(map(len, lines)), -len(lines[0])))


def _cut(text: str, at: tuple[int, ...]) -> tuple[str, ...]:
    edges = (0, *at, len(text))
    return tuple(text[start:end] for start, end in pairwise(edges))


def _word(status: str) -> str:
    return "N/A" if status == "na" else marks.STATUS_WORDS[status]


def _id_font() -> QFont:
    font = mono()
    font.setPixelSize(px(11))
    return font


class _Cell(QRadioButton):
    """One cell; a radio button, so that a screen reader says which of how many and whether it is current."""

    def __init__(self, cell: StripCell, strip: "ReadinessStrip") -> None:
        super().__init__(strip)
        self.cell = cell
        self.form = Form.WHOLE
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
        if self.form is Form.SIGNS:
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
        shown = self.form is not Form.SIGNS or current or failed
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
        dense = self.form is Form.DENSE
        pad, side = px(_PADDINGS[self.form]), px(14 if dense else 16)
        middle = px(17)
        marks.paint_status(painter, QRectF(pad, middle - side / 2, side, side), self.cell.status)
        painter.setFont(caption_medium() if dense else name())
        painter.setPen(color(marks.status_word_token(self.cell.status)))
        left = pad + side + px(3 if dense else 5)
        painter.drawText(QRectF(left, middle - px(10), self.width() - left, px(20)), _LEFT, _word(self.cell.status))
        if self.cell.severity:
            bars = px(12 if dense else 14)
            place = QRectF(self.width() - pad - bars, middle - bars / 2, bars, bars)
            marks.paint_severity(painter, place, self.cell.severity)

    def _paint_id(self, painter: QPainter) -> None:
        painter.setFont(_id_font())
        painter.setPen(color("text" if self.isChecked() else "secondary"))
        pad = px(_PADDINGS[self.form])
        for row, line in enumerate(id_lines(self.cell.check_id, _ROWS[self.form])):
            painter.drawText(QRectF(pad, px(31) + row * px(14), self.width() - pad, px(14)), _LEFT, line)


class ReadinessStrip(QWidget):
    """Cells of 68 px in a row; smaller ones and then signs alone when there is no room for every id.

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
        self.update()
        self.current_changed.emit(self.current())

    def _form(self) -> Form:
        """Return the largest form for which there is room."""
        count = len(self._cells)
        for form, gap in ((Form.WHOLE, GAP), (Form.DENSE, DENSE_GAP)):
            if self.width() >= count * (self._needed(form) + gap) - gap:
                return form
        return Form.SIGNS

    def _needed(self, form: Form) -> int:
        """Return the width that the widest id and the widest word of a form need."""
        ids, words = QFontMetrics(_id_font()), QFontMetrics(caption_medium() if form is Form.DENSE else name())
        pads = 2 * px(_PADDINGS[form])
        lines = [line for cell in self._cells for line in id_lines(cell.cell.check_id, _ROWS[form])]
        head = max((words.horizontalAdvance(_word(cell.cell.status)) for cell in self._cells), default=0)
        marks_width = px(14 + 3 + 3 + 12) if form is Form.DENSE else px(16 + 5 + 4 + 14)
        return max(head + marks_width, max(map(ids.horizontalAdvance, lines), default=0)) + pads

    @Slot()
    def _place(self) -> None:
        form = self._form()
        gap = DENSE_GAP if form is Form.DENSE else GAP
        self.setFixedHeight(px(_HEIGHTS[form]))
        share = (self.width() + gap) / max(1, len(self._cells))
        width = min(px(32) + gap, share) if form is Form.SIGNS else share
        for index, cell in enumerate(self._cells):
            cell.form = form
            left = round(index * width)
            cell.setGeometry(left, 0, round((index + 1) * width) - gap - left, self.height())
            cell.update()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the current status and id beside the signs, where there is room for all of it."""
        if self.current() < 0 or self._cells[-1].form is not Form.SIGNS:
            return
        cell, left = self._cells[self.current()].cell, self._cells[-1].geometry().right() + px(16)
        word, metrics = _word(cell.status), QFontMetrics(name())
        start = left + metrics.horizontalAdvance(word) + px(8)
        if start + QFontMetrics(mono()).horizontalAdvance(cell.check_id) > self.width():
            return
        painter = QPainter(self)
        painter.setFont(name())
        painter.setPen(color(marks.status_word_token(cell.status)))
        painter.drawText(QRectF(left, 0, self.width(), self.height()), _LEFT, word)
        painter.setFont(mono())
        painter.setPen(color("secondary"))
        painter.drawText(QRectF(start, 0, self.width(), self.height()), _LEFT, cell.check_id)

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
