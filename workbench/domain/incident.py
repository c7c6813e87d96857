"""Incidents: something that went wrong, or nearly, or in an exercise."""

import operator
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints

from workbench.domain.model import Model, Severity

Precision = Literal["year", "quarter", "month", "day", "minute"]
MILESTONES = ("began", "aware", "detected", "triaged", "contained", "resolved", "reviewed")
PHASES = ("detection", "triage", "resolution", "post-incident")
REPORTED = "reported"
"""In place of a phase, while no milestone of any is known."""


T = TypeVar("T")


def _given(value: Any) -> Any:
    return () if value is None else value


def _text(value: Any) -> Any:
    return "" if value is None else value


def _or_absent(value: T) -> T | None:
    return value or None


# Fields that incidents did not always have are absent where they are empty, in rows, journal and hash alike, so that an
# incident that was recorded or imported before keeps the hash that its import pins.
_Several = Annotated[tuple[T, ...], BeforeValidator(_given), PlainSerializer(_or_absent, return_type=Any)]
_Text = Annotated[str, BeforeValidator(_text), PlainSerializer(_or_absent, return_type=Any)]
_NestedText = Annotated[str, Field(exclude_if=operator.not_)]
_Cut = Annotated[str, StringConstraints(pattern=r"^(\d{4}(-Q[1-4]|-\d\d(-\d\d)?)?)?$")]


class Milestone(Model):
    """A moment in the life of an incident, no more precise than its source."""

    name: Literal["began", "aware", "detected", "triaged", "contained", "resolved", "reviewed"]
    at: str | None = None
    """ISO date cut to the precision (`2026`, `2026-Q1`, `2026-02`, …); None when only the fact is known."""
    precision: Precision | None = None
    note: str = ""
    """Such as `after 6 h`."""
    zone: _NestedText = ""
    """In which the source gives the time, such as `CET`; `at` is in UTC."""
    original: _NestedText = ""
    """What the source says, where that is more than `at`."""


class ModeRole(Model):
    """Which part a failure mode had."""

    mode: str
    role: Literal["cause", "consequence", "contributing"]
    assigned_by: Annotated[Literal["importer", "person"] | None, Field(exclude_if=operator.not_)] = None
    """None where nobody noted it."""


class ControlOutcome(Model):
    """What became of a control."""

    control: str
    outcome: Literal["failed", "absent"]


class Fact(Model):
    """One reported fact with its source; contradicting facts stand side by side."""

    label: str
    value: str
    source: str


class Moment(Model):
    """One line of a timeline."""

    when: str
    """As the source gives it: a time, `+6:00`, `later`."""
    title: str
    text: str = ""
    is_milestone: bool = False


class Extent(Model):
    """How far the harm went, in numbers; each only where it is known."""

    money: Annotated[float, Field(ge=0, le=1e15)] | None = None
    money_most: Annotated[float, Field(ge=0, le=1e15)] | None = None
    """The upper end where the source gives a range."""
    currency: Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")] = ""
    """ISO 4217: `USD`."""
    is_estimated: bool = False
    """Whether the money is an estimate."""
    records: Annotated[int, Field(ge=0, le=10**15)] | None = None
    people: Annotated[int, Field(ge=0, le=10**15)] | None = None
    minutes: Annotated[int, Field(ge=0, le=10**9)] | None = None
    """How long it lasted for those it harmed."""
    reversibility: Literal["reversible", "partly", "irreversible"] | None = None


