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
    """Of a workbook; empty to find out."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the table it was made for, without empty ones at the end: what it is known again by."""
        width = max((use.column + 1 for use in self.uses if use.heading), default=0)
        found = {use.column: use.heading for use in self.uses}
        return tuple(found.get(column, "") for column in range(width))

    def to_json(self) -> str:
        """Return it as text to be saved."""
        return self.model_dump_json(indent=2)

    @classmethod
    def from_json(cls, text: str) -> "TableMapping":
        """Read what `to_json` wrote; pydantic's ValidationError for anything else."""
        return cls.model_validate_json(text)


class TablePlace(Model):
    """Where in a file a table stands, as a person says it."""

    sheet: str = ""
    """Of a workbook; empty to find out."""
    heading_row: int = 0
    """Counted from 1; 0 to find out."""


class ColumnSeen(Model):
    """A column as a person sees it while choosing what it means."""

    column: int
    """Counted from 0."""
    heading: str
    samples: tuple[str, ...] = ()
    """Up to three different values, each on one line."""
    needs_order: bool = False
    """Whether a date in it can be read in two ways."""
    short: str = ""
    """What is wrong with it, in a few words; empty for nothing."""
    problem: str = ""
    """The same as a sentence."""


class TablePreview(Model):
    """A table as a person sees it while choosing what its columns mean."""

    file: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """The first rows below the headings."""
    count: int
    """Of all rows below the headings."""
    columns: tuple[ColumnSeen, ...]
    mapping: TableMapping
    """A use for every column."""
    problems: tuple[str, ...]
    """Sentences; with those of the columns."""
    sheets: tuple[str, ...] = ()
    """Of a workbook, in its order; the table stands in `mapping.sheet`."""
    tops: tuple[tuple[int, str], ...] = ()
    """The first rows with their numbers, of which each may be that of the headings."""
    is_known: bool = False
    """Whether the mapping is one of `Options.known`, found by the headings."""
