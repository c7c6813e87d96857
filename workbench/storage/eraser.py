"""Erasing values from one database: journal, rows, search index, raw records, and what a freeze pinned.

It works on the tables as they are, so that a backup of an older schema is gone over in the same way.
"""

import json
from collections.abc import Iterable
from typing import Any

from workbench.domain.journal import Change, canonical, digest
from workbench.domain.model import Model
from workbench.domain.purge import (
    field_of,
    is_json,
    known_as,
    left_of,
    texts_in,
    value_at,
    with_left,
)
from workbench.storage.database import OpenDatabase, whole

Places = tuple[tuple[str, str], ...]


class Target(Model):
    """What to erase: these values at these places, and the text of this file."""

    name: str
    places: Places
    values: frozenset[str]
    """As `known_as` writes them."""
    sha256: str | None = None


class Erased(Model):
    """What was erased from a database."""

    changes: tuple[Change, ...]
    """Of rows as they are shown; without what stood there."""
    records: dict[str, str]
    reviews: tuple[str, ...]
    values: int
    """How many values of the journal were erased."""


class Eraser:
    """One pass over one database; call it in a transaction."""

    def __init__(self, database: OpenDatabase, target: Target) -> None:
        self._execute = database.conn.execute
        self._target = target
        self._tables = {row[0] for row in self._execute("SELECT name FROM sqlite_schema WHERE type <> 'index'")}

    def erase(self) -> Erased:
        """Erase everything of the target, and return what changed."""
        values = sum(self._from_journal(entity, path) for entity, path in self._target.places)
        changes = [change for place in self._target.places for change in self._from_row(*place)]
        for entity in dict.fromkeys(entity for entity, _ in self._target.places):
            self._from_documents(entity)
            if entity.startswith("incident/"):
                self._from_raw_records(entity.removeprefix("incident/"))
        if self._target.sha256:
            self._from_evidence_text(self._target.sha256)
        records, reviews = self._from_records()
        return Erased(changes=tuple(changes), records=records, reviews=tuple(sorted(reviews)), values=values)

    def _is_meant(self, value: Any, path: str) -> bool:
        return known_as(value_at(value, path)) in self._target.values

    def _from_journal(self, entity: str, path: str) -> int:
        rows = self._execute(
            "SELECT seq, position, old, new FROM journal_value WHERE entity = ? AND field = ?",
            (entity, field_of(path)),
        ).fetchall()
        erased = 0
        for seq, position, *sides in rows:
            for side, text in zip(("old", "new"), sides, strict=True):
                with whole("value in the journal"):
                    is_meant = text is not None and self._is_meant(json.loads(text), path)
                if is_meant:
                    self._execute(
                        f"UPDATE journal_value SET {side} = NULL, {side}_salt = NULL WHERE seq = ? AND position = ?",
                        (seq, position),
                    )
                    erased += 1
        return erased

    def _from_row(self, entity: str, path: str) -> Iterable[Change]:
        table, _, row_id = entity.partition("/")
        field = field_of(path)
        physical = "incident_row" if table == "incident" and "incident_row" in self._tables else table
        if field not in self._columns(physical):
            return
        before = self._shown(table, field, row_id)
        rows = self._execute(f'SELECT rowid, "{field}" FROM {physical} WHERE id = ?', (row_id,)).fetchall()
        for rowid, column in rows:
            value = _decoded(field, column)
            if value is not None and self._is_meant(value, path):
                left = with_left(value, path, _left(table, path))
                self._execute(f'UPDATE {physical} SET "{field}" = ? WHERE rowid = ?', (_encoded(field, left), rowid))
        after = self._shown(table, field, row_id)
        if before != after:
            yield Change(entity=entity, field=field, old=None, new=after)

    def _columns(self, table: str) -> set[str]:
        return {row[1] for row in self._execute(f"PRAGMA table_info({table})")} if table in self._tables else set()

    def _shown(self, table: str, field: str, row_id: str) -> Any:
        row = self._execute(f'SELECT "{field}" FROM {table} WHERE id = ?', (row_id,)).fetchone()
        return None if row is None else _decoded(field, row[0])

    def _from_documents(self, entity: str) -> None:
        """Take the texts out of the search index; where the workspace is open its rows are indexed anew after this."""
        texts = {text for value in self._target.values for text in texts_in(json.loads(value)) if text}
        rows = self._execute("SELECT rowid, title, body, key FROM document WHERE entity = ?", (entity,)).fetchall()
        for rowid, title, body, key in rows:
            new_title, new_body = title, body
            for text in sorted(texts, key=len, reverse=True):
                new_title, new_body = new_title.replace(text, ""), new_body.replace(text, "")
            self._index_again(rowid, (title, body, key), (new_title, new_body, key))

    def _index_again(self, rowid: int, old: tuple[str, str, str], new: tuple[str, str, str]) -> None:
        if old == new:
            return
        self._execute(
            "INSERT INTO document_fts (document_fts, rowid, title, body, key) VALUES ('delete', ?, ?, ?, ?)",
            (rowid, *old),
        )
        self._execute("UPDATE document SET title = ?, body = ? WHERE rowid = ?", (*new[:2], rowid))
        self._execute("INSERT INTO document_fts (rowid, title, body, key) VALUES (?, ?, ?, ?)", (rowid, *new))

    def _from_raw_records(self, incident_id: str) -> None:
        """Empty the records as they stood in imported files; the import keeps their hashes."""
        if "raw_record" in self._tables:
            self._execute(
                """UPDATE raw_record SET body = x''
                    WHERE sha256 IN (SELECT raw_sha256 FROM import_record WHERE incident_id = ?)""",
                (incident_id,),
            )

    def _from_evidence_text(self, sha256: str) -> None:
        """Empty what the index has of a file: an empty text, because a missing one would be read again."""
        if "evidence_text" in self._tables:
            self._execute("INSERT OR REPLACE INTO evidence_text VALUES (?, '')", (sha256,))
        rows = self._execute(
            """SELECT document.rowid, title, body, document.key, ifnull(evidence.url, evidence.name) FROM document
                JOIN evidence ON document.entity = 'evidence/' || evidence.id WHERE sha256 = ?""",
            (sha256,),
        ).fetchall()
        for rowid, title, body, key, name in rows:
            self._index_again(rowid, (title, body, key), (title, f"{name}\n", key))

    def _from_records(self) -> tuple[dict[str, str], set[str]]:
        """Take the values out of what freezes pinned; what is left is known by a hash of its own."""
        records: dict[str, str] = {}
        reviews: set[str] = set()
        frozen = self._execute(
            "SELECT id, record_sha256, verdict_sha256 FROM review WHERE record_sha256 IS NOT NULL"
        ).fetchall()
        for review_id, *keys in frozen:
            pinned = {key: self._snapshot(key) for key in keys if key}
            if self._target.sha256 and any(self._target.sha256 in body for body in pinned.values()):
                reviews.add(review_id)
            with whole("record"):
                stored = {key: json.loads(body) for key, body in pinned.items() if body}
                scrub(list(stored.values()), self._target)
            for key, value in stored.items():
                if value != json.loads(pinned[key]):
                    body = canonical(value).decode()
                    self._execute("UPDATE snapshot SET body = ? WHERE id = ?", (body, key))
                    records[key] = digest(body.encode())
                    reviews.add(review_id)
        return records, reviews

    def _snapshot(self, key: str) -> str:
        row = self._execute("SELECT body FROM snapshot WHERE id = ?", (key,)).fetchone()
        return "" if row is None else str(row[0])


