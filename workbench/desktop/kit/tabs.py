"""Tabs with an accent foot, and the switch of joined buttons."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from workbench.desktop.kit import icons
from workbench.desktop.kit.fonts import name
from workbench.desktop.kit.style import RING_RADIUS, paint_frame
from workbench.desktop.kit.theme import color, look, px

_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class _Choice(QRadioButton):
    """One of several: a tab or a part of a switch."""

    def __init__(self, text: str, parent: "_Choices") -> None:
        super().__init__(text, parent)
        self.setProperty(RING_RADIUS, 4)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look().changed.connect(self.updateGeometry)

    def hitButton(self, pos: object) -> bool:
        """The whole of it can be pressed."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose the neighbour."""
        step = {int(Qt.Key.Key_Left): -1, int(Qt.Key.Key_Right): 1}.get(event.key(), 0)
        parent = self.parentWidget()
        if step and isinstance(parent, _Choices):
            parent.choose_beside(step)
        else:
            super().keyPressEvent(event)

    def text_width(self) -> int:
        """The width of the word."""
        return QFontMetrics(name()).horizontalAdvance(self.text())


class _Tab(_Choice):
    def sizeHint(self) -> QSize:
        return QSize(self.text_width() + px(16), px(56))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(name())
        strong = self.isChecked() or self.underMouse()
        painter.setPen(color("text" if strong else "secondary"))
        painter.drawText(self.rect(), _CENTRE, self.text())
        if self.isChecked():
            painter.fillRect(0, self.height() - 2, self.width(), 2, color("accent"))


class _Part(_Choice):
    def __init__(self, text: str, icon: str, parent: "_Choices") -> None:
        super().__init__(text, parent)
        self._icon = icon

    def sizeHint(self) -> QSize:
        return QSize(self.text_width() + px(22) + (px(24) if self._icon else 0), px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        on = self.isChecked()
        if on or self.underMouse():
            painter.fillRect(self.rect().adjusted(0, 1, 0, -1), color("selected" if on else "hover"))
        ink, left = "accent" if on else "text", px(11)
        if self._icon:
            painter.drawPixmap(left, (self.height() - px(16)) // 2, icons.pixmap(self._icon, ink, 16))
            left += px(24)
        painter.setFont(name())
        painter.setPen(color(ink))
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self.text())


class _Choices(QWidget):
    """Several choices in a row, one of them chosen."""

    current_changed = Signal(int)
    """The person chose another one."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._choices: list[_Choice] = []

    def _add(self, choice: _Choice) -> None:
        choice.clicked.connect(self._on_clicked)
        self._choices.append(choice)
        self._row.addWidget(choice)

    def current(self) -> int:
        """The index of the chosen one, -1 when none is."""
        return next((index for index, choice in enumerate(self._choices) if choice.isChecked()), -1)

    def set_current(self, index: int) -> None:
        """Choose without a signal."""
        self._choices[index].setChecked(True)

    def set_text(self, index: int, text: str) -> None:
        """Change a word ("Evidence 3")."""
        self._choices[index].setText(text)

    def choose_beside(self, step: int) -> None:
        """Choose a neighbour and tell."""
        index = self.current() + step
        if 0 <= index < len(self._choices):
            self._choices[index].setChecked(True)
            self._choices[index].setFocus(Qt.FocusReason.TabFocusReason)
            self.current_changed.emit(index)

    @Slot()
    def _on_clicked(self) -> None:
        self.current_changed.emit(self.current())


class Tabs(_Choices):
    """Words with a foot of 2 px under the chosen one; as high as the page head."""

    def __init__(self, texts: Sequence[str], label: str = "Tabs", parent: QWidget | None = None) -> None:
        super().__init__(label, parent)
        self._row.setSpacing(px(4))
        for text in texts:
            self._add(_Tab(text, self))
        if texts:
            self.set_current(0)


class Switch(_Choices):
    """Joined buttons ("Board | Table"), one of them on; each is a text or (text, icon)."""

    def __init__(
        self, parts: Sequence[str | tuple[str, str]], label: str = "View", parent: QWidget | None = None
    ) -> None:
        super().__init__(label, parent)
        self._row.setContentsMargins(1, 0, 1, 0)
        for part in parts:
            text, icon = (part, "") if isinstance(part, str) else part
            self._add(_Part(text, icon, self))
        if parts:
            self.set_current(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame and the lines between."""
        painter = QPainter(self)
        paint_frame(painter, self.rect(), fill="surface", line="border_strong")
        painter.setPen(color("border"))
        for choice in self._choices[1:]:
            painter.drawLine(QRectF(choice.geometry()).topLeft(), QRectF(choice.geometry()).bottomLeft())
