"""Asking for a dissent from a draft, and for the answer to one from a frozen review."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from workbench.desktop.reviews.dialogs import AskDialog, TextDialog, choice_box
from workbench.domain.dissent import StandingDissent
from workbench.domain.errors import UserError
from workbench.edits.dissent import AnswerDissent, RecordDissent
from workbench.edits.edit import Edit
from workbench.text import visible

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

Write = Callable[[Edit], object]
"""How the page that asks makes an edit; a UserError refuses it."""
WHOLE = "The review as a whole"


class DissentDialog(AskDialog):
    """What a person disagrees about, and why."""

    def __init__(self, check_id: str, name: str, *, about_check: bool, parent: QWidget) -> None:
        purpose = (
            f"Recorded under the name of {visible(name)}, pinned by the freeze and printed in the report. It changes "
            "no verdict."
        )
        super().__init__("Dissent", purpose, primary="Record the dissent", parent=parent)
        self._about = choice_box()
        self._about.addItem(f"The finding of {check_id}", check_id)
        self._about.addItem(WHOLE, "")
        self._about.setCurrentIndex(0 if about_check else 1)
        self.add_field("You disagree with", self._about)
        self._text = self.add_text("Why")
        self._text.setFocus()

    def text(self) -> str:
        """What was written."""
        return self._text.toPlainText().strip()

    def check(self) -> str | None:
        """The check that it is about, or None for the review as a whole."""
        return self._about.currentData() or None


def ask_dissent(
    services: "Services", write: Write, review: str, check_id: str, owner: QWidget, *, about_check: bool = True
) -> DissentDialog:
    """Ask for a dissent from a draft; a refusal stays in the dialog."""
    dialog = DissentDialog(check_id, services.actor.name, about_check=about_check, parent=owner.window())

    def submit() -> None:
        if not dialog.text():
            dialog.show_error("Nothing is written. Say why you disagree.", dialog.asked)
            return
        edit = RecordDissent(review, dialog.text(), dialog.check())
        if _made(write, dialog, edit):
            services.toast("Dissent recorded")

    dialog.submitted.connect(submit)
    dialog.open()
    return dialog


def ask_answer(services: "Services", write: Write, review: str, dissent: StandingDissent, owner: QWidget) -> TextDialog:
    """Ask for the answer to a dissent from a frozen review."""
    dialog = TextDialog(
        f"Answer {visible(dissent.by)}",
        f"{dissent.key}: {visible(dissent.text)}\n\nThe answer is appended to the ledger. The digest and every "
        "signature stay as they are; undo stops here.",
        "Answer",
        primary="Answer",
        parent=owner.window(),
    )

    def submit() -> None:
        if not dialog.text():
            dialog.show_error("Nothing is written. Say what you answer.", dialog.asked)
            return
        if _made(write, dialog, AnswerDissent(review, dissent.key, dialog.text())):
            services.toast(f"{dissent.key} answered", undo=False)

    dialog.submitted.connect(submit)
    dialog.open()
    return dialog


def _made(write: Write, dialog: AskDialog, edit: Edit) -> bool:
    try:
        write(edit)
    except UserError as error:
        dialog.show_error(str(error))
        return False
    dialog.accept()
    return True
