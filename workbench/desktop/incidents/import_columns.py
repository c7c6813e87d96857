"""The columns of a table that is imported, as an item model: what each holds, and what it becomes."""

from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal

from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, SPOKEN, TOOL_TIP, Cells, RowsModel
from workbench.interchange.table_fields import DATES, FIELDS
from workbench.interchange.table_model import ColumnSeen, ColumnUse, DateOrder, TablePreview
from workbench.text import visible

Index = QModelIndex | QPersistentModelIndex
Choice = tuple[str, DateOrder | None]
"""A field and, for dates, which comes first."""
COLUMN, BECOMES = range(2)
_ORDERS: dict[DateOrder, str] = {"day-month": "day first", "month-day": "month first"}


@dataclass(frozen=True)
class Row:
    """A column of the table with its use."""

    seen: ColumnSeen
    use: ColumnUse

    @property
    def name(self) -> str:
        """Its heading, or its number where it has none."""
        return visible(self.seen.heading) or f"Column {self.seen.column + 1}"


def choices(seen: ColumnSeen) -> list[tuple[str, Choice]]:
    """Return what a column can become, in words; dates that can be read in two ways are offered in both."""
    found: list[tuple[str, Choice]] = []
    for field, words in FIELDS.items():
        found.append((words, (field, None)))
        if field in DATES and seen.needs_order:
            found += [(f"{words}, {which}", (field, order)) for order, which in _ORDERS.items()]
    return [found[-1], *found[:-1]]  # what is not imported stands first


class ColumnsModel(RowsModel[Row]):
    """One row for each column; `mapping_chosen(TableMapping)` when a person gives one another use."""

    heads: ClassVar[tuple[str, ...]] = ("Column of the file", "Becomes")
    mapping_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._preview: TablePreview | None = None

    def show_preview(self, preview: TablePreview) -> None:
        """Show the columns of a table."""
        self._preview = preview
        self.show([Row(seen, use) for seen, use in zip(preview.columns, preview.mapping.uses, strict=True)])

    def cells(self, row: Row, column: int) -> Cells:
        """Return heading and samples, or the field and what is wrong with it."""
        if column == COLUMN:
            samples = visible(", ".join(row.seen.samples)) or "No value"
            return {
                DISPLAY: row.name,
                Role.STRONG: True,
                Role.CAPTION: samples,
                TOOL_TIP: f"{row.name}\n{samples}",
                SPOKEN: f"{row.name}, for example {samples}" if row.seen.samples else f"{row.name}, no value",
            }
        words = FIELDS.get(row.use.field, row.use.field)
        if row.use.date_order and row.seen.needs_order:
            words += f", {_ORDERS[row.use.date_order]}"
        wrong = visible(row.seen.problem)
        return {
            DISPLAY: words,
            Role.MUTED: row.use.field == "ignore",
            Role.NOTE: visible(row.seen.short),
            TOOL_TIP: f"{words}\n{wrong}".strip(),
            SPOKEN: ". ".join(part for part in (f"{row.name} becomes: {words}", wrong) if part),
        }

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What a column becomes can be chosen."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() and index.column() == BECOMES else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a `Choice` over and tell the mapping that comes of it."""
        if self._preview is None or role != Qt.ItemDataRole.EditRole or index.column() != BECOMES:
            return False
        row = self.row(index.row())
        field, order = value
        use = row.use.model_copy(update={"field": field, "date_order": order})
        if use == row.use:
            return False
        # What was wrong before says nothing about the new use; what is wrong now is known after the next reading.
        seen = row.seen.model_copy(update={"short": "", "problem": ""})
        rows = list(self.rows)
        rows[index.row()] = Row(seen, use)
        self.show(rows)
        self.mapping_chosen.emit(self._preview.mapping.model_copy(update={"uses": tuple(one.use for one in rows)}))
        return True
