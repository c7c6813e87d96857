"""Incidents that may be the same event as one that is known: proposed by title and date, never merged."""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

DAYS = 45
"""How far apart two reports of one event may be dated; the day of a disclosure is often taken for that of the event."""
ALIKE = 82.0
"""Least similarity of two titles, of 100, words in any order."""
ALIKE_IN_ONE_SOURCE = 97.0
"""The same where one source tells the two apart: it is believed, unless the titles are as good as equal."""
COMMON = 60
"""A word in more titles than that tells nothing."""
_MEANINGLESS = {
    *("about", "after", "agent", "agents", "assistant", "attack", "chatbot", "data", "from", "incident", "into"),
    *("model", "over", "that", "their", "this", "user", "users", "using", "when", "which", "with", "without"),
}
_WORD = re.compile(r"[^\W\d_]{4,}")
_NUMBERED = re.compile(r"\b[a-z]{2,5}-\d{4}-\d+\b", re.IGNORECASE)
"""`CVE-2025-53773` and its like: titles that name different ones are about different things."""


@dataclass(frozen=True, slots=True)
class Known:
    """One incident to compare with."""

    name: str
    """Its key, or where it stands in the files."""
    title: str
    when: str
    """As `Incident.when`: cut to its precision."""
    source: str = ""
    """The format that it came in; empty for what was recorded here."""


class Titles:
    """Titles by their telling words, so that each new one is compared with a few and not with all."""

    def __init__(self) -> None:
        self._known: list[Known] = []
        self._by_word: dict[str, array[int]] = {}

    def add(self, known: Known) -> None:
        """Take one in."""
        self._enter(known, _words(known.title))

    def add_and_compare(self, known: Known) -> Known | None:
        """Take one in and return the most similar one of those before, of about the same time, or None."""
        words = _words(known.title)
        places = {place for word in words for place in self._few(word)}
        self._enter(known, words)
        if not places:
            return None
        scored = ((_likeness(known, self._known[place]), place) for place in sorted(places))
        score, place = max(scored, key=lambda one: one[0])
        return self._known[place] if score else None

    def _enter(self, known: Known, words: frozenset[str]) -> None:
        place = len(self._known)
        for word in words:
            places = self._by_word.setdefault(word, array("L"))
            if len(places) <= COMMON:
                places.append(place)
        self._known.append(known)

    def _few(self, word: str) -> Sequence[int]:
        places = self._by_word.get(word, ())
        return places if len(places) <= COMMON else ()


def _words(title: str) -> frozenset[str]:
    """Return what tells one title from another: numbers and short words do not."""
    return frozenset(_WORD.findall(title.casefold())) - _MEANINGLESS


@lru_cache(4 * COMMON)
def _numbers(title: str) -> frozenset[str]:
    return frozenset(_NUMBERED.findall(title.casefold()))


def _likeness(one: Known, other: Known) -> float:
    """Return how alike two titles are, of 100; 0 when they are not alike enough, or not of the same time."""
    from rapidfuzz import fuzz

    if not _touch(_span(one.when), _span(other.when)) or _name_different_things(one.title, other.title):
        return 0.0
    plain, other_plain = one.title.casefold(), other.title.casefold()
    if one.source and one.source == other.source:
        return fuzz.token_sort_ratio(plain, other_plain, score_cutoff=ALIKE_IN_ONE_SOURCE)
    return fuzz.token_set_ratio(plain, other_plain, score_cutoff=ALIKE)


def _name_different_things(title: str, other: str) -> bool:
    numbers, others = _numbers(title), _numbers(other)
    return bool(numbers and others and numbers != others)


@lru_cache(4096)
def _span(when: str) -> tuple[date, date] | None:
    """Return the first and last day that a date, cut to its precision, can mean; None when it means none."""
    year, _, rest = when[:10].partition("-")
    try:
        if rest.startswith("Q"):
            return date(int(year), int(rest[1]) * 3 - 2, 1), date(int(year), int(rest[1]) * 3, 28)
        known = [int(part) for part in rest.split("-") if part]
        begin, end = [*known, 1, 1], [*known, *(12, 28)[len(known) :]]
        return date(int(year), begin[0], begin[1]), date(int(year), end[0], end[1])
    except ValueError:
        return None


def _touch(one: tuple[date, date] | None, other: tuple[date, date] | None) -> bool:
    """Say whether two spans come within `DAYS` of each other; unknown dates exclude nothing."""
    if one is None or other is None:
        return True
    return (one[0] - other[1]).days <= DAYS and (other[0] - one[1]).days <= DAYS
