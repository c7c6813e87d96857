"""The card of one piece of evidence."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.desktop.kit import icons
from workbench.desktop.kit.card import PressCard
from workbench.desktop.kit.signs import ProofSign
from workbench.desktop.kit.style import paint_frame
from workbench.desktop.kit.text import ElidedLabel, Label
from workbench.desktop.kit.theme import px

ICONS = {
    "json": "file-json",
    "text": "file-text",
    "image": "file-image",
    "code": "file-code",
    "note": "message-square-text",
    "link": "link",
    "file": "file",
}
"""Kind of evidence to its icon."""


class _TypeIcon(QWidget):
    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setFixedSize(px(32), px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_frame(painter, self.rect(), fill="sunken", line="border")
        place = (self.width() - px(16)) // 2
        painter.drawPixmap(place, place, icons.pixmap(self._icon, "secondary", 16))


class EvidenceCard(PressCard):
    """Type icon, name, content and captured-on; at the right the proof over its age.

    `activated` on a click, Enter or Space. A damaged file is shown on `fail_bg` with the fact as its detail.
    """

    def __init__(
        self,
        name: str,
        detail: str,
        *,
        kind: str = "file",
        proof: str = "declared",
        age: str = "",
        contradicts: bool = False,
        damaged: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("fail" if damaged else "true", parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        spoken = [name, detail, "damaged" if damaged else proof, "contradicts" if contradicts else "", age]
        self.setAccessibleName(", ".join(part for part in spoken if part))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(8), px(12), px(8))
        row.setSpacing(px(10))
        row.addWidget(_TypeIcon("unplug" if damaged else ICONS.get(kind, "file")))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(_line(ElidedLabel(name, "name"), ProofSign(proof, contradicts=contradicts)))
        column.addLayout(_line(ElidedLabel(detail, "caption", "secondary"), Label(age, "caption", "muted")))
        row.addLayout(column, 1)


def _line(text: QWidget, right: QWidget) -> QHBoxLayout:
    """Each line has the width for itself: a short age leaves its room to the detail."""
    row = QHBoxLayout()
    row.setSpacing(px(10))
    row.addWidget(text, 1)
    row.addWidget(right)
    return row
