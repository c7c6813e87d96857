"""Two reviews beside each other, item by item; first of all in what they were not judged alike.

Reviews on different checklists are never compared without saying so (record.md section 7); the same holds for a policy,
a stage, scales or texts of the catalogue that are not the same in both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from workbench.domain.applicability import Applicability
from workbench.domain.catalogue import AnyTopic, Checklist
from workbench.domain.deployment import Profile
from workbench.domain.dissent import StandingDissent
from workbench.domain.evidence import EvidenceFact, ProofCounts, count_proof
from workbench.domain.model import STATUS_WORDS, Model, Severity, Status
from workbench.domain.policy import Policy, Proven
from workbench.domain.priority import action_priority
from workbench.domain.profile_diff import profile_diff
from workbench.domain.review import WHOLE_CHECK, Answer, Condition, Finding, Rating, Waiver
from workbench.domain.risk import Scales
from workbench.domain.topic_diff import topic_changes
from workbench.domain.verdict import VERDICT_WORDS, Verdict, Word

Asked = Literal["both", "before", "after"]
Trend = Literal["better", "worse", ""]
_ORDER = (Status.FAIL, Status.WARN, Status.PASS)
"""Answers of which one is better than another; *unknown* and *not applicable* are neither."""
CONTROL_WORDS = {"in-place": "in place", "partly": "partly", "absent": "absent", "na": "not applicable"}
EFFECT_WORDS = {"blocks": "blocks", "condition": "is a condition", "note": "is noted", "nothing": "has no effect"}


@dataclass(frozen=True)
class Side:
    """One of the two reviews, with everything that is compared; of a frozen one as it was pinned."""

    key: str
    """Exactly one revision: `REV-1.2`."""
    deployment: str
    version: str
    is_frozen: bool
    profile: Profile
    checklist: Checklist
    topics: Mapping[str, AnyTopic]
    """What each check asks about, by check id."""
    policy: Policy
    scales: Scales
    findings: Mapping[str, Finding]
    applies: Mapping[str, Applicability]
    facts: tuple[EvidenceFact, ...]
    conditions: tuple[Condition, ...]
    waivers: tuple[Waiver, ...]
    dissents: tuple[StandingDissent, ...]
    verdict: Verdict
    """Today's."""
    now: datetime
    names: Mapping[str, str]
    """Of persons, by id."""


class CheckState(Model):
    """How one check stands in one review, each part as one reads it."""

    applies: str
    team: Status | None
    team_by: str
    reviewer: Status | None
    reviewer_by: str
    summary: str
    rationale: str
    controls: dict[str, str]
    """`in place`, or `not applicable: why`, by control id."""
    proof: ProofCounts
    evidence: tuple[str, ...]
    """`schema.json (verified)`, in the order in which it was attached."""
    rating: str
    """`9/6/7, now 7/5/6, action priority H`; empty while nobody has rated it."""
    waivers: tuple[str, ...]
    conditions: tuple[str, ...]
    dissents: tuple[str, ...]
    """`D1 Ada: what she said`, `D1 Ada: …; answered by Ben`."""
    accepted: tuple[str, ...]
    """The holes of the trace matrix that were accepted, `schema-check: why`."""
    effect: str
    """What the finding does to the verdict of today."""

    @property
    def status(self) -> Status:
        """The reviewer's finding."""
        return self.reviewer or Status.UNKNOWN


class PartChange(Model):
    """One part of a check that is not the same in both."""

    part: str
    """`finding`, `summary`, `control schema-check`, …"""
    old: str
    """Empty where there was nothing."""
    new: str

    @property
    def words(self) -> str:
        """`finding: Fail → Pass`."""
        return f"{self.part}: {self.old or 'nothing'} → {self.new or 'nothing'}"


class ComparedCheck(Model):
    """One check in both reviews."""

    check_id: str
    topic: str
    """`M06 Prompt injection`."""
    severity: Severity
    """As in the later one, where that asks it."""
    asked: Asked
    old: CheckState | None
    """None where the first review does not ask it."""
    new: CheckState | None
    changes: tuple[PartChange, ...]
    method: tuple[str, ...]
    """What the catalogue says otherwise about it, a sentence each: the answers are to different questions."""
    trend: Trend
    """Whether the reviewer's finding is better or worse; empty where that cannot be said."""

    @property
    def is_same(self) -> bool:
        """Whether nothing about it differs."""
        return self.asked == "both" and not self.changes and not self.method


class Flag(Model):
    """Something in which the two reviews were not judged alike."""

    what: Literal["checklist", "policy", "stage", "scales", "catalogue"]
    sentence: str


class Outcome(Model):
    """What a review comes to today."""

    review: str
    deployment: str
    version: str
    checklist: str
    policy: str
    is_frozen: bool
    is_in_review: bool
    """A draft in which a check is unknown: it is too early for a word."""
    word: Word
    result: str
    proof: ProofCounts
    dissents: tuple[str, ...]
    """From the review as a whole; those from a finding stand with its check."""

    @property
    def said(self) -> str:
        """The verdict in words."""
        return "In review" if self.is_in_review else VERDICT_WORDS[self.word]


