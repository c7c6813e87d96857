"""What shall be done with files that hold credentials: redact them, keep them as they are, or attach nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.text import Label
from workbench.desktop.reviews.dialogs import AskDialog
from workbench.domain.credentials import CredentialsFound, told
from workbench.tasks.staging import Choice


@dataclass(frozen=True)
class Question:
    """What was found, and what attaches the same again once somebody has chosen."""

    found: CredentialsFound
    again: Callable[[Choice], None]


class CredentialsDialog(AskDialog):
    """Says which files, lines and kinds, never the secret; nothing is stored until a choice is made."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        found = question.found
        super().__init__(
            "Credentials in evidence",
            "Nothing was attached yet. Whoever opens this workspace or a copy of it could use what is stored in it.",
            primary="Attach a redacted copy" if found.can_redact else "Attach it as it is",
            width=560,
            parent=parent,
        )
        self._question = question
        for sentence in told(found.found):
            self.body.addWidget(Label(sentence, "body", wrap=True))
        if found.can_redact:
            hint = (
                "In the copy each of them is replaced by a mark such as [redacted: AWS key]. "
                "The original is not stored; its SHA-256 stays with the copy."
            )
            self.body.addWidget(Label(hint, "body", "secondary", wrap=True))
            self.keep = Button("Attach as it is")
            self.keep.clicked.connect(self._on_keep)
            self.add_button(self.keep)
        else:
            hint = "No redacted copy can be made of this. Cancel and take them out, or attach it on purpose."
            self.body.addWidget(Label(hint, "body", "secondary", wrap=True))
        self.submitted.connect(self._on_primary_chosen)
        (self.primary if found.can_redact else self._cancel).setFocus()

    @Slot()
    def _on_primary_chosen(self) -> None:
        self.accept()
        self._question.again("redact" if self._question.found.can_redact else "keep")

    @Slot()
    def _on_keep(self) -> None:
        self.accept()
        self._question.again("keep")
