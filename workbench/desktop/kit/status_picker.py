"""Choosing a status: five segments with their keys, and the criteria that each one means."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QRadioButton, QSizePolicy, QWidget

from workbench.desktop.kit import marks
from workbench.desktop.kit.chips import key_width, paint_key
from workbench.desktop.kit.fonts import name
from workbench.desktop.kit.keys import page_key
from workbench.desktop.kit.signs import StatusSign
from workbench.desktop.kit.style import RING_RADIUS
from workbench.desktop.kit.text import Hairline, Label
from workbench.desktop.kit.theme import color, look, px

KEYS = {"pass": "P", "warn": "W", "fail": "F", "na": "N", "unknown": "U"}
_VCENTRE = int(Qt.AlignmentFlag.AlignVCenter)


class _Segment(QRadioButton):
    """One status to choose."""

    def __init__(self, status: str, picker: "StatusPicker") -> None:
        super().__init__(marks.STATUS_WORDS[status], picker)
        self.status = status
        self.setAccessibleName(f"{marks.STATUS_WORDS[status]}, key {KEYS[status]}")
        self.setProperty(RING_RADIUS, 4)

    def hitButton(self, pos: object) -> bool:
        """The whole segment can be pressed."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows only move the focus: a status is given by Space, its key or a click, never in passing."""
        step = {int(Qt.Key.Key_Left): -1, int(Qt.Key.Key_Right): 1}.get(event.key(), 0)
        picker = self.parentWidget()
        assert isinstance(picker, StatusPicker)
        if step:
            picker.focus_beside(self, step)
        else:
            super().keyPressEvent(event)

    def wanted(self, *, with_key: bool) -> int:
        """The width for sign, word and, if wanted, the key."""
        width = px(16) + px(6) + QFontMetrics(name()).horizontalAdvance(self.text()) + px(20)
        return width + (px(8) + key_width(KEYS[self.status]) if with_key else 0)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the hover state."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Leave the hover state."""
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint sign, word and key; the frame is the picker's."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.setPen(QPen(color(self.status), 1.5))
            painter.setBrush(color(f"{self.status}_bg"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75), 5, 5)
        elif self.underMouse() and self.isEnabled():
            painter.fillRect(self.rect().adjusted(1, 2, -1, -2), color("hover"))
        with_key = self.wanted(with_key=True) <= self.width()
        left = (self.width() - self.wanted(with_key=with_key)) // 2 + px(10)
        marks.paint_status(painter, QRectF(left, (self.height() - px(16)) / 2, px(16), px(16)), self.status)
        painter.setFont(name())
        ink = color(marks.status_word_token(self.status)) if self.isChecked() else color("text")
        painter.setPen(ink if self.isEnabled() else color("muted"))
        painter.drawText(self.rect().adjusted(left + px(22), 0, 0, 0), _VCENTRE, self.text())
        if with_key:
            right = self.width() - left - key_width(KEYS[self.status])
            paint_key(painter, QRect(right, 0, key_width(KEYS[self.status]), self.height()), KEYS[self.status])


class StatusPicker(QWidget):
    """Five segments with the keys P W F N U; `chosen(status)` when the person gives one.

    The keys act while the picker is on screen and no text field has the focus. `keys=False` leaves them out
    (a second picker on the same page).
    """

    chosen = Signal(str)

    def __init__(self, status: str = "", *, keys: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Status of the finding")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._segments = [_Segment(value, self) for value in marks.STATUSES]
        for segment in self._segments:
            segment.clicked.connect(partial(self._choose, segment.status))
            if keys:
                page_key(self, KEYS[segment.status], partial(self._choose, segment.status))
        look().changed.connect(self._place)
        self._place()
        self.set_status(status)

    def status(self) -> str:
        """The chosen status, "" when there is none."""
        return next((segment.status for segment in self._segments if segment.isChecked()), "")

    def set_status(self, status: str) -> None:
        """Show a status without a signal; "" shows none."""
        for segment in self._segments:
            segment.setAutoExclusive(False)
            segment.setChecked(segment.status == status)
            segment.setAutoExclusive(True)
        self.update()

    def focus_beside(self, segment: _Segment, step: int) -> None:
        """Move the focus to a neighbour."""
        index = self._segments.index(segment) + step
        if 0 <= index < len(self._segments):
            self._segments[index].setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, status: str, _checked: bool = True) -> None:
        if self.isEnabled():
            self.set_status(status)
            self.chosen.emit(status)

    def _place(self) -> None:
        self.setFixedHeight(px(36))
        wanted = [segment.wanted(with_key=True) for segment in self._segments]
        left, spare = 0.0, (self.width() - sum(wanted)) / len(wanted)
        for segment, width in zip(self._segments, wanted, strict=True):
            right = left + width + spare
            segment.setGeometry(round(left), 0, round(right) - round(left), self.height())
            left = right

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the segments."""
        self._place()
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Room for signs and words without keys."""
        return QSize(sum(segment.wanted(with_key=False) for segment in self._segments), px(36))

    def sizeHint(self) -> QSize:
        """Room for the keys too."""
        return QSize(sum(segment.wanted(with_key=True) for segment in self._segments), px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame and the lines between the segments."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(color("border_strong"))
        painter.setBrush(color("surface"))
        painter.drawPath(frame)
        painter.setPen(color("border"))
        for segment in self._segments[1:]:
            painter.drawLine(segment.x(), 1, segment.x(), self.height() - 2)


class CriteriaList(QWidget):
    """What each status means for this check; the criterion that is met stands bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(5))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, px(56))
        self._texts: dict[str, Label] = {}

    def set_criteria(self, criteria: Mapping[str, str], met: str = "") -> None:
        """Show criteria by status (`pass`, `warn`, `fail`) in their order, the one of `met` bold."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._texts = {}
        for row, (status, text) in enumerate(criteria.items()):
            label = Label(text, "body", "secondary", wrap=True)
            self._texts[status] = label
            self._grid.addWidget(StatusSign(status), 2 * row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label, 2 * row, 1)
            self._grid.addWidget(Hairline(), 2 * row + 1, 0, 1, 2)
        self.set_met(met)

    def set_met(self, met: str) -> None:
        """Make the criterion of a status bold, and only that one."""
        for status, label in self._texts.items():
            label.set_role("section" if status == met else "body")
            label.set_tone("text" if status == met else "secondary")
