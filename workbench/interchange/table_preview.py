"""Show what would come out of a table before anything is imported: its columns, samples, and what is wrong."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from workbench.domain.errors import UserError
from workbench.foreign import Unreadable, clean
from workbench.interchange.dates import needs_order, parse_date
from workbench.interchange.source import SAFE, Source, open_source
from workbench.interchange.table_fields import DATES, FIELDS, MANY, field_for, is_value
from workbench.interchange.table_mapping import split, values, whole
from workbench.interchange.table_model import ColumnSeen, ColumnUse, TableMapping, TablePlace, TablePreview
from workbench.interchange.table_place import Placed, place_table
from workbench.interchange.table_rows import TOP, Row, formulas_without_value

PREVIEW_ROWS = 20
SAMPLES = 3
_FORMULA = ("=", "@")
"""What opens a formula in a spreadsheet and hardly a sentence; a dash or a plus opens many a list."""


def preview(
    path: Path,
    mapping: TableMapping | None = None,
    known: Sequence[TableMapping] = (),
    place: TablePlace | None = None,
) -> TablePreview:
    """Return the first rows of a table with its mapping, given, known or proposed; UserError when it is no table."""
    source = open_source(path)
    try:
        return seen(source, place_table(source, mapping, known, place or TablePlace()))
    except Unreadable as error:
        raise UserError(f"{source.name}: {error.what} {SAFE} Choose a CSV file or a workbook.") from error


def seen(source: Source, placed: Placed) -> TablePreview:
    """Return what a person should see of a table; raises Unreadable when the mapping does not fit."""
    rows, mapping = placed.rows, placed.mapping
    headings, below = split(rows, mapping)
    mapping = whole(mapping, headings)
    columns = [_column(use, mapping, values(below, use.column)) for use in mapping.uses]
    told = [f"{_name(one)}: {one.problem}" for one in columns if one.problem]
    return TablePreview(
        file=source.name,
        headings=headings,
        rows=tuple(tuple(clean(cell, 200) for cell in row.cells) for row in below[:PREVIEW_ROWS]),
        count=len(below),
        columns=tuple(columns),
        mapping=mapping,
        problems=(*_of_the_whole(headings, below, mapping), *told, *_remarks(source, headings, below, mapping)),
        sheets=placed.sheets,
        tops=tuple((row.number, _top(row)) for row in rows[:TOP]),
        is_known=placed.is_known,
    )


def _top(row: Row) -> str:
    return clean(" · ".join(" ".join(cell.split()) for cell in row.cells if cell.strip()), 120)


def _column(use: ColumnUse, mapping: TableMapping, texts: list[str]) -> ColumnSeen:
    unsure = next((text for text in texts if needs_order(text)), "")
    short, problem = _problem(use, mapping, texts, unsure)
    different = islice(dict.fromkeys(clean(" ".join(text.split()), 80) for text in texts[:1000]), SAMPLES)
    return ColumnSeen(
        column=use.column,
        heading=use.heading,
        samples=tuple(different),
        needs_order=bool(unsure),
        short=short,
        problem=problem,
    )


def _problem(use: ColumnUse, mapping: TableMapping, texts: list[str], unsure: str) -> tuple[str, str]:
    """Return what is wrong with the use of a column, in few words and as a sentence."""
    others = [one for one in mapping.uses if one.field == use.field and one.column != use.column]
    if use.field not in FIELDS:
        return "unknown use", f"there is no field {clean(use.field, 40)}."
    if others and use.field not in MANY:
        also = others[0].heading or f"column {others[0].column + 1}"
        return "used twice", f"“{also}” is used as “{FIELDS[use.field]}” too; only one column can be."
    if use.field == "title" and not texts:
        return "empty throughout", "the column is empty throughout; the export seems to have lost it."
    return _problem_of_dates(use, texts, unsure) if use.field in DATES else ("", "")


def _problem_of_dates(use: ColumnUse, texts: list[str], unsure: str) -> tuple[str, str]:
    if unsure and use.date_order is None:
        which = f"{clean(unsure, 20)} can be read in two ways. Say which comes first, day or month."
        return "day or month first?", which
    unread = [
        text for text in texts if is_value(text) and not needs_order(text) and parse_date(text, use.date_order) is None
    ]
    if not unread:
        return "", ""
    number = "1 value is no date" if len(unread) == 1 else f"{len(unread):,} values are no dates"
    return number, f"{number}, such as “{clean(unread[0], 40)}”; it is left open there."


def _of_the_whole(headings: Sequence[str], below: list[Row], mapping: TableMapping) -> list[str]:
    found: list[str] = []
    fields = {use.field for use in mapping.uses}
    if not fields & {"title", "summary"}:
        found.append("No column is used as title or as what happened; without one of them nothing can be imported.")
    if not below:
        found.append("There is no row below the headings.")
    if value := _value_among(headings):
        found.append(
            f"Row {mapping.header_row} is taken for the headings and holds “{clean(value, 40)}”. If the headings are "
            "in another row, choose that one; if there are none, put them above it and import the file again."
        )
    return found


def _remarks(source: Source, headings: Sequence[str], below: list[Row], mapping: TableMapping) -> list[str]:
    """Return what stops nothing and surprises later."""
    return [*_same_but_for_case(headings), *_formulas(source, below, mapping)]


def _value_among(headings: Sequence[str]) -> str:
    """Return a heading that is rather a value: a date, a number; empty for none, or where headings are recognised."""
    if any(field_for(heading) not in ("ignore", "fact") for heading in headings):
        return ""
    return next((text for text in headings if parse_date(text) or text.strip(" -+.,%$€£").isdecimal()), "")


def _same_but_for_case(headings: Sequence[str]) -> list[str]:
    """Say which headings are the same, whatever their case: each column is still used by itself."""
    numbers: dict[str, list[int]] = {}
    for number, heading in enumerate(headings, 1):
        if heading:
            numbers.setdefault(heading.casefold(), []).append(number)
    told = []
    for columns in numbers.values():
        if len(columns) > 1:
            which = f"{', '.join(map(str, columns[:-1]))} and {columns[-1]}"
            heading = headings[columns[0] - 1]
            told.append(f"Columns {which} are called “{heading}”, whatever the case; each is used by itself.")
    return told


def _formulas(source: Source, below: list[Row], mapping: TableMapping) -> list[str]:
    """Say which cells are formulas: those of a CSV file stay text, those of a workbook are worth their last value."""
    if source.is_workbook:
        number = formulas_without_value(source, mapping.sheet, below)
        told = "1 cell holds a formula" if number == 1 else f"{number:,} cells hold formulas"
        remedy = "without its value, and comes out empty" if number == 1 else "without their values, and come out empty"
        remedy += ". Open the file in a spreadsheet, save it, and import it then."
        return [f"{told} {remedy}"] if number else []
    counts = Counter(cell for row in below for cell in row.cells if cell.startswith(_FORMULA))
    if not counts:
        return []
    number = sum(counts.values())
    told = "1 cell begins" if number == 1 else f"{number:,} cells begin"
    return [f"{told} like a formula, such as “{clean(next(iter(counts)), 40)}”; it stays text and computes nothing."]


def _name(seen_column: ColumnSeen) -> str:
    return seen_column.heading or f"Column {seen_column.column + 1}"
