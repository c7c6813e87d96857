"""When there is nothing, and when something went wrong."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.banner import Notice
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.style import NO_RING
from workbench.desktop.kit.text import IconLabel, Label
from workbench.desktop.kit.theme import px


class EmptyState(QWidget):
    """An icon, a sentence, at most one button with its key and one link; `button_pressed`, `link_pressed`."""

    button_pressed = Signal()
    link_pressed = Signal()

    def __init__(
        self,
        icon: str,
        sentence: str,
        *,
        button: str = "",
        button_icon: str = "plus",
        key: str = "",
        link: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty(NO_RING, True)  # a stack gives it the focus of what it takes the place of
        self._sentence = Label(sentence, "body", "secondary", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sentence.setFixedWidth(px(360))
        column = QVBoxLayout(self)
        column.setSpacing(px(12))
        column.setContentsMargins(px(24), px(24), px(24), px(24))
        column.addStretch(1)
        column.addWidget(IconLabel(icon, "muted", 24), 0, Qt.AlignmentFlag.AlignHCenter)
        middle = QHBoxLayout()  # a layout with an alignment would not ask for the height at this width
        middle.addStretch(1)
        middle.addWidget(self._sentence)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addLayout(self._actions(button, button_icon, key, link))
        column.addStretch(1)

    def _actions(self, button: str, icon: str, key: str, link: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(12))
        row.addStretch(1)
        if button:
            pressed = Button(button, icon=icon, key=key)
            pressed.clicked.connect(self.button_pressed)
            row.addWidget(pressed)
        if link:
            followed = Button(link, "link")
            followed.clicked.connect(self.link_pressed)
            row.addWidget(followed)
        row.addStretch(1)
        return row

    def set_sentence(self, sentence: str) -> None:
        """Show another sentence ("Nothing matches sev:high is:open. …")."""
        self._sentence.setText(sentence)


class ErrorCard(Notice):
    """An error for a page: on `fail_bg`, the fact in bold (our own markup, values escaped), then what to do."""

    def __init__(self, markup: str = "", *, icon: str = "unplug", parent: QWidget | None = None) -> None:
        super().__init__(markup, "fail", icon=icon, parent=parent)
