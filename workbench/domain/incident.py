"""Incidents: something that went wrong, or nearly, or in an exercise."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints

from workbench.domain.model import Model, Severity

Precision = Literal["year", "quarter", "month", "day", "minute"]
MILESTONES = ("began", "aware", "detected", "triaged", "contained", "resolved", "reviewed")
PHASES = (("Detection", "detected"), ("Triage", "triaged"), ("Resolution", "resolved"), ("Post-incident", "reviewed"))


class Milestone(Model):
    """A moment in the life of an incident, no more precise than its source."""

    name: Literal["began", "aware", "detected", "triaged", "contained", "resolved", "reviewed"]
    at: str | None = None
    """ISO date cut to the precision (`2026`, `2026-Q1`, `2026-02`, …); None when only the fact is known."""
    precision: Precision | None = None
    note: str = ""
    """Such as `after 6 h`."""


class ModeRole(Model):
    """Which part a failure mode had."""

    mode: str
    role: Literal["cause", "consequence", "contributing"]


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
    deployment_id: str | None = None
    version_id: str | None = None
    milestones: tuple[Milestone, ...] = ()
    modes: tuple[ModeRole, ...] = ()
    category: str | None = None
    controls: tuple[ControlOutcome, ...] = ()
    trigger: str = ""
    root_cause: str = ""
    impact: str = ""
    fix: str = ""
    facts: tuple[Fact, ...] = ()
    timeline: tuple[Moment, ...] = ()
    external_ids: tuple[str, ...] = ()
    """`scheme:value`, such as `cve:CVE-2025-53773`."""
    sources: tuple[str, ...] = ()
    recorded_by: str
    recorded_at: datetime

    def milestone(self, name: str) -> Milestone | None:
        """Return a milestone that is known, or None."""
        return next((milestone for milestone in self.milestones if milestone.name == name), None)

    @property
    def when(self) -> str:
        """The earliest date that is known, cut to its precision; empty when none is."""
        for name in MILESTONES:
            milestone = self.milestone(name)
            if milestone and milestone.at:
                return milestone.at
        return ""

    @property
    def phase(self) -> str:
        """The last milestone reached, as a word; `Reported` when none is known."""
        reached = [name for name in MILESTONES[2:] if self.milestone(name)]
        return reached[-1].capitalize() if reached else "Reported"
