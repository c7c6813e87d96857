"""Clocks: how long there is to report an incident, counted from when somebody became aware of it.

A clock is a table of clauses, as data. Whether one of them applies to an incident is decided by a person, never here.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from workbench.domain.incident import ClockChoice, Incident
from workbench.domain.model import Model

_Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
_Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class Clause(Model):
    """One case of a clock."""

    id: _Id
    article: _Line
    """Where it stands: `73(2)`."""
    name: _Line
    """The case in a few words."""
    days: Annotated[int, Field(ge=1, le=3650)]
    """Calendar days; the day from which it counts is not one of them."""
    applies: _Prose = ""
    """When it applies, for the person who decides."""


class Clock(Model):
    """A rule that says until when an incident has to be reported."""

    id: _Id
    version: Annotated[int, Field(ge=1)] = 1
    name: _Line
    duty: _Line
    """What has to be done, and towards whom."""
    counted_from: Literal["aware", "detected"] = "aware"
    applies_from: date | None = None
    """Since when the duty holds; it can be kept before."""
    source: _Line
    note: _Prose = ""
    clauses: Annotated[tuple[Clause, ...], Field(max_length=50)]

    @model_validator(mode="after")
    def _is_told_apart(self) -> "Clock":
        if not self.clauses:
            raise ValueError("it has no clause")
        if len({clause.id for clause in self.clauses}) < len(self.clauses):
            raise ValueError("two clauses have one id")
        return self

    def clause(self, clause_id: str) -> Clause | None:
        """Return a clause, or None."""
        return next((clause for clause in self.clauses if clause.id == clause_id), None)


class ClockOn(Model):
    """A clock that a team has switched on for its workspace."""

    id: str
    since: datetime


class ClockState(Model):
    """How one clock stands for one incident."""

    clock: str
    name: str
    is_decided: bool = False
    """Whether a person said that a clause applies, or none."""
    clause: str = ""
    article: str = ""
    due: date | None = None
    """None while no clause applies or the day from which it counts is not known."""
    days: int | None = None
    """Left until the end of that day, UTC; negative once it is over. None also once it was reported."""
    reported_on: str = ""
    text: str
    """All of it in a sentence."""

    @property
    def is_late(self) -> bool:
        """Whether the day is over and nothing was reported."""
        return self.days is not None and self.days < 0


def clock_states(incident: Incident, clocks: Sequence[Clock], today: date) -> tuple[ClockState, ...]:
    """Return how the clocks that are switched on stand for an incident; public ones report to nobody."""
    if incident.origin != "own":
        return ()
    chosen = {one.clock: one for one in incident.response.clocks} if incident.response else {}
    return tuple(_state(incident, clock, chosen.get(clock.id), today) for clock in clocks)


def _state(incident: Incident, clock: Clock, choice: ClockChoice | None, today: date) -> ClockState:
    known = ClockState(clock=clock.id, name=clock.name, is_decided=choice is not None, text="")
    clause = clock.clause(choice.clause) if choice else None
    if choice is None:
        return _said(known, "nobody has said yet which clause applies, or that none does")
    if clause is None:
        is_gone = f"the clause {choice.clause} is not one of its file any more" if choice.clause else ""
        return _said(known, is_gone or "does not apply, as a person decided")
    known = known.model_copy(update={"clause": clause.id, "article": clause.article})
    begins, why_not = _begins(incident, clock)
    if begins is None:
        return _said(known, f"{clause.article} applies, and {why_not}, so its days cannot be counted")
    length = min(timedelta(days=clause.days), date.max - begins)
    return _counted(known, clause, begins + length, choice.reported_on, today)


def _counted(known: ClockState, clause: Clause, due: date, reported_on: str, today: date) -> ClockState:
    known = known.model_copy(update={"due": due, "reported_on": reported_on})
    until = f"{clause.article}, {days_text(clause.days)}: due by the end of {due.isoformat()}"
    if reported_on:
        return _said(known, f"{until}; reported on {reported_on}{_lateness(reported_on, due)}")
    days = (due - today).days
    left = f"{days_text(days)} left" if days > 0 else "the last day" if days == 0 else f"{days_text(-days)} late"
    return _said(known.model_copy(update={"days": days}), f"{until}, {left}")


def _lateness(reported_on: str, due: date) -> str:
    if len(reported_on) < 10:
        return ""
    late = (date.fromisoformat(reported_on) - due).days
    return f", {days_text(late)} late" if late > 0 else ", in time"


def _begins(incident: Incident, clock: Clock) -> tuple[date | None, str]:
    """Return the day from which a clock counts, or why it is not known."""
    stone = incident.milestone(clock.counted_from)
    if stone is None or not stone.at:
        return None, f"nobody has written down when you became {_NAMES[clock.counted_from]}"
    if stone.precision not in ("day", "minute"):
        return None, f"{clock.counted_from} is only known to the {stone.precision}"
    return date.fromisoformat(stone.at[:10]), ""


_NAMES = {"aware": "aware", "detected": "able to see it"}


def _said(state: ClockState, text: str) -> ClockState:
    return state.model_copy(update={"text": f"{state.name}: {text}."})


def days_text(days: int) -> str:
    """Write a number of days: `1 day`, `15 days`."""
    return f"{days} {'day' if days == 1 else 'days'}"
