"""Registers: approvals, waivers, conditions and decisions over a period of days, UTC."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Literal

from workbench.domain.evidence import end_of
from workbench.domain.model import Model

RegisterKind = Literal["approvals", "waivers", "conditions", "decisions"]
KINDS: tuple[RegisterKind, ...] = ("approvals", "waivers", "conditions", "decisions")


class Period(Model):
    """Days from the first to the last, both included; an open end has no limit there."""

    first: date | None = None
    last: date | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether an instant lies between the start of the first day and the end of the last, UTC."""
        begun = self.first is None or at >= datetime.combine(self.first, time(), tzinfo=UTC)
        return begun and (self.last is None or at < end_of(self.last))

    @property
    def words(self) -> str:
        """`from 2026-01-01 to 2026-03-31`, `until 2026-03-31`, `of all time`."""
        if self.first and self.last:
            return f"from {self.first} to {self.last}"
        if self.first:
            return f"since {self.first}"
        return f"until {self.last}" if self.last else "of all time"


class Column(Model):
    """One column of a register."""

    key: str
    """As in JSON: `valid_until`."""
    head: str
    width: int = 18
    """Characters, in a spreadsheet."""


def _columns(*named: tuple[str, str, int]) -> tuple[Column, ...]:
    where = (("review", "Review", 12), ("deployment", "Deployment", 26), ("version", "Version", 12))
    first, *rest = named
    return tuple(Column(key=key, head=head, width=width) for key, head, width in (first, *where, *rest))


COLUMNS: dict[RegisterKind, tuple[Column, ...]] = {
    "approvals": _columns(
        ("at", "Decided (UTC)", 20),
        ("state", "State today", 16),
        ("signed", "Signed", 14),
        ("stage", "Stage", 12),
        ("valid_until", "Valid until", 14),
        ("verdict", "Verdict as frozen", 24),
        ("why", "Why it does not hold", 48),
        ("digest", "SHA-256 of the record", 66),
    ),
    "waivers": _columns(
        ("at", "Requested (UTC)", 20),
        ("id", "Waiver", 10),
        ("check", "Check", 26),
        ("severity", "Severity", 12),
        ("state", "State today", 16),
        ("reason", "Reason", 60),
        ("requested_by", "Requested by", 22),
        ("approved_by", "Approved by", 22),
        ("approved_as", "Approved as", 18),
        ("approved_at", "Approved (UTC)", 20),
        ("owner", "Risk owner", 22),
        ("control", "Compensating control", 26),
        ("expires_on", "Lapses on", 14),
        ("renewals", "Renewals", 10),
    ),
    "conditions": _columns(
        ("at", "Made (UTC)", 20),
        ("id", "Condition", 10),
        ("check", "Check", 26),
        ("state", "State today", 16),
        ("text", "Condition", 60),
        ("owner", "Owner", 22),
        ("due", "Due", 14),
        ("launch", "Launch", 10),
        ("closed_at", "Closed (UTC)", 20),
        ("closed_by", "Closed by", 22),
        ("evidence", "Closing evidence", 36),
    ),
    "decisions": _columns(
        ("at", "Signed (UTC)", 20),
        ("role", "Role", 20),
        ("name", "Name", 26),
        ("email", "E-mail", 30),
        ("decision", "Decision", 24),
        ("comment", "Comment", 60),
        ("fingerprint", "SHA-256 of the certificate", 66),
    ),
}
"""What each register tells, the time by which it is ordered first."""


class RegisterRow(Model):
    """One line of a register."""

    at: datetime
    """The instant by which it belongs to a period."""
    review: str
    """Full key."""
    check_id: str = ""
    cells: dict[str, str]
    """By the key of the column."""


class Register(Model):
    """A register over a period."""

    kind: RegisterKind
    period: Period
    rows: tuple[RegisterRow, ...]
    """The earliest first."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """What it tells."""
        return COLUMNS[self.kind]

    def texts(self, row: RegisterRow) -> tuple[str, ...]:
        """Return the texts of a row, in the order of the columns."""
        return tuple(row.cells[column.key] for column in self.columns)


def register(kind: RegisterKind, period: Period, rows: Iterable[RegisterRow]) -> Register:
    """Keep what lies in a period, in the order of time."""
    kept = sorted((row for row in rows if period.holds(row.at)), key=lambda row: (row.at, row.review))
    return Register(kind=kind, period=period, rows=tuple(kept))


def instant_text(at: datetime | None) -> str:
    """Return an instant as `2026-11-20 09:00`, UTC; empty for none."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" if at else ""
