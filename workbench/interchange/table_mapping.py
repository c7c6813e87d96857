"""How the columns of a table are used: as a person said, as it was for the same headings before, or as proposed."""

from collections.abc import Sequence

from workbench.foreign import Unreadable, clean
from workbench.interchange.dates import shows_order
from workbench.interchange.source import Source
from workbench.interchange.table_fields import DATES, MANY, field_for, without_title
from workbench.interchange.table_model import ColumnUse, DateOrder, TableMapping
from workbench.interchange.table_rows import Row, delimiter_of

HEADINGS_WITHIN = 10
"""Rows at the top in which the headings are looked for."""
_FEW_COLUMNS = 12


def propose(source: Source, rows: Sequence[Row], sheet: str = "", heading_row: int = 0) -> TableMapping:
    """Return the mapping that headings and values suggest; raises Unreadable for a table without headings.

    Without a `heading_row` the headings are the row near the top in which the most cells mean something.
    """
    if not rows:
        raise Unreadable("there is no row in it.")
    among = _rows_for_headings(rows, heading_row)
    if not among:
        raise Unreadable(f"row {heading_row} is empty or not there; choose the row with the headings.")
    header = max(among, key=lambda row: (recognised(row), -row.number))
    below = [row for row in rows if row.number > header.number]
    fields: list[str] = []
    for cell in header.cells:
        field = field_for(cell)
        if field in fields and field not in MANY:
            field = "fact"
        if field == "ignore" and len(header.cells) <= _FEW_COLUMNS and cell.strip():
            field = "fact"
        fields.append(field)
    uses = [
        ColumnUse(
            column=column,
            heading=heading_of(header.cells[column]),
            field=field,
            date_order=_order(values(below, column)) if field in DATES else None,
        )
        for column, field in enumerate(without_title(fields, list(header.cells)))
    ]
    return TableMapping(uses=tuple(uses), header_row=header.number, delimiter=_delimiter(source), sheet=sheet)


def recognised(row: Row) -> int:
    """Return how many different fields the cells of a row suggest when they are headings."""
    return len({field_for(cell) for cell in row.cells} - {"ignore", "fact"})


def headings_of(row: Row) -> tuple[str, ...]:
    """Return the cells of a row as headings, without empty ones at the end."""
    headings = tuple(map(heading_of, row.cells))
    while headings and not headings[-1]:
        headings = headings[:-1]
    return headings


def _rows_for_headings(rows: Sequence[Row], heading_row: int) -> Sequence[Row]:
    return [row for row in rows if row.number == heading_row] if heading_row else rows[:HEADINGS_WITHIN]


def fitting(
    source: Source, rows: Sequence[Row], known: Sequence[TableMapping], sheet: str = "", heading_row: int = 0
) -> TableMapping | None:
    """Return the first known mapping whose headings stand in one of the first rows, fitted to this table."""
    by_headings = {mapping.headings: mapping for mapping in reversed(known) if mapping.headings}
    for row in _rows_for_headings(rows, heading_row) if by_headings else ():
        if found := by_headings.get(headings_of(row)):
            here = {"header_row": row.number, "delimiter": _delimiter(source), "sheet": sheet}
            return found.model_copy(update=here)
    return None


def split(rows: Sequence[Row], mapping: TableMapping) -> tuple[tuple[str, ...], list[Row]]:
    """Return headings and the rows below them; raises Unreadable when the headings are not those of the mapping."""
    header = next((row for row in rows if row.number == mapping.header_row), None)
    if header is None:
        raise Unreadable(f"row {mapping.header_row} with the headings is not there.")
    headings = tuple(map(heading_of, header.cells))
    for use in mapping.uses:
        found = headings[use.column] if 0 <= use.column < len(headings) else ""
        if found != use.heading:
            there = f"“{found}”" if found else "nothing"
            raise Unreadable(
                f"column {use.column + 1} should be “{use.heading}” and is {there}: the mapping does not fit."
            )
    return headings, [row for row in rows if row.number > mapping.header_row]


def whole(mapping: TableMapping, headings: Sequence[str]) -> TableMapping:
    """Return a mapping with a use for every column: what nobody mentioned is not imported."""
    said = {use.column for use in mapping.uses}
    rest = [
        ColumnUse(column=column, heading=heading, field="ignore")
        for column, heading in enumerate(headings)
        if column not in said
    ]
    uses = sorted([*mapping.uses, *rest], key=lambda use: use.column)
    return mapping.model_copy(update={"uses": tuple(uses)})


def values(rows: Sequence[Row], column: int) -> list[str]:
    """Return the texts of one column that are not empty."""
    return [row.cells[column].strip() for row in rows if column < len(row.cells) and row.cells[column].strip()]


def heading_of(cell: str) -> str:
    """Return a heading as it is shown, kept and compared."""
    return clean(cell, 120)


def _delimiter(source: Source) -> str:
    return "" if source.is_workbook else delimiter_of(source.text[:200_000])


def _order(texts: Sequence[str]) -> DateOrder | None:
    """Return the order that the dates of a column show; None when they show none or contradict each other."""
    shown = {order for order in map(shows_order, texts) if order}
    return shown.pop() if len(shown) == 1 else None
