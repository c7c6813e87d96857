"""The verdict: findings, evidence facts and a policy in, one word and its ordered reasons out; pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal

from workbench.domain.catalogue import Checklist, Topic
from workbench.domain.deployment import Profile, Stage
from workbench.domain.evidence import EvidenceFact
from workbench.domain.model import STATUS_MARKS, Model, Proof, Severity, Status
from workbench.domain.policy import Cell, Policy
from workbench.domain.review import Condition, Finding, Waiver


class Word(StrEnum):
    """The verdict in a word."""

    READY = "ready"
    WITH_CONDITIONS = "ready-with-conditions"
    NOT_READY = "not-ready"


VERDICT_WORDS = {
    Word.READY: "Ready",
    Word.WITH_CONDITIONS: "Ready with conditions",
    Word.NOT_READY: "Not ready",
}

Kind = Literal["failure", "unknown", "unproven", "contradicted", "lapsed", "damaged", "warning", "waived", "note"]
BLOCKING_PARTS: tuple[tuple[Kind, str, str], ...] = (
    ("failure", "CRITICAL failure", "CRITICAL failures"),
    ("unknown", "unknown", "unknown"),
    ("unproven", "unproven", "unproven"),
    ("contradicted", "contradicted", "contradicted"),
    ("lapsed", "lapsed", "lapsed"),
    ("damaged", "damaged", "damaged"),
)
"""The parts of a blocking RESULT in order. As in source 1, CRITICAL there means a fail that blocks."""


class Reason(Model):
    """Why the verdict is what it is: the item, the rule, and the evidence it rests on."""

    effect: Literal["blocks", "condition", "note"]
    kind: Kind
    check_id: str
    item: str
    """What the reason is about: a check id, `C1`, `W1` or `E1`."""
    severity: Severity
    rule: str
    evidence: tuple[str, ...] = ()
    """Names of the evidence that speaks to it."""


class Line(Model):
    """One line of the checklist."""

    check_id: str
    status: Status
    summary: str
    effect: Literal["blocks", "condition", "note", "nothing"]

    @property
    def text(self) -> str:
        """`rate_limit_handling ✓ circuit breaker configured`."""
        return f"{self.check_id} {STATUS_MARKS[self.status]} {self.summary}".rstrip()


class Verdict(Model):
    """One word and the ordered reasons: what blocks first, each group in the order of the checklist."""

    word: Word
    reasons: tuple[Reason, ...]
    lines: tuple[Line, ...]
    result: str
    """The last line of the checklist, from `RESULT: ` on."""

    def of_effect(self, effect: str) -> tuple[Reason, ...]:
        """Return the reasons that block, are conditions, or are notes."""
        return tuple(reason for reason in self.reasons if reason.effect == effect)


def verdict(
    profile: Profile,
    checklist: Checklist,
    modes: Mapping[str, Topic],
    policy: Policy,
    findings: Mapping[str, Finding],
    facts: Iterable[EvidenceFact],
    waivers: Iterable[Waiver],
    conditions: Iterable[Condition],
    now: datetime,
) -> Verdict:
    """Turn findings into a verdict by the table of a policy (record.md section 3).

    `modes` and `findings` are by check id; a check without a finding is unknown. The stage that `profile` asks for
    may tighten the table; ratings are not among the arguments, because they never decide.
    """
    case = _Case(policy, profile.stage, findings, tuple(facts), tuple(waivers), tuple(conditions), now)
    reasons = [reason for check in checklist.checks for reason in case.reasons(check, modes[check])]
    order = {"blocks": 0, "condition": 1, "note": 2}
    reasons.sort(key=lambda reason: order[reason.effect])
    lines = tuple(_line(check, findings.get(check), reasons) for check in checklist.checks)
    word = _word(reasons)
    return Verdict(word=word, reasons=tuple(reasons), lines=lines, result=_result(word, reasons, lines))


class _Case:
    """The values of one call, so that each rule below reads as a sentence."""

    def __init__(
        self,
        policy: Policy,
        stage: Stage | None,
        findings: Mapping[str, Finding],
        facts: tuple[EvidenceFact, ...],
        waivers: tuple[Waiver, ...],
        conditions: tuple[Condition, ...],
        now: datetime,
    ) -> None:
        self.base = policy
        self.stage = stage
        self.policy = policy.for_stage(stage)
        self.findings = findings
        self.facts = facts
        self.waivers = waivers
        self.conditions = conditions
        self.now = now

    def reasons(self, check: str, mode: Topic) -> Iterable[Reason]:
        """Yield every reason that one check gives."""
        facts = tuple(fact for fact in self.facts if fact.check_id == check)
        yield from self._of_status(check, mode, facts)
        yield from self._of_contradiction(check, mode, facts)
        yield from self._of_lapse(check, mode)
        for fact in facts:
            if fact.damaged:
                yield _reason("blocks", "damaged", check, mode, "damaged evidence blocks", (fact.name,), fact.use)

    def _of_status(self, check: str, mode: Topic, facts: tuple[EvidenceFact, ...]) -> Iterable[Reason]:
        finding = self.findings.get(check)
        status = finding.status if finding else Status.UNKNOWN
        proven = _is_proven(finding, status, facts)
        cell = self.policy.cell(status, mode.severity, proven=proven)
        kind = _kind(status, proven)
        names = tuple(fact.name for fact in facts if fact.proof is Proof.VERIFIED)
        rule = f"{_phrase(status, proven)} on {mode.severity}: {cell}"
        if cell is not self.base.cell(status, mode.severity, proven=proven):
            rule += f" (tightened for {self.stage} use)" if self.stage else " (tightened: nobody knows the stage)"
        if cell.is_blocking:
            waiver = self._waiver(check, mode, cell)
            if waiver:
                yield _reason("condition", "waived", check, mode, f"{rule}; waived by {waiver.key}", names, waiver.key)
            else:
                yield _reason("blocks", kind, check, mode, rule, names)
        elif cell is Cell.CONDITION:
            effect: Literal["condition", "note"] = "note" if self._is_met(check) else "condition"
            yield _reason(effect, "warning" if kind == "note" else kind, check, mode, rule, names)
        elif cell is Cell.NOTE:
            yield _reason("note", "note", check, mode, rule, names)

    def _of_contradiction(self, check: str, mode: Topic, facts: tuple[EvidenceFact, ...]) -> Iterable[Reason]:
        finding = self.findings.get(check)
        if finding is None or finding.status is not Status.PASS:
            return
        for fact in facts:
            if fact.contradicts and fact.proof is Proof.VERIFIED and not fact.answered:
                rule = "a verified contradiction that nobody answered blocks a pass"
                yield _reason("blocks", "contradicted", check, mode, rule, (fact.name,), fact.use)

    def _of_lapse(self, check: str, mode: Topic) -> Iterable[Reason]:
        for condition in self.conditions:
            if condition.check_id == check and condition.state(self.now) == "lapsed":
                rule = f"the condition lapsed at the end of {condition.due.isoformat()}"
                yield _reason("blocks", "lapsed", check, mode, rule, (), condition.key)
        renewed = any(waiver.check_id == check and waiver.state(self.now) == "live" for waiver in self.waivers)
        for waiver in self.waivers:
            if waiver.check_id == check and waiver.state(self.now) == "lapsed" and not renewed:
                rule = f"the waiver lapsed at the end of {waiver.expires_on.isoformat()}"
                yield _reason("blocks", "lapsed", check, mode, rule, (), waiver.key)

    def _waiver(self, check: str, mode: Topic, cell: Cell) -> Waiver | None:
        if cell is Cell.BLOCKS:
            return None
        for waiver in self.waivers:
            if waiver.check_id != check or waiver.state(self.now) != "live":
                continue
            if not self._is_approved(waiver, mode.severity):
                continue
            if cell is Cell.BLOCKS_WAIVABLE or self._is_compensated(waiver):
                return waiver
        return None

    def _is_approved(self, waiver: Waiver, severity: Severity) -> bool:
        role = self.policy.waiver_approver(severity, waiver.renewals)
        return role in (None, waiver.approved_as)

    def _is_compensated(self, waiver: Waiver) -> bool:
        control = waiver.compensating_control
        in_place = {
            check
            for check, finding in self.findings.items()
            if control in finding.controls and finding.controls[control].state == "in-place"
        }
        return any(
            fact.control_id == control and fact.check_id in in_place and _is_verified_support(fact)
            for fact in self.facts
        )

    def _is_met(self, check: str) -> bool:
        states = [condition.state(self.now) for condition in self.conditions if condition.check_id == check]
        return bool(states) and all(state == "closed" for state in states)


def _is_verified_support(fact: EvidenceFact) -> bool:
    return fact.proof is Proof.VERIFIED and not fact.contradicts and not fact.damaged


def _is_proven(finding: Finding | None, status: Status, facts: Iterable[EvidenceFact]) -> bool:
    if status is Status.NOT_APPLICABLE:
        return finding is not None and finding.is_exemption_confirmed
    return any(_is_verified_support(fact) for fact in facts)


def _kind(status: Status, proven: bool) -> Kind:
    if status is Status.FAIL:
        return "failure"
    if status is Status.UNKNOWN or (status is Status.NOT_APPLICABLE and not proven):
        return "unknown"
    if status is Status.PASS and not proven:
        return "unproven"
    return "note"


def _phrase(status: Status, proven: bool) -> str:
    if status is Status.NOT_APPLICABLE:
        return "not applicable, confirmed," if proven else "not applicable, unconfirmed,"
    if status is Status.PASS:
        return "pass, verified," if proven else "pass without verified proof"
    return status.value


def _reason(
    effect: Literal["blocks", "condition", "note"],
    kind: Kind,
    check: str,
    mode: Topic,
    rule: str,
    evidence: tuple[str, ...],
    item: str = "",
) -> Reason:
    return Reason(
        effect=effect,
        kind=kind,
        check_id=check,
        item=item or check,
        severity=mode.severity,
        rule=rule,
        evidence=evidence,
    )


def _line(check: str, finding: Finding | None, reasons: list[Reason]) -> Line:
    effects: list[Literal["blocks", "condition", "note"]] = [r.effect for r in reasons if r.check_id == check]
    status = finding.status if finding else Status.UNKNOWN
    summary = finding.summary if finding and finding.summary else _default_summary(status)
    return Line(check_id=check, status=status, summary=summary, effect=effects[0] if effects else "nothing")


def _default_summary(status: Status) -> str:
    return "not answered yet" if status is Status.UNKNOWN else ""


def _word(reasons: list[Reason]) -> Word:
    effects = {reason.effect for reason in reasons}
    if "blocks" in effects:
        return Word.NOT_READY
    return Word.WITH_CONDITIONS if "condition" in effects else Word.READY


def _result(word: Word, reasons: list[Reason], lines: tuple[Line, ...]) -> str:
    if word is Word.NOT_READY:
        blocking = [reason.kind for reason in reasons if reason.effect == "blocks"]
        parts = [
            f"{blocking.count(kind)} {one if blocking.count(kind) == 1 else many}"
            for kind, one, many in BLOCKING_PARTS
            if kind in blocking
        ]
        return f"RESULT: {', '.join(parts)} — not production ready"
    if word is Word.WITH_CONDITIONS:
        number = sum(line.effect == "condition" for line in lines)
        return f"RESULT: production ready with {number} condition{'s' if number != 1 else ''}"
    return "RESULT: production ready"
