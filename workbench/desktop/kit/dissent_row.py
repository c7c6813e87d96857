"""One dissent: who, about what, what was said, and what was answered."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.signer import SignerRow
from workbench.desktop.kit.text import Label

Said = tuple[str, str]
"""What somebody answered, over who it was and when."""


class DissentRow(SignerRow):
    """A signer's row with the answers below its text, and a button to answer where that can be done."""

    answer_pressed = Signal()

    def __init__(
        self,
        name: str,
        about: str,
        text: str,
        *,
        when: str = "",
        answers: Sequence[Said] = (),
        can_answer: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, about, decision="dissent", when=when, comment=text, parent=parent)
        for said, who in answers:
            self.add_below(Label(said, "label_regular", wrap=True))
            self.add_below(Label(who, "caption", "muted"))
        if can_answer:
            button = Button("Answer again…" if answers else "Answer…", "link")
            button.setAccessibleName(f"Answer the dissent of {name}")
            button.clicked.connect(self.answer_pressed)
            self.add_below(button)
