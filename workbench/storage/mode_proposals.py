"""Which failure modes a text speaks of: proposed from their words, for a person to decide.

An index of its own over the dozen modes and not the one of the workspace: there the words of a hundred thousand
incidents would decide what is telling, and each word of the text would be looked up in all of them.
"""

import re
import sqlite3
from contextlib import closing

from workbench.domain.catalogue import Catalogue, FailureMode
from workbench.domain.model import Model
from workbench.storage.search import words_of_mode

LIMIT = 3
READ = 20_000
"""Characters of a text that are looked at."""
WORDS = 200
SHOWN = 6
"""Words of a proposal."""
LEAST = 2
"""How many telling words a proposal needs, unless one stands in the name of the mode."""
TELL_NOTHING = {
    *("about", "after", "again", "agent", "agents", "another", "because", "been", "before", "between", "both", "could"),
    *("does", "done", "each", "even", "every", "from", "given", "have", "into", "just", "less", "many", "more", "most"),
    *("much", "never", "none", "nobody", "once", "only", "other", "over", "people", "said", "same", "says", "should"),
    *("some", "such", "than", "that", "their", "them", "then", "there", "these", "they", "this", "those", "three"),
    *("through", "told", "took", "under", "until", "upon", "very", "went", "were", "what", "when", "where", "which"),
    *("while", "whose", "will", "with", "without", "would", "your"),
}
"""Words of four letters and more that stand in any text."""
_WEIGHTS = "bm25(mode, 0.0, 6.0, 1.0)"
"""A word in the name of a mode weighs as much as six in its text."""


class Proposal(Model):
    """A failure mode that a text may be about."""

    mode: str
    words: tuple[str, ...]
    """The words of the text that the mode has too, the most telling first."""


def propose_modes(catalogue: Catalogue, text: str, limit: int = LIMIT) -> tuple[Proposal, ...]:
    """Return the modes whose words a text shares, ranked by bm25 over the modes, words by their stem; the best first.

    A word that more than half of the modes have tells nothing. No input is ever read as search syntax.
    """
    read = dict.fromkeys(word.casefold() for word in re.findall(r"[^\W\d_]{4,}", text[:READ]))
    words = [word for word in read if word not in TELL_NOTHING][:WORDS]
    with closing(sqlite3.connect(":memory:")) as index:
        index.execute("CREATE VIRTUAL TABLE mode USING fts5 (id UNINDEXED, name, body, tokenize = 'porter unicode61')")
        rows = [(mode.id, mode.name, _words_of(mode)) for mode in catalogue.modes]
        index.executemany("INSERT INTO mode VALUES (?, ?, ?)", rows)
        found = {word: _modes_with(index, f'"{word}"') for word in words}
        telling = {word: modes for word, modes in found.items() if 0 < len(modes) <= len(rows) / 2}
        if not telling:
            return ()
        named = _modes_with(index, f"name : ({_any(telling)})")
        ranked = _modes_with(index, _any(telling))
    proposals = []
    for mode in ranked:
        shared = sorted((word for word in telling if mode in telling[word]), key=lambda word: len(telling[word]))
        if len(shared) >= LEAST or mode in named:
            proposals.append(Proposal(mode=mode, words=tuple(shared[:SHOWN])))
    return tuple(proposals[:limit])


def _words_of(mode: FailureMode) -> str:
    check = mode.check
    asked = (check.question, check.criteria.passes, check.criteria.warns, check.criteria.fails)
    return "\n".join((words_of_mode(mode), mode.primary_fix, mode.log_sample, *asked))


def _any(words: dict[str, list[str]]) -> str:
    return " OR ".join(f'"{word}"' for word in words)


def _modes_with(index: sqlite3.Connection, expression: str) -> list[str]:
    rows = index.execute(f"SELECT id FROM mode WHERE mode MATCH ? ORDER BY {_WEIGHTS}, id", (expression,))
    return [row[0] for row in rows]
