"""What the terminal prints of the phases of an incident: what each lacks, the three times, and the clocks."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from workbench.catalogue.incident_phases import incident_phases
from workbench.domain.clock import ClockState
from workbench.domain.elapsed import elapsed_times, times_told
from workbench.domain.incident import Incident
from workbench.domain.incident_phases import PhaseState, phase_states
from workbench.storage.clocks_view import clocks_of
from workbench.storage.store import Store


def life_text(store: Store, incident: Incident, today: date) -> Iterator[str]:
    """Yield the phases with what they lack, the times and the clocks, as lines."""
    for state in phase_states(incident, incident_phases()):
        yield from _phase_lines(incident, state)
    yield from (f"{name}: {each.text}" for name, each in times_told(incident))
    yield from (state.text for state in clocks_of(store, incident, today))


def _phase_lines(incident: Incident, state: PhaseState) -> Iterator[str]:
    there = ", ".join(name[0].lower() + name[1:] for name in state.has) or "nothing yet"
    yield f"{state.name}: {there}"
    for lack in state.lacks:
        how = f" {lack.remedy} (incident set {incident.key} {lack.field} …)" if lack.remedy else ""
        yield f"  – {lack.sentence}{how}"


def life_data(incident: Incident, clocks: Sequence[ClockState]) -> dict[str, Any]:
    """Return the same as data."""
    return {
        "phases": [state.model_dump() for state in phase_states(incident, incident_phases())],
        "times": [each.model_dump() for each in elapsed_times(incident)],
        "clocks": [state.model_dump(mode="json") for state in clocks],
    }
