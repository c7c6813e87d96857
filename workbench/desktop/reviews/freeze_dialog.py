"""Freezing: what stands in its way, or what it does."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.desktop.kit.signs import StatusSign
from workbench.desktop.kit.text import IconLabel, Label
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.dialogs import AskDialog
from workbench.desktop.reviews.model import ReviewData, ReviewModel
from workbench.desktop.reviews.wording import SIGNS, gist, verdict_word
from workbench.domain.errors import UserError
from workbench.edits.reviews import FreezeReview

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

DOES = (
    "Profile, findings, evidence and its hashes, conditions and waivers are pinned, and never change from then on.",
    "The verdict of this moment goes into the report that is signed.",
    "Undo stops here. Whoever wants to change something revises: the answers come along into a new draft.",
)


class FreezeDialog(AskDialog):
    """Confirms a freeze, or lists what has to be mended first."""

    def __init__(self, data: ReviewData, parent: QWidget | None = None) -> None:
        blocked = bool(data.obstacles)
        title = f"{data.shown_key} cannot be frozen yet" if blocked else f"Freeze {data.shown_key}"
        purpose = "Nothing was changed. This has to be mended first:" if blocked else "A freeze pins the review."
        super().__init__(title, purpose, primary="Close" if blocked else "Freeze", width=520, parent=parent)
        for sentence in data.obstacles or DOES:
            self._add_line(sentence, "circle-alert" if blocked else "check", "fail" if blocked else "secondary")
        if blocked:
            self.hide_cancel()
        else:
            self._add_verdict(data)

    def _add_line(self, sentence: str, icon: str, tint: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(IconLabel(icon, tint), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(sentence, "body", wrap=True), 1)
        self.body.addLayout(row)

    def _add_verdict(self, data: ReviewData) -> None:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(Label("Verdict as it would be frozen:", "body", "secondary"))
        row.addWidget(StatusSign(SIGNS[data.verdict.word], word=verdict_word(data.verdict)))
        row.addWidget(Label(gist(data.verdict), "body", "muted"))
        row.addStretch(1)
        self.body.addLayout(row)

    @classmethod
    def ask(cls, data: ReviewData, model: ReviewModel, services: "Services", parent: QWidget) -> "FreezeDialog":
        """Open it; a confirmed freeze is made at once."""
        dialog = cls(data, parent)

        def submit() -> None:
            if data.obstacles:
                dialog.accept()
                return
            try:
                model.write_or_raise(FreezeReview(data.key))
            except UserError as error:
                dialog.show_error(str(error))
                return
            dialog.accept()
            services.toast(f"{data.shown_key} is frozen", undo=False)

        dialog.submitted.connect(submit)
        dialog.open()
        return dialog
