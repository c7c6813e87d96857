"""One of the ways to begin, on the welcome page."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.card import PressCard
from workbench.desktop.kit.chips import KeyChip
from workbench.desktop.kit.signs import SmallStrip
from workbench.desktop.kit.text import IconLabel, Label
from workbench.desktop.kit.theme import look, px


class WelcomeCard(PressCard):
    """282 × 224: icon 24, heading, text, key, and for the example its strip; `activated` when it is pressed."""

    def __init__(
        self,
        icon: str,
        heading: str,
        text: str,
        *,
        key: str = "",
        strip: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(text)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(20), px(20), px(16))
        column.setSpacing(px(8))
        column.addWidget(IconLabel(icon, "accent", 24))
        column.addSpacing(px(8))
        column.addWidget(Label(heading, "heading"))
        column.addWidget(Label(text, "body", "secondary", wrap=True))
        column.addStretch(1)
        foot = QHBoxLayout()
        if key:
            foot.addWidget(KeyChip(key))
        foot.addStretch(1)
        if strip:
            foot.addWidget(SmallStrip(strip), 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(foot)
        look().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _on_look_changed(self) -> None:
        self.setFixedWidth(px(282))
        self.setMinimumHeight(px(224))
