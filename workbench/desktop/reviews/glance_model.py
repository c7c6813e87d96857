"""The whole checklist in one table."""

from dataclasses import dataclass
from datetime import date

from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, RIGHT, TOOL_TIP, Cells, RowsModel
from workbench.desktop.reviews.model import ReviewData
from workbench.domain.model import Severity, Status

_SHORT = {Status.NOT_APPLICABLE: "N/A"}


@dataclass(frozen=True)
class GlanceRow:
    """One check with its finding."""

    check_id: str
    mode_id: str
    status: Status
    summary: str
    severity: Severity
    proof: tuple[int, int, int]
    """Declared, verified, stale."""
    age: int | None
    """Days since the newest evidence was captured or attached."""
    is_stale: bool
    owner: str


def glance_rows(data: ReviewData) -> tuple[GlanceRow, ...]:
    """Return every check in the order of the checklist."""
    rows = []
    for line in data.verdict.lines:
        mode, counts = data.mode(line.check_id), data.proof_of(line.check_id)
        rows.append(
            GlanceRow(
                check_id=line.check_id,
                mode_id=mode.id,
                status=line.status,
                summary=line.summary,
                severity=mode.severity,
                proof=(counts.declared, counts.verified, counts.stale),
                age=_age(data, line.check_id),
                is_stale=counts.stale > 0,
                owner=data.view.name_of(data.finding(line.check_id).owner),
            )
        )
    return tuple(rows)


def _age(data: ReviewData, check_id: str) -> int | None:
    days: list[date] = [use.evidence.captured_on or use.evidence.attached_at.date() for use in data.uses_of(check_id)]
    return max(0, (data.today - max(days)).days) if days else None


class GlanceModel(RowsModel[GlanceRow]):
    """One row per check; a failed one is filled."""

    heads = ("Status", "Check and finding", "Severity", "Proof", "Age", "Owner")
    figures = frozenset({"Age"})

    def cells(self, row: GlanceRow, column: int) -> Cells:
        """Return what one cell shows."""
        cells: tuple[Cells, ...] = (
            {Role.STATUS: row.status.value, Role.WORD: _SHORT.get(row.status)},
            {DISPLAY: row.summary, Role.ID: f"{row.check_id}  {row.mode_id}", TOOL_TIP: row.summary},
            {Role.SEVERITY: row.severity.value},
            {Role.PROOF: row.proof},
            {DISPLAY: "" if row.age is None else f"{row.age} d", Role.STRONG: row.is_stale, **RIGHT},
            {DISPLAY: row.owner or "Nobody yet", Role.MUTED: not row.owner},
        )
        filled: Cells = {Role.FILL: "fail_bg"} if row.status is Status.FAIL else {}
        return {Role.KEY: row.check_id, **filled, **cells[column]}
