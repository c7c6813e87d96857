"""A review of one version: findings, ratings, conditions, waivers, dissent."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, StringConstraints, model_serializer

from workbench.domain.evidence import has_passed
from workbench.domain.model import Model, Status

SUMMARY_LIMIT = 80
DISSENT_LIMIT = 2000
Summary = Annotated[str, StringConstraints(strip_whitespace=True, max_length=SUMMARY_LIMIT, pattern=r"^[^\r\n]*$")]
Rationale = Annotated[str, StringConstraints(max_length=20_000)]
DissentText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=DISSENT_LIMIT)]
Grade = Annotated[int, Field(ge=1, le=10)]


class Answer(Model):
    """One side's answer to a check."""

    status: Status
    by: str
    """Person id."""
    at: datetime


class ControlState(Model):
    """How far a control is in place in this version."""

    state: Literal["in-place", "partly", "absent", "na"]
    reason: str = ""
    """Required for `na`."""


class Score(Model):
    """Severity, occurrence and detection, 1 to 10 each."""

    severity: Grade
    occurrence: Grade
    detection: Grade


class Rating(Model):
    """The ratings of one finding; they order the discussion and never change the verdict."""

    before: Score
    now: Score | None = None
    """With the controls as they are; None while nobody has rated it again."""


class PulledIn(Model):
    """A check that a reviewer asks although it does not apply by the profile."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
    by: str
    """Person id."""
    at: datetime


class ConfirmedProposal(Model):
    """What the tool sheet proposed when a person took it over."""

    status: Status
    sentence: str
    by: str
    """Person id."""
    at: datetime


class AcceptedHole(Model):
    """Why a hole of the trace matrix may stay open."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    by: str
    """Person id."""
    at: datetime


WHOLE_CHECK = "whole_check"
"""Stands among accepted holes where another key is the id of a control, which has no underscore."""


class Finding(Model):
    """The answers to one check of a review."""

    id: str
    review_id: str
    check_id: str
    team: Answer | None = None
    reviewer: Answer | None = None
    summary: Summary = ""
    """One line; what the checklist prints."""
    rationale: Rationale = ""
    controls: dict[str, ControlState] = Field(default_factory=dict)
    rating: Rating | None = None
    owner: str | None = None
    """Person id."""
    pulled_in: PulledIn | None = None
    sheet_proposal: ConfirmedProposal | None = None
    accepted_holes: dict[str, AcceptedHole] | None = None
    """By control id, or `WHOLE_CHECK`; they count only while there is a hole."""

    @model_serializer(mode="wrap")
    def _without_nothing(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what an older record does not have, so that its bytes and its digest stay the same."""
        data: dict[str, Any] = handler(self)
        later = ("pulled_in", "sheet_proposal", "accepted_holes")
        return {name: value for name, value in data.items() if name not in later or value}

    @property
    def status(self) -> Status:
        """The reviewer's status: what strip, checklist and verdict use."""
        return self.reviewer.status if self.reviewer else Status.UNKNOWN

    @property
    def is_exemption_confirmed(self) -> bool:
        """Whether team and reviewer, two persons, both say `not applicable`."""
        return (
            self.team is not None
            and self.reviewer is not None
            and self.team.status == self.reviewer.status == Status.NOT_APPLICABLE
            and self.team.by != self.reviewer.by
        )


class Condition(Model):
    """What an approval depends on."""

    id: str
    review_id: str
    key: str
    """`C1`, counted per workspace."""
    check_id: str
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    owner: str
    """Person id."""
    due: date
    """It lapses at the end of this day, UTC, while it is open."""
    closed_at: datetime | None = None
    closed_by: str | None = None
    closing_evidence: str | None = None
    """Evidence id."""
    launch: Literal["before", "after"] = "after"
    """`before`: it has to be closed before the stage goes live; until then an approval is not in force."""

    def state(self, now: datetime) -> Literal["open", "closed", "lapsed"]:
        """Tell the state at an instant."""
        if self.closed_at is not None:
            return "closed"
        return "lapsed" if has_passed(self.due, now) else "open"


class Waiver(Model):
    """A recorded exception to one finding; it lapses by itself."""

    id: str
    review_id: str
    key: str
    """`W1`, counted per workspace."""
    check_id: str
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    owner: str
    """The risk owner; person id."""
    requested_by: str
    requested_at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None
    compensating_control: str | None = None
    expires_on: date
    renewals: Annotated[int, Field(ge=0)] = 0
    """How many earlier revisions had an approved waiver of the same check."""
    approved_as: str | None = None
    """The role in which it was approved, where the policy asks for one."""

    def state(self, now: datetime) -> Literal["pending", "live", "lapsed"]:
        """Tell the state at an instant."""
        if self.approved_by is None or self.approved_by == self.requested_by:
            return "pending"
        return "lapsed" if has_passed(self.expires_on, now) else "live"


class Dissent(Model):
    """A named disagreement with a finding, or with the review as a whole, that was recorded before the freeze."""

    id: str
    review_id: str
    key: str
    """`D1`, counted per review."""
    check_id: str | None = None
    """None when it is about the review as a whole."""
    text: DissentText
    by: str
    """Person id."""
    at: datetime


class Review(Model):
    """One readiness review of one version; a revision is a row of its own."""

    id: str
    number: int
    revision: int
    version_id: str
    checklist_id: Literal["nine", "twelve", "production"]
    policy_id: str
    state: Literal["draft", "frozen"] = "draft"
    purpose: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    created_at: datetime
    created_by: str
    modes_snapshot: str
    checklist_snapshot: str
    policy_snapshot: str
    scales_snapshot: str
    """Each snapshot is the SHA-256 of a stored text; a changed pack does not reach a review by itself."""
    signers: dict[str, str] = Field(default_factory=dict)
    """Role id to the id of the person asked."""
    revises: str | None = None
    delta: dict[str, tuple[str, ...]] | None = None
    """In a delta review the checks that are asked again, each with what touched it; None where all are asked."""
    frozen_at: datetime | None = None
    frozen_by: str | None = None
    record_sha256: str | None = None
    verdict_sha256: str | None = None

    @property
    def key(self) -> str:
        """`REV-1`; names the newest revision."""
        return f"REV-{self.number}"

    @property
    def full_key(self) -> str:
        """`REV-1.2`; names exactly this revision."""
        return f"REV-{self.number}.{self.revision}"

    @property
    def report_name(self) -> str:
        """The file name of its report below `reports/`."""
        return f"{self.key if self.revision == 1 else self.full_key}.pdf"
