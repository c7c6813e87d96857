"""A policy: the complete table that turns findings into a verdict; versioned data."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator

from workbench.domain.deployment import Stage
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
        return self.rank >= Cell.BLOCKS_WAIVABLE.rank

    @property
    def is_waivable(self) -> bool:
        """Whether a waiver can turn it into a condition."""
        return self in (Cell.BLOCKS_WAIVABLE, Cell.BLOCKS_COMPENSATED)

    @property
    def rank(self) -> int:
        """How strict it is; 0 is *nothing*."""
        return _STRICTNESS.index(self)


_STRICTNESS = (
    Cell.NOTHING,
    Cell.NOTE,
    Cell.CONDITION,
    Cell.BLOCKS_WAIVABLE,
    Cell.BLOCKS_COMPENSATED,
    Cell.BLOCKS,
)


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


Table = dict[Status, dict[Proven, dict[Severity, Cell]]]
PolicyId = Annotated[str, Field(pattern=r"^[a-z][a-z-]{1,40}$")]


def _is_unset(value: Any) -> bool:
    """Tell whether a field says nothing: such a field is left out, so that older records keep their bytes."""
    return value is None or value is False or value == {}


class WaiverRule(Model):
    """What a waiver of a finding of one severity needs."""

    approver: str | None = None
    """The role whose person has to approve it; without one, any person but the requester."""
    days: Annotated[int, Field(ge=1)] | None = None
    """Its longest life, where it is shorter than that of the policy."""


class Policy(Model):
    """One complete table, and the limits that go with it."""

    id: PolicyId
    version: int
    name: str
    table: Table
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
    stage: Annotated[dict[Stage, Table], Field(default_factory=dict, exclude_if=_is_unset)]
    """Cells that are stricter from a stage on; those of a narrower stage hold for the wider ones too."""
    waiver: Annotated[dict[Severity, WaiverRule], Field(default_factory=dict, exclude_if=_is_unset)]
    renewal_role: Annotated[str | None, Field(exclude_if=_is_unset)] = None
    """The higher role that the third renewal of a waiver asks."""
    quorum: Annotated[int | None, Field(ge=1, exclude_if=_is_unset)] = None
    """How many of the required roles have to approve; None is all."""
    independent_approver: Annotated[bool, Field(exclude_if=_is_unset)] = False
    """Whether somebody who did not build it has to be among the approvers."""

    @model_validator(mode="after")
    def _is_complete(self) -> "Policy":
        missing = [" × ".join(address) for address in missing_cells(self.table)]
        if missing:
            raise ValueError("the table has no cell for " + ", ".join(missing))
        return self

    def for_stage(self, stage: Stage | None) -> "Policy":
        """Return the policy as it holds for a stage; nobody knows an unknown stage, so the widest counts."""
        table = self.table
        for narrower in STAGES[: STAGES.index(stage or STAGES[-1]) + 1]:
            table = laid_over(table, self.stage.get(narrower, {}))
        return self.model_copy(update={"table": table, "stage": {}})

    def cell(self, status: Status, severity: Severity, *, proven: bool) -> Cell:
        """Look up one cell."""
        return self.table[status][Proven.YES if proven else Proven.NO][severity]

    def waiver_days_for(self, severity: Severity) -> int:
        """Return the longest life of a waiver of a finding of a severity."""
        rule = self.waiver.get(severity)
        return min(self.waiver_days, rule.days) if rule and rule.days else self.waiver_days

    def waiver_approver(self, severity: Severity, renewals: int) -> str | None:
        """Return the role whose person has to approve a waiver; None: any person but the requester."""
        if self.renewal_role and renewals >= HIGHER_ROLE_FROM:
            return self.renewal_role
        rule = self.waiver.get(severity)
        return rule.approver if rule else None

    def role_name(self, role_id: str) -> str:
        """Return the name of a role, or its id."""
        return next((role.name for role in self.roles if role.id == role_id), role_id)

    def tolerance(self, worst_effect: str | None) -> float:
        """Return the tolerated rate of bad outcomes for a profile's worst tool effect."""
        return self.tolerances.get(worst_effect or "default", self.tolerances["default"])


STAGES = tuple(Stage)
"""The narrowest first."""
HIGHER_ROLE_FROM = 3
"""The renewal of a waiver from which on a higher role is asked (record.md section 4.6)."""


def missing_cells(table: Table) -> list[tuple[Status, Proven, Severity]]:
    """Return the addresses that a table has no cell for."""
    return [
        (status, proven, severity)
        for status in Status
        for proven in Proven
        for severity in Severity
        if severity not in table.get(status, {}).get(proven, {})
    ]


def laid_over(table: Table, cells: Table) -> Table:
    """Return a table with some of its cells replaced."""
    return {
        status: {half: {**row, **cells.get(status, {}).get(half, {})} for half, row in halves.items()}
        for status, halves in table.items()
    }
