"""What an earlier review would bring into a draft, check by check: only what somebody chooses, and nothing silently.

Answers, summary, rationale, control states and uses of evidence come as they are, with who said so and when, by the
rule of a revision; evidence about another version is stale there. What the earlier review does not say stays as it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workbench.domain.catalogue import AnyTopic
from workbench.domain.comparison import CONTROL_WORDS
from workbench.domain.evidence import EvidenceUse
from workbench.domain.model import STATUS_WORDS, Model, Proof
from workbench.domain.review import Answer, ControlState, Finding


class CarriedPart(Model):
    """One part of a finding that would be another."""

    part: str
    """`finding`, `summary`, `control schema-check`, …"""
    old: str
    """What would be overwritten; empty where there is nothing."""
    new: str


class CarriedUse(Model):
    """One use of evidence that would come along."""

    key: str
    """Its key in the earlier review; it gets the next one here."""
    name: str
    control_id: str | None
    proof: Proof
    """What it would prove here."""
    contradicts: bool


class CarriedCheck(Model):
    """What would come for one check."""

    check_id: str
    topic: str
    is_begun: bool
    """Whether somebody has answered it here or written something: it is left alone unless it is chosen."""
    parts: tuple[CarriedPart, ...]
    uses: tuple[CarriedUse, ...]
    left_out: tuple[str, ...]
    """What does not fit here, a sentence each."""
    asks_otherwise: bool
    """Whether the catalogue says something else about it there: the answer is to another question."""

    @property
    def brings_anything(self) -> bool:
        """Whether there is anything to carry."""
        return bool(self.parts or self.uses)

    @property
    def overwrites(self) -> tuple[CarriedPart, ...]:
        """The parts that hold something here."""
        return tuple(part for part in self.parts if part.old)


@dataclass(frozen=True)
class Bringing:
    """Both sides of one check."""

    here: Finding
    there: Finding
    topic: AnyTopic
    """As the draft asks it."""
    topic_there: AnyTopic
    fresh_uses: tuple[CarriedUse, ...]
    """Those of the earlier review whose content is not under the same check and control here."""
    names: Mapping[str, str]
    """Of persons, by id."""


def is_begun(finding: Finding) -> bool:
    """Tell whether somebody has answered a check or written something about it; *unknown* is an answer."""
    return bool(finding.team or finding.reviewer or finding.summary or finding.rationale or finding.controls)


def merged(here: Finding, there: Finding, topic: AnyTopic) -> Finding:
    """Return the finding of a draft with what an earlier one says laid over it."""
    fitting = {control: state for control, state in there.controls.items() if control in _controls(topic)}
    return here.model_copy(
        update={
            "team": there.team or here.team,
            "reviewer": there.reviewer or here.reviewer,
            "summary": there.summary or here.summary,
            "rationale": there.rationale or here.rationale,
            "controls": dict(sorted({**here.controls, **fitting}.items())),
        }
    )


def fits(use: EvidenceUse, topic: AnyTopic) -> bool:
    """Tell whether a draft has the place of a use: its control may not be asked about there."""
    return use.control_id is None or use.control_id in _controls(topic)


def carried_check(case: Bringing) -> CarriedCheck:
    """Say what would come for one check, what it would overwrite, and what does not fit."""
    after = merged(case.here, case.there, case.topic)
    known = _controls(case.topic)
    lost = {control for control in case.there.controls if control not in known}
    lost |= {use.control_id for use in case.fresh_uses if use.control_id and use.control_id not in known}
    return CarriedCheck(
        check_id=case.here.check_id,
        topic=f"{case.topic.id} {case.topic.name}",
        is_begun=is_begun(case.here),
        parts=tuple(_parts(case.here, after, case.names)),
        uses=tuple(use for use in case.fresh_uses if use.control_id is None or use.control_id in known),
        left_out=tuple(f"The control {control} is not asked about here." for control in sorted(lost)),
        asks_otherwise=case.topic != case.topic_there,
    )


def _controls(topic: AnyTopic) -> frozenset[str]:
    return frozenset(control.id for control in topic.controls)


def _parts(before: Finding, after: Finding, names: Mapping[str, str]) -> Iterator[CarriedPart]:
    pairs = (
        ("team’s answer", _said(before.team, names), _said(after.team, names)),
        ("finding", _said(before.reviewer, names), _said(after.reviewer, names)),
        ("summary", before.summary, after.summary),
        ("rationale", before.rationale, after.rationale),
        *(
            (f"control {control}", _state(before.controls.get(control)), _state(state))
            for control, state in after.controls.items()
        ),
    )
    for part, old, new in pairs:
        if old != new:
            yield CarriedPart(part=part, old=old, new=new)


def _said(answer: Answer | None, names: Mapping[str, str]) -> str:
    return f"{STATUS_WORDS[answer.status]} ({names.get(answer.by, '')}, {answer.at.date()})" if answer else ""


def _state(state: ControlState | None) -> str:
    if state is None:
        return ""
    return CONTROL_WORDS[state.state] + (f": {state.reason}" if state.reason else "")
