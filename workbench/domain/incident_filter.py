"""What a list of incidents is narrowed to and in which order it stands, and such a choice under a name."""

from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from workbench.domain.model import Model

Order = Literal["newest", "oldest", "severity", "key", "recorded"]
ORDERS: tuple[Order, ...] = get_args(Order)
FACETS = ("grade", "kind", "category", "mode", "severity", "origin", "phase", "lacks", "deployment", "year")


class IncidentFilter(Model):
    """What a list is narrowed to; an empty field narrows nothing."""

    text: str = ""
    grade: str = ""
    kind: str = ""
    category: str = ""
    mode: str = ""
    severity: str = ""
    origin: str = ""
    phase: str = ""
    """In which it is: the last one of which a milestone is known, or `reported`."""
    lacks: str = ""
    """In which it lacks something; public ones lack nothing."""
    deployment: str = ""
    """Its id."""
    year: str = ""
    """In which it happened: `2026`, a quarter of it as `2026-Q1`, or `2026-?` where no more is known."""
    order: Order = "newest"


class SavedFilter(Model):
    """A filter that somebody gave a name."""

    id: str
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    wanted: IncidentFilter


class TimeCount(Model):
    """How many incidents of one origin and severity happened in a quarter, or in a year of which no more is known."""

    when: str
    """`2026-Q1`, or `2026-?`; empty for a date that nobody knows."""
    origin: str
    severity: str
    """Empty for none."""
    count: int = Field(ge=1)
