"""A query as SQL: its words as an FTS5 expression, its filters as conditions on the rows of each kind of record.

Nothing of what was typed becomes SQL or FTS5 syntax: words are quoted, values are bound.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple, get_args

from workbench.catalogue.loader import workspace_catalogue
from workbench.domain.catalogue import Catalogue, FailureMode, subjects_of
from workbench.domain.query import ALL_OF, Query, Word, folded
from workbench.storage.database import OpenDatabase
from workbench.storage.incident_life_sql import lacks_sql, phase_sql
from workbench.storage.incident_rows import shown

Kind = Literal["mode", "incident", "review", "evidence"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Condition(NamedTuple):
    """An SQL condition, with a value for each `?`."""

    sql: str
    values: tuple[object, ...] = ()


EVERYTHING, NOTHING = Condition("1"), Condition("0")
Part = Callable[["Asked", tuple[str, ...]], Condition]


def expression_of(words: Iterable[Word]) -> str:
    """Return an FTS5 expression that all of these words match; empty without one."""
    return " ".join(_quoted(word) for word in words)


def unwanted_of(query: Query) -> str:
    """Return an FTS5 expression that any unwanted word matches; empty without one."""
    return " OR ".join(_quoted(word) for word in query.words if word.is_unwanted)


def match_of(query: Query) -> str:
    """Return the FTS5 expression of a query; empty when no word is wanted."""
    wanted, unwanted = expression_of(query.wanted), unwanted_of(query)
    return f"({wanted}) NOT ({unwanted})" if wanted and unwanted else wanted


def incidents_asked_for(database: OpenDatabase, query: Query) -> Condition:
    """Return the condition on the rows of `incident` that a query asks for, words and filters."""
    found = f"""SELECT substr(document.entity, 10) FROM document_fts JOIN document
        ON document.rowid = document_fts.rowid WHERE document_fts MATCH ? AND document.kind = 'incident'
        AND {shown("document")}"""
    wanted, unwanted = match_of(query), unwanted_of(query)
    words = EVERYTHING
    if wanted:
        words = Condition(f"id IN ({found})", (wanted,))
    elif unwanted:
        words = Condition(f"id NOT IN ({found})", (unwanted,))
    return _all([words, Asked(database, query).where("incident")])


def reviews_asked_for(database: OpenDatabase, query: Query) -> set[str]:
    """Return the full keys of the reviews that have a finding the filters of a query ask for."""
    asked = Asked(database, query).where("review")
    rows = database.conn.execute(
        f"""SELECT DISTINCT review.number, review.revision FROM review
            JOIN finding ON finding.review_id = review.id WHERE {asked.sql}""",
        asked.values,
    )
    return {f"REV-{number}.{revision}" for number, revision in rows}


def _quoted(word: Word) -> str:
    text = " ".join(word.parts)
    return f'"{text}"*' if word.is_beginning else f'"{text}"'


class Asked:
    """A query, asked of a workspace."""

    def __init__(self, database: OpenDatabase, query: Query) -> None:
        self._database = database
        self._query = query

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue, whose modes have severities and categories."""
        return workspace_catalogue(self._database.folder)

    def where(self, kind: Kind) -> Condition:
        """Return the condition on `incident`, `evidence`, `finding` beside its `review`, or for a mode on `document`.

        A kind that a wanted filter says nothing about does not match.
        """
        types = self._query.values("type")
        if self._query.finds_nothing or (types and kind not in types):
            return NOTHING
        conditions = [EVERYTHING]
        for row in self._query.filters:
            if row.field == "type":
                conditions += [NOTHING] if row.is_unwanted and kind in row.values else []
                continue
            part = _PARTS[kind].get(row.field)
            if part is None:
                conditions += [] if row.is_unwanted else [NOTHING]
            else:
                sql, values = self._joined(row.field, part, row.values)
                conditions.append(Condition(f"({sql}) IS NOT TRUE" if row.is_unwanted else f"({sql})", values))
        if NOTHING in conditions:
            return NOTHING
        return EVERYTHING if conditions == [EVERYTHING] else _all(conditions)

    def documents(self, kinds: Iterable[Kind]) -> Condition:
        """Return the condition on the rows of `document` that are of some kinds."""
        parts = {kind: self.where(kind) for kind in kinds}
        if all(part == EVERYTHING for part in parts.values()):
            return EVERYTHING if len(parts) == len(KINDS) else _is_among("document.kind", parts)
        return _any(
            Condition(f"document.kind = '{kind}' AND {_ROWS[kind].format(part.sql)}", part.values)
            for kind, part in parts.items()
            if part != NOTHING
        )

    def _joined(self, field: str, part: Part, values: tuple[str, ...]) -> Condition:
        if field in ALL_OF:
            return _all([part(self, (value,)) for value in values])
        return part(self, values)

    def ids_named(self, table: str, names: tuple[str, ...], *columns: str) -> Condition:
        """Return the ids of persons or deployments one of whose columns holds one of the names, as one JSON value."""
        wanted = [folded(name) for name in names]
        rows = self._database.conn.execute(f"SELECT id, {', '.join(columns)} FROM {table}")
        found = [row[0] for row in rows if any(name in folded(str(said or "")) for name in wanted for said in row[1:])]
        return _among(found)

    def modes(self, keep: Callable[[FailureMode], bool]) -> list[FailureMode]:
        """Return the modes of the catalogue that are kept."""
        return [mode for mode in self.catalogue.modes if keep(mode)]


