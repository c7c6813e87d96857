"""One signer: initials, name, role, condition; at the right the decision over its time."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.fonts import caption_medium
from workbench.desktop.kit.text import IconLabel, Label
from workbench.desktop.kit.theme import color, px

DECISIONS = {
    "approve": ("check", "Approve", "text"),
    "approve_with_conditions": ("calendar-clock", "Approve with conditions", "text"),
    "defer": ("clock", "Defer", "text"),
    "reject": ("x", "Reject", "text"),
    "abstain": ("minus", "Abstain", "text"),
    "dissent": ("message-square-warning", "Dissent", "text"),
    "outdated": ("clock", "Outdated", "muted"),
    "missing": ("hourglass", "Missing", "warn"),
}
"""Decision to its icon, word and tone; decisions stand in ink, only a missing one is coloured."""


def initials(name: str) -> str:
    """Return the initials of a name: of its first and last word."""
    words = [word for word in name.replace(".", " ").split() if word]
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


class _Initials(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._letters = initials(name)
        self.setFixedSize(px(28), px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color("border_strong"))
        painter.setBrush(color("surface"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setFont(caption_medium())
        painter.setPen(color("secondary"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._letters)


class SignerRow(QWidget):
    """A signer of a frozen review; `decision` is a key of `DECISIONS`, `word` replaces its word.

    Where all rows say the same, `says_it` leaves the decision to the ear and the room to the text.
    """

    def __init__(
        self,
        name: str,
        role: str,
        *,
        decision: str = "missing",
        when: str = "",
        comment: str = "",
        word: str = "",
        says_it: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        icon, usual, tone = DECISIONS[decision]
        spoken = word or usual
        self.setAccessibleName(", ".join(part for part in (name, role, spoken, when, comment) if part))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, px(10), 0, px(10))
        self._row.setSpacing(px(12))
        self._row.addWidget(_Initials(name), 0, Qt.AlignmentFlag.AlignTop)
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addLayout(self._who(name, role), 1)
        if says_it:
            head.addLayout(self._decision(icon, spoken, tone, when))
        self._texts_column = QVBoxLayout()
        self._texts_column.setSpacing(0)
        self._texts_column.addLayout(head)
        if comment:
            self._texts_column.addWidget(Label(comment, "label_regular", "secondary", wrap=True))
        self._texts_column.addStretch(1)
        self._row.addLayout(self._texts_column, 1)

    def add_below(self, widget: QWidget) -> None:
        """Put something below the comment."""
        self._texts_column.insertWidget(self._texts_column.count() - 1, widget)

    def _who(self, name: str, role: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Label(name, "name", tall=True))
        column.addWidget(Label(role, "label_regular", "muted", wrap=True))
        return column

    def _decision(self, icon: str, word: str, tone: str, when: str) -> QVBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(px(6))
        head.addStretch(1)
        head.addWidget(IconLabel(icon, tone))
        head.addWidget(Label(word, "name", tone))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Label(when, "caption", "muted"), 0, Qt.AlignmentFlag.AlignRight)
        column.addStretch(1)
        return column
