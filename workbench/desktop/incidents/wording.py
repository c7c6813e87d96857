"""How the facts of an incident are worded: dates no more precise than their source, phases, grades, timelines."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from workbench.domain.clock import ClockState
from workbench.domain.incident import PHASES, Incident, Milestone, Moment
from workbench.domain.when import when_text
from workbench.text import visible

GRADE_WORDS = {
    "confirmed": "Confirmed",
    "adversarial-test": "Adversarial test",
    "disclosed-vulnerability": "Disclosed vulnerability",
    "research": "Research",
    "hypothetical": "Hypothetical",
}
KIND_WORDS = {
    "incident": "Incident",
    "near-miss": "Near miss",
    "exercise": "Exercise",
    "vulnerability": "Vulnerability",
}
ORIGIN_WORDS = {"own": "Our own", "public": "Public"}
PHASE_WORDS = {phase: phase.capitalize() for phase in PHASES}
ORDER_WORDS = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "severity": "Severest first",
    "key": "By key",
    "recorded": "Last recorded first",
}
STEPS = ("detected", "triaged", "contained", "resolved", "reviewed")
CAUTIONS = {
    "hypothetical": "<b>Hypothetical.</b> It illustrates a failure; nothing is claimed to have happened.",
    "research": "<b>Research.</b> It was shown in an experiment and not met in production.",
    "adversarial-test": "<b>An adversarial test.</b> Somebody attacked on purpose, to see what happens.",
    "disclosed-vulnerability": "<b>A disclosed vulnerability.</b> It shows what is possible, not that harm was done.",
    "exercise": "<b>An exercise.</b> It was played through on purpose.",
    "vulnerability": "<b>A vulnerability.</b> It shows what is possible, not that harm was done.",
    "near-miss": "<b>A near miss.</b> It was caught before it did harm.",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SOLID = frozenset({"detected", "contained", "resolved", "fixed", "reviewed"})


class Phase(NamedTuple):
    """One of the five phases, as it stands over the timeline."""

    name: str
    text: str
    is_reached: bool


def caution(kind: str, grade: str) -> str:
    """Return what has to be known before an incident is taken for one (our own markup); "" for a real one."""
    return CAUTIONS.get(grade) or CAUTIONS.get(kind, "")


def mark(kind: str, grade: str) -> str:
    """Return the word that marks a row as something else than a confirmed incident; "" for one."""
    if grade != "confirmed":
        return GRADE_WORDS[grade]
    return KIND_WORDS[kind] if kind != "incident" else ""


def clock_text(state: ClockState) -> str:
    """Return how a clock stands, with its days as the window writes them."""
    return _DAY.sub(lambda day: when_text(day[0]), visible(state.text))


def group_text(group: str, order: str) -> str:
    """Return the head of a group of a list: a year, a severity."""
    if order == "severity":
        return group.capitalize() or "No severity"
    return group or "Date not known"


def phases(incident: Incident) -> tuple[Phase, ...]:
    """Return the five phases; where the source is silent it says so, and invents nothing."""
    known = [incident.milestone(name) for name in STEPS]
    last = max((index for index, milestone in enumerate(known) if milestone), default=-1)
    result = []
    for index, (name, milestone) in enumerate(zip(STEPS, known, strict=True)):
        text = _milestone_text(milestone) if milestone else _silence(incident, is_passed=index < last)
        result.append(Phase(name.capitalize(), text, milestone is not None))
    return tuple(result)


def _milestone_text(milestone: Milestone) -> str:
    when = when_text(milestone.at) if milestone.at else ""
    parts = [milestone.note, "" if when in milestone.note else when]
    return ", ".join(part for part in parts if part) or "time not reported"


def _silence(incident: Incident, *, is_passed: bool) -> str:
    if incident.origin == "public":
        return "not published"
    return "not recorded" if is_passed else "open"


def timeline(incident: Incident) -> tuple[str, tuple[Moment, ...]]:
    """Return a note on the times and the lines of the timeline; without one, the milestones that have a date."""
    if incident.timeline:
        is_relative = any(re.match(r"[+−-]|0:00$", moment.when) for moment in incident.timeline)
        missing = "; the exact dates were not published" if incident.origin == "public" else ""
        return (f"relative{missing}" if is_relative else ""), incident.timeline
    dated = [milestone for milestone in incident.milestones if milestone.at]
    return "", tuple(
        Moment(when=when_text(one.at or ""), title=one.name.capitalize(), text=one.note, is_milestone=True)
        for one in dated
        if len(dated) > 1
    )


def is_solid(moment: Moment) -> bool:
    """Say whether the ring of a moment is filled: something was detected, contained or fixed."""
    return moment.is_milestone and moment.title.casefold().rstrip(".") in _SOLID


def listed(parts: Sequence[str]) -> str:
    """Join what is there with a middle dot."""
    return " · ".join(part for part in parts if part)
