"""Conditions and waivers: what an approval depends on, and recorded exceptions."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Literal

from workbench.domain.approval import LedgerEntry
from workbench.domain.catalogue import Catalogue
from workbench.domain.errors import UserError
from workbench.domain.evidence import Evidence
from workbench.domain.model import Severity
from workbench.domain.policy import HIGHER_ROLE_FROM
from workbench.domain.review import Condition, Review, Waiver
from workbench.edits.edit import Occasion, draft, finding_of
from workbench.storage.evidence_files import Staged
from workbench.storage.review_view import modes_of, policy_of
from workbench.storage.store import Store, new_id


@dataclass(frozen=True)
class AddCondition:
    """Make an approval depend on something."""

    said: ClassVar[str] = "Condition added"
    is_final: ClassVar[bool] = False

    review: str
    check: str
    text: str
    owner: str
    """Person id."""
    due: date
    launch: Literal["before", "after"] = "after"
    """Whether it has to be closed before the stage goes live."""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Add it under the next key."""
        review = draft(store, self.review)
        finding_of(store, review, self.check)
        _refuse_past(self.due, occasion)
        store.conditions.save(
            Condition(
                id=new_id(),
                review_id=review.id,
                key=f"C{store.next_number('C')}",
                check_id=self.check,
                text=self.text,
                owner=self.owner,
                due=self.due,
                launch=self.launch,
            )
        )


@dataclass(frozen=True)
class ChangeCondition:
    """Change an open condition of a draft: what, by whom, until when; what is not given stays."""

    said: ClassVar[str] = "Condition changed"
    is_final: ClassVar[bool] = False

    key: str
    text: str | None = None
    owner: str | None = None
    """Person id."""
    due: date | None = None
    launch: Literal["before", "after"] | None = None

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Replace these fields in the newest review that carries it."""
        condition = condition_of_draft(store, self.key)
        if condition.closed_at is not None:
            raise UserError(f"The condition {condition.key} is closed. Nothing was changed. Add another one.")
        if self.due is not None and self.due != condition.due:
            _refuse_past(self.due, occasion)
        given = {"text": self.text, "owner": self.owner, "due": self.due, "launch": self.launch}
        changed = {name: value for name, value in given.items() if value is not None}
        store.conditions.save(Condition.model_validate({**condition.model_dump(), **changed}))


def _refuse_past(due: date, occasion: Occasion) -> None:
    if due < occasion.at.date():
        raise UserError(f"{due.isoformat()} is over. Nothing was changed. Choose a day that is still to come.")


def condition_of_draft(store: Store, key: str) -> Condition:
    """Return a condition of a draft by its key; a UserError says that there is none, or that its review is frozen."""
    conditions = store.conditions.all("key = ?", key.upper())
    if not conditions:
        raise UserError(f"The condition {key} does not exist. Nothing was changed.")
    draft(store, store.reviews.get(conditions[-1].review_id).full_key)
    return conditions[-1]


@dataclass(frozen=True)
class RemoveCondition:
    """Take a condition out of a draft."""

    said: ClassVar[str] = "Condition removed"
    is_final: ClassVar[bool] = False

    review: str
    key: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Delete it."""
        review = draft(store, self.review)
        condition = store.conditions.first("review_id = ? AND key = ?", review.id, self.key)
        if condition is None:
            raise UserError(f"{review.key} has no condition {self.key}. Nothing was changed.")
        store.conditions.delete(condition.id)


@dataclass(frozen=True)
class CloseCondition:
    """Close a condition with evidence, in every review that still carries it."""

    said: ClassVar[str] = "Condition closed"
    is_final: ClassVar[bool] = True

    key: str
    staged: Staged

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Close it in drafts; for frozen reviews append that to the ledger, which leaves the digest as it is."""
        conditions = store.conditions.all("key = ?", self.key.upper())
        carrying = [(row, store.reviews.get(row.review_id)) for row in conditions]
        still_open = [(row, review) for row, review in carrying if not self._is_closed(store, row, review)]
        if not still_open:
            what = "is closed already" if carrying else "does not exist"
            raise UserError(f"The condition {self.key} {what}. Nothing was changed.")
        store.files.accept(self.staged)
        evidence = self._evidence(still_open[-1][1], occasion)
        store.evidence.save(evidence)
        for condition, review in still_open:
            self._close(store, condition, review, evidence, occasion)

    def _is_closed(self, store: Store, condition: Condition, review: Review) -> bool:
        closed = store.ledger.first("review_id = ? AND condition = ?", review.id, condition.key)
        return condition.closed_at is not None or closed is not None

    def _close(
        self, store: Store, condition: Condition, review: Review, evidence: Evidence, occasion: Occasion
    ) -> None:
        if review.state == "draft":
            closed = {"closed_at": occasion.at, "closed_by": occasion.actor, "closing_evidence": evidence.id}
            store.conditions.save(condition.model_copy(update=closed))
            return
        store.ledger.save(
            LedgerEntry(
                id=new_id(),
                review_id=review.id,
                kind="condition-closed",
                condition=condition.key,
                evidence_id=evidence.id,
                by=occasion.actor,
                at=occasion.at,
            )
        )

    def _evidence(self, review: Review, occasion: Occasion) -> Evidence:
        return Evidence(
            id=new_id(),
            kind="file",
            name=self.staged.name,
            sha256=self.staged.sha256,
            size=self.staged.size,
            media_type=self.staged.media_type,
            redacted_from=self.staged.redacted_from,
            attached_at=occasion.at,
            collector=occasion.actor,
            subject_version=review.version_id,
        )


@dataclass(frozen=True)
class RequestWaiver:
    """Ask for an exception to a finding."""

    said: ClassVar[str] = "Waiver requested"
    is_final: ClassVar[bool] = False

    review: str
    check: str
    reason: str
    owner: str
    """The risk owner; person id."""
    expires_on: date
    compensating_control: str | None = None

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Add it as pending; it lives once another person approves it."""
        review = draft(store, self.review)
        finding_of(store, review, self.check)
        self._check_control(store.catalogue)
        _check_expiry(store, review, self.check, self.expires_on, occasion)
        store.waivers.save(
            Waiver(
                id=new_id(),
                review_id=review.id,
                key=f"W{store.next_number('W')}",
                check_id=self.check,
                reason=self.reason,
                owner=self.owner,
                requested_by=occasion.actor,
                requested_at=occasion.at,
                compensating_control=self.compensating_control,
                expires_on=self.expires_on,
                renewals=renewals_of(store, review, self.check),
            )
        )

    def _check_control(self, catalogue: Catalogue) -> None:
        control = self.compensating_control
        if control is not None and control not in catalogue.controls():
            raise UserError(
                f"The catalogue has no control {control}. Nothing was changed. "
                "`workbench catalogue show` lists the controls of a mode."
            )


