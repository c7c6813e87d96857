"""Decisions, the ledger, and the approval that they amount to; derived, never typed."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Literal

from workbench.domain.deployment import Person, Profile
from workbench.domain.evidence import has_passed
from workbench.domain.model import Model
from workbench.domain.profile_diff import profile_diff
from workbench.domain.record import Record
from workbench.domain.review import Condition


class DecisionWord(StrEnum):
    """What a required role can decide."""

    APPROVE = "approve"
    APPROVE_WITH_CONDITIONS = "approve-with-conditions"
    DEFER = "defer"
    REJECT = "reject"


DECISION_WORDS = {
    DecisionWord.APPROVE: "Approve",
    DecisionWord.APPROVE_WITH_CONDITIONS: "Approve with conditions",
    DecisionWord.DEFER: "Defer",
    DecisionWord.REJECT: "Reject",
}


class Decision(Model):
    """A signature that was verified in the file and indexed; the file is the truth."""

    role: str
    decision: DecisionWord
    name: str
    email: str | None
    comment: str
    at: datetime
    fingerprint: str
    """Of the certificate, SHA-256 in hex."""


class SignedDissent(Model):
    """A dissent that was verified in the file and indexed; it never counts as the decision of a role."""

    name: str
    email: str | None
    text: str
    at: datetime
    fingerprint: str
    """Of the certificate, SHA-256 in hex."""


class LedgerEntry(Model):
    """Something appended after the freeze; it never changes the digest."""

    id: str
    review_id: str
    kind: Literal["decision", "condition-closed", "revoked", "dissent", "dissent-answered"]
    decision: Decision | None = None
    condition: str | None = None
    """Key of the condition that was closed."""
    evidence_id: str | None = None
    dissent: SignedDissent | None = None
    dissent_key: str | None = None
    """`D1`: what a signed dissent goes by, or which one was answered."""
    text: str = ""
    """Why it was revoked, or what a dissent was answered."""
    by: str
    at: datetime


def close_conditions(conditions: Iterable[Condition], ledger: Iterable[LedgerEntry]) -> tuple[Condition, ...]:
    """Lay what the ledger closed over the conditions of a record."""
    closed = {entry.condition: entry for entry in ledger if entry.kind == "condition-closed"}
    return tuple(
        condition.model_copy(
            update={
                "closed_at": closed[condition.key].at,
                "closed_by": closed[condition.key].by,
                "closing_evidence": closed[condition.key].evidence_id,
            }
        )
        if condition.key in closed
        else condition
        for condition in conditions
    )


class ApprovalState(StrEnum):
    """Where a frozen review stands."""

    ASKED = "asked"
    APPROVED = "approved"
    """By everybody who has to, but a condition that is due before the launch is still open."""
    REJECTED = "rejected"
    DEFERRED = "deferred"
    IN_FORCE = "in force"
    LAPSED = "lapsed"
    OUTDATED = "outdated"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class Approval(Model):
    """What the decisions amount to at an instant."""

    state: ApprovalState
    signed: int
    required: int
    decisions: tuple[Decision, ...]
    differences: tuple[str, ...] = ()
    """What differs from the record, when outdated."""
    revoked: str = ""
    """Why it was revoked."""
    missing: tuple[str, ...] = ()
    """What the policy still asks for beside the signatures, a sentence each."""

    @property
    def text(self) -> str:
        """`2 of 3 signed`, `Rejected by 3 of 3`, `In force, 3 of 3 signed`."""
        count = f"{self.signed} of {self.required} signed"
        return count if self.state is ApprovalState.ASKED else f"{self.state.value.capitalize()}, {count}"


_APPROVING = (DecisionWord.APPROVE, DecisionWord.APPROVE_WITH_CONDITIONS)


def is_approved(record: Record, ledger: Iterable[LedgerEntry]) -> bool:
    """Tell whether as many have approved as the policy asks for, nobody objects, and the rest of it is met."""
    decisions = _decisions(record, ledger)
    objects = any(decision.decision not in _APPROVING for decision in decisions)
    return not objects and len(decisions) >= quorum(record) and not _missing(record, decisions)


def quorum(record: Record) -> int:
    """Return how many of the required roles have to approve."""
    return min(record.policy.quorum or len(record.required_roles), len(record.required_roles))


def builders(record: Record) -> frozenset[str]:
    """Return the ids of the people who built it, as far as the record says: those who answered for the team."""
    return frozenset(finding.team.by for finding in record.findings if finding.team is not None)


def _decisions(record: Record, ledger: Iterable[LedgerEntry]) -> tuple[Decision, ...]:
    """Return the last decision of each required role, in their order."""
    by_role = {entry.decision.role: entry.decision for entry in ledger if entry.decision is not None}
    return tuple(by_role[role.id] for role in record.required_roles if role.id in by_role)


def _missing(record: Record, decisions: Iterable[Decision]) -> tuple[str, ...]:
    """Say what the policy asks for beside signatures and is not there (record.md section 4.5)."""
    approvers = [decision for decision in decisions if decision.decision in _APPROVING]
    built = [record.people[person] for person in builders(record) if person in record.people]
    if not record.policy.independent_approver or not approvers:
        return ()
    if any(not _is_one_of(decision, built) for decision in approvers):
        return ()
    names = " and ".join(sorted({decision.name for decision in approvers}))
    return (
        f"Only {names} approved, who answered for the team. The policy {record.policy.name} asks for the approval "
        "of somebody who did not build it.",
    )


def _is_one_of(decision: Decision, people: Iterable[Person]) -> bool:
    """Tell whether a signer is one of some people: by e-mail where both have one, else by name."""
    for person in people:
        if decision.email and person.email:
            if decision.email.casefold() == person.email.casefold():
                return True
        elif decision.name.casefold() == person.name.casefold():
            return True
    return False


def approval(
    record: Record,
    ledger: Iterable[LedgerEntry],
    now: datetime,
    *,
    differences: tuple[str, ...] = (),
    superseded: bool = False,
) -> Approval:
    """Derive the approval (record.md section 4.5) from the decisions in the ledger and the instant."""
    entries = tuple(ledger)
    decisions = _decisions(record, entries)
    conditions = close_conditions(record.conditions, entries)
    words = {decision.decision for decision in decisions}
    revoked = next((entry for entry in entries if entry.kind == "revoked"), None)
    if DecisionWord.REJECT in words:
        state = ApprovalState.REJECTED
    elif DecisionWord.DEFER in words:
        state = ApprovalState.DEFERRED
    elif not is_approved(record, entries):
        state = ApprovalState.ASKED
    elif revoked is not None:
        state = ApprovalState.REVOKED
    elif superseded:
        state = ApprovalState.SUPERSEDED
    elif differences:
        state = ApprovalState.OUTDATED
    elif _has_lapsed(record, conditions, now):
        state = ApprovalState.LAPSED
    elif any(condition.launch == "before" and condition.state(now) == "open" for condition in conditions):
        state = ApprovalState.APPROVED
    else:
        state = ApprovalState.IN_FORCE
    return Approval(
        state=state,
        signed=len(decisions),
        required=len(record.required_roles),
        decisions=decisions,
        differences=differences,
        revoked=revoked.text if revoked else "",
        missing=_missing(record, decisions),
    )


def _has_lapsed(record: Record, conditions: Iterable[Condition], now: datetime) -> bool:
    return (
        has_passed(record.valid_until, now)
        or any(condition.state(now) == "lapsed" for condition in conditions)
        or any(waiver.state(now) == "lapsed" for waiver in record.waivers)
    )


def differences(record: Record, profile: Profile) -> tuple[str, ...]:
    """Say in what the version now differs from the record, cell by cell: `new irreversible tool `refund``."""
    return tuple(difference.words for difference in profile_diff(record.profile, profile))