class Comparison(Model):
    """Two reviews beside each other."""

    before: Outcome
    after: Outcome
    flags: tuple[Flag, ...]
    """Said first wherever a comparison is shown."""
    profile: tuple[str, ...]
    """In what the profiles differ, in words."""
    checks: tuple[ComparedCheck, ...]
    """In the order of the second checklist, then what only the first asks."""

    @property
    def changed(self) -> tuple[ComparedCheck, ...]:
        """The checks about which something differs."""
        return tuple(check for check in self.checks if not check.is_same)


def compare_reviews(before: Side, after: Side) -> Comparison:
    """Put two reviews beside each other; every argument is a value, both sides of the same instant."""
    ids = dict.fromkeys((*after.checklist.checks, *before.checklist.checks))
    return Comparison(
        before=_outcome(before),
        after=_outcome(after),
        flags=tuple(_flags(before, after)),
        profile=tuple(difference.words for difference in profile_diff(before.profile, after.profile)),
        checks=tuple(_check(check, before, after) for check in ids),
    )


def _outcome(side: Side) -> Outcome:
    return Outcome(
        review=side.key,
        deployment=side.deployment,
        version=side.version,
        checklist=f"{side.checklist.id} {side.checklist.version}",
        policy=f"{side.policy.id} {side.policy.version}",
        is_frozen=side.is_frozen,
        is_in_review=not side.is_frozen and any(line.status is Status.UNKNOWN for line in side.verdict.lines),
        word=side.verdict.word,
        result=side.verdict.result,
        proof=count_proof(side.facts),
        dissents=_dissents(side, None),
    )


def _flags(before: Side, after: Side) -> Iterator[Flag]:
    yield from (Flag(what="checklist", sentence=line) for line in _checklist_flag(before, after))
    yield from (Flag(what="policy", sentence=line) for line in _policy_flag(before.policy, after.policy))
    old, new = before.profile.stage, after.profile.stage
    if old != new and (before.policy.stage or after.policy.stage):
        told = " and ".join(stage.value if stage else "an unknown stage" for stage in (old, new))
        yield Flag(what="stage", sentence=f"The policy was applied for different stages: {told}.")
    if before.scales != after.scales:
        told = f"{_named(before.scales)} and {_named(after.scales)}"
        yield Flag(
            what="scales", sentence=f"Rated on different scales: {told}. A level in one is not one in the other."
        )
    both = [check for check in after.checklist.checks if check in before.topics]
    differ = [check for check in both if before.topics[check] != after.topics[check]]
    if differ:
        number = "1 check" if len(differ) == 1 else f"{len(differ)} checks"
        sentence = f"The catalogue says something else about {number}: {', '.join(differ)}."
        yield Flag(what="catalogue", sentence=sentence)


def _checklist_flag(before: Side, after: Side) -> Iterator[str]:
    old, new = before.checklist, after.checklist
    more = [check for check in new.checks if check not in old.checks]
    gone = [check for check in old.checks if check not in new.checks]
    if old.id == new.id and old.version == new.version and not more and not gone:
        return
    counts = [f"{len(more)} only in {after.key}"] if more else []
    counts += [f"{len(gone)} only in {before.key}"] if gone else []
    tail = f" Checks asked in one alone: {', '.join(counts)}." if counts else " Both ask the same checks."
    yield f"Compared on different checklists: {_named(old)} and {_named(new)}.{tail}"


def _policy_flag(old: Policy, new: Policy) -> Iterator[str]:
    if old == new:
        return
    cells = [
        f"{status.value} ({proven.value}) on {severity}: {old.table[status][proven][severity].value} → "
        f"{new.table[status][proven][severity].value}"
        for status in Status
        for proven in Proven
        for severity in Severity
        if old.table[status][proven][severity] is not new.table[status][proven][severity]
    ]
    others = [
        name.replace("_", " ")
        for name in type(old).model_fields
        if name not in ("id", "version", "name", "table") and getattr(old, name) != getattr(new, name)
    ]
    told = [f"{len(cells)} of its cells, such as {cells[0]}"] if cells else []
    told += [f"its {', '.join(others)}"] if others else []
    same = old.id == new.id and old.version == new.version
    first = (
        f"The policy {_named(old)} changed between them"
        if same
        else f"Judged by different policies: {_named(old)} and {_named(new)}"
    )
    yield f"{first}. Different: {'; '.join(told)}." if told else f"{first}; the table and the limits are the same."


def _named(thing: Checklist | Policy | Scales) -> str:
    return f"{thing.id} {thing.version}"


def _check(check: str, before: Side, after: Side) -> ComparedCheck:
    old = _state(before, check) if check in before.checklist.checks else None
    new = _state(after, check) if check in after.checklist.checks else None
    topic = (after if new else before).topics[check]
    method: tuple[str, ...] = ()
    if old is not None and new is not None:
        method = tuple(topic_changes(before.topics[check], after.topics[check]))
    return ComparedCheck(
        check_id=check,
        topic=f"{topic.id} {topic.name}",
        severity=topic.severity,
        asked="both" if old and new else "after" if new else "before",
        old=old,
        new=new,
        changes=tuple(_changes(old, new)) if old and new else (),
        method=method,
        trend=_trend(old, new),
    )


