"""Lint: what a reviewer would want to look at again; it never changes a verdict and never blocks a freeze."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from workbench.domain.catalogue import Topic
from workbench.domain.deployment import Profile
from workbench.domain.dissent import StandingDissent
from workbench.domain.evidence import Evidence, EvidenceUse
from workbench.domain.model import STATUS_WORDS, Model, Proof, Status
from workbench.domain.priority import Level, action_priority
from workbench.domain.review import Condition, Finding, Waiver
from workbench.domain.verdict import Verdict

SOON = timedelta(days=14)
"""How long before its day something is said to lapse soon."""
Weight = Literal["serious", "minor"]


@dataclass(frozen=True)
class LintCase:
    """What lint looks at."""

    profile: Profile
    deployment_owner: str | None
    version: str
    version_since: date
    """When the version was described: evidence from before that day is of something else."""
    modes: Mapping[str, Topic]
    findings: Mapping[str, Finding]
    evidence: Mapping[str, Evidence]
    """By id."""
    uses: tuple[EvidenceUse, ...]
    proofs: Mapping[str, Proof]
    """By use."""
    conditions: tuple[Condition, ...]
    waivers: tuple[Waiver, ...]
    verdict: Verdict
    planned: frozenset[str]
    """Checks for which something is planned."""
    now: datetime
    dissents: tuple[StandingDissent, ...] = ()
    """Those from a frozen review; in a draft nothing can be answered yet."""

    def supporting(self, check: str, control: str | None = None) -> tuple[EvidenceUse, ...]:
        """Return the uses that support a check, or only those on one of its controls."""
        uses = (use for use in self.uses if use.check_id == check and not use.contradicts)
        return tuple(use for use in uses if control is None or use.control_id == control)


class Remark(Model):
    """One thing to look at again."""

    rule: str
    weight: Weight
    check_id: str
    """Empty when it is about the whole review."""
    item: str
    """What it is about: a check, `E1`, `C1`, `W1`, `D1`, or `profile`."""
    sentence: str
    """What is odd, and what to do."""


Found = Iterator[tuple[str, str, str]]
"""Check, item and what is odd about it."""


@dataclass(frozen=True)
class LintRule:
    """One rule: how it is found, and what to do about it."""

    id: str
    weight: Weight
    remedy: str
    find: Callable[[LintCase], Found]
    is_for_frozen: bool = False
    """Whether it can still change after the freeze."""


def lint(case: LintCase, *, is_frozen: bool = False) -> tuple[Remark, ...]:
    """Return every remark, the serious first, each group in the order of the rules."""
    remarks = [
        Remark(rule=rule.id, weight=rule.weight, check_id=check, item=item, sentence=f"{odd}. {rule.remedy}")
        for rule in RULES
        if rule.is_for_frozen or not is_frozen
        for check, item, odd in rule.find(case)
    ]
    return tuple(sorted(remarks, key=lambda remark: remark.weight != "serious"))


def _warn_without_condition(case: LintCase) -> Found:
    has = {condition.check_id for condition in case.conditions}
    for line in case.verdict.lines:
        if line.status is Status.WARN and line.effect == "condition" and line.check_id not in has:
            yield line.check_id, line.check_id, f"{line.check_id} is a warning without a condition"


def _high_priority_without_action(case: LintCase) -> Found:
    for check, finding in case.findings.items():
        if finding.rating is None or check in case.planned:
            continue
        score = finding.rating.now or finding.rating.before
        if action_priority(score.severity, score.occurrence, score.detection).level is Level.HIGH:
            yield check, check, f"{check} has a high action priority, and nothing is planned"


def _evidence_older_than_the_change(case: LintCase) -> Found:
    for use in case.uses:
        captured = case.evidence[use.evidence_id].captured_on
        if captured is not None and captured < case.version_since and not (use.contradicts or use.holds):
            before = f"before version {case.version} was there ({case.version_since})"
            yield use.check_id, use.key, f"{use.key} was captured on {captured}, {before}"


def _captured_in_the_future(case: LintCase) -> Found:
    for use in case.uses:
        evidence = case.evidence[use.evidence_id]
        if evidence.captured_on is not None and evidence.captured_on > evidence.attached_at.date():
            yield use.check_id, use.key, f"{use.key} was attached before the day on which it was captured"


def _control_only_by_a_note(case: LintCase) -> Found:
    for check, finding in case.findings.items():
        names = {control.id: control.name for control in case.modes[check].controls}
        bare: dict[str, list[str]] = {}
        for control, state in finding.controls.items():
            uses = case.supporting(check, control)
            files = [use for use in (uses or case.supporting(check)) if case.evidence[use.evidence_id].kind == "file"]
            if state.state == "in-place" and not files:
                how = "only by a note or a link" if uses else "only because somebody says so"
                bare.setdefault(how, []).append(names.get(control, control))
        for how, controls in bare.items():
            yield check, check, f"{check}: in place {how}: {', '.join(controls)}"


def _pass_only_declared(case: LintCase) -> Found:
    for check, finding in case.findings.items():
        uses = case.supporting(check)
        if finding.status is Status.PASS and uses and all(case.proofs[use.key] is Proof.DECLARED for use in uses):
            yield check, check, f"{check} passes on declared proof alone"


def _summary_empty(case: LintCase) -> Found:
    for check, finding in case.findings.items():
        if finding.status is not Status.UNKNOWN and not finding.summary:
            yield check, check, f"{check} has no summary, so the checklist prints nothing beside its sign"


def _exemption_without_reason(case: LintCase) -> Found:
    for check, finding in case.findings.items():
        if finding.status is Status.NOT_APPLICABLE and not finding.rationale.strip():
            yield check, check, f"{check} does not apply, and nothing says why"


def _silent_disagreement(case: LintCase) -> Found:
    for check, finding in case.findings.items():
        team, reviewer = finding.team, finding.reviewer
        if team and reviewer and team.status is not reviewer.status and not finding.rationale.strip():
            theirs, ours = (STATUS_WORDS[answer.status].lower() for answer in (team, reviewer))
            yield check, check, f"{check}: the team says {theirs}, the reviewer {ours}, and no rationale says why"


def _waiver_lapses_soon(case: LintCase) -> Found:
    for waiver in case.waivers:
        if waiver.state(case.now) == "live" and waiver.expires_on - case.now.date() <= SOON:
            yield waiver.check_id, waiver.key, f"{waiver.key} lapses on {waiver.expires_on}"


def _condition_due_soon(case: LintCase) -> Found:
    for condition in case.conditions:
        if condition.state(case.now) == "open" and condition.due - case.now.date() <= SOON:
            yield condition.check_id, condition.key, f"{condition.key} is due on {condition.due}"


def _deployment_without_owner(case: LintCase) -> Found:
    still_open = [condition for condition in case.conditions if condition.state(case.now) != "closed"]
    if still_open and not case.deployment_owner:
        keys = ", ".join(condition.key for condition in still_open)
        yield "", "profile", f"{keys} depend on a deployment that nobody owns"


def _stage_unknown(case: LintCase) -> Found:
    if case.profile.stage is None:
        yield "", "profile", "Nobody knows the stage that is asked for, so the policy judges as for the widest"


def _dissent_unanswered(case: LintCase) -> Found:
    for dissent in case.dissents:
        if not dissent.answers:
            yield (
                dissent.check_id or "",
                dissent.key,
                f"{dissent.key} of {dissent.by} stands unanswered at the decision",
            )


RULES: tuple[LintRule, ...] = (
    LintRule(
        "warn-without-condition", "serious", "Add one with an owner and a day, or mend it.", _warn_without_condition
    ),
    LintRule(
        "high-priority-without-action",
        "serious",
        "Plan it as an action or a condition, or rate it again with the controls as they are.",
        _high_priority_without_action,
    ),
    LintRule(
        "evidence-older-than-the-change",
        "serious",
        "Capture it anew, or let a reviewer write why it still holds.",
        _evidence_older_than_the_change,
    ),
    LintRule("captured-in-the-future", "serious", "Look at the dates of the evidence.", _captured_in_the_future),
    LintRule(
        "control-only-by-a-note",
        "serious",
        "Attach a file that shows it, or say that it is partly in place.",
        _control_only_by_a_note,
    ),
    LintRule(
        "pass-only-declared",
        "serious",
        "Attach a file that shows it, and let another person confirm it.",
        _pass_only_declared,
    ),
    LintRule("exemption-without-reason", "serious", "Write the reason as its rationale.", _exemption_without_reason),
    LintRule("silent-disagreement", "serious", "Write the rationale.", _silent_disagreement),
    LintRule("waiver-lapses-soon", "serious", "Mend it, or renew the waiver.", _waiver_lapses_soon, True),
    LintRule("condition-due-soon", "serious", "Close it with evidence.", _condition_due_soon, True),
    LintRule("dissent-unanswered", "serious", "Answer it; every signature stays valid.", _dissent_unanswered, True),
    LintRule(
        "deployment-without-owner", "serious", "Say on the deployment who answers for it.", _deployment_without_owner
    ),
    LintRule("stage-unknown", "minor", "Choose the stage in the profile.", _stage_unknown),
    LintRule("summary-empty", "minor", "Write one line.", _summary_empty),
)
"""Every rule, once; ids are printed and scripted, so they stay."""
