"""Dates as people write them: no more precise than the text, and nothing when the text is ambiguous or impossible."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from workbench.domain.incident import Precision
from workbench.interchange.table_model import DateOrder

FIRST_YEAR, LAST_YEAR = 1950, 2100
"""What lies outside is a slip of the pen: one real file says 2202."""

_MONTH_NAMES = (
    *("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august"),
    *("sep sept september", "oct october", "nov november", "dec december"),
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
MONTH_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_MONTH = rf"(?P<name>{MONTH_NAMES})\b\.?"
_CLOCK = r"(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)(?::\d\d(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?)?"
_ZONE = r"(?P<zone>Z|[+-]\d\d:?\d\d|[A-Z]{2,5})?"
_TIME = rf"(?:(?:T|,?\s+|,?\s*at\s+)(?:ca\.?\s*|~)?{_CLOCK}\s*{_ZONE})?"

ZONES = {
    **dict.fromkeys(("Z", "UTC", "GMT"), 0),
    "CET": 1,
    "CEST": 2,
    "EST": -5,
    "EDT": -4,
    "PST": -8,
    "PDT": -7,
    "MST": -7,
    "MDT": -6,
    "AEST": 10,
    "JST": 9,
}
"""Hours east of UTC of the abbreviations that mean one offset; PT, ET, IST, CST and BST do not."""


@dataclass(frozen=True)
class Dated:
    """A date with its precision."""

    at: str
    """`2026`, `2026-Q1`, `2026-02`, `2026-02-03`, or `2026-02-03T10:20` in UTC."""
    precision: Precision
    note: str = ""
    """What the text says beyond that, such as the time in its own zone."""
    zone: str = ""
    """The zone of the text, where it is not UTC."""
    original: str = ""
    """The text, where it is another than `at`."""

    def milestone(self, name: str, note: str = "") -> dict[str, str]:
        """Return it as a milestone of an incident."""
        notes = ", ".join(part for part in (note, self.note) if part)
        stone = {"name": name, "at": self.at, "precision": self.precision, "note": notes}
        more = {"zone": self.zone, "original": self.original}
        return stone | {field: text for field, text in more.items() if text}


_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_TIME}",
        rf"(?:\w{{3,9}}day,?\s+)?{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_TIME}",
        rf"(?:\w{{3,9}}day,?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?P<year>\d{{4}}){_TIME}",
        rf"(?P<day>\d{{1,2}})-{_MONTH}-(?P<year>\d{{4}}){_TIME}",
        rf"(?P<day>\d{{1,2}})/{_MONTH}/(?P<year>\d{{4}}|\d\d){_TIME}",
        rf"(?P<year>\d{{4}}),?\s+{_MONTH}\s+(?P<day>\d{{1,2}}){_TIME}",
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})",
        r"(?P<month>\d{1,2})[-/](?P<year>\d{4})",
        rf"(?:(?:early|mid|late)[- ]|in )?{_MONTH},?\s+(?P<year>\d{{4}})",
        r"(?P<year>\d{4})[- ]?Q(?P<quarter>[1-4])",
        r"Q(?P<quarter>[1-4])[- ,/]*(?P<year>\d{4})",
        r"(?:(?:early|mid|late|summer|autumn|fall|spring|winter)[- ]|in )?(?P<year>\d{4})",
    )
)
_EITHER_WAY = re.compile(rf"(?P<first>\d{{1,2}})[-/.](?P<second>\d{{1,2}})[-/.](?P<year>\d{{4}}){_TIME}", re.IGNORECASE)


def parse_date(text: str, order: DateOrder | None = None, zone: str = "") -> Dated | None:
    """Return the one date that a text is, or None when it is none, is impossible, or could be two.

    `order` settles 4/5/2026; `zone` holds for a time that names none.
    """
    text = " ".join(text.replace("\u00a0", " ").split()).strip(" .")
    if not text or len(text) > 80:
        return None
    dated = _read(text, order, zone)
    return replace(dated, original=text) if dated and dated.at != text else dated


def _read(text: str, order: DateOrder | None, zone: str) -> Dated | None:
    either = _EITHER_WAY.fullmatch(text)
    if either:
        return _either_way(either, order, zone)
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _dated(found.groupdict(), zone)
    return None


def needs_order(text: str) -> bool:
    """Say whether a text is a date whose day and month could be swapped."""
    found = _EITHER_WAY.fullmatch(text.strip())
    if found is None:
        return False
    first, second = int(found["first"]), int(found["second"])
    return first != second and first <= 12 and second <= 12


def shows_order(text: str) -> DateOrder | None:
    """Return the order that a date shows by a number above 12, or None."""
    found = _EITHER_WAY.fullmatch(text.strip())
    if found is None:
        return None
    first, second = int(found["first"]), int(found["second"])
    return "day-month" if first > 12 >= second else "month-day" if second > 12 >= first else None


def _either_way(found: re.Match[str], order: DateOrder | None, zone: str) -> Dated | None:
    order = shows_order(f"{found['first']}/{found['second']}/{found['year']}") or order
    if order is None and int(found["first"]) != int(found["second"]):
        return None
    day, month = ("first", "second") if order == "day-month" else ("second", "first")
    parts: dict[str, Any] = {**found.groupdict(), "day": found[day], "month": found[month]}
    return _dated(parts, zone)


def _dated(parts: dict[str, Any], zone: str) -> Dated | None:
    # Two digits are met in exports such as 01/Mar/26, which are younger than this century.
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if parts.get("quarter"):
        return Dated(f"{year}-Q{parts['quarter']}", "quarter")
    month = MONTHS[parts["name"].casefold()] if parts.get("name") else int(parts.get("month") or 0)
    if not month:
        return Dated(f"{year}", "year") if not parts.get("month") else None
    if not parts.get("day"):
        return Dated(f"{year}-{month:02}", "month") if month <= 12 else None
    try:
        day = date(year, month, int(parts["day"]))
    except ValueError:
        return None
    return _timed(day, parts, zone) if parts.get("hour") else Dated(day.isoformat(), "day")


def _timed(day: date, parts: dict[str, Any], zone: str) -> Dated | None:
    clock = clock_time(parts)
    if clock is None:
        return None
    named = (parts.get("zone") or zone).upper()
    offset = _offset(named)
    if offset is None:
        note = f"{clock} {named}".strip() + ("" if named else ", zone unknown")
        return Dated(day.isoformat(), "day", note, named)
    moment = datetime.fromisoformat(f"{day.isoformat()}T{clock}").replace(tzinfo=offset)
    note = "" if not offset.utcoffset(None) else f"{clock} {named}"
    return Dated(moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M"), "minute", note, named if note else "")


def clock_time(parts: dict[str, Any]) -> str | None:
    """Return `HH:MM` from hour, minute and half of the day; None when there is no such time."""
    hour, minute, half = int(parts["hour"]), int(parts["minute"]), (parts.get("half") or "").casefold()[:1]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    # `17:14pm` is met in real files; from 13 on the hour speaks for itself.
    return f"{hour:02}:{minute:02}" if hour <= 23 and minute <= 59 else None


def _offset(zone: str) -> timezone | None:
    if zone in ZONES:
        return timezone(timedelta(hours=ZONES[zone]))
    if found := re.fullmatch(r"([+-])(\d\d):?(\d\d)", zone):
        hours, minutes = int(found[2]), int(found[3])
        if hours <= 14 and minutes <= 59:
            return timezone((1 if found[1] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
    return None