_SECTIONS = {
    "finding": "findings",
    "evidence": "evidence",
    "evidence_use": "uses",
    "condition": "conditions",
    "waiver": "waivers",
    "dissent": "dissents",
}
"""Where the rows of a table stand in a record."""


def scrub(stored: list[dict[str, Any]], target: Target) -> None:
    """Take the values of a target out of a record and its verdict, given as JSON."""
    for entity, path in target.places:
        table, _, row_id = entity.partition("/")
        for one in stored:
            for row in one.get(_SECTIONS.get(table, ""), ()):
                if row["id"] == row_id:
                    _scrub_field(row, table, path, target)
                    if table == "finding" and path == "summary":
                        _scrub_lines(stored, row["check_id"], target)
            _scrub_head(one, table, row_id, path, target)
            if table == "evidence" and path == "name":
                _scrub_names(one, target)
            if table == "incident" and path == "title":
                for shown in one.get("precedents", {}).values():
                    for incident in shown:
                        _scrub_field(incident, table, path, target)


def _scrub_field(row: dict[str, Any], table: str, path: str, target: Target) -> None:
    field = field_of(path)
    value = row.get(field)
    if value is not None and known_as(value_at(value, path)) in target.values:
        row[field] = with_left(value, path, _left(table, path))


def _scrub_lines(stored: list[dict[str, Any]], check_id: str, target: Target) -> None:
    for one in stored:
        for line in one.get("lines", ()):
            if line["check_id"] == check_id:
                _scrub_field(line, "finding", "summary", target)


def _scrub_names(one: dict[str, Any], target: Target) -> None:
    left = _left("evidence", "name")
    for reason in one.get("reasons", ()):
        reason["evidence"] = [left if known_as(name) in target.values else name for name in reason["evidence"]]


def _scrub_head(one: dict[str, Any], table: str, row_id: str, path: str, target: Target) -> None:
    """Take a value out of what a record says of its review, its deployment and its version."""
    review = one.get("review")
    if review is None:
        return
    if table == "version" and review["version_id"] == row_id:
        _scrub_field(one, table, path, target)
    elif (table == "review" and path == "purpose") or (table == "deployment" and path == "owner"):
        _scrub_field(review, table, path, target)
    elif table == "deployment" and path == "name" and known_as(review["deployment"]) in target.values:
        review["deployment"] = _left(table, path)


def _left(table: str, path: str) -> Any:
    found = left_of(table, path)
    if found is None:
        raise ValueError(f"nothing can be purged at {table} {path}")
    return found[0]


def _decoded(field: str, column: Any) -> Any:
    if column is None or not is_json(field):
        return column
    with whole(f"{field} of a row"):
        return json.loads(column)


def _encoded(field: str, value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if is_json(field) and value is not None else value
