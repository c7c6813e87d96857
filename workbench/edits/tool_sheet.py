"""Taking over what the tool sheet proposes, and asking a check that does not apply by the profile."""

from dataclasses import dataclass
from typing import ClassVar

from workbench.domain.errors import UserError
from workbench.domain.review import Answer, ConfirmedProposal, PulledIn
from workbench.edits.edit import Occasion, draft, finding_of
from workbench.edits.findings import SetControl, change_finding
from workbench.storage.review_view import view_of
from workbench.storage.store import Store


@dataclass(frozen=True)
class ConfirmSheetProposal:
    """Take over the status that the tool sheet proposes for a check."""

    said: ClassVar[str] = "Proposal of the tool sheet confirmed"
    is_final: ClassVar[bool] = False

    review: str
    check: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Make it the reviewer's finding, and keep the sentence with who confirmed it."""
        review = draft(store, self.review)
        finding = finding_of(store, review, self.check)
        proposal = view_of(store, review).tool_proposal(self.check)
        if proposal is None:
            raise UserError(f"The tool sheet proposes nothing for {self.check}. Nothing was changed. Answer by hand.")
        by = {"by": occasion.actor, "at": occasion.at}
        confirmed = ConfirmedProposal(status=proposal.status, sentence=proposal.sentence, **by)
        answer = Answer(status=proposal.status, **by)
        store.findings.save(finding.model_copy(update={"reviewer": answer, "sheet_proposal": confirmed}))


@dataclass(frozen=True)
class FillControls:
    """Fill in the controls of a check from the tool sheet."""

    said: ClassVar[str] = "Controls filled from the tool sheet"
    is_final: ClassVar[bool] = False

    review: str
    check: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Set every control that the sheet says something else about."""
        review = draft(store, self.review)
        finding_of(store, review, self.check)
        filled = view_of(store, review).filled_controls(self.check)
        if not filled:
            raise UserError(f"The tool sheet has nothing to add to the controls of {self.check}. Nothing was changed.")
        for each in filled:
            SetControl(self.review, self.check, each.control, each.state, each.reason).apply(store, occasion)


@dataclass(frozen=True)
class PullIn:
    """Ask a check although it does not apply by the profile."""

    said: ClassVar[str] = "Check pulled in"
    is_final: ClassVar[bool] = False

    review: str
    check: str
    reason: str = ""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Mark the finding; a check that is asked anyway is refused."""
        review = draft(store, self.review)
        finding_of(store, review, self.check)
        found = view_of(store, review).applicability(self.check)
        if found.applies is not False:
            raise UserError(f"{self.check} is asked already. Nothing was changed. {found.reason}")
        pulled = PulledIn(reason=self.reason, by=occasion.actor, at=occasion.at)
        change_finding(store, self.review, self.check, pulled_in=pulled)


@dataclass(frozen=True)
class LeaveOut:
    """Ask a check that was pulled in no more."""

    said: ClassVar[str] = "Check left out again"
    is_final: ClassVar[bool] = False

    review: str
    check: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Take the mark away; its answers stay."""
        finding = finding_of(store, draft(store, self.review), self.check)
        if finding.pulled_in is None:
            raise UserError(f"Nobody pulled {self.check} in. Nothing was changed.")
        change_finding(store, self.review, self.check, pulled_in=None)


EDITS = (ConfirmSheetProposal, FillControls, PullIn, LeaveOut)
