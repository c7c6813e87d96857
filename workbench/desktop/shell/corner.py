"""What stands at the right end of the menu bar: that all is kept, who acts, and which workspace this is."""

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from workbench.desktop.kit import icons
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.fonts import label
from workbench.desktop.kit.text import IconLabel, Label
from workbench.desktop.kit.theme import color, look, px
from workbench.desktop.kit.tips import tip

WIDE_NAME, NARROW_NAME = 240, 72
"""How much of the name of a workspace is shown, in logical pixels at 100 %."""
SHORT_BELOW = 960
"""Width of the window, in logical pixels at 100 %, below which only the time is said of what is kept."""


class WorkspaceName(QWidget):
    """The name of the workspace; the example is dashed and has its flask."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._is_example, self._most = "", False, WIDE_NAME
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def set_name(self, name: str, *, is_example: bool) -> None:
        """Show another workspace."""
        self._name, self._is_example = name, is_example
        self.setToolTip(tip(name))
        self.setAccessibleName(f"Workspace {name}, the example" if is_example else f"Workspace {name}")
        self.updateGeometry()
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show at most so much of the name as a narrow window has room for; the tool tip has all of it."""
        self._most = NARROW_NAME if narrow else WIDE_NAME
        self.updateGeometry()
        self.update()

    def _shown(self) -> str:
        return QFontMetrics(label()).elidedText(self._name, Qt.TextElideMode.ElideRight, px(self._most))

    def sizeHint(self) -> QSize:
        """The name, and the flask of the example."""
        width = QFontMetrics(label()).horizontalAdvance(self._shown()) + px(20)
        return QSize(width + (px(20) if self._is_example else 0), px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the name in its frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = px(10)
        if self._is_example:
            pen = QPen(color("border_strong"), 1, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([3, 2])
            painter.setPen(pen)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            painter.drawPixmap(px(8), (self.height() - px(16)) // 2, icons.pixmap("flask-conical"))
            left = px(28)
        painter.setFont(label())
        painter.setPen(color("secondary"))
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self._shown())


class Corner(QWidget):
    """All three, side by side; empty until a workspace is open."""

    actor_pressed = Signal()
    """Somebody else wants to act."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept_at: datetime | None = None
        self._is_short = False
        self._check = IconLabel("check", "muted", 14)
        self._kept = Label("", "label_regular", "muted")
        self._actor = Button("", "link")
        self._actor.clicked.connect(self.actor_pressed)
        self._workspace = WorkspaceName()
        row = self._row = QHBoxLayout(self)
        row.addWidget(self._check)
        row.addWidget(self._kept)
        row.addSpacing(px(8))
        row.addWidget(self._actor)
        row.addSpacing(px(8))
        row.addWidget(self._workspace)
        look().changed.connect(self._fit)
        self._fit()
        self.clear()

    def clear(self) -> None:
        """No workspace is open."""
        self.setVisible(False)

    def show_workspace(self, name: str, *, is_example: bool) -> None:
        """Another workspace is open, and all of it is on disk."""
        self._workspace.set_name(name, is_example=is_example)
        self._kept_at = None
        self._say_kept()
        self.setVisible(True)

    def show_actor(self, name: str) -> None:
        """Somebody acts."""
        self._actor.setText(name)
        self._actor.setAccessibleName(f"Acting as {name}")
        self._actor.setToolTip("Every change carries this name. Press to act as somebody else.")

    def show_kept(self, at: datetime) -> None:
        """A change is on disk since then, local time."""
        self._kept_at = at
        self._say_kept()

    def _say_kept(self) -> None:
        said = f"All changes kept, {self._kept_at:%H:%M}" if self._kept_at else "All changes kept"
        self._kept.setText(f"Kept {self._kept_at:%H:%M}" if self._kept_at and self._is_short else said)
        self._check.setToolTip("" if self._kept.text() == said and not self._kept.isHidden() else said)

    def set_narrow(self, narrow: bool) -> None:
        """Leave out the words that the icons beside them say too."""
        self._kept.setVisible(not narrow)
        self._workspace.set_narrow(narrow)
        self._is_short = self.window().width() * 100 < SHORT_BELOW * look().text_size
        self._say_kept()

    @Slot()
    def _fit(self) -> None:
        self._row.setContentsMargins(0, px(2), px(16), px(2))
        self._row.setSpacing(px(6))

    def text(self) -> str:
        """What it says about the changes."""
        return self._kept.text()