@dataclass(frozen=True)
class ApproveWaiver:
    """Approve a waiver that somebody else asked for, in the role that the policy asks for."""

    said: ClassVar[str] = "Waiver approved"
    is_final: ClassVar[bool] = False

    key: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Approve it in the newest review that carries it."""
        waiver, review = _waiver_of_draft(store, self.key)
        if waiver.requested_by == occasion.actor:
            raise UserError("You asked for it; somebody else has to approve it. Nothing was changed.")
        severity = modes_of(store, review)[waiver.check_id].severity
        role = policy_of(store, review).waiver_approver(severity, waiver.renewals)
        if role is not None and review.signers.get(role) != occasion.actor:
            raise UserError(_who_approves(store, review, waiver, severity, role))
        approved = {"approved_by": occasion.actor, "approved_at": occasion.at, "approved_as": role}
        store.waivers.save(waiver.model_copy(update=approved))


def _who_approves(store: Store, review: Review, waiver: Waiver, severity: Severity, role: str) -> str:
    name = policy_of(store, review).role_name(role)
    asked = store.people.find(review.signers.get(role, ""))
    third = waiver.renewals >= HIGHER_ROLE_FROM
    why = f"This is renewal {waiver.renewals} of it" if third else f"The finding is {severity.lower()}"
    who = (
        f"that is {asked.name}"
        if asked
        else f"nobody is named for it yet. Name somebody with Who signs… in the menu Review, or with `workbench review "
        f"signers {review.key} {role} PERSON`"
    )
    return f"{why}, so the policy asks for the approval of {name}; {who}. Nothing was changed."


@dataclass(frozen=True)
class RenewWaiver:
    """Ask for a waiver again: it is pending until it is approved anew, and lapses on another day."""

    said: ClassVar[str] = "Waiver asked for again"
    is_final: ClassVar[bool] = False

    key: str
    expires_on: date

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Take back its approval and set the day."""
        waiver, review = _waiver_of_draft(store, self.key)
        _check_expiry(store, review, waiver.check_id, self.expires_on, occasion)
        asked = {"requested_by": occasion.actor, "requested_at": occasion.at, "expires_on": self.expires_on}
        pending = {"approved_by": None, "approved_at": None, "approved_as": None}
        store.waivers.save(waiver.model_copy(update={**asked, **pending}))


@dataclass(frozen=True)
class WithdrawWaiver:
    """Take a waiver out of a draft."""

    said: ClassVar[str] = "Waiver withdrawn"
    is_final: ClassVar[bool] = False

    key: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Delete it; earlier revisions keep theirs."""
        waiver, _ = _waiver_of_draft(store, self.key)
        store.waivers.delete(waiver.id)


def renewals_of(store: Store, review: Review, check_id: str) -> int:
    """Count the earlier revisions of a review that were frozen with an approved waiver of a check."""
    where = "number = ? AND revision < ? AND state = 'frozen'"
    return sum(
        any(row.approved_by for row in store.waivers.all("review_id = ? AND check_id = ?", earlier.id, check_id))
        for earlier in store.reviews.all(where, review.number, review.revision)
    )


def _waiver_of_draft(store: Store, key: str) -> tuple[Waiver, Review]:
    waivers = store.waivers.all("key = ?", key.upper())
    if not waivers:
        raise UserError(f"The waiver {key} does not exist. Nothing was changed.")
    return waivers[-1], draft(store, store.reviews.get(waivers[-1].review_id).full_key)


def _check_expiry(store: Store, review: Review, check_id: str, expires_on: date, occasion: Occasion) -> None:
    severity = modes_of(store, review)[check_id].severity
    last = occasion.at.date() + timedelta(days=policy_of(store, review).waiver_days_for(severity))
    if not occasion.at.date() <= expires_on <= last:
        raise UserError(
            f"A waiver of a {severity.lower()} finding lapses between today and {last.isoformat()}, the longest that "
            "the policy allows. Nothing was changed. Choose a day in between."
        )


EDITS = (
    AddCondition,
    ChangeCondition,
    RemoveCondition,
    CloseCondition,
    RequestWaiver,
    ApproveWaiver,
    RenewWaiver,
    WithdrawWaiver,
)
