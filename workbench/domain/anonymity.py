"""An incident that can be shown to others: who, which system, where and how much are replaced by rule.

Names are told from the workspace, everything else by its form. What the workspace does not know (a colleague's first
name in prose) stays, so a person reads the result before it is shared.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from workbench.domain.incident import Incident
from workbench.domain.model import Model

EXACT = {"kind", "grade", "origin", "severity", "role", "outcome", "precision", "at", "due", "reversibility", "limit"}
"""Fields that hold a word of ours or a date."""
BLURRED = {"money", "money_most", "records", "people"}
"""Figures of which only the order of magnitude is told."""
IDENTITY = {"id", "key", "deployment_id", "version_id", "recorded_by", "recorded_at", "external_ids"}
PUBLIC_IDS = ("cve:", "ghsa:", "osv:", "aiid:", "avid:", "atlas:", "oecd:", "aiaaic:")
LIMITS = {"title": 300, "summary": 50_000, "text": 5_000}
SURE = 5
"""A name of so many letters is replaced inside a longer word too; a shorter one only where it stands by itself."""
_PRIVATE = r"(?:local|localdomain|internal|intranet|lan|corp|home|test)"


class Names(Model):
    """What the workspace knows about itself."""

    people: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    """Names of deployments."""
    domains: tuple[str, ...] = ()
    """Of our own hosts, such as `example.org`."""
    words: tuple[str, ...] = ()
    """Whatever else a person wants replaced."""


@dataclass(frozen=True)
class Replacement:
    """What was replaced, by what, and how often."""

    was: str
    put: str
    times: int


@dataclass(frozen=True)
class Anonymised:
    """An incident without names, and what was taken out of it."""

    incident: Incident
    replaced: tuple[Replacement, ...]


def anonymise(incident: Incident, names: Names) -> Anonymised:
    """Return an incident in which no known name, address, id or exact amount is left."""
    blur = _Blur(_rules(names, is_own=incident.origin == "own"))
    fields = {name: blur.value(name, value) for name, value in incident.model_dump(exclude=IDENTITY).items()}
    fields |= {
        # The same each time, so that who gets it twice sees that it is the same; the id cannot be told from it.
        "id": f"shared-{hashlib.sha256(incident.id.encode()).hexdigest()[:12]}",
        "key": "INC",
        "deployment_id": None,
        "version_id": None,
        "recorded_by": "",
        "recorded_at": incident.recorded_at.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0),
        "external_ids": tuple(one for one in incident.external_ids if one.casefold().startswith(PUBLIC_IDS)),
    }
    if fields.get("response"):
        fields["response"] |= {"clocks": ()}  # to whom it was reported is nobody else's business
    if incident.origin == "own":
        fields |= {name: _unnamed(fields[name]) for name in ("reporter", "credits") if fields.get(name)}
    return Anonymised(Incident.model_validate(fields), blur.replaced())


class _Span(NamedTuple):
    start: int
    end: int
    rank: int
    """The lower goes first where two meet."""
    put: str


@dataclass(frozen=True)
class _Rule:
    pattern: re.Pattern[str]
    put: Callable[[re.Match[str]], str]
    """What stands instead; "" leaves it."""
    folds: bool = False
    """Whether it is held against the text without case and accents."""


@dataclass
class _Blur:
    """Replaces, and remembers what."""

    rules: list[_Rule]
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    numbers: dict[str, dict[str, int]] = field(default_factory=dict)

    def value(self, name: str, value: Any) -> Any:
        """Replace in a field, whatever it holds."""
        if name == "owner" and value:
            return self._noted(value, "[person]")
        if name in BLURRED and value:
            return self._magnitude(value, up=name == "money_most")
        if isinstance(value, str) and name not in EXACT:
            return self.text(value)[: LIMITS.get(name)]
        if isinstance(value, dict):
            return {key: self.value(key, one) for key, one in value.items()}
        if isinstance(value, tuple | list):
            return tuple(self.value(name, one) for one in value)
        return value

    def text(self, text: str) -> str:
        """Replace in a text."""
        parts, at = [], 0
        for span in _apart(self._spans(text)):
            was = text[span.start : span.end]
            parts += [text[at : span.start], self._noted(was, self._numbered(span.put, was))]
            at = span.end
        return "".join([*parts, text[at:]])

    def replaced(self) -> tuple[Replacement, ...]:
        """Return what was replaced so far, in the order in which it was met."""
        return tuple(Replacement(was, put, times) for (was, put), times in self.counts.items())

    def _spans(self, text: str) -> Iterator[_Span]:
        folded, places = _folded(text)
        for rank, rule in enumerate(self.rules):
            for match in rule.pattern.finditer(folded if rule.folds else text):
                start, end = match.span()
                if put := rule.put(match) if end > start else "":
                    yield _Span(*(_unfolded(text, places, start, end) if rule.folds else (start, end)), rank, put)

    def _numbered(self, put: str, was: str) -> str:
        """Return `[person 2]` for `[person #]`: the same name has the same number."""
        if "#" not in put:
            return put
        known = self.numbers.setdefault(put, {})
        words = " ".join(re.findall(r"[^\W_]+", _folded(was)[0])) or was
        return put.replace("#", str(known.setdefault(words, len(known) + 1)))

    def _noted(self, was: str, put: str) -> str:
        self.counts[was, put] = self.counts.get((was, put), 0) + 1
        return put

    def _magnitude(self, value: float, *, up: bool) -> float:
        power = 10 ** (len(str(int(value))) - (0 if up else 1))
        self._noted(f"{value:g}", f"about {power:,}")
        return type(value)(power)


def _apart(spans: Iterable[_Span]) -> list[_Span]:
    """Join spans that overlap, so that nothing of either is left; the one of the lower rank says what is put."""
    result: list[_Span] = []
    for span in sorted(spans):
        last = result[-1] if result else None
        if last is None or span.start >= last.end:
            result.append(span)
        else:
            first = min(last, span, key=lambda one: one.rank)
            result[-1] = _Span(last.start, max(last.end, span.end), first.rank, first.put)
    return result


def _folded(text: str) -> tuple[str, list[int]]:
    """Return a text without case, accents and what draws nothing, and the place in it of each letter that is left."""
    letters, places = [], []
    for place, letter in enumerate(text):
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
        for one in plain:
            if unicodedata.category(one) not in ("Mn", "Cf"):
                letters.append(one)
                places.append(place)
    return "".join(letters), places


def _unfolded(text: str, places: list[int], start: int, end: int) -> tuple[int, int]:
    last = places[end - 1] + 1
    while last < len(text) and unicodedata.category(text[last]) in ("Mn", "Cf"):
        last += 1
    return places[start], last


def _rules(names: Names, *, is_own: bool) -> list[_Rule]:
    """Return the rules, the most telling first."""
    own_hosts = "|".join(re.escape(domain) for domain in names.domains if domain)
    ours = rf"(?:[\w-]{{1,63}}\.){{1,8}}{_PRIVATE}" + (
        rf"|(?:[\w-]{{1,63}}\.){{0,8}}(?:{own_hosts})" if own_hosts else ""
    )
    is_ours = re.compile(rf"{ours}|localhost|[\d.]+|[\w-]+", _I)
    parts = {part for name in names.people for part in re.findall(r"[^\W_]{3,}", name)}
    return [
        _Rule(re.compile(r"[^\s@<>()\"',;:]{1,64}@[^\s@<>()\"',;:]{1,190}\.[^\W\d_]{2,}"), lambda _: "[e-mail]"),
        _Rule(_URL, lambda match: "[address]" if is_own or is_ours.fullmatch(match["host"]) else ""),
        *(_named(name, "[person #]") for name in names.people),
        *(_named(name, "[system #]") for name in names.systems),
        *(_named(name, "[word #]") for name in names.words),
        *(_named(part, "[person #]", sure=False) for part in sorted(parts)),
        _Rule(re.compile(rf"\b(?:{ours})\b|\b\d{{1,3}}(?:\.\d{{1,3}}){{3}}\b(?::\d+)?", _I), lambda _: "[address]"),
        _Rule(_MONEY, _amount),
        _Rule(_ID, lambda _: "[id]"),
        _Rule(re.compile(r"\+\d[\d ()./-]{6,20}\d|(?<![\w.,])\d{6,}(?![\w])"), lambda _: "[number]"),
    ]


def _named(name: str, put: str, *, sure: bool = True) -> _Rule:
    """Return the rule for a name, however its words are joined."""
    folded = _folded(name)[0].strip()
    words = re.findall(r"[^\W_]+", folded)
    inside = r"[\W_]{0,3}".join(map(re.escape, words)) or re.escape(folded)
    if inside and not (sure and sum(map(len, words)) >= SURE):
        inside = rf"(?<![^\W_]){inside}(?![^\W_])"
    return _Rule(re.compile(inside), lambda _: put, folds=True)


def _unnamed(value: Any) -> Any:
    return "[person]" if isinstance(value, str) else tuple("[person]" for _ in value)


_I = re.IGNORECASE
_URL = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,15}://(?:[^\s/@<>]{0,200}@)?(?P<host>[^\s/:?#<>\"')\]]{1,253})[^\s<>\"')\]]*", _I
)
_CURRENCY = r"(?:[€$£¥]|\b(?:USD|EUR|GBP|CHF|JPY|CAD|AUD)\b|\b(?:euros?|dollars?|pounds?)\b)"
_FIGURE = r"\d[\d.,'’]{0,30}"
_TIMES = r"(?:\s?(?:k|thousand|mn?|million|bn|billion)\b)?"
_MONEY = re.compile(
    rf"(?P<c1>{_CURRENCY})\s?(?P<n1>{_FIGURE})(?P<t1>{_TIMES})|\b(?P<n2>{_FIGURE})(?P<t2>{_TIMES})\s?(?P<c2>{_CURRENCY})",
    _I,
)
_KNOWN_SERIES = r"(?!(?:CVE|CWE|GHSA|AML|LLM|ASI|HTTP|UTF|ISO|GPT|SHA|AES|RFC|Q[1-4])-)"
_ID = re.compile(
    r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"
    r"|\b(?=[a-f]{0,40}\d)(?=\d{0,40}[a-f])[0-9a-f]{12,64}\b"
    rf"|\b{_KNOWN_SERIES}[A-Z][A-Z0-9]{{1,9}}(?:-\d{{1,12}}){{1,3}}\b"
    r"|\b[a-z]{2,8}[_-](?=[A-Za-z0-9]{0,40}\d)[A-Za-z0-9]{16,80}\b"
    r"|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"
)
_MAGNITUDES = ("a few", "tens of", "hundreds of", "thousands of", "tens of thousands of", "hundreds of thousands of")


def _amount(match: re.Match[str]) -> str:
    """Return the order of magnitude of an amount of money and its currency."""
    figure, times = match["n1"] or match["n2"], (match["t1"] or match["t2"] or "").strip().casefold()
    whole = re.sub(r"[.,]\d{1,2}$", "", figure.rstrip(".,'’"))
    power = len(re.sub(r"\D", "", whole).lstrip("0") or "0") - 1
    power += {"": 0, "k": 3, "t": 3, "m": 6, "b": 9}[times[:1]]
    words = _MAGNITUDES[power] if power < len(_MAGNITUDES) else "millions of" if power < 9 else "billions of"
    return f"[{words} {match['c1'] or match['c2']}]"
