"""The data file of the example workspace: who does what, on which day before the making."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from workbench.catalogue.located import read_yaml, validate
from workbench.data import resource
from workbench.domain.deployment import Profile, Stage
from workbench.domain.model import Model, Status
from workbench.domain.review import ControlState, Rating, Score
from workbench.reports.signing.decisions import Decision

_MOMENT = re.compile(r"(-\d{1,3}) (\d\d:\d\d)")
_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")
_NANOSECONDS = re.compile(r'(?<=UnixNano":")\d{19}')
_SECONDS = re.compile(r'(?<="date": )\d{10}')
_SECONDS_A_DAY = 86_400

Moment = Annotated[str, StringConstraints(pattern=_MOMENT.pattern)]
"""`-48 09:10`: days before the making, and the hour in UTC."""


def moment(text: str, today: date) -> datetime:
    """Return the instant of a `Moment`."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(f"not a moment: {text}")
    return datetime.combine(today + timedelta(days=int(match[1])), time.fromisoformat(match[2]), tzinfo=UTC)


def _state(value: object) -> object:
    return {"state": value} if isinstance(value, str) else value


def _score(value: object) -> object:
    return dict(zip(("severity", "occurrence", "detection"), value, strict=True)) if isinstance(value, list) else value


class ExampleRating(Model):
    """Severity, occurrence and detection, before the controls and now."""

    before: Annotated[Score, BeforeValidator(_score)]
    now: Annotated[Score, BeforeValidator(_score)] | None = None

    @property
    def rating(self) -> Rating:
        """The rating itself."""
        return Rating(before=self.before, now=self.now)


class Proof(Model):
    """One file, note or link under a finding, with who attached and who confirmed it."""

    file: str = ""
    link: str = ""
    note: bool = False
    by: str
    confirmed: str | None = None
    proposal: str | None = None
    """Who takes over the status that the analyser proposes."""
    control: str | None = None
    contradicts: bool = False
    captured: date | None = None
    """As the file has it, before its dates are moved."""
    expires: int | None = None
    """Days from the making."""


class ExampleFinding(Model):
    """What team and reviewer say about one check."""

    owner: str | None = None
    team: Status | None = None
    status: Status | None = None
    summary: str = ""
    rationale: str = ""
    controls: dict[str, Annotated[ControlState, BeforeValidator(_state)]] = Field(default_factory=dict)
    rating: ExampleRating | None = None
    evidence: tuple[Proof, ...] = ()


class ExampleCondition(Model):
    """A condition; `due` in days from the making."""

    check: str
    text: str
    owner: str
    due: int


class ExampleWaiver(Model):
    """A waiver that is asked for; `expires` in days from the making."""

    check: str
    at: Moment
    by: str
    reason: str
    owner: str
    expires: int


class ExampleDecision(Model):
    """What a signer decides."""

    role: str
    by: str
    at: Moment
    decision: Decision
    comment: str


class FileDates(Model):
    """How far the dates in the evidence files of a review are moved."""

    written: date
    becomes: int
    """Where `written` comes to lie, in days from the making."""


class ExampleReview(Model):
    """One review, from its start as far as it has come."""

    deployment: str
    """Also the folder of its evidence files."""
    checklist: Literal["nine", "twelve"]
    policy: str = "default"
    purpose: str
    by: str
    started: Moment
    signers: dict[str, str]
    files: FileDates | None = None
    answered: Moment
    """When the team begins to answer."""
    reviewed: Moment
    """When the reviewers begin."""
    frozen: Moment | None = None
    decisions: tuple[ExampleDecision, ...] = ()
    collected: Moment | None = None
    """When the signed report is taken into the workspace."""
    conditions: tuple[ExampleCondition, ...] = ()
    waivers: tuple[ExampleWaiver, ...] = ()
    findings: dict[str, ExampleFinding]

    def moved(self, today: date) -> timedelta:
        """Return how far the dates in its evidence files are moved."""
        if self.files is None:
            return timedelta()
        return today + timedelta(days=self.files.becomes) - self.files.written


class ExampleRunning(Model):
    """What runs; `since` in days from the making."""

    stage: Stage
    since: int


class ExampleDeployment(Model):
    """A deployment with its earlier versions, of which nothing is known, and the present one."""

    id: str
    name: str
    owner: str
    by: str
    at: Moment
    earlier: tuple[str, ...] = ()
    version: str
    profile: Profile
    running: ExampleRunning | None = None
    operations: dict[str, str] = Field(default_factory=dict)
    """The operations card, as far as somebody filled it in."""


class Example(Model):
    """The whole data file."""

    name: str
    people: dict[str, str]
    sources: dict[str, str]
    deployments: tuple[ExampleDeployment, ...]
    reviews: tuple[ExampleReview, ...]
    incidents: tuple[dict[str, Any], ...]
    """`by`, `at`, `source`, `deployment` and `version`, and beside them the fields of an `Incident`."""


def read_example() -> Example:
    """Read the data file that comes with the workbench."""
    located = read_yaml(resource("example", "example.yaml").read_text(encoding="utf-8"))
    return validate(Example, located, located.data)


def move_dates(text: str, days: int) -> str:
    """Move every date of an evidence file, so that it fits the review that is made around it."""
    seconds = days * _SECONDS_A_DAY
    text = _DAY.sub(lambda match: (date.fromisoformat(match[0]) + timedelta(days=days)).isoformat(), text)
    text = _NANOSECONDS.sub(lambda match: str(int(match[0]) + seconds * 10**9), text)
    return _SECONDS.sub(lambda match: str(int(match[0]) + seconds), text)


def split_incident(entry: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part what says how an incident is recorded from its fields."""
    names = ("by", "at", "source", "deployment", "version")
    return {name: entry.get(name) for name in names}, {key: entry[key] for key in entry if key not in names}
