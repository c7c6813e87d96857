"""Whether an incident is one of several: how often its failure mode and its category came up in its year so far."""

from typing import Literal

from workbench.domain.incident import Incident
from workbench.domain.model import Model
from workbench.storage.store import Store


class SoFar(Model):
    """How many incidents of our own share something, in one year."""

    field: Literal["mode", "category"]
    value: str
    """Mode id or category id."""
    kind: str
    """Incidents, near misses, exercises and vulnerabilities are counted apart."""
    year: str
    count: int
    """Up to and with this one where it is our own, else all of the year."""
    is_own: bool
    """Whether this one is among them."""


def read_so_far(store: Store, incident: Incident) -> tuple[SoFar, ...]:
    """Count by the failure mode that caused an incident and by its category."""
    modes = sorted(incident.modes, key=lambda one: one.role != "cause")
    found = []
    if modes:
        condition = "EXISTS (SELECT 1 FROM json_each(modes) WHERE json_extract(value, '$.mode') = ?)"
        found.append(_so_far(store, incident, "mode", modes[0].mode, condition))
    if incident.category:
        found.append(_so_far(store, incident, "category", incident.category, "category = ?"))
    return tuple(found)


def _so_far(store: Store, incident: Incident, field: Literal["mode", "category"], value: str, condition: str) -> SoFar:
    year, is_own = incident.key[4:8], incident.origin == "own"
    where = f"origin = 'own' AND kind = ? AND key > ? AND key < ? AND {condition}"
    values = [incident.kind, f"INC-{year}-", f"INC-{year}.", value]
    if is_own and incident.when:
        where += " AND (happened < ? OR (happened = ? AND (length(key), key) <= (length(?), ?)))"
        values += [incident.when, incident.when, incident.key, incident.key]
    counted = store.database.conn.execute(f"SELECT count(*) FROM incident WHERE {where}", values)
    count = int(counted.fetchone()[0])
    return SoFar(field=field, value=value, kind=incident.kind, year=year, count=count, is_own=is_own)
