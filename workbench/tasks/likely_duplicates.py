"""Incidents that may be the same event as one that is known: proposed by title and date, never merged."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

DAYS = 45
"""How far apart two reports of one event may be dated; the day of a disclosure is often taken for that of the event."""
ALIKE = 82.0
"""Least similarity of two titles, of 100, words in any order."""
COMMON = 60
"""A word in more titles than that tells nothing."""
_MEANINGLESS = {
    *("about", "after", "agent", "agents", "assistant", "attack", "chatbot", "data", "from", "incident", "into"),
    *("model", "over", "that", "their", "this", "user", "users", "using", "when", "which", "with", "without"),
}


@dataclass(frozen=True)
class Known:
    """One incident to compare with."""

    name: str
    """Its key, or where it stands in the files."""
    title: str
    when: str
    """As `Incident.when`: cut to its precision."""


class Titles:
    """Titles by their telling words, so that each new one is compared with a few and not with all."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._known = list(known)
        self._by_word: dict[str, list[int]] = {}
        for place, one in enumerate(self._known):
            self._enter(one, place)

    def add(self, one: Known) -> None:
        """Take in one more."""
        self._known.append(one)
        self._enter(one, len(self._known) - 1)

    def like(self, title: str, when: str) -> Known | None:
        """Return the most similar title of about the same time, or None."""
        from rapidfuzz import fuzz, process, utils

        span = _span(when)
        places = {place for word in _words(title) for place in self._few(word)}
        candidates = {
            place: self._known[place].title for place in places if _touch(span, _span(self._known[place].when))
        }
        best = process.extractOne(
            title, candidates, scorer=fuzz.token_set_ratio, processor=utils.default_process, score_cutoff=ALIKE
        )
        return self._known[best[2]] if best else None

    def _enter(self, one: Known, place: int) -> None:
        for word in _words(one.title):
            self._by_word.setdefault(word, []).append(place)

    def _few(self, word: str) -> list[int]:
        places = self._by_word.get(word, [])
        return places if len(places) <= COMMON else []


def _words(title: str) -> set[str]:
    """Return what tells one title from another: numbers and short words do not."""
    return set(re.findall(r"[^\W\d_]{4,}", title.casefold())) - _MEANINGLESS


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
