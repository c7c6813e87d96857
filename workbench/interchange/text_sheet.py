"""A workbook of one sheet in which every cell is a text: nothing in it can become a formula or a link."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO

from workbench.foreign import clean_lines
from workbench.interchange.cells import MAX_CELL

TEXTS_ONLY = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def write_texts(
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[str]],
    *,
    created: datetime = NO_DATE,
    frozen: tuple[int, int] = (1, 1),
) -> bytes:
    """Return the workbook: `columns` are heads and widths in characters, `frozen` the rows and columns that stay.

    The same texts and the same `created` give the same bytes; what is longer than a cell takes is cut there.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships no types

    out = BytesIO()
    book = Workbook(out, TEXTS_ONLY)
    book.set_properties({"title": title, "created": created.astimezone(UTC).replace(tzinfo=None)})
    sheet = book.add_worksheet(title)
    wrapped, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
    for column, (heading, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, clean_lines(text, MAX_CELL), wrapped)
    sheet.freeze_panes(*frozen)
    book.close()
    return out.getvalue()
