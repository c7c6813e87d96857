"""The five phases of an incident, and its timeline."""

from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.desktop.incidents.wording import Phase, is_solid
from workbench.desktop.kit.prose import inline_markup
from workbench.desktop.kit.style import RING_RADIUS
from workbench.desktop.kit.text import Label, RichText
from workbench.desktop.kit.theme import color, px
from workbench.desktop.kit.tips import tip
from workbench.domain.incident import Moment

RING = 9
WHEN_WIDTH = 64


class _Bar(QWidget):
    """A bar of 3 px: ink when the phase was reached, `border` while it is open."""

    def __init__(self, is_reached: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_reached = is_reached
        self.setFixedHeight(px(3))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill it."""
        QPainter(self).fillRect(self.rect(), color("text" if self._is_reached else "border"))


class PhaseBars(QWidget):
    """The phases side by side, each with its word and what is known of it; `chosen(milestone)` leads to writing it."""

    chosen = Signal(str)

    def __init__(self, phases: tuple[Phase, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        for phase in phases:
            button = _PhaseButton(phase)
            button.clicked.connect(partial(self._on_clicked, phase.name.lower()))
            row.addWidget(button, 1)
        self.setAccessibleName(", ".join(f"{phase.name}: {phase.text}" for phase in phases))

    def _on_clicked(self, milestone: str, _checked: bool = False) -> None:
        self.chosen.emit(milestone)


class _PhaseButton(QAbstractButton):
    """One phase: its bar, its word, what is known of it."""

    def __init__(self, phase: Phase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # As high as its row: the bars of all phases stand in one line, however much is said of one.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(f"{phase.name}: {phase.text}. Edit")
        self.setToolTip(tip(f"Edit {phase.name.lower()}"))
        self.setProperty(RING_RADIUS, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        column.addWidget(_Bar(phase.is_reached))
        column.addSpacing(px(4))
        column.addWidget(Label(phase.name, "name", "text" if phase.is_reached else "muted", wrap=True))
        column.addWidget(Label(phase.text, "label_regular", "muted", wrap=True))
        column.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shade it under the mouse; what it shows stands in its parts."""
        if self.underMouse():
            QPainter(self).fillRect(self.rect().adjusted(0, px(3), 0, 0), color("hover"))


class _Ring(QWidget):
    """The ring of one moment and its piece of the line."""

    def __init__(self, *, solid: bool, first: bool, last: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._solid, self._first, self._last = solid, first, last
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """As wide as the ring."""
        return QSize(px(RING) + 2, px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line behind the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self.width() / 2, px(10))
        painter.setPen(QPen(color("border_strong"), 1))
        painter.drawLine(
            QPointF(centre.x(), centre.y() if self._first else 0),
            QPointF(centre.x(), centre.y() if self._last else self.height()),
        )
        side = px(RING) - 2
        painter.setPen(QPen(color("text"), 2))
        painter.setBrush(color("text" if self._solid else "surface"))
        painter.drawEllipse(QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side))


class Timeline(QWidget):
    """One line per moment: when, a ring, what happened."""

    def __init__(self, moments: tuple[Moment, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(2, 1)
        grid.setColumnMinimumWidth(0, px(WHEN_WIDTH))
        for row, moment in enumerate(moments):
            when = Label(moment.when, "mono", "secondary", tall=True)
            grid.addWidget(when, row, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            ring = _Ring(solid=is_solid(moment), first=row == 0, last=row == len(moments) - 1)
            grid.addWidget(ring, row, 1)
            text = RichText(_markup(moment))
            text.setContentsMargins(0, 0, 0, px(12) if row < len(moments) - 1 else 0)
            grid.addWidget(text, row, 2)


def _markup(moment: Moment) -> str:
    title = inline_markup(moment.title.rstrip("."))
    return f"<b>{title}.</b> {inline_markup(moment.text)}" if moment.text else f"<b>{title}</b>"
