"""What the tool sheet proposes for a check, and a check that the profile leaves out pulled in."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.card import Card
from workbench.desktop.kit.flow import FlowLayout
from workbench.desktop.kit.signs import StatusSign
from workbench.desktop.kit.text import IconLabel, Label, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.dialogs import TextDialog
from workbench.desktop.reviews.model import ReviewData, ReviewModel
from workbench.desktop.reviews.side_parts import clear
from workbench.domain.errors import UserError
from workbench.domain.profile_rules import listed
from workbench.domain.tool_rules import ToolProposal
from workbench.edits.tool_sheet import ConfirmSheetProposal, FillControls, LeaveOut, PullIn
from workbench.text import visible

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

NOTES = 3
"""Other rules that match, shown below the sentence."""


class SheetProposalPart(QWidget):
    """The proposal of the tool sheet; a person confirms or chooses otherwise, and nothing is set by itself."""

    otherwise = Signal()
    """The person wants to answer by hand."""

    def __init__(self, model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._shown: object = None
        self._heading = SectionHeading("Proposal", "tool sheet")
        self._cards = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self._heading)
        column.addLayout(self._cards)

    @property
    def has_something(self) -> bool:
        """Whether the tool sheet says something about the check that is shown."""
        data, check = self._model.data, self._model.check_id
        if data is None or check not in data.view.findings:
            return False
        return bool(data.view.tool_proposal(check) or (not data.is_frozen and data.view.filled_controls(check)))

    def refresh(self) -> None:
        """Show the proposal, or nothing."""
        data, check = self._model.data, self._model.check_id
        self.setVisible(self.has_something)
        if data is None or not self.has_something:
            self._shown = None
            return
        proposal, filled = data.view.tool_proposal(check), data.view.filled_controls(check)
        shown = (data.key, check, data.is_frozen, proposal, filled, data.finding(check).sheet_proposal)
        if shown != self._shown:
            self._shown = shown
            clear(self._cards)
            self._cards.addWidget(self._card(data, proposal, number=len(filled)))

    def _card(self, data: ReviewData, proposal: ToolProposal | None, *, number: int) -> Card:
        card = Card(padding=12)
        who = self._confirmed_by(data, proposal)
        if proposal is not None:
            head = QHBoxLayout()
            head.addWidget(StatusSign(proposal.status.value))
            head.addStretch(1)
            if who:
                head.addWidget(IconLabel("check", "muted", 14))
                head.addWidget(Label(f"Confirmed by {who}", "label_regular", "secondary"))
            card.column.addLayout(head)
            card.column.addWidget(Label(visible(proposal.sentence), "body", "secondary", wrap=True))
            for line in _others(proposal):
                card.column.addWidget(Label(visible(line), "caption", "muted", wrap=True))
        if not data.is_frozen:
            card.column.addWidget(self._buttons(proposal if not who else None, number))
        return card

    def _confirmed_by(self, data: ReviewData, proposal: ToolProposal | None) -> str:
        kept = data.finding(self._model.check_id).sheet_proposal
        if proposal is None or kept is None or (kept.status, kept.sentence) != (proposal.status, proposal.sentence):
            return ""
        return data.view.name_of(kept.by)

    def _buttons(self, proposal: ToolProposal | None, number: int) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row)
        if proposal is not None:
            confirm = Button("Confirm", "small", icon="check")
            confirm.clicked.connect(self.confirm)
            other = Button("Choose otherwise…", "small")
            other.clicked.connect(self.otherwise)
            flow.addWidget(confirm)
            flow.addWidget(other)
        if number:
            text = f"Fill in {number} controls" if number > 1 else "Fill in 1 control"
            fill = Button(text, "small", icon="list-checks")
            fill.clicked.connect(self.fill_controls)
            flow.addWidget(fill)
        return row

    @Slot()
    def confirm(self) -> None:
        """Take the proposed status over as the reviewer's finding."""
        if self._model.data is not None:
            self._model.write(ConfirmSheetProposal(self._model.data.key, self._model.check_id), "Proposal confirmed")

    @Slot()
    def fill_controls(self) -> None:
        """Fill the controls in from the tool sheet."""
        if self._model.data is not None:
            self._model.write(FillControls(self._model.data.key, self._model.check_id), "Controls filled in")


def _others(proposal: ToolProposal) -> list[str]:
    """Return what else the rules say, of the tools that the status is not about."""
    decisive = {match.says for match in proposal.matches if f"{match.says}." in proposal.sentence}
    others = [match for match in proposal.matches if match.says not in decisive]
    return [f"{listed(match.tools)}: {match.says}" for match in others[:NOTES]]


class Pulling(QObject):
    """Asks a check that the profile leaves out, with a reason, and takes it back."""

    def __init__(self, services: "Services", model: ReviewModel, window: QWidget) -> None:
        super().__init__(window)
        self._services, self._model, self._window = services, model, window

    def follow(self, link: str) -> bool:
        """Act on `pull:` and `leave:`; tell whether the link was one of them."""
        if link == "pull:":
            self.ask()
        elif link == "leave:" and self._model.data is not None:
            self._model.write(LeaveOut(self._model.data.key, self._model.check_id), "Check left out again")
        return link in ("pull:", "leave:")

    def ask(self) -> None:
        """Ask for the reason."""
        check = self._model.check_id
        purpose = f"By the profile {check} does not apply. It is asked all the same, with your name and the reason."
        dialog = TextDialog("Ask it all the same", purpose, "Reason", primary="Ask it", parent=self._window.window())
        dialog.submitted.connect(lambda: self._on_given(dialog, check))
        dialog.open()

    def _on_given(self, dialog: TextDialog, check: str) -> None:
        if self._model.data is None:
            return
        try:
            self._model.write_or_raise(PullIn(self._model.data.key, check, dialog.text()))
        except UserError as error:
            dialog.show_error(str(error))
        else:
            dialog.accept()
            self._services.toast(f"{check} is asked all the same")
