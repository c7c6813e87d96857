"""Incidents as the rows of a list: filtered, by year, a page at a time, so that a hundred thousand stay light.

The latest year comes first and within it the latest key. Keys of one year are walked by their length, longest first,
so that `INC-2026-1000` stands above `INC-2026-999` and every page is one short walk along the index of keys.
"""

import json
from collections.abc import Sequence
from typing import Any

from workbench.domain.incident import Incident
from workbench.domain.model import Model, Severity
from workbench.domain.query import parse
from workbench.storage.query_sql import incidents_asked_for
from workbench.storage.store import Store

PAGE = 100
FAR = 2_000
"""How many rows are read at most to come to one that was asked for by its key."""


class IncidentFilter(Model):
    """What a list is narrowed to; an empty field narrows nothing."""

    text: str = ""
    grade: str = ""
    category: str = ""
    mode: str = ""
    severity: str = ""
    origin: str = ""


class IncidentRow(Model):
    """What a row of the list shows of an incident."""

    key: str
    title: str
    severity: Severity | None
    category: str | None
    kind: str
    grade: str
    when: str
    phase: str


class Bucket(Model):
    """The keys of one year that have the same length."""

    year: str
    length: int
    count: int


class IncidentList(Model):
    """The beginning of a list, and how it goes on."""

    wanted: IncidentFilter
    buckets: tuple[Bucket, ...]
    in_all: int
    """Incidents in the workspace, whatever the filter."""
    rows: tuple[IncidentRow, ...]

    @property
    def count(self) -> int:
        """How many incidents the filter lets through."""
        return sum(bucket.count for bucket in self.buckets)

    def by_year(self) -> dict[str, int]:
        """Count them by year, latest first."""
        years: dict[str, int] = {}
        for bucket in self.buckets:
            years[bucket.year] = years.get(bucket.year, 0) + bucket.count
        return years


def read_list(store: Store, wanted: IncidentFilter, *, through: str = "", size: int = PAGE) -> IncidentList:
    """Read the first page, or as many pages as it takes to come to the key `through`."""
    buckets = _buckets(store, wanted)
    rows = list(read_page(store, wanted, buckets, size=size))
    while through and len(rows) < FAR and all(row.key != through for row in rows):
        more = read_page(store, wanted, buckets, after=rows[-1].key if rows else "", size=size)
        if not more:
            break
        rows += more
    in_all = int(store.database.conn.execute("SELECT count(*) FROM incident").fetchone()[0])
    return IncidentList(wanted=wanted, buckets=buckets, in_all=in_all, rows=tuple(rows))


def read_page(
    store: Store, wanted: IncidentFilter, buckets: Sequence[Bucket], *, after: str = "", size: int = PAGE
) -> tuple[IncidentRow, ...]:
    """Read the rows that follow the key `after`."""
    conditions, values = _conditions(store, wanted)
    ids: list[str] = []
    for bucket in buckets:
        if len(ids) == size:
            break
        if after and (bucket.year, bucket.length) > (after[4:8], len(after)):
            continue
        is_same = after and (bucket.year, bucket.length) == (after[4:8], len(after))
        below = after if is_same else f"INC-{bucket.year}."
        rows = store.database.conn.execute(
            f"""SELECT id FROM incident WHERE key > ? AND key < ? AND length(key) = ? AND {conditions}
                ORDER BY key DESC LIMIT ?""",
            (f"INC-{bucket.year}-", below, bucket.length, *values, size - len(ids)),
        )
        ids += [row[0] for row in rows]
    return _rows(store, ids)


def incidents_like(store: Store, wanted: IncidentFilter, limit: int) -> tuple[tuple[IncidentRow, ...], int]:
    """Return the latest incidents of a filter, and how many there are."""
    buckets = _buckets(store, wanted)
    return read_page(store, wanted, buckets, size=limit), sum(bucket.count for bucket in buckets)


def _buckets(store: Store, wanted: IncidentFilter) -> tuple[Bucket, ...]:
    conditions, values = _conditions(store, wanted)
    rows = store.database.conn.execute(
        f"""SELECT substr(key, 5, 4), length(key), count(*) FROM incident WHERE {conditions}
            GROUP BY 1, 2 ORDER BY 1 DESC, 2 DESC""",
        values,
    )
    return tuple(Bucket(year=row[0], length=row[1], count=row[2]) for row in rows)


def _conditions(store: Store, wanted: IncidentFilter) -> tuple[str, list[Any]]:
    """Return an SQL condition and its values; a text is a query, one without sense matches nothing."""
    parts, values = ["1"], []
    for column in ("grade", "category", "severity", "origin"):
        if value := getattr(wanted, column):
            parts.append(f"{column} = ?")
            values.append(value)
    if wanted.mode:
        parts.append("EXISTS (SELECT 1 FROM json_each(modes) WHERE json_extract(json_each.value, '$.mode') = ?)")
        values.append(wanted.mode)
    if wanted.text.strip():
        asked = incidents_asked_for(store.database, parse(wanted.text))
        parts.append(f"({asked.sql})")
        values += asked.values
    return " AND ".join(parts), values


def _rows(store: Store, ids: Sequence[str]) -> tuple[IncidentRow, ...]:
    found = store.incidents.all("id IN (SELECT value FROM json_each(?))", json.dumps(ids))
    by_id = {incident.id: incident for incident in found}
    return tuple(row_of(by_id[row_id]) for row_id in ids if row_id in by_id)


def row_of(incident: Incident) -> IncidentRow:
    """Return what a row shows of an incident."""
    return IncidentRow(
        key=incident.key,
        title=incident.title,
        severity=incident.severity,
        category=incident.category,
        kind=incident.kind,
        grade=incident.grade,
        when=incident.when,
        phase=incident.phase,
    )
