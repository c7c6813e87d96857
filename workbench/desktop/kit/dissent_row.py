"""One dissent: who, about what, what was said, and what was answered."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button, button_row
from workbench.desktop.kit.signer import SignerRow
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px

Said = tuple[str, str]
"""What somebody answered, and who it was and when."""


class DissentRow(SignerRow):
    """A signer's row with the answers below its text, and what can be done with it.

    `among_signers` says at the right that it is a dissent; among dissents alone the text has that room.
    """

    action_pressed = Signal()

    def __init__(
        self,
        name: str,
        about: str,
        text: str,
        *,
        when: str = "",
        answers: Sequence[Said] = (),
        action: str = "",
        among_signers: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            name,
            about if among_signers else f"{about} · {when}",
            decision="dissent",
            when=when if among_signers else "",
            comment=text,
            says_it=among_signers,
            parent=parent,
        )
        self.action: Button | None = None
        if answers:
            told = "; ".join(f"{who}: {said}" for said, who in answers)
            self.setAccessibleName(f"{self.accessibleName()}, {told}")
            self.add_below(_answers(answers))
        if action:
            self.action = Button(action, "link")
            self.action.setAccessibleName(f"{action.rstrip('…')}: the dissent of {name}")
            self.action.clicked.connect(self.action_pressed)
            self.add_below(button_row(self.action))


def _answers(answers: Sequence[Said]) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, px(6), 0, px(2))
    column.setSpacing(0)
    for said, who in answers:
        column.addWidget(Label(who, "label_regular", "muted", wrap=True))
        column.addWidget(Label(said, "label_regular", wrap=True))
    return box
