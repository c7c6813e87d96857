"""A policy: the complete table that turns findings into a verdict; versioned data."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from workbench.domain.model import Model, Severity, Status


class Cell(StrEnum):
    """What one combination of severity, status and proof does to the verdict."""

    BLOCKS = "blocks"
    BLOCKS_WAIVABLE = "blocks, waivable"
    BLOCKS_COMPENSATED = "blocks, waivable with a compensating control"
    """The compensating control has to be in place and verified."""
    CONDITION = "condition"
    NOTE = "note"
    NOTHING = "nothing"

    @property
    def is_blocking(self) -> bool:
        """Whether the finding blocks unless it is waived."""
        return self in (Cell.BLOCKS, Cell.BLOCKS_WAIVABLE, Cell.BLOCKS_COMPENSATED)


class Proven(StrEnum):
    """The proof half of a cell's address.

    A pass is proven by a verified supporting use, *not applicable* by two persons who say so;
    for the other statuses both halves hold the same.
    """

    YES = "proven"
    NO = "unproven"


class Role(Model):
    """A role that has to sign."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z-]{1,40}$")]
    name: str


class Policy(Model):
    """One complete table, and the limits that go with it."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z-]{1,40}$")]
    version: int
    name: str
    table: dict[Status, dict[Proven, dict[Severity, Cell]]]
    maximum_days: Annotated[int, Field(ge=1)]
    """How long an approval can be valid."""
    waiver_days: Annotated[int, Field(ge=1)]
    """The longest life of a waiver."""
    roles: tuple[Role, ...]
    """Who has to sign."""
    tolerances: dict[str, float]
    """Tolerated rate of bad outcomes by the worst tool effect, and `default`."""
    self_confirmation: bool = False
    """Whether a person may confirm evidence that they attached; printed on the cover."""

    @model_validator(mode="after")
    def _is_complete(self) -> "Policy":
        missing = [
            f"{status} × {proven} × {severity}"
            for status in Status
            for proven in Proven
            for severity in Severity
            if severity not in self.table.get(status, {}).get(proven, {})
        ]
        if missing:
            raise ValueError("the table has no cell for " + ", ".join(missing))
        return self

    def cell(self, status: Status, severity: Severity, *, proven: bool) -> Cell:
        """Look up one cell."""
        return self.table[status][Proven.YES if proven else Proven.NO][severity]

    def tolerance(self, worst_effect: str | None) -> float:
        """Return the tolerated rate of bad outcomes for a profile's worst tool effect."""
        return self.tolerances.get(worst_effect or "default", self.tolerances["default"])