def _trend(old: CheckState | None, new: CheckState | None) -> Trend:
    if old is None or new is None or old.status not in _ORDER or new.status not in _ORDER:
        return ""
    was, now = _ORDER.index(old.status), _ORDER.index(new.status)
    return "better" if now > was else "worse" if now < was else ""


def _state(side: Side, check: str) -> CheckState:
    finding = side.findings.get(check) or Finding(id="", review_id="", check_id=check)
    facts = tuple(fact for fact in side.facts if fact.check_id == check)
    line = next(line for line in side.verdict.lines if line.check_id == check)
    return CheckState(
        applies=_applies(side.applies[check]),
        team=finding.team.status if finding.team else None,
        team_by=_by(side, finding.team),
        reviewer=finding.reviewer.status if finding.reviewer else None,
        reviewer_by=_by(side, finding.reviewer),
        summary=finding.summary,
        rationale=finding.rationale,
        controls={
            control: CONTROL_WORDS[state.state] + (f": {state.reason}" if state.reason else "")
            for control, state in sorted(finding.controls.items())
        },
        proof=count_proof(facts),
        evidence=tuple(_evidence(fact) for fact in facts),
        rating=_rating(finding.rating),
        waivers=tuple(
            f"{row.key} {row.state(side.now)}, until {row.expires_on}: {row.reason}"
            for row in side.waivers
            if row.check_id == check
        ),
        conditions=tuple(
            f"{row.key} {row.state(side.now)}, due {row.due}: {row.text}"
            for row in side.conditions
            if row.check_id == check
        ),
        dissents=_dissents(side, check),
        accepted=tuple(
            f"{'the whole check' if place == WHOLE_CHECK else place}: {hole.text}"
            for place, hole in sorted((finding.accepted_holes or {}).items())
        ),
        effect=EFFECT_WORDS[line.effect],
    )


def _dissents(side: Side, check: str | None) -> tuple[str, ...]:
    told = []
    for row in side.dissents:
        if row.check_id == check:
            answers = ", ".join(dict.fromkeys(answer.by for answer in row.answers))
            told.append(f"{row.key} {row.by}: {row.text}" + (f"; answered by {answers}" if answers else ""))
    return tuple(told)


def _applies(found: Applicability) -> str:
    return {True: "applies", False: "does not apply", None: "may apply"}[found.applies]


def _by(side: Side, answer: Answer | None) -> str:
    return side.names.get(answer.by, "") if answer else ""


def _evidence(fact: EvidenceFact) -> str:
    words = [fact.proof.value, *(["contradicts"] if fact.contradicts else []), *(["damaged"] if fact.damaged else [])]
    place = f" on {fact.control_id}" if fact.control_id else ""
    return f"{fact.name}{place} ({', '.join(words)})"


def _rating(rating: Rating | None) -> str:
    if rating is None:
        return ""
    scores = [score for score in (rating.before, rating.now) if score]
    told = ", now ".join(f"{each.severity}/{each.occurrence}/{each.detection}" for each in scores)
    last = scores[-1]
    return f"{told}, action priority {action_priority(last.severity, last.occurrence, last.detection).level.value}"


def _changes(old: CheckState, new: CheckState) -> Iterator[PartChange]:
    parts = (
        ("applies", old.applies, new.applies),
        ("team’s answer", _answer(old.team, old.team_by), _answer(new.team, new.team_by)),
        ("finding", _answer(old.reviewer, old.reviewer_by), _answer(new.reviewer, new.reviewer_by)),
        ("summary", old.summary, new.summary),
        ("rationale", old.rationale, new.rationale),
        *(
            (f"control {control}", old.controls.get(control, ""), new.controls.get(control, ""))
            for control in sorted({*old.controls, *new.controls})
        ),
        ("proof", _proof(old.proof), _proof(new.proof)),
        ("evidence", "; ".join(old.evidence), "; ".join(new.evidence)),
        ("rating", old.rating, new.rating),
        ("waivers", "; ".join(old.waivers), "; ".join(new.waivers)),
        ("conditions", "; ".join(old.conditions), "; ".join(new.conditions)),
        ("dissent", "; ".join(old.dissents), "; ".join(new.dissents)),
        ("accepted holes", "; ".join(old.accepted), "; ".join(new.accepted)),
        ("verdict", old.effect, new.effect),
    )
    for part, was, now in parts:
        if was != now:
            yield PartChange(part=part, old=was, new=now)


def _answer(status: Status | None, by: str) -> str:
    return f"{STATUS_WORDS[status]} ({by})" if status else ""


def _proof(counts: ProofCounts) -> str:
    told = f"{counts.verified} verified, {counts.declared} declared, {counts.stale} stale"
    return f"{told}, {counts.contradicting} contradicting" if counts.contradicting else told
