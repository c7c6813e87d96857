"""The life of an incident in four phases, each with what it needs, and what of that an incident lacks.

What a phase needs is data; this says only whether an incident has it. Source 2 names the phases and their practices.
"""

from typing import Annotated

from pydantic import Field, model_validator

from workbench.domain.incident import MILESTONES, Extent, Incident, Response
from workbench.domain.model import Model

_TEXTS = ("detection", "containment", "fix", "prevention", "impact", "root_cause", "category")
_RESPONSES = ("limit", "takeover", "users_told", "post_mortem", "pattern", "reviews")
FACTS = frozenset({*_TEXTS, *_RESPONSES, *MILESTONES, "severity", "extent", "modes", "actions", "owned_actions"})
"""What a need can ask for."""


class Need(Model):
    """One thing that a phase asks of an incident."""

    id: str
    name: str
    step: str
    """The milestone below which it is shown."""
    any_of: Annotated[tuple[str, ...], Field(min_length=1)]
    """Facts, of which one is enough."""
    lacks: str
    """What is missing, as a sentence."""
    remedy: str
    """What to do about it, as a sentence."""
    field: str
    """What `workbench incident set` writes it with."""

    @model_validator(mode="after")
    def _asks_for_facts(self) -> "Need":
        if unknown := set(self.any_of) - FACTS:
            raise ValueError(f"no fact of an incident: {', '.join(sorted(unknown))}")
        return self


class Phase(Model):
    """One of the four phases."""

    id: str
    name: str
    about: str
    steps: tuple[str, ...]
    """Milestones, in order; the phase is reached with the first that is known."""
    needs: tuple[Need, ...]


class Lack(Model):
    """Something that an incident does not have."""

    need: str
    name: str
    step: str
    sentence: str
    remedy: str
    """Empty for a public incident: what was not published is nobody's fault here."""
    field: str


class PhaseState(Model):
    """A phase of an incident."""

    id: str
    name: str
    is_reached: bool
    has: tuple[str, ...]
    """The names of what is there."""
    lacks: tuple[Lack, ...]


def phase_states(incident: Incident, phases: tuple[Phase, ...]) -> tuple[PhaseState, ...]:
    """Return every phase with what an incident has and lacks."""
    facts = facts_of(incident)
    return tuple(_state(incident, phase, facts) for phase in phases)


def _state(incident: Incident, phase: Phase, facts: frozenset[str]) -> PhaseState:
    there = [need for need in phase.needs if facts & set(need.any_of)]
    missing = [need for need in phase.needs if need not in there]
    return PhaseState(
        id=phase.id,
        name=phase.name,
        is_reached=any(incident.milestone(step) for step in phase.steps),
        has=tuple(need.name for need in there),
        lacks=tuple(_lack(need, is_public=incident.origin == "public") for need in missing),
    )


def _lack(need: Need, *, is_public: bool) -> Lack:
    told = (f"{need.name}: not published.", "") if is_public else (need.lacks, need.remedy)
    return Lack(need=need.id, name=need.name, step=need.step, sentence=told[0], remedy=told[1], field=need.field)


def facts_of(incident: Incident) -> frozenset[str]:
    """Return which facts are known of an incident."""
    response = incident.response or Response()
    found = {name for name in _TEXTS if getattr(incident, name)}
    found |= {name for name in _RESPONSES if getattr(response, name)}
    found |= {stone.name for stone in incident.milestones if stone.at or stone.note}
    open_actions = [action for action in incident.actions if not action.is_done]
    more = {
        "severity": incident.severity is not None,
        "extent": incident.extent not in (None, Extent()),
        "modes": bool(incident.modes),
        "actions": bool(incident.actions),
        "owned_actions": bool(incident.actions) and all(action.owner and action.due for action in open_actions),
    }
    return frozenset(found | {name for name, is_known in more.items() if is_known})


def lacks_text(count: int) -> str:
    """Say how much is missing: `lacks 2 things`; empty for nothing."""
    return f"lacks {count} {'thing' if count == 1 else 'things'}" if count else ""
