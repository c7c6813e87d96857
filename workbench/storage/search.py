"""Full-text search over modes, incidents, reviews and evidence; no input is ever read as FTS syntax."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from workbench.catalogue.wording import title_of, words_in
from workbench.domain.catalogue import Catalogue, FailureMode
from workbench.domain.model import Model
from workbench.domain.query import WORD, Query, Word, folded, parse
from workbench.storage.database import OpenDatabase
from workbench.storage.incident_rows import shown
from workbench.storage.query_sql import KINDS, Asked, Kind, match_of, unwanted_of

RANK = "bm25(document_fts, 8.0, 1.0, 6.0)"
"""A match in the title weighs most, then one in the key."""
EXCERPT_WORDS = 16
EXCERPT_BEFORE = 4
"""How many words of an excerpt stand before the first match."""
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

    def keep_text(self, sha256: str, text: str) -> None:
        """Keep what a file of evidence says, and find it from now on; call it in a transaction."""
        self._database.conn.execute("INSERT OR REPLACE INTO evidence_text VALUES (?, ?)", (sha256, text))
        for row in self._database.rows("SELECT id, name, url, sha256 FROM evidence WHERE sha256 = ?", (sha256,)):
            self.index("evidence", row)

    def unread(self) -> list[tuple[str, str]]:
        """Return SHA-256 and media type of every file whose text the index has not got yet."""
        rows = self._database.conn.execute(
            """SELECT DISTINCT sha256, media_type FROM evidence WHERE sha256 IS NOT NULL
                AND sha256 NOT IN (SELECT sha256 FROM evidence_text) ORDER BY sha256"""
        )
        return [(str(row[0]), str(row[1])) for row in rows]

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
            text = self._database.conn.execute(
                "SELECT text FROM evidence_text WHERE sha256 = ?", (row["sha256"],)
            ).fetchone()
            return "evidence", row["id"], row["name"], f"{row['url'] or row['name']}\n{text[0] if text else ''}"
        return None

    def find(self, text: str, *, kinds: Iterable[Kind] = (), limit: int = 20) -> list[Hit]:
        """Return the best matches of a query by bm25; of one without words the latest."""
        query = parse(text)
        if query.is_empty or query.finds_nothing:
            return []
        sql, values = self._found(query, tuple(kinds) or KINDS)
        order = f"{RANK}, document.rowid" if query.wanted else "document.rowid DESC"
        return self._hits(query, f"SELECT document.rowid AS id {sql} ORDER BY {order} LIMIT ?", (*values, limit))

    def find_each(self, text: str, limit: int) -> list[Hit]:
        """Return at most `limit` matches of each kind: the best, or the latest of a query without words."""
        query = parse(text)
        if not query.wanted or query.finds_nothing:
            return [hit for kind in KINDS for hit in self.find(text, kinds=(kind,), limit=limit)]
        sql, values = self._found(query, KINDS)
        ranked = f"""WITH ranked AS MATERIALIZED (
                SELECT document.rowid AS id, document.kind AS kind, {RANK} AS rank {sql}
            ) SELECT id FROM (
                SELECT id, rank, row_number() OVER (PARTITION BY kind ORDER BY rank, id) AS place FROM ranked
            ) WHERE place <= ? ORDER BY rank, id"""
        return self._hits(query, ranked, (*values, limit))

    def _found(self, query: Query, kinds: tuple[Kind, ...]) -> tuple[str, tuple[object, ...]]:
        """Return the SQL from FROM on that finds the documents of a query, and its values."""
        asked = Asked(self._database, query).documents(kinds)
        if match := match_of(query):
            return (
                f"""FROM document_fts JOIN document ON document.rowid = document_fts.rowid
                    WHERE document_fts MATCH ? AND {shown("document")} AND ({asked.sql})""",
                (match, *asked.values),
            )
        unwanted = unwanted_of(query)
        without = (
            "document.rowid NOT IN (SELECT rowid FROM document_fts WHERE document_fts MATCH ?)" if unwanted else "1"
        )
        values = (unwanted, *asked.values) if unwanted else asked.values
        return f"FROM document WHERE {without} AND {shown('document')} AND ({asked.sql})", values

    def _hits(self, query: Query, ids: str, values: tuple[object, ...]) -> list[Hit]:
        rows = self._database.conn.execute(
            f"""SELECT document.kind, document.key, document.title, document.entity, document.body
                FROM ({ids}) AS best JOIN document ON document.rowid = best.id""",
            values,
        )
        return [
            Hit(kind=row[0], key=row[1], title=row[2], entity=row[3], excerpt=excerpt_of(row[4], query.wanted))
            for row in rows
        ]


def excerpt_of(body: str, words: Sequence[Word]) -> str:
    """Return some words of a text around the first match, each match marked.

    Not `snippet()` of FTS5: its time grows with the square of the matches, and nothing interrupts it.
    """
    is_match = _matcher(words)
    before: deque[re.Match[str]] = deque(maxlen=EXCERPT_BEFORE)
    tokens = islice(re.finditer(WORD, body), EXCERPT_SEARCHED)
    for token in tokens:
        if is_match(token[0]):
            return _excerpt(body, [*before, token, *islice(tokens, EXCERPT_WORDS - 1)], is_match)
        before.append(token)
    return _excerpt(body, [*islice(re.finditer(WORD, body), EXCERPT_WORDS)], is_match)


def _excerpt(body: str, tokens: Sequence[re.Match[str]], is_match: Callable[[str], bool]) -> str:
    """Return the text of at most so many words, with what stands between them."""
    if not tokens:
        return ""
    start, shown_tokens = tokens[0].start(), tokens[:EXCERPT_WORDS]
    is_cut = bool(body[:start].strip())
    parts, at = ["…" if is_cut else ""], start if is_cut else 0
    for token in shown_tokens:
        parts += [body[at : token.start()], f"{OPEN}{token[0]}{CLOSE}" if is_match(token[0]) else token[0]]
        at = token.end()
    goes_on = re.search(r"\w", body[at : at + EXCERPT_LETTERS]) is not None
    return "".join(parts) + ("…" if goes_on else body[at:])


def _matcher(words: Sequence[Word]) -> Callable[[str], bool]:
    """Return what tells whether a word of a text is one that is looked for, as the index compares them."""
    whole = {folded(part) for word in words for part in word.parts[: -1 if word.is_beginning else None]}
    beginnings = tuple(folded(word.parts[-1]) for word in words if word.is_beginning)

    def is_match(token: str) -> bool:
        plain = folded(token[:EXCERPT_LETTERS])
        return plain in whole or (bool(beginnings) and plain.startswith(beginnings))

    return is_match


def words_of_mode(mode: FailureMode) -> str:
    """Return everything of a failure mode that is searched but its name."""
    subs = " ".join(f"{sub.name} {sub.gist} {sub.prose}" for sub in mode.sub_modes)
    controls = " ".join(control.name for control in mode.controls)
    return "\n".join((mode.check.id, mode.lead, mode.trigger, mode.mechanism, mode.root_cause, subs, controls))


def _catalogue_documents(catalogue: Catalogue) -> list[tuple[str, str, str, str, str]]:
    documents = [(f"mode/{mode.id}", "mode", mode.id, mode.name, words_of_mode(mode)) for mode in catalogue.modes]
    others = catalogue.published
    return documents + [(f"mode/{row.id}", "mode", row.id, title_of(row), words_in(catalogue, row)) for row in others]


def _incident_document(row: dict[str, Any]) -> tuple[str, str, str, str]:
    parts = [text for name in _TEXTS_OF_INCIDENT if (text := row.get(name))]
    parts += filter(None, row.get("contributing_factors") or ())
    parts += [each["text"] for each in row.get("actions") or () if each["text"]]
    return "incident", row["key"], row["title"], "\n".join(parts)


_TEXTS_OF_INCIDENT = ("summary", "trigger", "root_cause", "impact", "detection", "containment", "fix", "prevention")
