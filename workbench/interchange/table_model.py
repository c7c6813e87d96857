"""Which column of a table says what: plain data that can be previewed, changed and saved."""

from typing import Literal

from workbench.domain.model import Model

DateOrder = Literal["day-month", "month-day"]


class ColumnUse(Model):
    """What one column is used for."""

    column: int
    """Counted from 0: two columns may have the same heading."""
    heading: str
    """As it stands in the table, to notice that a saved mapping does not fit."""
    field: str
    """One of `table_fields.FIELDS`."""
    date_order: DateOrder | None = None
    """For dates such as 4/5/2026; None when no value of the column needs it."""


class TableMapping(Model):
    """How the rows of a table become incidents."""

    uses: tuple[ColumnUse, ...]
    header_row: int = 1
    """The row with the headings, counted from 1."""
    delimiter: str = ""
    """Of a CSV file; empty to find out."""
    sheet: str = ""
    """Of a workbook; empty for the first one."""

    def to_json(self) -> str:
        """Return it as text to be saved."""
        return self.model_dump_json(indent=2)

    @classmethod
    def from_json(cls, text: str) -> "TableMapping":
        """Read what `to_json` wrote; pydantic's ValidationError for anything else."""
        return cls.model_validate_json(text)


class TablePreview(Model):
    """A table as a person sees it while choosing what its columns mean."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """The first rows below the headings."""
    count: int
    """Of all rows below the headings."""
    mapping: TableMapping
    problems: tuple[str, ...]
