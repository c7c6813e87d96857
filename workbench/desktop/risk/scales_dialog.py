"""What the ratings mean: the scales of a review, in a dialog."""

import html

from PySide6.QtWidgets import QWidget

from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.text import KeyValueList, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.domain.risk import Band, Scales

_DETECTION = (
    ("1", "Found before anybody is harmed, always."),
    ("2–4", "A check or an alarm finds it, most of the time."),
    ("5–6", "Somebody who looks closely finds it."),
    ("7–10", "Nobody finds it before a user does."),
)
"""The four stretches that the action priority tells apart; a high number means hard to notice."""


class ScalesDialog(DialogBase):
    """Severity and occurrence as the review's scales name them, and detection."""

    def __init__(self, scales: Scales, parent: QWidget) -> None:
        super().__init__(
            "What the ratings mean",
            f"Scales {scales.id}, version {scales.version}. They order the discussion and never change the verdict.",
            primary="Close",
            width=480,
            parent=parent,
        )
        self.hide_cancel()
        self._add("Severity", "how bad it is when it happens", _bands(scales.severity))
        self._add("Occurrence", "how often it is expected", _bands(scales.occurrence))
        self._add("Detection", "how hard it is to notice in time", _DETECTION)
        self.submitted.connect(self.accept)

    def _add(self, title: str, note: str, rows: tuple[tuple[str, str], ...]) -> None:
        self.body.addSpacing(px(8))
        self.body.addWidget(SectionHeading(title, note))
        values = KeyValueList(columns=True, label_width=56)
        for rating, meaning in rows:
            values.add(rating, html.escape(meaning))
        self.body.addWidget(values)


def _bands(bands: tuple[Band, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((f"{band.lowest}–{band.highest}", f"{band.name}: {band.anchor}") for band in bands)
