"""The table of what is due."""

from workbench.desktop.kit.moments import day
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, SPOKEN, TOOL_TIP, Cells, RowsModel
from workbench.desktop.overview.model import place_of, what_of, when
from workbench.storage.due import Due

KIND_WORDS = {
    "condition": "Condition",
    "waiver": "Waiver",
    "evidence": "Evidence",
    "approval": "Approval",
    "review": "Review",
    "action": "Action",
    "clock": "Clock",
}


class DueModel(RowsModel[Due]):
    """One row for each thing with a day."""

    heads = ("Left", "Day", "What", "Kind", "Deployment", "Owner")

    def cells(self, row: Due, column: int) -> Cells:
        """Return what one cell shows."""
        where = row.key if row.kind == "clock" else f"{row.review} {row.check_id}".strip()
        what = what_of(row)
        said = f"{KIND_WORDS[row.kind]} {row.key}: {what}, {when(row)[0]}, {day(row.on)}, {where}"
        cells: tuple[Cells, ...] = (
            {Role.CHIP: when(row)},
            {DISPLAY: day(row.on)},
            {DISPLAY: what, Role.STRONG: True, Role.CAPTION: where},
            {DISPLAY: KIND_WORDS[row.kind], Role.CAPTION: row.key},
            {DISPLAY: row.deployment},
            {DISPLAY: row.owner or "Nobody", Role.MUTED: not row.owner},
        )
        return {Role.KEY: place_of(row)[1], SPOKEN: said, TOOL_TIP: said, **cells[column]}
