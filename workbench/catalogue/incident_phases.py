"""The phases of an incident, from the table that comes with the workbench."""

import tomllib
from functools import lru_cache

from workbench.data import resource
from workbench.domain.incident_phases import Phase


@lru_cache(maxsize=1)
def incident_phases() -> tuple[Phase, ...]:
    """Return the four phases in order."""
    table = tomllib.loads(resource("incident-phases.toml").read_text(encoding="utf-8"))
    return tuple(Phase.model_validate(phase) for phase in table["phases"])
