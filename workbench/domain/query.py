"""What is typed into a search: words, phrases, and filters such as `sev:critical`, in one language for every search.

Pure: what a query finds is decided where the records lie. No text is refused; a filter with a value that cannot be is
told in a sentence, and the query then finds nothing.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Literal, get_args

from workbench.domain.incident import PHASES, REPORTED, Incident
from workbench.domain.model import Model, Severity, Status

MAX_QUERY = 400
"""Characters that are read."""
MAX_WORDS = 16
WORD = r"[^\W_]+"
"""A word, as the index cuts a text: `rate_limit` is two."""

Reading = Literal["choice", "mode", "day", "text"]


class Field(Model):
    """One prefix: what it narrows by, and what may follow it."""

    name: str
    also: tuple[str, ...] = ()
    """Other ways to type it."""
    means: str
    """What it narrows to, in a few words, for the help."""
    noun: str
    """What its value is, for the sentence that refuses one."""
    reading: Reading
    values: tuple[str, ...] = ()
    """For a choice: what may be chosen; a beginning will do."""
    example: str


def _choices(name: str) -> tuple[str, ...]:
    """Return what a field of an incident may be."""
    return get_args(Incident.model_fields[name].annotation)


FIELDS = (
    Field(
        name="type",
        means="what kind of record",
        noun="a type of record",
        reading="choice",
        values=("mode", "incident", "review", "evidence"),
        example="type:incident",
    ),
    Field(
        name="sev",
        also=("severity",),
        means="severity of the mode or incident",
        noun="a severity",
        reading="choice",
        values=tuple(severity.lower() for severity in Severity),
        example="sev:critical",
    ),
    Field(name="mode", means="failure mode", noun="the id of a failure mode", reading="mode", example="mode:M06"),
    Field(
        name="is",
        means="how it stands, and whose it is",
        noun="a state",
        reading="choice",
        values=("open", "closed", "draft", "frozen", "own", "public"),
        example="is:open",
    ),
    Field(name="after", means="on or after a day", noun="a day", reading="day", example="after:2026-01"),
    Field(name="before", means="before a day", noun="a day", reading="day", example="before:2026-03"),
    Field(
        name="deployment",
        also=("dep",),
        means="deployment, by name or id",
        noun="",
        reading="text",
        example="dep:DEP-1",
    ),
    Field(
        name="grade",
        means="how well an incident is attested",
        noun="a grade",
        reading="choice",
        values=_choices("grade"),
        example="grade:confirmed",
    ),
    Field(
        name="category",
        also=("cat",),
        means="post-mortem category",
        noun="",
        reading="text",
        example="category:prompt-injection",
    ),
    Field(
        name="kind",
        means="kind of incident",
        noun="a kind of incident",
        reading="choice",
        values=_choices("kind"),
        example="kind:near-miss",
    ),
    Field(
        name="phase",
        means="phase that an incident is in",
        noun="a phase of an incident",
        reading="choice",
        values=(REPORTED, *PHASES),
        example="phase:triage",
    ),
    Field(
        name="lacks",
        means="phase in which one of our incidents lacks something",
        noun="a phase of an incident",
        reading="choice",
        values=PHASES,
        example="lacks:resolution",
    ),
    Field(
        name="status",
        means="the reviewer's answer to a check",
        noun="a status",
        reading="choice",
        values=tuple(status.value for status in Status),
        example="status:fail",
    ),
    Field(name="owner", means="who owns the finding or the deployment", noun="", reading="text", example="owner:ada"),
    Field(
        name="by",
        also=("actor",),
        means="who recorded, began or attached it",
        noun="",
        reading="text",
        example="by:ada",
    ),
    Field(
        name="has",
        means="what is known of an incident",
        noun="something that an incident can have",
        reading="choice",
        values=("mode", "category", "severity", "deployment", "date", "control", "cause", "impact", "fix", "timeline"),
        example="has:fix",
    ),
)
_BY_NAME = {name: field for field in FIELDS for name in (field.name, *field.also)}
ALL_OF = ("has", "lacks", "after", "before")
"""Fields of which every value must hold; of the others one is enough."""


class Word(Model):
    """A word, or the words of a phrase in their order."""

    parts: tuple[str, ...]
    is_beginning: bool = False
    """The last part may be the beginning of a longer word."""
    is_unwanted: bool = False


class Filter(Model):
    """A prefix with its value; a choice may mean several values, a day is its ISO date."""

    field: str
    values: tuple[str, ...]
    is_unwanted: bool = False


class Span(Model):
    """Where a filter stands in the text, for whoever paints it."""

    start: int
    end: int
    complaint: str = ""
    """Why its value cannot be; empty when it can."""


class Query(Model):
    """What was typed, understood."""

    words: tuple[Word, ...] = ()
    filters: tuple[Filter, ...] = ()
    spans: tuple[Span, ...] = ()
    is_senseless: bool = False
    """Something was typed, and it holds no word and no filter."""

    @property
    def complaints(self) -> tuple[str, ...]:
        """Sentences about values that cannot be; with any of them the query finds nothing."""
        return tuple(span.complaint for span in self.spans if span.complaint)

    @property
    def finds_nothing(self) -> bool:
        """Whether it can find nothing, whatever there is."""
        return self.is_senseless or bool(self.complaints)

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing in particular."""
        return not self.words and not self.filters and not self.finds_nothing

    @property
    def wanted(self) -> tuple[Word, ...]:
        """The words that must occur."""
        return tuple(word for word in self.words if not word.is_unwanted)

    def found_in(self, text: str) -> tuple[tuple[int, int], ...] | None:
        """Return start and length of what its words match in a short text; None when one that is wanted is not there.

        As the index would answer, for texts that are at hand; filters are not looked at.
        """
        tokens = [(folded(token[0]), token.start(), token.end()) for token in re.finditer(WORD, text)]
        places = [(word, _places_of(word, tokens)) for word in self.words]
        if any(bool(found) == word.is_unwanted for word, found in places):
            return None
        return tuple(sorted({place for _, found in places for place in found}))

    def values(self, field: str) -> tuple[str, ...]:
        """Return the wanted values of a field."""
        found = (row.values for row in self.filters if row.field == field and not row.is_unwanted)
        return tuple(value for values in found for value in values)