def _all(conditions: Iterable[Condition]) -> Condition:
    parts = tuple(conditions)
    return Condition(
        " AND ".join(f"({part.sql})" for part in parts), tuple(value for part in parts for value in part.values)
    )


def _any(conditions: Iterable[Condition]) -> Condition:
    parts = tuple(conditions) or (NOTHING,)
    return Condition(
        " OR ".join(f"({part.sql})" for part in parts), tuple(value for part in parts for value in part.values)
    )


def _among(values: Iterable[str]) -> Condition:
    return Condition("IN (SELECT value FROM json_each(?))", (json.dumps(list(values)),))


def _in(column: str) -> Part:
    return lambda asked, values: _is_among(column, values)


def _is_among(column: str, values: Iterable[str]) -> Condition:
    sql, bound = _among(values)
    return Condition(f"{column} {sql}", bound)


def _named(column: str, table: str, *columns: str) -> Part:
    def part(asked: Asked, values: tuple[str, ...]) -> Condition:
        sql, bound = asked.ids_named(table, values, *columns)
        return Condition(f"{column} {sql}", bound)

    return part


def _stands(conditions: Mapping[str, str]) -> Part:
    """Return the part of a choice whose values are conditions; a value that is not there matches nothing."""
    return lambda asked, values: _any(Condition(conditions.get(value, "0")) for value in values)


def _after(moment: str) -> Part:
    return lambda asked, values: Condition(f"{moment} >= ?", values)


def _before(moment: str) -> Part:
    return lambda asked, values: Condition(f"{moment} < ?", values)


def _severe(column: str) -> Part:
    return lambda asked, values: _is_among(column, [value.upper() for value in values])


def _checked(column: str, keep: Callable[[FailureMode, tuple[str, ...]], bool]) -> Part:
    """Return the part of a check whose mode is kept."""
    return lambda asked, values: _is_among(
        column, [mode.check.id for mode in asked.modes(lambda mode: keep(mode, values))]
    )


def _has_severity(mode: FailureMode, values: tuple[str, ...]) -> bool:
    return mode.severity.lower() in values


def _has_id(mode: FailureMode, values: tuple[str, ...]) -> bool:
    return mode.id in values


def _mode_of_incident(asked: Asked, values: tuple[str, ...]) -> Condition:
    sql, bound = _among(values)
    return Condition(
        f"EXISTS (SELECT 1 FROM json_each(modes) WHERE json_extract(json_each.value, '$.mode') {sql})", bound
    )


def _category_of_incident(asked: Asked, values: tuple[str, ...]) -> Condition:
    return _is_among("category", _categories(asked, values))


def _categories(asked: Asked, values: tuple[str, ...]) -> list[str]:
    """Return the categories whose id or name holds one of the texts; one that the catalogue lacks is its own id."""
    wanted = [folded(value) for value in values]
    names = {row.id: folded(f"{row.id} {row.name}") for row in asked.catalogue.categories}
    return [row_id for row_id, name in names.items() if any(one in name for one in wanted)] + wanted


def _severe_mode(asked: Asked, values: tuple[str, ...]) -> Condition:
    return _is_among("document.key", [mode.id for mode in asked.modes(lambda mode: _has_severity(mode, values))])


def _documents_of(entries: Callable[[Asked, tuple[str, ...]], set[str]]) -> Part:
    """Return the part of an entry of the catalogue that is, or is about, one of some modes and categories."""

    def part(asked: Asked, values: tuple[str, ...]) -> Condition:
        wanted = entries(asked, values)
        about = {entry.id for entry in asked.catalogue.published if wanted & set(subjects_of(entry))}
        return _is_among("document.key", sorted(wanted | about))

    return part


