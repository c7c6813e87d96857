"""In which of its phases an incident is, and in which it lacks something, as SQL over the rows of incidents.

It says what `domain.incident_phases` says of an incident that was read. What an incident lacks is in no column: what a
phase asks for is data that may change, and an incident that lacks something mostly shows it at the first glance.
"""

from collections.abc import Mapping
from functools import lru_cache

from workbench.catalogue.incident_phases import incident_phases
from workbench.domain.incident import MILESTONES, REPORTED
from workbench.domain.incident_phases import Need

_TEXTS = frozenset({"detection", "containment", "fix", "prevention", "impact", "root_cause", "category"})
_OPEN_WITHOUT = """EXISTS (SELECT 1 FROM json_each(actions) WHERE NOT json_extract(value, '$.is_done')
    AND '' IN (json_extract(value, '$.owner'), json_extract(value, '$.due')))"""
_SAID = """EXISTS (SELECT 1 FROM json_each(milestones) WHERE json_extract(value, '$.name') = '{}'
    AND ifnull(json_extract(value, '$.at'), '') || json_extract(value, '$.note') <> '')"""
_OTHERS = {
    "severity": "severity IS NOT NULL",
    "extent": """(extent IS NOT NULL AND
        EXISTS (SELECT 1 FROM json_each(extent) WHERE type NOT IN ('null', 'false') AND value <> ''))""",
    "modes": "modes <> '[]'",
    "actions": "ifnull(actions, '[]') <> '[]'",
    "owned_actions": f"(ifnull(actions, '[]') <> '[]' AND NOT {_OPEN_WITHOUT})",
}


@lru_cache(maxsize=1)
def phase_sql() -> Mapping[str, str]:
    """Return for each phase, and for none, the condition that it is the last one of which a milestone is known."""
    steps = {phase.id: ", ".join(f"'{step}'" for step in phase.steps) for phase in incident_phases()}
    return {REPORTED: "reached = ''"} | {phase: f"reached IN ({names})" for phase, names in steps.items()}


@lru_cache(maxsize=1)
def lacks_sql() -> Mapping[str, str]:
    """Return for each phase the condition that one of our own incidents lacks something in it."""
    return {
        phase.id: f"(origin = 'own' AND NOT ({' AND '.join(map(_met, phase.needs))}))" for phase in incident_phases()
    }


def _met(need: Need) -> str:
    return f"({' OR '.join(map(_fact, need.any_of))})"


def _fact(name: str) -> str:
    if name in MILESTONES:
        # The first half is a glance that spares most rows the second.
        return f"(instr(milestones, '\"{name}\"') AND {_SAID.format(name)})"
    if name in _TEXTS:
        return f"ifnull({name}, '') <> ''"
    if name in _OTHERS:
        return _OTHERS[name]
    return f"(response IS NOT NULL AND ifnull(json_extract(response, '$.{name}'), '') <> '')"
