"""Moments as people type them: as precise as they are known, and no more."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from workbench.domain.errors import UserError
from workbench.domain.incident import Precision

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def parse_when(text: str, today: date) -> tuple[str, Precision]:
    """Read when something happened, as `read_when` does; a UserError refuses what has not come yet."""
    at, precision = read_when(text, today)
    if _earliest(at) > today.isoformat():
        raise UserError(f"{text.strip()} has not come yet. Nothing was recorded. Give the date it was.")
    return at, precision


def read_when(text: str, today: date) -> tuple[str, Precision]:
    """Read a date as precise as a person knows it; a UserError says how to write one.

    `2026-11-17 14:02`, `2026-11-17`, `17 Nov 2026`, `17 Nov`, `Feb 2026`, `2026-02`, `Q1 2026`, `2026`, `today`,
    `yesterday`. A day without a year is of this year.
    """
    words = " ".join(text.split())
    relative = {"today": today, "yesterday": today - timedelta(days=1)}.get(words.casefold())
    if relative:
        return relative.isoformat(), "day"
    for pattern, read in _FORMS:
        if match := re.fullmatch(pattern, words, re.IGNORECASE):
            try:
                return read(match.groupdict(), today)
            except ValueError:
                break
    raise UserError(
        f"{words or 'An empty date'} is not a date. Nothing was recorded. "
        "Write it as 17 Nov 2026, 2026-11-17 14:02, Feb 2026, Q1 2026 or 2026."
    )


def _earliest(at: str) -> str:
    """Return the first day that a cut date can mean, or a beginning of it: `2026-Q2` is `2026-04`."""
    year, _, quarter = at.partition("-Q")
    return f"{year}-{int(quarter) * 3 - 2:02}" if quarter else at[:10]


def _minute(parts: Mapping[str, str], _today: date) -> tuple[str, Precision]:
    hour, minute = int(parts["hour"]), int(parts["minute"])
    if hour > 23 or minute > 59:
        raise ValueError("no such time")
    return f"{date.fromisoformat(parts['day'])}T{hour:02}:{minute:02}", "minute"


def _iso_day(parts: Mapping[str, str], _today: date) -> tuple[str, Precision]:
    return date.fromisoformat(parts["day"]).isoformat(), "day"


def _named_day(parts: Mapping[str, str], today: date) -> tuple[str, Precision]:
    year = int(parts.get("year") or today.year)
    return date(year, _month(parts["month"]), int(parts["day"])).isoformat(), "day"


def _named_month(parts: Mapping[str, str], _today: date) -> tuple[str, Precision]:
    return f"{parts['year']}-{_month(parts['month']):02}", "month"


def _iso_month(parts: Mapping[str, str], _today: date) -> tuple[str, Precision]:
    return date.fromisoformat(f"{parts['month']}-01").isoformat()[:7], "month"


def _quarter(parts: Mapping[str, str], _today: date) -> tuple[str, Precision]:
    return f"{parts['year']}-Q{parts['quarter']}", "quarter"


def _year(parts: Mapping[str, str], _today: date) -> tuple[str, Precision]:
    return parts["year"], "year"


def _month(name: str) -> int:
    return [month.casefold() for month in MONTHS].index(name[:3].casefold()) + 1


_FORMS = (
    (r"(?P<day>\d{4}-\d\d-\d\d)[ T](?P<hour>\d{1,2}):(?P<minute>\d\d)(?: ?Z| UTC)?", _minute),
    (r"(?P<day>\d{4}-\d\d-\d\d)", _iso_day),
    (r"(?P<day>\d{1,2}) (?P<month>[a-z]{3,9})\.?(?: (?P<year>(?:19|20)\d\d))?", _named_day),
    (r"(?P<month>[a-z]{3,9})\.? (?P<year>(?:19|20)\d\d)", _named_month),
    (r"(?P<month>(?:19|20)\d\d-\d\d)", _iso_month),
    (r"Q(?P<quarter>[1-4]) (?P<year>(?:19|20)\d\d)", _quarter),
    (r"(?P<year>(?:19|20)\d\d)-Q(?P<quarter>[1-4])", _quarter),
    (r"(?P<year>(?:19|20)\d\d)", _year),
)


def when_text(at: str, *, with_year: bool = True) -> str:
    """Write an ISO date that is cut to its precision: `2026-Q1` is `Q1 2026`, `2026-02-17` is `17 Feb 2026`."""
    day, _, clock = at.replace(" ", "T").partition("T")
    parts = day.split("-")
    if len(parts) == 1:
        return at
    year = f" {parts[0]}" if with_year or len(parts) < 3 else ""
    if parts[1].startswith("Q"):
        return f"{parts[1]}{year}"
    month = MONTHS[int(parts[1]) - 1]
    if len(parts) == 2:
        return f"{month}{year}"
    return f"{int(parts[2])} {month}{year}" + (f", {clock[:5]}" if clock and with_year else "")
