"""What would change the answer: the steps that are open to a review, and what each would make of it; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from workbench.domain.catalogue import Checklist, Topic
from workbench.domain.deployment import Profile
from workbench.domain.evidence import EvidenceFact
from workbench.domain.model import Model, Proof, Status
from workbench.domain.policy import Policy
from workbench.domain.review import Answer, Condition, ControlState, Finding, Waiver
from workbench.domain.verdict import Verdict, verdict

StepKind = Literal[
    "prove",
    "evidence",
    "confirm",
    "second",
    "exempt",
    "answer",
    "close",
    "waive",
    "approve",
    "compensate",
    "withdraw",
    "restore",
]
SOMEBODY = "somebody-else"
"""Who a step is made by: another person than everybody who has acted so far."""


class Effort(Model):
    """How long each kind of step takes, in working days."""

    source: str
    days: dict[StepKind, float]


class Step(Model):
    """Something that somebody can do, and that moves the verdict of a check."""

    id: str
    kind: StepKind
    check_id: str
    item: str
    """What it is about: a check, uses such as `E1, E2`, conditions, a waiver or a control."""
    text: str
    """`Mend it and prove it: a pass with verified evidence`."""
    days: float
    """Working days that it takes."""
    source: str
    """Where that figure comes from."""


@dataclass(frozen=True)
class Case:
    """Everything that a verdict is made of, and what can be done about it."""

    profile: Profile
    checklist: Checklist
    modes: Mapping[str, Topic]
    policy: Policy
    findings: Mapping[str, Finding]
    facts: tuple[EvidenceFact, ...]
    waivers: tuple[Waiver, ...]
    conditions: tuple[Condition, ...]
    now: datetime
    confirmable: frozenset[str] = frozenset()
    """Keys of the uses that would be verified if another person confirmed them."""
    renewals: Mapping[str, int] | None = None
    """How often a waiver of a check was renewed, by check."""
    estimates: Mapping[str, tuple[float, str]] | None = None
    """The team's own estimate of mending a check: working days and where they come from, by check."""
    exempt: frozenset[str] = frozenset()
    """Checks that do not apply by the profile: these can be agreed on instead of proven."""

    def verdict(self, *checks: str) -> Verdict:
        """Return the verdict, over some of the checks only if any are named."""
        checklist = self.checklist.model_copy(update={"checks": checks}) if checks else self.checklist
        return verdict(
            self.profile,
            checklist,
            self.modes,
            self.policy,
            self.findings,
            self.facts,
            self.waivers,
            self.conditions,
            self.now,
        )

    def status(self, check: str) -> Status:
        """Return the status of a check."""
        finding = self.findings.get(check)
        return finding.status if finding else Status.UNKNOWN

    def with_step(self, step: Step) -> "Case":
        """Return what the review would be after a step."""
        return _APPLY[step.kind](self, step)

    def with_steps(self, *steps: Step) -> "Case":
        """Return what the review would be after several steps, whose order does not matter."""
        case = self
        for step in steps:
            case = case.with_step(step)
        return case


def _finding(case: Case, check: str) -> Finding:
    return case.findings.get(check) or Finding(id="", review_id="", check_id=check)


def _with_finding(case: Case, finding: Finding) -> Case:
    return replace(case, findings={**case.findings, finding.check_id: finding})


def _fresh_fact(step: Step, control: str | None = None) -> EvidenceFact:
    return EvidenceFact(
        use=step.id, check_id=step.check_id, control_id=control, name=step.id, proof=Proof.VERIFIED, contradicts=False
    )


def _evidence(case: Case, step: Step) -> Case:
    return replace(case, facts=(*case.facts, _fresh_fact(step)))


def _prove(case: Case, step: Step) -> Case:
    answer = Answer(status=Status.PASS, by=SOMEBODY, at=case.now)
    finding = _finding(case, step.check_id).model_copy(update={"reviewer": answer})
    return _evidence(_with_finding(case, finding), step)


def _second(case: Case, step: Step) -> Case:
    finding = _finding(case, step.check_id)
    answer = Answer(status=Status.NOT_APPLICABLE, by=SOMEBODY, at=case.now)
    return _with_finding(case, finding.model_copy(update={"team": answer}))


