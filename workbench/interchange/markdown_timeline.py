"""The timeline of a post-mortem: headings, tables, bullets or plain lines, with or without dates."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.interchange.dates import MONTH_NAMES, ZONES, clock_time, parse_date
from workbench.interchange.markdown_text import Line, Section, plain, rows
from workbench.interchange.markdown_words import NO_MOMENTS

_MONTH = rf"(?:{MONTH_NAMES})\b\.?"
_DATE = (
    rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}|(?:\w{{3,9}}day,?\s+)?{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?"
    rf"(?:,?\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?(?:\s*[-–]\s*\d{{1,2}}(?:st|nd|rd|th)?)?\s+{_MONTH}(?:\s+\d{{4}})?"
    rf"|\d{{4}}\s+{_MONTH}\s+\d{{1,2}}|(?:early |mid-?|late )?{_MONTH}\s+\d{{4}}|\d{{4}}-\d\d\b)"
)
_CLOCK = r"(?:ca\.?\s*|~\s*)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\b\.?)?"
_BARE_CLOCK = r"(?:[01]\d|2[0-3])[0-5]\d\b(?!-)"
"""`0011` after a date, as radio operators and some companies write it."""
_SPAN = rf"{_CLOCK}(?:\s*[-–]\s*{_CLOCK})?"
_ZONE = r"(?:\s*\(?(?:UTC|GMT|Z|[A-Z]{2,3}T)(?:[+-]\d{1,2})?\)?(?![A-Za-z]))?"
_WHEN = (
    rf"(?:{_DATE}(?:[\s,T]+(?:at\s+)?(?:{_SPAN}|{_BARE_CLOCK}))?{_ZONE}|{_SPAN}{_ZONE}(?:[\s,]+(?:on\s+)?{_DATE})?"
    r"|[Tt]?\+\d{1,3}(?::\d\d)?\s?\w{0,3}\b)"
)
_START = re.compile(
    rf"^\s*(?:[-*+•–]\s+|\d{{1,3}}[.)]\s+)?(?:\*\*|__|\[|\(|`)*\s*({_WHEN})\s*(?:\*\*|__|\]|\)|`)*"
    r"\s*[:|–—-]*\s*(?:\*\*|__)?\s*[:–—-]*\s*(.*)$",
    re.IGNORECASE,
)
_BOLD_WHEN = re.compile(r"^\s*(?:[-*+•–]\s+)(?:\*\*|__)([^*_:]{2,40}):?(?:\*\*|__):?\s*(.+)$")
_ITEM = re.compile(r"^(?:[-*+•–]|\d{1,3}[.)])\s+(.+)$")
_ZONE_OF_ALL = re.compile(
    r"\btimes?\s+(?:are\s+|is\s+)?(?:all\s+)?(?:given\s+|listed\s+)?in\s+\**([A-Z]{2,5})\**(?:\s*\(?(?:UTC)?([+-]\d{1,2})?\)?)?"
)
_ZONE_BESIDE = re.compile(
    r"\b[Tt]imes?(?:\s+(?:are|is))?\s*[:(]?\s*\**(UTC|GMT|[A-Z]{1,3}[SD]?T)\b|^#+ .*\((UTC|GMT|[A-Z]{1,3}[SD]?T)\)"
)
"""`All times are UTC`, `Time (UTC)`, `## Timeline (PST)`."""
_ABOUT_TIMES = re.compile(r"^\W*(?:all |the )?times?\b[^.]{0,40}\W*$", re.IGNORECASE)
_TITLE = 160


@dataclass(frozen=True)
class Moment:
    """One line of the timeline before it is shortened to a title and a text."""

    when: str
    text: str
    number: int


def zone_of(lines: Sequence[Line]) -> str:
    """Return the zone that a file states once for all its times, as an offset where it can be; empty if it does not."""
    for line in lines:
        found = _ZONE_OF_ALL.search(line.text)
        if found and found[1] == "UTC" and found[2]:
            return f"{found[2][0]}{int(found[2][1:]):02}:00"
        if found:
            return found[1]
        if beside := _ZONE_BESIDE.search(line.text):
            return beside[1] or beside[2]
    return ""


def moments(parts: Sequence[Section], zone: str, day: str = "") -> list[dict[str, str]]:
    """Return the timeline in the sections that hold it, each moment with the date that goes for it.

    `day` is the one that the post-mortem states; it goes for times before which no other stands.
    """
    found = [moment for part in parts[:1] for moment in _of_lines(part.lines)]
    for part in parts[1:]:
        start = _START.match(part.title)
        within = _of_lines(part.lines) if start and not _clock(start[1]) else []
        if start and any(_clock(moment.when) for moment in within):
            found += [Moment(start[1], "", part.number), *within]
        elif start:
            text = "\n".join([start[2], *(line.text for line in part.lines)])
            found.append(Moment(start[1], text.strip(), part.number))
        else:
            found += _of_lines(part.lines)
    return _dated(found, zone, day)


def first_date(found: Sequence[dict[str, str]]) -> str:
    """Return the first date with its time and zone in a timeline, to be parsed; empty when none has a date."""
    return next((each["when"] for each in found if re.match(r"\d{4}-\d\d-\d\d", each["when"])), "")


def last_date(found: Sequence[dict[str, str]]) -> str:
    """Return the last date in a timeline; empty when none has a date."""
    return max((each["when"] for each in found if re.match(r"\d{4}-\d\d-\d\d", each["when"])), default="")


def _of_lines(lines: Sequence[Line]) -> list[Moment]:
    table = [moment for cells, number in rows(lines) if (moment := _of_row(cells, number))]
    if table:
        return sorted([*_days_above(lines), *table], key=lambda moment: moment.number)
    found: list[Moment] = []
    untimed: list[Moment] = []
    for line in lines:
        start = None if line.is_code else _START.match(line.text)
        bold = None if start or line.is_code else _BOLD_WHEN.match(line.text)
        if start:
            found.append(Moment(start[1], start[2], line.number))
        elif bold and found and plain(bold[1]).casefold() not in NO_MOMENTS:
            found.append(Moment(plain(bold[1]), bold[2], line.number))
        elif found and line.text.strip():
            last = found.pop()
            found.append(Moment(last.when, f"{last.text}\n{line.text.strip()}", last.number))
        elif not found and (item := _ITEM.match(line.text)):
            untimed.append(Moment("", item[1], line.number))
    return found or (untimed if len(untimed) > 1 else [])


def _days_above(lines: Sequence[Line]) -> list[Moment]:
    """Return the days that stand alone on a line, above the rows they go for."""
    starts = [(line.number, _START.match(line.text)) for line in lines if not line.is_code]
    return [
        Moment(start[1], "", number)
        for number, start in starts
        if start and not _clock(start[1]) and (not start[2] or _ABOUT_TIMES.match(start[2]))
    ]


def _of_row(cells: list[str], number: int) -> Moment | None:
    """Return the moment of a table row: the first cell with a time, or date and time in the first two."""
    start = _START.match(cells[0])
    if not start or start[2]:
        return None
    rest = cells[1:]
    when = start[1]
    if len(rest) > 1 and (time := _START.match(rest[0])) and not time[2]:
        when, rest = f"{when} {time[1]}", rest[1:]
    return Moment(when, " – ".join(cell for cell in rest if cell), number)


def _dated(found: Sequence[Moment], zone: str, day: str) -> list[dict[str, str]]:
    """Give each moment the day of the ones before it, as long as the clock does not run backwards."""
    result: list[dict[str, str]] = []
    last = ""
    for moment in found:
        date = _day(moment.when)
        clock = _clock(moment.when)
        if date:
            day, last = date, clock
        elif clock and last and clock < last:
            day = ""
        last = clock or last
        if date and not clock and (not moment.text.strip() or _ABOUT_TIMES.match(moment.text)):
            continue
        title, text = _title(moment.text)
        result.append({"when": _when(moment.when.strip(), day, date, clock, zone), "title": title, "text": text})
    return [each for each in result if each["title"] or each["when"]]


def _when(said: str, day: str, date: str, clock: str, zone: str) -> str:
    """Return day, time and zone as far as they are known; what is not clear stays in the words of the text."""
    own = _own_zone(said)
    if clock and day:
        return " ".join(part for part in (day, clock, own or zone) if part)
    return date or (f"{said} {zone}" if clock and zone and not own and said[-1:].isdigit() else said)


def _day(when: str) -> str:
    match = re.search(_DATE, when, re.IGNORECASE)
    dated = parse_date(match[0]) if match else None
    return dated.at if dated and dated.precision == "day" else ""


def _clock(when: str) -> str:
    bare = re.sub(_DATE, " ", when, flags=re.IGNORECASE)
    found = re.search(r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.]\d\d)?\s*(?P<half>[ap]\.?m)?", bare, re.IGNORECASE)
    if not found and re.search(_DATE, when, re.IGNORECASE):
        found = re.search(r"\b(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\b", bare)
    return (clock_time(found.groupdict()) or "") if found else ""


def _own_zone(when: str) -> str:
    found = re.search(r"\b([A-Z]{2,4})\b", re.sub(_DATE, " ", when, flags=re.IGNORECASE))
    return found[1] if found and (found[1] in ZONES or found[1].endswith("T")) else ""


def _title(text: str) -> tuple[str, str]:
    """Return the first sentence or line as title, and the rest."""
    text = text.strip()
    paragraph, _, rest = text.partition("\n\n")
    flat = plain(" ".join(paragraph.split()))
    if len(flat) <= _TITLE:
        return flat, rest.strip()
    end = re.search(r"[a-z0-9)”\"'][.!?:](?=\s+[A-Z])", flat[:_TITLE])
    return (flat[: end.end()].strip(), text) if end else (flat[: _TITLE - 1].rstrip() + "…", text)
