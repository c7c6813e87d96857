"""Small real values for the rules under test."""

from datetime import UTC, date, datetime
from typing import Any

from workbench.catalogue.policies import load_policy
from workbench.domain.catalogue import Check, Checklist, Control, ControlKind, Criteria, FailureMode
from workbench.domain.deployment import Profile
from workbench.domain.evidence import EvidenceFact
from workbench.domain.model import Proof, Severity, Status
from workbench.domain.review import Answer, Condition, ControlState, Finding, Waiver
from workbench.domain.verdict import Verdict, verdict

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
POLICY = load_policy("default")
CHECK = "injection_defense"


def mode(severity: Severity = Severity.CRITICAL, check: str = CHECK, number: int = 6) -> FailureMode:
    return FailureMode(
        id=f"M{number:02}",
        slug="a-mode",
        name="A mode",
        mode_class="Security",
        severity=severity,
        severity_source="set by us",
        trigger="",
        lead="",
        primary_fix="",
        root_cause="",
        mechanism="",
        log_sample="",
        controls=(Control(id="a-control", name="A control", kind=ControlKind.PREVENTS, source="source 1"),),
        check=Check(
            id=check,
            question="Does it?",
            criteria=Criteria(passes="", warns="", fails=""),
            applies_when="always",
            because="it runs",
        ),
        sources=(),
    )


def checklist(*checks: str) -> Checklist:
    return Checklist(id="nine", version=1, name="Nine", checks=checks or (CHECK,))


def answer(status: Status, by: str = "ada") -> Answer:
    return Answer(status=status, by=by, at=NOW)


def finding(status: Status | None = None, *, team: Answer | None = None, check: str = CHECK, **more: Any) -> Finding:
    reviewer = None if status is None else answer(status, "bob")
    return Finding(id="f", review_id="r", check_id=check, team=team, reviewer=reviewer, **more)


def fact(proof: Proof = Proof.VERIFIED, *, check: str = CHECK, **more: Any) -> EvidenceFact:
    return EvidenceFact(use="E1", check_id=check, name="report.xml", proof=proof, **more)


def condition(due: date, *, check: str = CHECK, **more: Any) -> Condition:
    return Condition(id="c", review_id="r", key="C1", check_id=check, text="Fix it", owner="ada", due=due, **more)


def waiver(expires: date, *, check: str = CHECK, **more: Any) -> Waiver:
    values: dict[str, Any] = {"approved_by": "cleo", "approved_at": NOW, **more}
    return Waiver(
        id="w",
        review_id="r",
        key="W1",
        check_id=check,
        reason="Needed",
        owner="ada",
        requested_by="bob",
        requested_at=NOW,
        expires_on=expires,
        **values,
    )


def decide(
    found: Finding | None,
    *,
    severity: Severity = Severity.CRITICAL,
    facts: tuple[EvidenceFact, ...] = (),
    waivers: tuple[Waiver, ...] = (),
    conditions: tuple[Condition, ...] = (),
    now: datetime = NOW,
) -> Verdict:
    findings = {} if found is None else {CHECK: found}
    return verdict(Profile(), checklist(), {CHECK: mode(severity)}, POLICY, findings, facts, waivers, conditions, now)


IN_PLACE = {"a-control": ControlState(state="in-place")}