def _places_of(word: Word, tokens: Sequence[tuple[str, int, int]]) -> list[tuple[int, int]]:
    """Return start and length of each place where a word, or a phrase in a row, stands among folded words."""
    parts = [folded(part) for part in word.parts]
    found = []
    for first in range(len(tokens) - len(parts) + 1):
        row = tokens[first : first + len(parts)]
        is_match = [token[0] == part for token, part in zip(row, parts, strict=True)]
        if word.is_beginning:
            is_match[-1] = row[-1][0].startswith(parts[-1])
        if all(is_match):
            end = row[-1][1] + len(word.parts[-1]) if word.is_beginning else row[-1][2]
            found.append((row[0][1], end - row[0][1]))
    return found


_TOKEN = re.compile(r'(?P<minus>-)?(?:(?P<field>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)(?P<end>"|$)|(?P<plain>[^\s"]+))')
_JOINED = re.compile(r"\w+(?:[-_./:@'’+#]+\w+)*")
"""What is one thing to a reader, `INC-2026-031` or `don't`: its words are looked for in a row."""
_MODE = re.compile(r"m?(\d{1,2})(?:\.\d{1,2})?", re.IGNORECASE)
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def parse(text: str) -> Query:
    """Understand any text; prefixes that are not of ours are plain words."""
    words: list[Word] = []
    filters: list[Filter] = []
    spans: list[Span] = []
    is_unfinished = False
    for token in _TOKEN.finditer(_readable(text)):
        field = _BY_NAME.get((token["field"] or "").lower())
        if field is not None:
            found, complaint = _values_of(field, token["phrase"] if token["plain"] is None else token["plain"])
            spans.append(Span(start=token.start(), end=token.end(), complaint=complaint))
            filters += [Filter(field=field.name, values=found, is_unwanted=bool(token["minus"]))] if found else []
        elif _is_prefix_alone(token):
            is_unfinished = True
        else:
            words += _words_of(token)
    is_senseless = bool(text.strip()) and not (words or spans or is_unfinished)
    return Query(words=_each_once(words), filters=_merged(filters), spans=tuple(spans), is_senseless=is_senseless)


