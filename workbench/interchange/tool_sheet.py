"""The tool sheet as CSV and as a workbook, out and in again; no cell becomes a formula."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from workbench.domain.deployment import Tool
from workbench.domain.model import Model
from workbench.domain.sheet import TOOLS, SheetColumn
from workbench.foreign import Unreadable, clean
from workbench.interchange.cells import inert
from workbench.interchange.source import Source
from workbench.interchange.table_rows import Row, table_rows
from workbench.interchange.text_sheet import TEXTS_ONLY


class ToolTable(Model):
    """The rows of a table of tools."""

    file: str
    tools: tuple[Tool, ...]


def write_csv(tools: Sequence[Tool]) -> bytes:
    """Return one row per tool below the heads; unknown is an empty cell."""
    text = StringIO(newline="")
    table = csv.writer(text, quoting=csv.QUOTE_ALL)
    table.writerow([column.head for column in TOOLS.columns])
    table.writerows([inert(cell) for cell in TOOLS.cells(tool)] for tool in tools)
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(tools: Sequence[Tool]) -> bytes:
    """Return a workbook with one sheet, in which every cell is a text and a choice offers its words."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships no types

    out = BytesIO()
    book = Workbook(out, TEXTS_ONLY)
    sheet = book.add_worksheet("Tools")
    bold = book.add_format({"bold": True})
    for number, column in enumerate(TOOLS.columns):
        sheet.set_column(number, number, 28 if column.field in ("name", "gate", "reversed_by") else 16)
        sheet.write_string(0, number, column.head, bold)
        if column.choices:
            words = [word for word, _ in column.choices]
            sheet.data_validation(1, number, 2_000, number, {"validate": "list", "source": words})
    for row, tool in enumerate(tools, 1):
        for number, cell in enumerate(TOOLS.cells(tool)):
            sheet.write_string(row, number, cell)
    sheet.freeze_panes(1, 1)
    book.close()
    return out.getvalue()


WRITERS = {"csv": write_csv, "xlsx": write_xlsx}
"""By format, which is also the suffix."""


def is_tool_table(source: Source) -> bool:
    """Tell whether a file is a table whose heads are those of the tool sheet."""
    try:
        return bool(_heads(table_rows(source)[:1]))
    except (Unreadable, IndexError):
        return False


def read_tool_table(source: Source) -> ToolTable:
    """Return the tools of a table; raises Unreadable, which names the cells that are wrong."""
    rows = table_rows(source)
    columns = _heads(rows[:1])
    grid = [[_own(cell) for cell in row.cells[: len(columns)]] for row in rows[1:]]
    order = [columns.index(column) if column in columns else None for column in TOOLS.columns]
    whole = [[line[place] if place is not None and place < len(line) else "" for place in order] for line in grid]
    try:
        tools = TOOLS.pasted((), 0, 0, whole) if whole else ()
    except ValueError as error:
        raise Unreadable(clean(str(error), 600)) from error
    return ToolTable(file=source.name, tools=tools)


def _heads(rows: Sequence[Row]) -> list[SheetColumn]:
    """Return the columns that the first row names; empty when it has no column of names, or one that is not known."""
    known = {column.head.casefold(): column for column in TOOLS.columns}
    known |= {column.field: column for column in TOOLS.columns}
    found = [known.get(cell.strip().casefold()) for row in rows for cell in row.cells if cell.strip()]
    columns = [column for column in found if column is not None]
    return columns if len(columns) == len(found) and TOOLS.columns[0] in columns and len(columns) > 1 else []


def _own(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and inert(cell[1:]) == cell else cell
