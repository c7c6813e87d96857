"""Full-text search over modes, incidents, reviews and evidence; no input is ever read as FTS syntax."""

import re
from collections.abc import Iterable
from typing import Any, Literal

from workbench.domain.catalogue import Catalogue
from workbench.domain.model import Model
from workbench.storage.database import OpenDatabase

Kind = Literal["mode", "incident", "review", "evidence"]
MAX_WORDS = 16
MAX_QUERY = 400
OPEN, CLOSE = "\ue000", "\ue001"
"""Private-use characters around each match of an excerpt: no text can hold mark-up by accident."""


class Hit(Model):
    """One result; `excerpt` has its matches between `OPEN` and `CLOSE`."""

    kind: Kind
    key: str
    title: str
    excerpt: str
    entity: str


class Search:
    """The index; documents follow the rows of incidents, findings and evidence in the same transaction."""

    def __init__(self, database: OpenDatabase) -> None:
        self._database = database

    def index(self, table: str, row: dict[str, Any]) -> None:
        """Follow one written or removed row."""
        entity = f"{table}/{row['id']}"
        document = None if row.get("gone") else self._document(table, row)
        if document is None:
            self._forget("entity = ?", entity)
        else:
            self._put(entity, *document)

    def index_catalogue(self, catalogue: Catalogue) -> None:
        """Index every mode; call it in a transaction."""
        self._forget("kind = ?", "mode")
        for mode in catalogue.modes:
            subs = " ".join(f"{sub.name} {sub.gist}" for sub in mode.sub_modes)
            controls = " ".join(control.name for control in mode.controls)
            parts = (mode.check.id, mode.lead, mode.trigger, mode.mechanism, mode.root_cause, subs, controls)
            self._put(f"mode/{mode.id}", "mode", mode.id, mode.name, "\n".join(parts))

    def _put(self, entity: str, kind: str, key: str, title: str, body: str) -> None:
        self._forget("entity = ?", entity)
        cursor = self._database.conn.execute(
            "INSERT INTO document (entity, kind, key, title, body) VALUES (?, ?, ?, ?, ?)",
            (entity, kind, key, title, body),
        )
        # Written by hand and not by triggers: with an untrusted schema SQLite lets no trigger touch a virtual table.
        self._database.conn.execute(
            "INSERT INTO document_fts (rowid, title, body, key) VALUES (?, ?, ?, ?)",
            (cursor.lastrowid, title, body, key),
        )

    def _forget(self, where: str, value: str) -> None:
        self._database.conn.execute(
            f"""INSERT INTO document_fts (document_fts, rowid, title, body, key)
                SELECT 'delete', rowid, title, body, key FROM document WHERE {where}""",
            (value,),
        )
        self._database.conn.execute(f"DELETE FROM document WHERE {where}", (value,))

    def _document(self, table: str, row: dict[str, Any]) -> tuple[str, str, str, str] | None:
        if table == "incident":
            body = (row["summary"], row["trigger"], row["root_cause"], row["impact"], row["fix"])
            return "incident", row["key"], row["title"], "\n".join(body)
        if table == "finding" and (row["summary"] or row["rationale"]):
            number, revision = self._database.conn.execute(
                "SELECT number, revision FROM review WHERE id = ?", (row["review_id"],)
            ).fetchone() or (0, 0)
            return "review", f"REV-{number}.{revision}", row["check_id"], f"{row['summary']}\n{row['rationale']}"
        if table == "evidence":
            return "evidence", row["id"], row["name"], row["url"] or row["name"]
        return None

    def find(self, text: str, *, kinds: Iterable[Kind] = (), limit: int = 20) -> list[Hit]:
        """Return the best matches by bm25; every word must match, the last one as a prefix."""
        expression = match_expression(text)
        if not expression:
            return []
        chosen = tuple(kinds)
        where = f"AND document.kind IN ({', '.join('?' * len(chosen))})" if chosen else ""
        rows = self._database.conn.execute(
            f"""SELECT document.kind, document.key, document.title, document.entity,
                       snippet(document_fts, -1, ?, ?, '…', 16)
                FROM document_fts JOIN document ON document.rowid = document_fts.rowid
                WHERE document_fts MATCH ? {where}
                ORDER BY bm25(document_fts, 8.0, 1.0, 6.0), document.rowid LIMIT ?""",
            (OPEN, CLOSE, expression, *chosen, limit),
        )
        return [Hit(kind=row[0], key=row[1], title=row[2], entity=row[3], excerpt=row[4]) for row in rows]


def match_expression(text: str) -> str:
    """Turn any input into a safe FTS5 expression: quoted words, the last one a prefix; empty when no word is left."""
    words = re.findall(r"\w+", text[:MAX_QUERY].replace("\0", " "))[:MAX_WORDS]
    if not words:
        return ""
    quoted = [f'"{word}"' for word in words]
    return " ".join([*quoted[:-1], f"{quoted[-1]}*"])
