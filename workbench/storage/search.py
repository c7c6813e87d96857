"""Full-text search over modes, incidents, reviews and evidence; no input is ever read as FTS syntax."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Literal

from workbench.catalogue.wording import title_of, words_in
from workbench.domain.catalogue import Catalogue
from workbench.domain.model import Model
from workbench.storage.database import OpenDatabase
from workbench.storage.incident_rows import shown

Kind = Literal["mode", "incident", "review", "evidence"]
MAX_WORDS = 16
MAX_QUERY = 400
EXCERPT_WORDS = 16
EXCERPT_SEARCHED = 20_000
"""In how many words of a text a match is looked for."""
EXCERPT_LETTERS = 100
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
            self._forget(entity)
        else:
            self._put(entity, *document)

    def index_catalogue(self, catalogue: Catalogue) -> None:
        """Index every mode, and figures, practices and their like as of the same kind; call it in a transaction.

        Nothing is written when the index has them as they are now.
        """
        wanted = _catalogue_documents(catalogue)
        held = self._database.conn.execute("SELECT entity, kind, key, title, body FROM document WHERE kind = 'mode'")
        if sorted(wanted) == sorted(held):
            return
        self.remove("kind = ?", "mode")
        for document in wanted:
            self._put(*document)

    def add_incidents(self, rows: Sequence[dict[str, Any]], added_by: int) -> None:
        """Index incidents that an import brings; they are found when it is shown."""
        last = self._database.conn.execute("SELECT ifnull(max(rowid), 0) FROM document").fetchone()[0]
        documents = [
            (last + place, f"incident/{row['id']}", *_incident_document(row), added_by)
            for place, row in enumerate(rows, 1)
        ]
        self._insert(documents)

    def remove(self, where: str, *values: Any) -> None:
        """Forget the documents that match an SQL condition with `?` for each value."""
        self._database.conn.execute(
            f"""INSERT INTO document_fts (document_fts, rowid, title, body, key)
                SELECT 'delete', rowid, title, body, key FROM document WHERE {where}""",
            values,
        )
        self._database.conn.execute(f"DELETE FROM document WHERE {where}", values)

    def _put(self, entity: str, kind: str, key: str, title: str, body: str) -> None:
        self._forget(entity)
        last, added_by = self._database.conn.execute(
            f"""SELECT (SELECT ifnull(max(rowid), 0) FROM document),
                (SELECT added_by FROM incident_row WHERE id = ? AND {shown("incident_row")})""",
            (entity.removeprefix("incident/"),),
        ).fetchone()
        self._insert([(last + 1, entity, kind, key, title, body, added_by)])

    def _insert(self, documents: Sequence[tuple[Any, ...]]) -> None:
        self._database.conn.executemany("INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, NULL)", documents)
        # Written by hand and not by triggers: with an untrusted schema SQLite lets no trigger touch a virtual table.
        self._database.conn.executemany(
            "INSERT INTO document_fts (rowid, title, body, key) VALUES (?, ?, ?, ?)",
            [(row[0], row[4], row[5], row[3]) for row in documents],
        )

    def _forget(self, entity: str) -> None:
        self.remove(f"entity = ? AND {shown('document')}", entity)

    def _document(self, table: str, row: dict[str, Any]) -> tuple[str, str, str, str] | None:
        if table == "incident":
            return _incident_document(row)
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
            f"""SELECT document.kind, document.key, document.title, document.entity, document.body
                FROM (SELECT document.rowid AS id
                      FROM document_fts JOIN document ON document.rowid = document_fts.rowid
                      WHERE document_fts MATCH ? AND {shown("document")} {where}
                      ORDER BY bm25(document_fts, 8.0, 1.0, 6.0), document.rowid LIMIT ?) AS best
                JOIN document ON document.rowid = best.id""",
            (expression, *chosen, limit),
        )
        words = words_of(text)
        return [
            Hit(kind=row[0], key=row[1], title=row[2], entity=row[3], excerpt=excerpt_of(row[4], words)) for row in rows
        ]


def words_of(text: str) -> list[str]:
    """Return the words that are looked for, each once, the last one typed at the end."""
    words = re.findall(r"\w+", text[:MAX_QUERY].replace("\0", " "))[:MAX_WORDS]
    return list(dict.fromkeys(reversed(words)))[::-1]


def excerpt_of(body: str, words: list[str]) -> str:
    """Return some words of a text around the first match, each match marked.

    Not `snippet()` of FTS5: its time grows with the square of the matches, and nothing interrupts it.
    """
    whole, beginning = [_plain(word) for word in words[:-1]], _plain(words[-1])
    tokens = list(islice(re.finditer(r"\w+", body), EXCERPT_SEARCHED))
    marked = [_plain(token[0]) in whole or _plain(token[0]).startswith(beginning) for token in tokens]
    if not tokens:
        return ""
    first = max(marked.index(True) - 4, 0) if True in marked else 0
    last = min(first + EXCERPT_WORDS, len(tokens)) - 1
    parts = ["…" if first else ""]
    at = tokens[first].start() if first else 0
    for token, is_match in zip(tokens[first : last + 1], marked[first : last + 1], strict=True):
        parts += [body[at : token.start()], f"{OPEN}{token[0]}{CLOSE}" if is_match else token[0]]
        at = token.end()
    return "".join(parts) + ("…" if last + 1 < len(tokens) else body[at:])


def _plain(word: str) -> str:
    """Return a word as the index compares it: without case and accents."""
    parts = unicodedata.normalize("NFD", word[:EXCERPT_LETTERS])
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).casefold()


def _catalogue_documents(catalogue: Catalogue) -> list[tuple[str, str, str, str, str]]:
    documents = []
    for mode in catalogue.modes:
        subs = " ".join(f"{sub.name} {sub.gist} {sub.prose}" for sub in mode.sub_modes)
        controls = " ".join(control.name for control in mode.controls)
        parts = (mode.check.id, mode.lead, mode.trigger, mode.mechanism, mode.root_cause, subs, controls)
        documents.append((f"mode/{mode.id}", "mode", mode.id, mode.name, "\n".join(parts)))
    others = catalogue.published
    return documents + [(f"mode/{row.id}", "mode", row.id, title_of(row), words_in(catalogue, row)) for row in others]


def _incident_document(row: dict[str, Any]) -> tuple[str, str, str, str]:
    texts = (row.get(name) for name in _TEXTS_OF_INCIDENT)
    parts = [*texts, *(row.get("contributing_factors") or ()), *(each["text"] for each in row.get("actions") or ())]
    return "incident", row["key"], row["title"], "\n".join(filter(None, parts))


_TEXTS_OF_INCIDENT = ("summary", "trigger", "root_cause", "impact", "detection", "containment", "fix", "prevention")


def match_expression(text: str) -> str:
    """Turn any input into a safe FTS5 expression: quoted words, the last one a prefix; empty when no word is left."""
    words = words_of(text)
    if not words:
        return ""
    quoted = [f'"{word}"' for word in words]
    return " ".join([*quoted[:-1], f"{quoted[-1]}*"])
