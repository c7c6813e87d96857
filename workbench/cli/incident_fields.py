"""The fields of an incident as a person types them on the command line."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, get_args

from workbench.domain.catalogue import Catalogue
from workbench.domain.errors import UserError
from workbench.domain.incident import MILESTONES, Extent, Incident, Response
from workbench.domain.model import Severity
from workbench.domain.when import parse_when
from workbench.edits.deployments import find_deployment, find_version
from workbench.interchange.cells import RESPONSE_TEXTS
from workbench.storage.store import Store

ROLES = ("cause", "consequence", "contributing")
Typed = Callable[[Store, Incident, Sequence[str]], dict[str, Any]]
_MONEY = re.compile(r"(~?)(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))? ?([A-Za-z]{3})")
_FACT = re.compile(r"([^:]{1,120}): ?(.+?)(?: \(([^()]+)\))?", re.DOTALL)


def choices(field: str) -> list[str]:
    """Return the values that a field of an incident takes."""
    return list(get_args(Incident.model_fields[field].annotation))


def wrong(typed: str, what: str, known: Sequence[str]) -> UserError:
    """Return the refusal of a value, with those that are taken."""
    return UserError(f"{typed} is no {what}. Nothing was changed. Known are {', '.join(known)}.")


def milestone(name: str, typed: str, note: str = "") -> dict[str, str]:
    """Return a milestone as precise as it was typed."""
    at, precision = parse_when(typed, datetime.now(UTC).date())
    return {"name": name, "at": at, "precision": precision, "note": note}


def mode_role(typed: str, catalogue: Catalogue) -> dict[str, str]:
    """Return a failure mode with its role, from `M04` or `M04:contributing`."""
    mode_id, _, role = typed.partition(":")
    known = [mode.id for mode in catalogue.modes]
    all_known = [*known, *(sub.id for mode in catalogue.modes for sub in mode.sub_modes)]
    if mode_id.upper() not in all_known or role not in ("", *ROLES):
        raise UserError(
            f"{typed} names no failure mode with its role. Nothing was changed. Modes: {', '.join(known)}; "
            f"roles: {', '.join(ROLES)}."
        )
    return {"mode": mode_id.upper(), "role": role or "cause", "assigned_by": "person"}


def where_it_ran(store: Store, typed: str) -> dict[str, Any]:
    """Return deployment and version from `DEP-1` or `DEP-1@1.4`; the version stays open where none is given."""
    name, _, label = typed.partition("@")
    if not name.strip():
        return {"deployment_id": None, "version_id": None}
    deployment = find_deployment(store, name)
    version = find_version(store, deployment, label.strip()) if label.strip() else None
    return {"deployment_id": deployment.id, "version_id": version.id if version else None}


def typed_fields(store: Store, incident: Incident, field: str, values: Sequence[str]) -> dict[str, Any]:
    """Return the fields of an incident that a typed one changes; without values it is emptied."""
    if field not in FIELDS:
        raise wrong(field, "field of an incident", sorted(FIELDS))
    return FIELDS[field](store, incident, [value for value in values if value.strip()])


def _one(field: str, values: Sequence[str]) -> str:
    if len(values) > 1:
        raise UserError(f"{field} takes one value. Nothing was changed. Put quotation marks around a text.")
    return values[0] if values else ""


def _text(name: str) -> Typed:
    return lambda _store, _incident, values: {name: _one(name, values)}


def _texts(name: str) -> Typed:
    return lambda _store, _incident, values: {name: tuple(values)}


def _choice(name: str, known: Sequence[str], *, optional: bool = False) -> Typed:
    def choose(_store: Store, _incident: Incident, values: Sequence[str]) -> dict[str, Any]:
        typed = _one(name, values)
        found = next((each for each in known if each.casefold() == typed.casefold()), None)
        if found is None and (typed or not optional):
            raise wrong(typed or "Nothing", name, known)
        return {name: found}

    return choose


def _category(store: Store, incident: Incident, values: Sequence[str]) -> dict[str, Any]:
    known = [each.id for each in store.catalogue.categories]
    return _choice("category", known, optional=True)(store, incident, values)


def _stone(name: str) -> Typed:
    def place(_store: Store, incident: Incident, values: Sequence[str]) -> dict[str, Any]:
        others = [stone.model_dump() for stone in incident.milestones if stone.name != name]
        if len(values) > 2:
            raise UserError(f"{name} takes a date and a note. Nothing was changed. Put quotation marks around each.")
        return {"milestones": (*others, milestone(name, *values)) if values else tuple(others)}

    return place


def _extent(**read: Callable[[str], Any]) -> Typed:
    """Return what changes some numbers of the extent, each read from the one typed value."""

    def measure(_store: Store, incident: Incident, values: Sequence[str]) -> dict[str, Any]:
        typed = _one("an extent", values)
        kept = (incident.extent or Extent()).model_dump(exclude=set(read))
        return {"extent": kept | ({name: value(typed) for name, value in read.items()} if typed else {})}

    return measure


def _response(name: str) -> Typed:
    def write(_store: Store, incident: Incident, values: Sequence[str]) -> dict[str, Any]:
        kept = (incident.response or Response()).model_dump()
        return {"response": kept | {name: _one(name, values)}}

    return write


def _limit(_store: Store, incident: Incident, values: Sequence[str]) -> dict[str, Any]:
    typed = _one("limit", values).casefold()
    if typed not in ("", "halted", "limited"):
        raise wrong(typed, "way to contain it", ("halted", "limited"))
    return {"response": (incident.response or Response()).model_dump() | {"limit": typed or None}}


def _count(typed: str) -> int:
    if not typed.isdecimal():
        raise UserError(f"{typed} is no whole number. Nothing was changed. Type digits only.")
    return int(typed)


def _money(group: int) -> Callable[[str], Any]:
    def read(typed: str) -> Any:
        found = _MONEY.fullmatch(typed.strip())
        if found is None:
            raise UserError(
                f"{typed} is no sum of money. Nothing was changed. Write 1200 EUR, 1200-3000 EUR, or ~1200 EUR for an "
                "estimate."
            )
        return found[group]

    return read


def _amount(group: int) -> Callable[[str], float | None]:
    return lambda typed: float(amount) if (amount := _money(group)(typed)) else None


def _modes(store: Store, _incident: Incident, values: Sequence[str]) -> dict[str, Any]:
    return {"modes": tuple(mode_role(typed, store.catalogue) for typed in values)}


def _controls(store: Store, _incident: Incident, values: Sequence[str]) -> dict[str, Any]:
    known = store.catalogue.controls()
    outcomes = []
    for typed in values:
        control, _, outcome = typed.partition(":")
        if control not in known:
            raise wrong(control, "control of the catalogue", sorted(known))
        outcomes.append({"control": control, "outcome": outcome or "failed"})
        if outcome not in ("", "failed", "absent"):
            raise wrong(outcome, "outcome of a control", ("failed", "absent"))
    return {"controls": tuple(outcomes)}


def _facts(_store: Store, _incident: Incident, values: Sequence[str]) -> dict[str, Any]:
    found = [(typed, _FACT.fullmatch(typed)) for typed in values]
    if bad := next((typed for typed, match in found if match is None), ""):
        raise UserError(f"{bad} is no fact. Nothing was changed. Write it as “Label: value (source)”.")
    return {"facts": tuple({"label": m[1], "value": m[2], "source": m[3] or "us"} for _, m in found if m)}


FIELDS: dict[str, Typed] = {
    **{
        name.replace("_", "-"): _text(name)
        for name in (
            *("title", "summary", "trigger", "root_cause", "impact", "detection", "containment", "fix", "prevention"),
            *("confidence", "status", "disputed", "withdrawn", "reporter", "severity_original", "severity_scale"),
        )
    },
    **{name.replace("_", "-"): _texts(name) for name in ("contributing_factors", "external_ids", "sources", "credits")},
    **{name: _choice(name, choices(name)) for name in ("kind", "grade", "origin")},
    **{name: _stone(name) for name in MILESTONES},
    "severity": _choice("severity", [level.value for level in Severity], optional=True),
    "category": _category,
    "deployment": lambda store, _incident, values: where_it_ran(store, _one("deployment", values)),
    "modes": _modes,
    "controls": _controls,
    "facts": _facts,
    "money": _extent(
        money=_amount(2),
        money_most=_amount(3),
        currency=lambda typed: _money(4)(typed).upper(),
        is_estimated=lambda typed: bool(_money(1)(typed)),
    ),
    "records": _extent(records=_count),
    "people": _extent(people=_count),
    "minutes": _extent(minutes=_count),
    **{name.replace("_", "-"): _response(name) for name in RESPONSE_TEXTS},
    "limit": _limit,
    "reversibility": _extent(reversibility=lambda typed: typed),
}
"""What `incident set` takes, and how it reads what is typed."""
