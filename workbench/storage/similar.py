"""Incidents like another one: those that share its telling words, its failure modes or its category, and which."""

import json
import re
from typing import Any

from workbench.domain.incident import Incident
from workbench.domain.model import Model
from workbench.domain.query import folded
from workbench.storage.incident_rows import shown
from workbench.storage.mode_proposals import TELL_NOTHING
from workbench.storage.store import Store

LIMIT = 5
READ = 10_000
"""Characters of each text that are looked at."""
WORDS = 60
"""Words that are looked up, each of which takes some milliseconds when most incidents have it."""
TELLING = 24
"""Words that are searched for, the rarest."""
OFTEN = 0.1
"""A word that a larger share of the documents has tells nothing, unless there are few documents."""
FEW = 5
CANDIDATES = 40
SHOWN_WORDS = 5
_MODE, _CATEGORY = 3.0, 1.0
"""What a shared failure mode and a shared category weigh beside bm25, in which a rare word weighs some five to ten."""


class Similar(Model):
    """One incident that is like another, and why."""

    key: str
    title: str
    words: tuple[str, ...]
    """That both have, the rarest first."""
    modes: tuple[str, ...]
    same_category: bool
    score: float


def similar_to(store: Store, incident: Incident, limit: int = LIMIT) -> tuple[Similar, ...]:
    """Return the incidents that are most like one; a single shared word or a category alone makes none alike."""
    telling = _telling(store, incident)
    found = [_similar(incident, telling, *row) for row in _with_words(store, telling)]
    others = [row for row in found if row.key != incident.key]
    alike = [row for row in others if len(row.words) > 1 or (row.words and (row.modes or row.same_category))]
    return tuple(sorted(alike, key=lambda row: (-row.score, row.key))[:limit])


def _similar(incident: Incident, telling: list[str], *columns: Any) -> Similar:
    key, title, body, modes, category, rank = columns
    words = set(re.findall(r"[^\W_]+", folded(f"{title} {body}")))
    shared = {role.mode for role in incident.modes} & {role["mode"] for role in json.loads(modes)}
    same_category = bool(category) and category == incident.category
    return Similar(
        key=key,
        title=title,
        words=tuple(word for word in telling if word in words)[:SHOWN_WORDS],
        modes=tuple(sorted(shared)),
        same_category=same_category,
        score=rank + _MODE * len(shared) + _CATEGORY * same_category,
    )


def _telling(store: Store, incident: Incident) -> list[str]:
    """Return the words of an incident that few others have, the rarest first."""
    texts = (incident.title, incident.trigger, incident.root_cause, incident.summary)
    read = re.findall(r"[^\W_]{4,}", folded("\n".join(text[:READ] for text in texts)))
    words = [word for word in dict.fromkeys(read) if word not in TELL_NOTHING and not word.isdecimal()][:WORDS]
    execute = store.database.conn.execute
    # A table of this connection, which reads what the index says of a word and writes nothing.
    execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab (main, document_fts, 'row')")
    counts = dict(
        execute("SELECT term, doc FROM vocabulary WHERE term IN (SELECT value FROM json_each(?))", (json.dumps(words),))
    )
    most = max(FEW, OFTEN * execute("SELECT count(*) FROM document").fetchone()[0])
    return sorted((word for word in words if 1 < counts.get(word, 0) <= most), key=lambda word: counts[word])[:TELLING]


def _with_words(store: Store, telling: list[str]) -> list[tuple[Any, ...]]:
    if not telling:
        return []
    expression = "{title body} : (" + " OR ".join(f'"{word}"' for word in telling) + ")"
    return store.database.conn.execute(
        f"""SELECT incident.key, document.title, document.body, incident.modes, incident.category, best.rank FROM (
                SELECT rowid AS row, -bm25(document_fts, 2.0, 1.0, 0.0) AS rank FROM document_fts
                WHERE document_fts MATCH ? ORDER BY rank DESC LIMIT {CANDIDATES}) AS best
            JOIN document ON document.rowid = best.row JOIN incident
            ON incident.id = substr(document.entity, 10) AND document.kind = 'incident' AND {shown("document")}""",
        (expression,),
    ).fetchall()
