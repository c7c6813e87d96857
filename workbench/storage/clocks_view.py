"""The clocks that are switched on, and how they stand for incidents."""

from collections.abc import Iterator
from datetime import date

from workbench.catalogue.clocks import load_clocks
from workbench.domain.clock import Clock, ClockState, clock_states
from workbench.domain.incident import Incident
from workbench.storage.store import Store


def clocks_on(store: Store) -> tuple[Clock, ...]:
    """Return the clocks that are switched on; one whose file is gone or refused is left out."""
    on = [row.id for row in store.clocks.all()]
    loaded = load_clocks(store.folder).loaded if on else {}
    return tuple(loaded[clock_id] for clock_id in on if clock_id in loaded)


def clocks_of(store: Store, incident: Incident, today: date) -> tuple[ClockState, ...]:
    """Return how the clocks that are switched on stand for an incident."""
    return clock_states(incident, clocks_on(store), today)


def running_clocks(store: Store, today: date) -> Iterator[tuple[Incident, ClockState]]:
    """Yield what has to be reported on a day and was not yet."""
    clocks = clocks_on(store)
    # Of all incidents only those in which somebody decided something are read.
    for incident in store.incidents.all("response IS NOT NULL") if clocks else ():
        for state in clock_states(incident, clocks, today):
            if state.due is not None and state.days is not None:
                yield incident, state
