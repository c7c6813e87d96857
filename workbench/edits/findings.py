"""Answering checks: status, summary, rationale, control states, ratings, owner."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from workbench.domain.catalogue import AnyTopic, FailureMode
from workbench.domain.errors import UserError
from workbench.domain.model import Status
from workbench.domain.review import SUMMARY_LIMIT, Answer, ControlState, Rating
from workbench.edits.edit import Occasion, draft, finding_of
from workbench.storage.review_view import modes_of
from workbench.storage.store import Store


def change_finding(store: Store, review: str, check: str, **values: object) -> None:
    """Replace fields of the finding of a draft."""
    finding = finding_of(store, draft(store, review), check)
    store.findings.save(finding.model_copy(update=values))


@dataclass(frozen=True)
class AnswerCheck:
    """Give the team's answer or the reviewer's finding for one check."""

    said: ClassVar[str] = "Check answered"
    is_final: ClassVar[bool] = False

    review: str
    check: str
    status: Status
    side: Literal["team", "reviewer"] = "reviewer"

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Replace the answer of that side."""
        answer = Answer(status=self.status, by=occasion.actor, at=occasion.at)
        change_finding(store, self.review, self.check, **{self.side: answer})


@dataclass(frozen=True)
class WriteSummary:
    """Write the one line that the checklist prints."""

    said: ClassVar[str] = "Summary changed"
    is_final: ClassVar[bool] = False

    review: str
    check: str
    text: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Replace the summary; more than one line or 80 characters is refused."""
        text = self.text.strip()
        if len(text) > SUMMARY_LIMIT or "\n" in text or "\r" in text:
            raise UserError(
                f"The summary is one line of at most {SUMMARY_LIMIT} characters; this has {len(text)}. "
                "Nothing was changed. Put the rest into the rationale."
            )
        change_finding(store, self.review, self.check, summary=text)


@dataclass(frozen=True)
class WriteRationale:
    """Write why the finding is as it is."""

    said: ClassVar[str] = "Rationale changed"
    is_final: ClassVar[bool] = False

    review: str
    check: str
    text: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Replace the rationale."""
        if len(self.text) > 20_000:
            raise UserError(
                f"The rationale has {len(self.text)} characters; the limit is 20,000. Nothing was changed. "
                "Attach the long text as evidence and write the gist."
            )
        change_finding(store, self.review, self.check, rationale=self.text)


@dataclass(frozen=True)
class SetControl:
    """Say how far a control is in place."""

    said: ClassVar[str] = "Control changed"
    is_final: ClassVar[bool] = False

    review: str
    check: str
    control: str
    state: Literal["in-place", "partly", "absent", "na"]
    reason: str = ""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Replace the state; *not applicable* needs a reason."""
        review = draft(store, self.review)
        finding = finding_of(store, review, self.check)
        known = [control.id for control in modes_of(store, review)[self.check].controls]
        if self.control not in known:
            raise UserError(
                f"{self.check} has no control {self.control}. Nothing was changed. Its controls: {', '.join(known)}."
            )
        if self.state == "na" and not self.reason.strip():
            raise UserError(
                "A control that is not applicable needs a reason. Nothing was changed. Give one with --reason."
            )
        controls = {**finding.controls, self.control: ControlState(state=self.state, reason=self.reason.strip())}
        store.findings.save(finding.model_copy(update={"controls": dict(sorted(controls.items()))}))


def refuse_unrated(topic: AnyTopic) -> None:
    """Raise a UserError for what has no rating: operations are no failure mode."""
    if not isinstance(topic, FailureMode):
        raise UserError(
            f"{topic.check.id} is about operations and not about a failure mode, so it has no rating. "
            "Nothing was changed. Rate the failure modes that it would find or contain."
        )


@dataclass(frozen=True)
class RateFinding:
    """Rate severity, occurrence and detection, before the controls and, if known, now."""

    said: ClassVar[str] = "Rating changed"
    is_final: ClassVar[bool] = False

    review: str
    check: str
    rating: Rating | None

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Replace the rating; operations are no failure mode and have none."""
        review = draft(store, self.review)
        finding_of(store, review, self.check)
        refuse_unrated(modes_of(store, review)[self.check])
        change_finding(store, self.review, self.check, rating=self.rating)


@dataclass(frozen=True)
class SetOwner:
    """Say who owns a finding."""

    said: ClassVar[str] = "Owner changed"
    is_final: ClassVar[bool] = False

    review: str
    check: str
    person_id: str | None

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Replace the owner."""
        change_finding(store, self.review, self.check, owner=self.person_id)


EDITS = (AnswerCheck, WriteSummary, WriteRationale, SetControl, RateFinding, SetOwner)