class Action(Model):
    """What somebody is to do so that it does not happen again."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000)]
    owner: str = ""
    """A name, as the source gives it."""
    due: _Cut = ""
    """ISO date, cut to what is known."""
    is_done: bool = False
    link: str = ""
    """Where it is tracked: an address or a ticket."""


class ClockChoice(Model):
    """What a person decided about one clock: which clause applies to the incident, or that none does."""

    clock: str
    clause: str = ""
    """Empty: none applies."""
    reported_on: _Cut = ""
    """When it was reported; the clock stands still then."""


class Response(Model):
    """What was done in the four phases beyond the fields that every incident has; what nobody wrote is empty."""

    limit: Literal["halted", "limited"] | None = None
    """Whether the agent was stopped, or went on without what did the harm."""
    takeover: str = ""
    """Who did its work meanwhile."""
    users_told: str = ""
    """Whom somebody told, and when."""
    post_mortem: str = ""
    """Where it is: an address, a document, or when it was held."""
    pattern: str = ""
    """What came out when somebody looked for others like it."""
    reviews: str = ""
    """What came out for the reviews that relied on what failed."""
    clocks: tuple[ClockChoice, ...] = ()


class Incident(Model):
    """What is known of one incident; what the source does not give stays empty."""

    id: str
    key: str
    """`INC-2026-001`."""
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    summary: Annotated[str, StringConstraints(max_length=50_000)] = ""
    kind: Literal["incident", "near-miss", "exercise", "vulnerability"] = "incident"
    grade: Literal["confirmed", "adversarial-test", "disclosed-vulnerability", "research", "hypothetical"] = "confirmed"
    origin: Literal["own", "public"] = "own"
    severity: Severity | None = None
    severity_source: str = ""
    """Who set our severity, or from what it follows: `set by us`, `high (CVSS)`."""
    severity_original: _Text = ""
    """In the words of the source."""
    severity_scale: _Text = ""
    """Whose words these are: `CVSS`, `AIID CSET`, `plain words`."""
    deployment_id: str | None = None
    version_id: str | None = None
    milestones: tuple[Milestone, ...] = ()
    modes: tuple[ModeRole, ...] = ()
    category: str | None = None
    controls: tuple[ControlOutcome, ...] = ()
    trigger: str = ""
    root_cause: str = ""
    contributing_factors: _Several[str] = ()
    impact: str = ""
    extent: Extent | None = None
    detection: _Text = ""
    """How it was noticed."""
    containment: _Text = ""
    """How the harm was limited."""
    fix: str = ""
    prevention: _Text = ""
    """What would prevent the next one."""
    actions: _Several[Action] = ()
    response: Response | None = None
    facts: tuple[Fact, ...] = ()
    timeline: tuple[Moment, ...] = ()
    external_ids: tuple[str, ...] = ()
    """`scheme:value`, such as `cve:CVE-2025-53773`."""
    sources: tuple[str, ...] = ()
    confidence: _Text = ""
    """How sure the source is, in its words: `reported`, `confirmed`."""
    status: _Text = ""
    """How ripe the report is, in the words of the source: `preliminary`, `final`."""
    disputed: _Text = ""
    """What of it is contested, and by whom."""
    withdrawn: _Text = ""
    """Since when its source does not stand by it any more; a withdrawn incident is kept."""
    reporter: _Text = ""
    credits: _Several[str] = ()
    """Who else is named for finding or describing it."""
    recorded_by: str
    recorded_at: datetime

    def milestone(self, name: str) -> Milestone | None:
        """Return a milestone that is known, or None."""
        return next((milestone for milestone in self.milestones if milestone.name == name), None)

    @property
    def when(self) -> str:
        """The earliest date that is known, cut to its precision; empty when none is."""
        return happened({stone.name: stone.at for stone in self.milestones})

    @property
    def phase(self) -> str:
        """The last milestone reached, as a word; `Reported` when none is known."""
        return (last_reached([stone.name for stone in self.milestones]) or REPORTED).capitalize()


def last_reached(names: Collection[str]) -> str:
    """Return the last of some milestones, from detection on; empty when none of these is known."""
    return next((name for name in reversed(MILESTONES[2:]) if name in names), "")


def happened(dates: Mapping[str, str | None]) -> str:
    """Return the date of the earliest of some milestones, by name, whose date is known; empty when none is."""
    return next((at for name in MILESTONES if (at := dates.get(name))), "")
