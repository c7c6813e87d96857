"""Propose how the columns of a table are used, and show what would come out before anything is imported."""

from collections.abc import Sequence
from pathlib import Path

from workbench.domain.errors import UserError
from workbench.foreign import Unreadable, clean
from workbench.interchange.dates import needs_order, parse_date, shows_order
from workbench.interchange.source import SAFE, Source, open_source
from workbench.interchange.table_fields import DATES, MANY, field_for
from workbench.interchange.table_model import ColumnUse, DateOrder, TableMapping, TablePreview
from workbench.interchange.table_rows import Row, delimiter_of, is_workbook, table_rows

PREVIEW_ROWS = 20
_FEW_COLUMNS = 12


def preview(path: Path, mapping: TableMapping | None = None) -> TablePreview:
    """Return the first rows of a table with the given mapping or a proposed one; UserError when it is none."""
    source = open_source(path)
    try:
        rows = table_rows(source, mapping.delimiter if mapping else "", mapping.sheet if mapping else "")
        mapping = mapping or propose(source, rows)
        headings, below = split(rows, mapping)
    except Unreadable as error:
        raise UserError(f"{source.name}: {error.what} {SAFE} Choose a CSV file or a workbook.") from error
    shown = tuple(tuple(clean(cell, 200) for cell in row.cells) for row in below[:PREVIEW_ROWS])
    return TablePreview(
        headings=headings, rows=shown, count=len(below), mapping=mapping, problems=tuple(problems(below, mapping))
    )


def propose(source: Source, rows: Sequence[Row]) -> TableMapping:
    """Return the mapping that headings and values suggest; raises Unreadable for a table without headings."""
    if not rows:
        raise Unreadable("there is no row in it.")
    header = max(
        rows[:10], key=lambda row: (len({field_for(cell) for cell in row.cells} - {"ignore", "fact"}), -row.number)
    )
    below = [row for row in rows if row.number > header.number]
    uses: list[ColumnUse] = []
    taken: set[str] = set()
    for column, cell in enumerate(header.cells):
        field = field_for(cell)
        if field in taken and field not in MANY:
            field = "fact"
        if field == "ignore" and len(header.cells) <= _FEW_COLUMNS and cell.strip():
            field = "fact"
        taken.add(field)
        order = _order(values(below, column)) if field in DATES else None
        uses.append(ColumnUse(column=column, heading=clean(cell, 120), field=field, date_order=order))
    delimiter = "" if is_workbook(source) else delimiter_of(source.text[:200_000])
    return TableMapping(uses=tuple(uses), header_row=header.number, delimiter=delimiter)


def split(rows: Sequence[Row], mapping: TableMapping) -> tuple[tuple[str, ...], list[Row]]:
    """Return headings and the rows below them; raises Unreadable when the headings are not those of the mapping."""
    header = next((row for row in rows if row.number == mapping.header_row), None)
    if header is None:
        raise Unreadable(f"row {mapping.header_row} with the headings is not there.")
    headings = tuple(clean(cell, 120) for cell in header.cells)
    for use in mapping.uses:
        found = headings[use.column] if 0 <= use.column < len(headings) else ""
        if found != use.heading:
            there = f"“{found}”" if found else "nothing"
            raise Unreadable(
                f"column {use.column + 1} should be “{use.heading}” and is {there}: the mapping does not fit."
            )
    return headings, [row for row in rows if row.number > mapping.header_row]


def values(rows: Sequence[Row], column: int) -> list[str]:
    """Return the texts of one column that are not empty."""
    return [row.cells[column].strip() for row in rows if column < len(row.cells) and row.cells[column].strip()]


def problems(rows: Sequence[Row], mapping: TableMapping) -> list[str]:
    """Return what a person should decide or know before the import, as sentences."""
    found: list[str] = []
    fields = {use.field for use in mapping.uses}
    if not fields & {"title", "summary"}:
        found.append("No column is used as title or as what happened; without one of them nothing can be imported.")
    for use in mapping.uses:
        if use.field not in DATES:
            continue
        texts = values(rows, use.column)
        unsure = next((text for text in texts if needs_order(text)), "")
        if unsure and use.date_order is None:
            found.append(
                f"{use.heading}: {clean(unsure, 20)} can be read in two ways. Say which comes first, day or month."
            )
        unread = [text for text in texts if not needs_order(text) and parse_date(text, use.date_order) is None]
        if unread:
            found.append(f"{use.heading}: {len(unread):,} values are no dates, such as “{clean(unread[0], 40)}”.")
    return found


def _order(texts: Sequence[str]) -> DateOrder | None:
    """Return the order that the dates of a column show; None when they show none or contradict each other."""
    shown = {order for order in map(shows_order, texts) if order}
    return shown.pop() if len(shown) == 1 else None