def _in_categories(asked: Asked, values: tuple[str, ...]) -> set[str]:
    found = set(_categories(asked, values))
    of_categories = {mode for row in asked.catalogue.categories if row.id in found for mode in row.modes}
    return found | of_categories | {mode.id for mode in asked.catalogue.modes if mode.category in found}


_RESOLVED = (
    "EXISTS (SELECT 1 FROM json_each(milestones) WHERE json_extract(value, '$.name') IN ('resolved', 'reviewed'))"
)
# A date that is known by its year, quarter or month alone counts as the first day of it.
_FIRST = "replace(replace(replace(replace(happened, 'Q1', '01'), 'Q2', '04'), 'Q3', '07'), 'Q4', '10')"
_BEGAN = f"nullif(substr({_FIRST} || substr('0000-01-01', length(happened) + 1), 1, 10), '0000-01-01')"
_KNOWN = {
    "mode": "modes <> '[]'",
    "category": "category IS NOT NULL",
    "severity": "severity IS NOT NULL",
    "deployment": "deployment_id IS NOT NULL",
    "date": "happened <> ''",
    "control": "controls <> '[]'",
    "cause": "root_cause <> ''",
    "impact": "impact <> ''",
    "fix": "fix <> ''",
    "timeline": "timeline <> '[]'",
}
_USED = "EXISTS (SELECT 1 FROM evidence_use WHERE evidence_id = evidence.id AND check_id"
_PARTS: Mapping[Kind, Mapping[str, Part]] = {
    "incident": {
        "sev": _severe("severity"),
        "mode": _mode_of_incident,
        "is": _stands(
            {
                "open": f"NOT {_RESOLVED}",
                "closed": _RESOLVED,
                "own": "origin = 'own'",
                "public": "origin = 'public'",
            }
        ),
        "after": _after(_BEGAN),
        "before": _before(_BEGAN),
        "deployment": _named("deployment_id", "deployment", "key", "name"),
        "grade": _in("grade"),
        "category": _category_of_incident,
        "kind": _in("kind"),
        "by": _named("recorded_by", "person", "name", "email"),
        "has": _stands(_KNOWN),
        "phase": lambda asked, values: _stands(phase_sql())(asked, values),
        "lacks": lambda asked, values: _stands(lacks_sql())(asked, values),
    },
    "review": {
        "sev": _checked("finding.check_id", _has_severity),
        "mode": _checked("finding.check_id", _has_id),
        "is": _stands(
            {
                "open": "review.state = 'draft'",
                "draft": "review.state = 'draft'",
                "closed": "review.state = 'frozen'",
                "frozen": "review.state = 'frozen'",
            }
        ),
        "after": _after("review.created_at"),
        "before": _before("review.created_at"),
        "deployment": _named(
            "(SELECT deployment_id FROM version WHERE version.id = review.version_id)", "deployment", "key", "name"
        ),
        "status": _in("ifnull(json_extract(finding.reviewer, '$.status'), 'unknown')"),
        "owner": _named("finding.owner", "person", "name", "email"),
        "by": _named("review.created_by", "person", "name", "email"),
    },
    "evidence": {
        "sev": lambda asked, values: _used(_checked("", _has_severity)(asked, values)),
        "mode": lambda asked, values: _used(_checked("", _has_id)(asked, values)),
        "after": _after("evidence.attached_at"),
        "before": _before("evidence.attached_at"),
        "deployment": _named(
            "(SELECT deployment_id FROM version WHERE version.id = evidence.subject_version)",
            "deployment",
            "key",
            "name",
        ),
        "by": _named("evidence.collector", "person", "name", "email"),
    },
    "mode": {
        "sev": _severe_mode,
        "mode": _documents_of(lambda asked, values: set(values)),
        "category": _documents_of(_in_categories),
    },
}


_ROWS: Mapping[Kind, str] = {
    "mode": "({})",
    "incident": "EXISTS (SELECT 1 FROM incident WHERE incident.id = substr(document.entity, 10) AND {})",
    "review": """EXISTS (SELECT 1 FROM finding JOIN review ON review.id = finding.review_id
        WHERE finding.id = substr(document.entity, 9) AND {})""",
    "evidence": "EXISTS (SELECT 1 FROM evidence WHERE evidence.id = substr(document.entity, 10) AND {})",
}
"""How a document of each kind leads to its row."""


def _used(checks: Condition) -> Condition:
    return Condition(f"{_USED} {checks.sql})", checks.values)