def folded(text: str) -> str:
    """Return a text as it is compared: without case and accents."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).casefold()


def field_of(name: str) -> Field | None:
    """Return the field of a prefix, None for a prefix that is not of ours."""
    return _BY_NAME.get(name.lower())


def _readable(text: str) -> str:
    """Return the beginning of a text, each character in its place, with blanks for what is no character."""
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", text[:MAX_QUERY])


def _is_prefix_alone(token: re.Match[str]) -> bool:
    """Tell a prefix after which nothing was typed yet; it narrows nothing."""
    plain = token["plain"] or ""
    return plain.endswith(":") and plain[:-1].lower() in _BY_NAME


def _words_of(token: re.Match[str]) -> list[Word]:
    is_unwanted = bool(token["minus"])
    if token["plain"] is None:
        parts = tuple(re.findall(WORD, unicodedata.normalize("NFC", f"{token['field'] or ''} {token['phrase']}")))
        return [Word(parts=parts, is_beginning=not token["end"], is_unwanted=is_unwanted)] if parts else []
    plain = unicodedata.normalize("NFC", token[0].removeprefix("-"))
    found = (tuple(re.findall(WORD, joined[0])) for joined in _JOINED.finditer(plain))
    return [Word(parts=parts, is_beginning=not is_unwanted, is_unwanted=is_unwanted) for parts in found]


def _each_once(words: list[Word]) -> tuple[Word, ...]:
    """Drop what is said twice and what is too much; only the last word that is wanted may be a beginning."""
    last = next((word for word in reversed(words) if not word.is_unwanted), None)
    kept: dict[object, Word] = {}
    for word in words[:MAX_WORDS]:
        kept.pop((word.parts, word.is_unwanted), None)
        is_beginning = word.is_beginning and word is last
        kept[word.parts, word.is_unwanted] = word.model_copy(update={"is_beginning": is_beginning})
    return tuple(kept.values())


def _merged(filters: list[Filter]) -> tuple[Filter, ...]:
    """Put the wanted values of one field together: one of them is enough."""
    merged: dict[object, Filter] = {}
    for number, row in enumerate(filters):
        alone = row.is_unwanted or row.field in ALL_OF
        place = number if alone else row.field
        before = merged[place].values if place in merged else ()
        merged[place] = row.model_copy(update={"values": tuple(dict.fromkeys((*before, *row.values)))})
    return tuple(merged.values())


def _values_of(field: Field, typed: str) -> tuple[tuple[str, ...], str]:
    """Return the values that were meant, or a sentence that says why there are none."""
    found: list[str] = []
    for part in filter(None, (part.strip() for part in typed.split(","))):
        meant = _meant(field, part)
        if not meant:
            return (), _refusal(field, part)
        found += meant
    return tuple(dict.fromkeys(found)), ""


def _meant(field: Field, typed: str) -> list[str]:
    if field.reading == "choice":
        exact = typed.lower()
        return [exact] if exact in field.values else [value for value in field.values if value.startswith(exact)]
    if field.reading == "mode":
        mode = _MODE.fullmatch(typed)
        return [f"M{int(mode[1]):02}"] if mode else []
    if field.reading == "day":
        return _first_day(typed)
    return [unicodedata.normalize("NFC", typed)]


def _first_day(typed: str) -> list[str]:
    if not _DAY.fullmatch(typed):
        return []
    try:
        return [date.fromisoformat(typed + "0000-01-01"[len(typed) :]).isoformat()]
    except ValueError:
        return []


def _refusal(field: Field, typed: str) -> str:
    if field.reading == "day":
        advice = f"Write {field.name}:2026, {field.name}:2026-03 or {field.name}:2026-03-15."
    elif field.reading == "mode":
        advice = "Write mode:M06."
    else:
        advice = f"Choose from {', '.join(field.values)}."
    return f"{field.name}:{typed} is not {field.noun}. {advice}"
