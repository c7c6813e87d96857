"""What the terminal prints of the phases of an incident: what each lacks, the three times, and the clocks."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from workbench.catalogue.incident_phases import incident_phases
from workbench.domain.clock import ClockState
from workbench.domain.elapsed import elapsed_times, times_told
from workbench.domain.incident import MILESTONES, Incident
from workbench.domain.incident_phases import Lack, PhaseState, phase_states
from workbench.storage.clocks_view import clocks_of
from workbench.storage.store import Store

_VALUES = {
    **dict.fromkeys(MILESTONES, "DATE"),
    "severity": "CRITICAL|HIGH|MEDIUM|LOW",
    "category": "CATEGORY",
    "modes": "MODE",
    "limit": "halted|limited",
}
"""What stands for the value of a field that is no text."""


def life_text(store: Store, incident: Incident, today: date) -> Iterator[str]:
    """Yield the phases with what they lack, the times and the clocks, as lines."""
    for state in phase_states(incident, incident_phases()):
        yield from _phase_lines(incident, state)
    yield from (f"{name}: {each.text}" for name, each in times_told(incident))
    for clock in clocks_of(store, incident, today):
        judge = f"`workbench incident clock {incident.key} {clock.clock} CLAUSE|none`"
        yield clock.text if clock.is_decided else f"{clock.text} {judge}"


def _phase_lines(incident: Incident, state: PhaseState) -> Iterator[str]:
    there = ", ".join(name[0].lower() + name[1:] for name in state.has) or "nothing yet"
    yield f"{state.name}: {there}"
    for lack in state.lacks:
        how = f" {lack.remedy} `{command_of(incident, lack)}`" if lack.remedy else ""
        yield f"  – {lack.sentence}{how}"


def command_of(incident: Incident, lack: Lack) -> str:
    """Return the command that writes down what is missing, with words in capitals for what a person has to say."""
    if lack.field == "actions":
        bare = [
            number
            for number, action in enumerate(incident.actions, start=1)
            if not action.is_done and not (action.owner and action.due)
        ]
        if bare:
            return f"workbench incident action set {incident.key} {bare[0]} --owner NAME --due DATE"
        return f"workbench incident action add {incident.key} TEXT --owner NAME --due DATE"
    return f"workbench incident set {incident.key} {lack.field} {_VALUES.get(lack.field, 'TEXT')}"


def life_data(incident: Incident, clocks: Sequence[ClockState]) -> dict[str, Any]:
    """Return the same as data."""
    return {
        "phases": [state.model_dump() for state in phase_states(incident, incident_phases())],
        "times": [each.model_dump() for each in elapsed_times(incident)],
        "clocks": [state.model_dump(mode="json") for state in clocks],
    }
