"""Incidents as the rows of a list: filtered, ordered, a page at a time, so that a hundred thousand stay light.

Every order is one walk along an index; a page begins behind the value and the key of the row before it. Counting reads
all that a filter lets through and is a question of its own, asked after the first page.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from workbench.domain.incident import REPORTED, Incident
from workbench.domain.incident_filter import IncidentFilter
from workbench.domain.model import Model, Severity
from workbench.domain.query import parse
from workbench.storage.database import whole
from workbench.storage.incident_life_sql import lacks_sql, phase_sql
from workbench.storage.incident_rows import shown
from workbench.storage.query_sql import incidents_asked_for
from workbench.storage.store import Store

PAGE = 100
VULNERABILITY = "vulnerability"
FAR = 2_000
"""How many rows are read at most to come to one that was asked for by its key."""


class IncidentRow(Model):
    """What a row of the list shows of an incident."""

    key: str
    title: str
    severity: Severity | None
    category: str | None
    kind: str
    grade: str
    origin: str
    when: str
    phase: str
    modes: tuple[str, ...]
    deployment: str
    """Its name; empty when it ran on none of ours."""
    recorded: str
    """The day."""
    value: str
    """What its order sorts by, before its key."""
    group: str
    """Under which head it stands in its order; empty where nothing is known."""


class IncidentList(Model):
    """The beginning of a list."""

    wanted: IncidentFilter
    rows: tuple[IncidentRow, ...]
    is_whole: bool
    """Whether nothing follows."""
    is_empty: bool
    """Whether there is no incident at all, whatever the filter."""
    sought: Literal["", "listed", "elsewhere", "unknown"] = ""
    """What became of a key that was asked for: it may be far down, or not let through."""


class IncidentCounts(Model):
    """How many incidents a list has."""

    wanted: IncidentFilter
    in_all: int
    """Whatever the filter."""
    by_group: dict[str, int]
    deployments: dict[str, str]
    """Every deployment, its name by its id."""
    vulnerabilities: int = 0
    """How many the filter would let through, and the list leaves out."""

    @property
    def count(self) -> int:
        """How many the filter lets through."""
        return sum(self.by_group.values())


@dataclass(frozen=True)
class _Order:
    value: str
    """The SQL expression of an index, after which its key stands there."""
    group: str
    falls: bool = True
    is_unique: bool = False
    """Whether no two incidents have the same value."""


BY_DATE = "replace(replace(replace(replace(happened, '-Q1', '-03'), '-Q2', '-06'), '-Q3', '-09'), '-Q4', '-12')"
_BY_SEVERITY = f"""CASE severity WHEN 'CRITICAL' THEN '4' WHEN 'HIGH' THEN '3' WHEN 'MEDIUM' THEN '2'
    WHEN 'LOW' THEN '1' ELSE '0' END || {BY_DATE}"""
_YEAR = "substr(happened, 1, 4)"
_ORDERS = {
    "newest": _Order(BY_DATE, _YEAR),
    "oldest": _Order(BY_DATE, _YEAR, falls=False),
    "severity": _Order(_BY_SEVERITY, "ifnull(severity, '')"),
    "key": _Order("substr(key, 1, 8) || length(key)", "substr(key, 5, 4)"),
    # An id is a time with a tail.
    "recorded": _Order("incident_row.id", "substr(recorded_at, 1, 4)", is_unique=True),
}
_COLUMNS = """key, title, severity, category, kind, grade, origin, happened, reached, modes,
    (SELECT name FROM deployment WHERE id = deployment_id), substr(recorded_at, 1, 10)"""
_FIELDS = {"deployment": "deployment_id", "year": _YEAR}
"""Facets that are not the name of a column."""
_LIFE = {"phase": phase_sql, "lacks": lacks_sql}
"""Facets whose values are conditions."""
_HAS_MODE = "EXISTS (SELECT 1 FROM json_each(modes) WHERE json_extract(json_each.value, '$.mode') = ?)"


def read_list(store: Store, wanted: IncidentFilter, *, through: str = "", size: int = PAGE) -> IncidentList:
    """Read the first page, or as many pages as it takes to come to the key `through`, up to `FAR` rows."""
    rows = list(read_page(store, wanted, size=size))
    is_whole = len(rows) < size
    while through and not is_whole and len(rows) < FAR and all(row.key != through for row in rows):
        more = read_page(store, wanted, after=rows[-1], size=size)
        is_whole = len(more) < size
        rows += more
    any_there = bool(rows) or _has(store, "1")
    found = IncidentList(wanted=wanted, rows=tuple(rows), is_whole=is_whole, is_empty=not any_there)
    if not through:
        return found
    listed = any(row.key == through for row in rows)
    sought = "listed" if listed else "elsewhere" if _has(store, "key = ?", through) else "unknown"
    return found.model_copy(update={"sought": sought})


def read_page(
    store: Store, wanted: IncidentFilter, *, after: IncidentRow | None = None, size: int = PAGE
) -> tuple[IncidentRow, ...]:
    """Read the rows that follow a row of the same list, or its first."""
    order = _ORDERS[wanted.order]
    condition, values = narrowing(store, wanted)
    sign, way = ("<", "DESC") if order.falls else (">", "ASC")
    if after is not None:
        # Not a comparison of rows, for which SQLite does not walk an index on an expression.
        ties = "" if order.is_unique else f" OR key {sign} ?"
        condition += f" AND {order.value} {sign}= ? AND ({order.value} {sign} ?{ties})"
        values += [after.value, after.value, *([after.key] if ties else [])]
    by = f"{order.value} {way}" + ("" if order.is_unique else f", key {way}")
    rows = store.database.conn.execute(
        f"""SELECT {_COLUMNS}, {order.value}, {order.group} FROM incident_row WHERE {condition}
            ORDER BY {by} LIMIT ?""",
        (*values, size),
    )
    with whole("incident row"):
        return tuple(_row(*columns) for columns in rows)


def read_counts(store: Store, wanted: IncidentFilter) -> IncidentCounts:
    """Count what a filter lets through, by the groups of its order, in that order."""
    order = _ORDERS[wanted.order]
    condition, values = narrowing(store, wanted)
    execute = store.database.conn.execute
    groups = execute(f"SELECT {order.group}, count(*) FROM incident_row WHERE {condition} GROUP BY 1", values)
    left_out = 0 if _asks_for_kind(wanted) else _vulnerabilities(store, wanted)
    return IncidentCounts(
        wanted=wanted,
        in_all=execute("SELECT count(*) FROM incident").fetchone()[0],
        by_group=dict(groups.fetchall()),
        deployments=dict(execute("SELECT id, name FROM deployment ORDER BY id").fetchall()),
        vulnerabilities=left_out,
    )


def left_out_text(count: int) -> str:
    """Return how many vulnerabilities a list leaves out."""
    return f"{count:,} vulnerabilities left out" if count != 1 else "1 vulnerability left out"


def _vulnerabilities(store: Store, wanted: IncidentFilter) -> int:
    condition, values = _every_kind(store, wanted)
    left_out = f"SELECT count(*) FROM incident_row WHERE {condition} AND kind = ? AND key <> ?"
    return int(store.database.conn.execute(left_out, (*values, VULNERABILITY, _key_in(wanted))).fetchone()[0])


def read_facet(store: Store, wanted: IncidentFilter, field: str) -> dict[str, int]:
    """Count the incidents by the values of a facet, as the other facets and the text narrow them."""
    narrow = _every_kind if field == "kind" else narrowing
    condition, values = narrow(store, wanted.model_copy(update={field: ""}))
    value, source = _FIELDS.get(field, field), f"incident_row WHERE {condition}"
    if field == "mode":
        value = "json_extract(one.value, '$.mode')"
        source = f"(SELECT modes AS those FROM incident_row WHERE {condition}), json_each(those) AS one"
    if field in _LIFE:
        return _count_each(store, _LIFE[field](), condition, values)
    counted = f"SELECT {value}, count(*) FROM {source} GROUP BY 1 ORDER BY 1"
    return {value: count for value, count in store.database.conn.execute(counted, values) if value}


def _count_each(store: Store, conditions: Mapping[str, str], narrowed: str, values: list[Any]) -> dict[str, int]:
    """Count in one walk what several conditions let through, which one incident can all meet."""
    # Not a sum of what is true: only a condition is left at the first part that decides it.
    counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in conditions.values())
    counted = store.database.conn.execute(f"SELECT {counts} FROM incident_row WHERE {narrowed}", values).fetchone()
    return {value: count for value, count in zip(conditions, counted, strict=True) if count}


def read_incidents(store: Store, keys: Sequence[str]) -> list[Incident]:
    """Read the incidents of some keys, in their order; one that is gone is left out."""
    found = store.incidents.all("key IN (SELECT value FROM json_each(?))", json.dumps(list(keys)))
    by_key = {incident.key: incident for incident in found}
    return [by_key[key] for key in keys if key in by_key]


def incidents_like(store: Store, wanted: IncidentFilter, limit: int) -> tuple[tuple[IncidentRow, ...], int]:
    """Return the first incidents of a list, and how many it has."""
    condition, values = narrowing(store, wanted)
    counted = store.database.conn.execute(f"SELECT count(*) FROM incident_row WHERE {condition}", values)
    return read_page(store, wanted, size=limit), int(counted.fetchone()[0])


def _has(store: Store, where: str, *values: str) -> bool:
    return store.database.conn.execute(f"SELECT 1 FROM incident WHERE {where} LIMIT 1", values).fetchone() is not None


def narrowing(store: Store, wanted: IncidentFilter) -> tuple[str, list[Any]]:
    """Return an SQL condition and its values; a text is a query, one without sense matches nothing.

    Vulnerabilities are let through where a kind is asked for, or one of them by its key: imported by the thousand, they
    would bury what happened.
    """
    condition, values = _every_kind(store, wanted)
    if _asks_for_kind(wanted):
        return condition, values
    return f"{condition} AND (kind <> ? OR key = ?)", [*values, VULNERABILITY, _key_in(wanted)]


def _asks_for_kind(wanted: IncidentFilter) -> bool:
    return bool(wanted.kind or parse(wanted.text).values("kind"))


def _key_in(wanted: IncidentFilter) -> str:
    """Return the key that is the whole text of a filter; empty where it is none."""
    text = wanted.text.strip().upper()
    return text if re.fullmatch(r"INC-[0-9]{4}-[0-9]+", text) else ""


def _every_kind(store: Store, wanted: IncidentFilter) -> tuple[str, list[Any]]:
    parts: list[str] = [shown("incident_row")]
    values: list[Any] = []
    for field in ("grade", "kind", "category", "severity", "origin", "deployment"):
        if value := getattr(wanted, field):
            parts.append(f"{_FIELDS.get(field, field)} = ?")
            values.append(value)
    parts += [conditions().get(value, "0") for field, conditions in _LIFE.items() if (value := getattr(wanted, field))]
    if wanted.year:
        parts.append(f"{BY_DATE} >= ? AND {BY_DATE} < ?")
        values += _stretch(wanted.year)
    if wanted.mode:
        # The first half is a glance that spares most rows the second.
        parts.append(f"instr(modes, ?) AND {_HAS_MODE}")
        values += [wanted.mode, wanted.mode]
    if wanted.text.strip():
        asked = incidents_asked_for(store.database, parse(wanted.text))
        parts.append(f"({asked.sql})")
        values += asked.values
    return " AND ".join(parts), values


def _stretch(when: str) -> tuple[str, str]:
    """Return between which dates a year stands, a quarter of it, or (`2026-?`) what is known by its year alone.

    The colon comes after every sign of a date.
    """
    year, _, part = when.partition("-")
    if part == "?":
        return year, f"{year}-"
    if re.fullmatch("Q[1-4]", part):
        last = int(part[1]) * 3
        return f"{year}-{last - 2:02}", f"{year}-{last:02}:"
    return when, f"{when}:"


def _row(*columns: Any) -> IncidentRow:
    key, title, severity, category, kind, grade, origin, when, reached, modes, deployment, recorded, value, group = (
        columns
    )
    return IncidentRow(
        key=key,
        title=title,
        severity=severity,
        category=category,
        kind=kind,
        grade=grade,
        origin=origin,
        when=when,
        phase=(reached or REPORTED).capitalize(),
        modes=tuple(one["mode"] for one in json.loads(modes)),
        deployment=deployment or "",
        recorded=recorded,
        value=value,
        group=group,
    )
