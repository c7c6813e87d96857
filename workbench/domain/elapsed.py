"""Time to detect, contain and resolve an incident: only where both ends are known, no more precise than the lesser one.

Each milestone is the stretch of minutes that it can lie in: one minute where it is known to the minute, 24 hours where
it is known to the day. The time between two of them lies between the shortest and the longest that this allows.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from workbench.domain.incident import Incident, Milestone
from workbench.domain.model import Model

TIMES = (("detect", "began", "detected"), ("contain", "detected", "contained"), ("resolve", "detected", "resolved"))
"""What is measured, from which milestone to which: containing and resolving count from when somebody knew."""
_AHEAD, _BEHIND = timedelta(hours=14), timedelta(hours=12)
"""How far the day of some zone can begin before that of UTC, and after it."""
_DAY = 24 * 60


class Elapsed(Model):
    """One of the three times."""

    name: str
    """`detect`, `contain`, `resolve`."""
    start: str
    end: str
    least_minutes: int | None = None
    """None where it is not known."""
    most_minutes: int | None = None
    text: str
    """`6 h`, `2 to 3 days`, `not known: began is only known to the month`."""
    is_contradiction: bool = False
    """The end certainly lies before the start."""


_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class _Stretch(NamedTuple):
    first: datetime
    last: datetime
    """As early as it can be and as late."""


def elapsed_times(incident: Incident) -> tuple[Elapsed, ...]:
    """Return the three times of an incident."""
    return tuple(_elapsed(incident, *each) for each in TIMES)


def _elapsed(incident: Incident, name: str, start: str, end: str) -> Elapsed:
    stones = incident.milestone(start), incident.milestone(end)
    stretches = [_stretch(stone) if stone else None for stone in stones]
    if stretches[0] and stretches[1]:
        return _between(name, (stones[0], stones[1]), (stretches[0], stretches[1]))
    whose = incident.origin == "public"
    reasons = [_silence(each, stone, is_public=whose) for each, stone in zip((start, end), stones, strict=True)]
    return Elapsed(name=name, start=start, end=end, text=f"not known: {'; '.join(filter(None, reasons))}")


def _between(name: str, stones: tuple[Milestone | None, Milestone | None], ends: tuple[_Stretch, _Stretch]) -> Elapsed:
    first, last = stones
    assert first is not None and last is not None
    names = {"name": name, "start": first.name, "end": last.name}
    started, ended = ends
    if first.zone != last.zone and "day" in (first.precision, last.precision):
        started, ended = _in_any_zone(first, started), _in_any_zone(last, ended)
    if ended.last < started.first:
        text = f"a contradiction: {last.name} ({last.at}) lies before {first.name} ({first.at})"
        return Elapsed(**names, text=text, is_contradiction=True)
    for stone in stones:
        if stone and stone.precision not in ("day", "minute"):
            return Elapsed(**names, text=f"not known: {stone.name} is only known to the {stone.precision}")
    least, most = max(0, _minutes(ended.first - started.last)), _minutes(ended.last - started.first)
    is_exact = first.precision == last.precision == "minute"
    return Elapsed(
        **names, least_minutes=least, most_minutes=most, text=_exactly(least) if is_exact else _in_days(least, most)
    )


def _silence(name: str, stone: Milestone | None, *, is_public: bool) -> str:
    """Say why an end is not known; empty where it is."""
    if stone is None:
        return f"{name} is not {'published' if is_public else 'recorded'}"
    if not stone.at:
        return f"{name} is known without a date{f' ({stone.note})' if stone.note else ''}"
    return "" if _stretch(stone) else f"{name} has no date that can be read"


def _stretch(stone: Milestone) -> _Stretch | None:
    """Return from when to when a milestone can lie, both in it, to the minute."""
    try:
        first, length = _first(stone.at or "", stone.precision or "")
        return _Stretch(first, first + length - timedelta(minutes=1))
    except (ValueError, OverflowError):
        return None


def _first(at: str, precision: str) -> tuple[datetime, timedelta]:
    if precision == "minute":
        moment = datetime.fromisoformat(at)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return moment.replace(second=0, microsecond=0), timedelta(minutes=1)
    if precision == "day":
        return datetime.fromisoformat(at[:10]).replace(tzinfo=UTC), timedelta(days=1)
    year, quarter = int(at[:4]), at[5:7] if at[5:6] == "Q" else ""
    months = {"year": 12, "quarter": 3, "month": 1}[precision] if precision in ("year", "quarter", "month") else 0
    if not months:
        raise ValueError("no precision")
    month = 1 if months == 12 else int(quarter[1]) * 3 - 2 if quarter else int(at[5:7])
    first = datetime(year, month, 1, tzinfo=UTC)
    after = datetime(year + (month + months - 1) // 12, (month + months - 1) % 12 + 1, 1, tzinfo=UTC)
    return first, after - first


def _in_any_zone(stone: Milestone, stretch: _Stretch) -> _Stretch:
    """Return the stretch of a day whose zone nobody can set beside that of the other end."""
    if stone.precision == "minute":
        return stretch
    return _Stretch(
        stretch.first - min(_AHEAD, stretch.first - _FIRST), stretch.last + min(_BEHIND, _LAST - stretch.last)
    )


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _exactly(minutes: int) -> str:
    """Write minutes as the two largest units that they fill: `45 min`, `6 h`, `2 days 4 h`."""
    days, hours, rest = minutes // _DAY, minutes % _DAY // 60, minutes % 60
    parts = [f"{days} {'day' if days == 1 else 'days'}" if days else "", f"{hours} h" if hours else ""]
    parts.append(f"{rest} min" if rest and not days else "")
    return " ".join(filter(None, parts)) or ("less than a minute" if not minutes else f"{minutes} min")


def _in_days(least: int, most: int) -> str:
    """Write a range as whole days that have passed: `2 to 3 days`."""
    low, high = least // _DAY, most // _DAY
    if low == 0:
        return "less than a day" if high == 0 else f"less than {high + 1} days"
    return f"{low} {'day' if low == 1 else 'days'}" if low == high else f"{low} to {high} days"


def times_told(incident: Incident) -> Iterator[tuple[str, Elapsed]]:
    """Yield the three times, each with its name as people say it."""
    for each in elapsed_times(incident):
        yield f"Time to {each.name}", each
