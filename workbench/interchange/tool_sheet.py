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


_DIVIDED = tuple((delimiter, "") for delimiter in ",;\t|")
_WORKBOOK = (("", ""), ("", "Tools"))
"""The first sheet, else the one that has the name that is written."""
WRITERS = {"csv": write_csv, "xlsx": write_xlsx}
"""By format, which is also the suffix."""


def read_tool_table(source: Source) -> ToolTable:
    """Return the tools of a table; raises Unreadable, which names the heads or the cells that are wrong.

    The rows of a fault are counted as a spreadsheet counts those of the file.
    """
    rows, columns = _table(source)
    grid = [[_own(cell) for cell in row.cells[: len(columns)]] for row in rows]
    order = [columns.index(column) if column in columns else None for column in TOOLS.columns]
    whole = [[line[place] if place is not None and place < len(line) else "" for place in order] for line in grid]
    try:
        tools = TOOLS.pasted((), 0, 0, whole, [row.number for row in rows]) if whole else ()
    except ValueError as error:
        raise Unreadable(clean(str(error), 600)) from error
    return ToolTable(file=source.name, tools=tools)


def _table(source: Source) -> tuple[list[Row], list[SheetColumn]]:
    """Return the rows below the heads and what their columns are, in whatever way the file divides its columns."""
    reason = Unreadable("it holds no table")
    for delimiter, sheet in _WORKBOOK if source.is_workbook else _DIVIDED:
        try:
            rows = table_rows(source, delimiter, sheet)
            if rows and rows[0].cells[0].startswith("sep="):  # what tells a spreadsheet how the columns are divided
                rows = rows[1:]
            return rows[1:], _heads(rows[:1])
        except Unreadable as error:
            reason = max(error, reason, key=lambda each: "column" in each.what)
    raise reason


def _heads(rows: Sequence[Row]) -> list[SheetColumn]:
    """Return the columns that the first row names; raises Unreadable, which says what it names that is none."""
    known = {column.head.casefold(): column for column in TOOLS.columns}
    known |= {column.field: column for column in TOOLS.columns}
    cells = [cell.strip() for row in rows for cell in row.cells]
    while cells and not cells[-1]:
        cells.pop()
    columns = [known[cell.casefold()] for cell in cells if cell.casefold() in known]
    if TOOLS.columns[0] not in columns or len(cells) < 2:
        heads = ", ".join(column.head for column in TOOLS.columns)
        raise Unreadable(f"its first row has to hold heads of the tool sheet, “Tool” among them: {heads}")
    strange = [clean(cell, 40) for cell in cells if cell.casefold() not in known]
    twice = [column.head for column in TOOLS.columns if columns.count(column) > 1]
    if strange or twice:
        why = "is none of the tool sheet" if strange else "stands twice"
        raise Unreadable(f"the column “{(strange or twice)[0]}” {why}")
    return columns


def _own(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and inert(cell[1:]) == cell else cell