def _exempt(case: Case, step: Step) -> Case:
    answer = Answer(status=Status.NOT_APPLICABLE, by=f"{SOMEBODY}, as the reviewer", at=case.now)
    reviewed = _finding(case, step.check_id).model_copy(update={"reviewer": answer})
    return _second(_with_finding(case, reviewed), step)


def _changed_facts(case: Case, step: Step, change: Mapping[str, object]) -> Case:
    uses = step.item.split(", ")
    return replace(
        case,
        facts=tuple(
            fact.model_copy(update=dict(change)) if fact.check_id == step.check_id and fact.use in uses else fact
            for fact in case.facts
        ),
    )


def _confirm(case: Case, step: Step) -> Case:
    return _changed_facts(case, step, {"proof": Proof.VERIFIED})


def _answer(case: Case, step: Step) -> Case:
    return _changed_facts(case, step, {"answered": True})


def _restore(case: Case, step: Step) -> Case:
    return _changed_facts(case, step, {"damaged": False})


def _close(case: Case, step: Step) -> Case:
    closed = {"closed_at": case.now, "closed_by": SOMEBODY}
    keys = step.item.split(", ")
    return replace(
        case,
        conditions=tuple(row.model_copy(update=closed) if row.key in keys else row for row in case.conditions),
    )


def _waive(case: Case, step: Step) -> Case:
    severity, renewals = case.modes[step.check_id].severity, (case.renewals or {}).get(step.check_id, 0)
    waiver = Waiver(
        id=step.id,
        review_id="",
        key=step.id,
        check_id=step.check_id,
        reason="-",
        owner=SOMEBODY,
        requested_by="",
        requested_at=case.now,
        approved_by=SOMEBODY,
        approved_at=case.now,
        approved_as=case.policy.waiver_approver(severity, renewals),
        compensating_control=control_for(case, step.check_id),
        expires_on=case.now.date(),
        renewals=renewals,
    )
    return replace(case, waivers=(*case.waivers, waiver))


def _approve(case: Case, step: Step) -> Case:
    severity = case.modes[step.check_id].severity

    def approved(row: Waiver) -> Waiver:
        role = case.policy.waiver_approver(severity, row.renewals)
        return row.model_copy(update={"approved_by": SOMEBODY, "approved_at": case.now, "approved_as": role})

    return replace(case, waivers=tuple(approved(row) if row.key == step.item else row for row in case.waivers))


def _withdraw(case: Case, step: Step) -> Case:
    keys = step.item.split(", ")
    return replace(case, waivers=tuple(row for row in case.waivers if row.key not in keys))


def _compensate(case: Case, step: Step) -> Case:
    finding = _finding(case, step.check_id)
    controls = {**finding.controls, step.item: ControlState(state="in-place")}
    proven = replace(case, facts=(*case.facts, _fresh_fact(step, step.item)))
    return _with_finding(proven, finding.model_copy(update={"controls": controls}))


def is_compensated(case: Case, control: str | None) -> bool:
    """Tell whether a control is in place and verified somewhere in the review."""
    places = {
        check
        for check, finding in case.findings.items()
        if control in finding.controls and finding.controls[control].state == "in-place"
    }
    return any(
        fact.control_id == control
        and fact.check_id in places
        and fact.proof is Proof.VERIFIED
        and not (fact.contradicts or fact.damaged)
        for fact in case.facts
    )


def control_for(case: Case, check: str) -> str | None:
    """Return the compensating control that a new waiver of a check would name: one that works already, if any."""
    own = [control.id for control in case.modes[check].controls]
    named = [control for finding in case.findings.values() for control in finding.controls]
    working = [control for control in (*own, *sorted(set(named))) if is_compensated(case, control)]
    return next(iter([*working, *own]), None)


_APPLY = {
    "prove": _prove,
    "evidence": _evidence,
    "confirm": _confirm,
    "second": _second,
    "exempt": _exempt,
    "answer": _answer,
    "close": _close,
    "waive": _waive,
    "approve": _approve,
    "compensate": _compensate,
    "withdraw": _withdraw,
    "restore": _restore,
}
