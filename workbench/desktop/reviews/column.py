"""A column of a page that scrolls up and down and never sideways."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.scrolled import EvenArea
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.theme import px


class _Inside(QWidget):
    """As high as its content is at the width it has: wrapped labels ask for more when they are asked without one."""

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        if layout is None:
            return super().minimumSizeHint()
        least = layout.minimumSize()
        return QSize(least.width(), 0) if layout.hasHeightForWidth() else least


class Column(EvenArea):
    """Takes what it holds into `row`; what does not fit is scrolled to."""

    def __init__(self, name: str, margins: tuple[int, int, int, int], token: str = "") -> None:
        super().__init__()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        inside = _Inside()
        if token:
            surface(inside, token)
        else:
            inside.setProperty("clear", True)
        self.row = QHBoxLayout(inside)
        self.row.setContentsMargins(*(px(margin) for margin in margins))
        self.row.setSpacing(px(24))
        self.setWidget(inside)
        self.keep_right(self.row, margins[2])

    def minimumSizeHint(self) -> QSize:
        """What does not fit is scrolled to."""
        return QSize(px(200), px(120))


def column_of(*parts: QWidget, gap: int = 16) -> QVBoxLayout:
    """Return parts below one another, with what is left over at the foot."""
    column = QVBoxLayout()
    column.setSpacing(px(gap))
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return column
