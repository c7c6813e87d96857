"""Decisions, the ledger, and the approval that they amount to; derived, never typed."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Literal

from workbench.domain.deployment import Profile
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


class LedgerEntry(Model):
    """Something appended after the freeze; it never changes the digest."""

    id: str
    review_id: str
    kind: Literal["decision", "condition-closed"]
    decision: Decision | None = None
    condition: str | None = None
    """Key of the condition that was closed."""
    evidence_id: str | None = None
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
    REJECTED = "rejected"
    DEFERRED = "deferred"
    IN_FORCE = "in force"
    LAPSED = "lapsed"
    OUTDATED = "outdated"
    SUPERSEDED = "superseded"


class Approval(Model):
    """What the decisions amount to at an instant."""

    state: ApprovalState
    signed: int
    required: int
    decisions: tuple[Decision, ...]
    differences: tuple[str, ...] = ()
    """What differs from the record, when outdated."""

    @property
    def text(self) -> str:
        """`2 of 3 signed`, `Rejected by 3 of 3`, `In force, 3 of 3 signed`."""
        count = f"{self.signed} of {self.required} signed"
        return count if self.state is ApprovalState.ASKED else f"{self.state.value.capitalize()}, {count}"


def is_approved(roles: Iterable[str], ledger: Iterable[LedgerEntry]) -> bool:
    """Tell whether every required role has approved, with or without conditions."""
    by_role = {entry.decision.role: entry.decision.decision for entry in ledger if entry.decision is not None}
    approving = (DecisionWord.APPROVE, DecisionWord.APPROVE_WITH_CONDITIONS)
    return all(by_role.get(role) in approving for role in roles)


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
    by_role = {entry.decision.role: entry.decision for entry in entries if entry.decision is not None}
    roles = [role.id for role in record.required_roles]
    decisions = tuple(by_role[role] for role in roles if role in by_role)
    conditions = close_conditions(record.conditions, entries)
    words = {decision.decision for decision in decisions}
    if DecisionWord.REJECT in words:
        state = ApprovalState.REJECTED
    elif DecisionWord.DEFER in words:
        state = ApprovalState.DEFERRED
    elif len(decisions) < len(roles):
        state = ApprovalState.ASKED
    elif superseded:
        state = ApprovalState.SUPERSEDED
    elif differences:
        state = ApprovalState.OUTDATED
    elif _has_lapsed(record, conditions, now):
        state = ApprovalState.LAPSED
    else:
        state = ApprovalState.IN_FORCE
    return Approval(
        state=state, signed=len(decisions), required=len(roles), decisions=decisions, differences=differences
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
