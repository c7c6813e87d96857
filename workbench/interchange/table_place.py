"""Where a table stands in its file: which sheet of a workbook, which row has the headings, how its columns are used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.interchange.source import Source
from workbench.interchange.table_mapping import HEADINGS_WITHIN, fitting, headings_of, propose, recognised
from workbench.interchange.table_model import TableMapping, TablePlace
from workbench.interchange.table_rows import Row, sheet_tops, table_rows


@dataclass(frozen=True)
class Placed:
    """A table with the use of its columns."""

    rows: list[Row]
    mapping: TableMapping
    sheets: tuple[str, ...]
    """Of a workbook, those that are not hidden."""
    is_known: bool
    """Whether the mapping was found by the headings."""
    is_proposed: bool
    """Whether nobody ever said how the columns are used."""


def place_table(source: Source, given: TableMapping | None, known: Sequence[TableMapping], place: TablePlace) -> Placed:
    """Return the table as `given`, as known by its headings, or as proposed; raises Unreadable.

    Of a workbook it is the sheet that a person names, else the first with headings that are known, else the one with
    the most headings that mean something.
    """
    tops = sheet_tops(source) if source.is_workbook else {}
    sheet = (given.sheet if given else place.sheet) or _likeliest(tops, (given,) if given else known)
    rows = table_rows(source, given.delimiter if given else "", sheet if tops else "")
    if given:
        mapping = given.model_copy(update={"sheet": sheet})
        return Placed(rows, mapping, tuple(tops), is_known=False, is_proposed=False)
    fits = fitting(source, rows, known, sheet, place.heading_row)
    mapping = fits or propose(source, rows, sheet, place.heading_row)
    return Placed(rows, mapping, tuple(tops), is_known=fits is not None, is_proposed=fits is None)


def _likeliest(tops: Mapping[str, Sequence[Row]], known: Sequence[TableMapping]) -> str:
    by_headings = {mapping.headings for mapping in known if mapping.headings}
    for name, rows in tops.items():
        if any(headings_of(row) in by_headings for row in rows):
            return name
    return max(tops, key=lambda name: max(map(recognised, tops[name][:HEADINGS_WITHIN]), default=-1), default="")
