"""The rows of a CSV file or a workbook as texts; bombs are refused before anything unpacks them."""

import csv
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from workbench.foreign import MAX_RATIO, Unreadable, clean
from workbench.interchange.source import Source

MAX_ROWS = 200_000
MAX_COLUMNS = 500
MAX_SHEETS = 60
TOP = 20
"""Rows at the top that can be chosen for the headings."""
MAX_CELL = 1_000_000
"""Characters; the longest press article in an AIID snapshot has some 300,000."""
MAX_UNPACKED = 512 * 1024 * 1024
MAX_PARTS = 2_000
_DELIMITERS = ",;\t|"
_LOOKED_AT = 60
_CHUNK = 1024 * 1024
_OF_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[ >/]")


@dataclass(frozen=True)
class Row:
    """One row; `number` counts rows from 1, and in CSV stays below the line it stands on when cells have breaks."""

    number: int
    cells: tuple[str, ...]


def table_rows(source: Source, delimiter: str = "", sheet: str = "", escape: str = "") -> list[Row]:
    """Return the rows that are not empty; raises Unreadable.

    `escape` is for files that quote with a backslash as well as by doubling the quotation mark.
    """
    cells = _of_workbook(source, sheet) if source.is_workbook else _of_csv(source, delimiter, escape)
    rows: list[Row] = []
    for number, row in enumerate(cells, 1):
        if number > MAX_ROWS:
            raise Unreadable(f"it has more than the {MAX_ROWS:,} rows that are read. Split it and import the parts.")
        if any(cell.strip() for cell in row):
            rows.append(Row(number, tuple(row)))
    return rows


def delimiter_of(text: str) -> str:
    """Return the delimiter that cuts the first rows into the same number of columns most often; empty if none does."""
    best, most = "", 1.5
    for mark in _DELIMITERS:
        try:
            counts = [len(row) for row, _ in zip(_reader(text, mark, ""), range(_LOOKED_AT), strict=False) if row]
        except csv.Error:
            continue
        widths = [count for count in counts if count > 1]
        if counts and len(widths) >= 2:
            usual = max(set(widths), key=widths.count)
            score = usual * widths.count(usual) / len(counts)
            best, most = (mark, score) if score > most else (best, most)
    return best


def _of_csv(source: Source, delimiter: str, escape: str) -> Iterator[list[str]]:
    mark = delimiter or delimiter_of(source.text[:200_000])
    if not mark:
        raise Unreadable("its lines do not fall into columns.")
    try:
        for row in _reader(source.text, mark, escape):
            yield row[:MAX_COLUMNS]
    except csv.Error as error:
        raise Unreadable(f"this is not a whole CSV file ({clean(str(error), 100)}).") from error


def _reader(text: str, delimiter: str, escape: str) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_CELL)
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter, escapechar=escape or None)


def _of_workbook(source: Source, sheet: str) -> Iterator[list[str]]:
    for row in _cells_of(source, sheet, formulas=False):
        yield _texts(row)


def formulas_without_value(source: Source, sheet: str, rows: Iterable[Row]) -> int:
    """Return how many cells hold a formula and not its value: programs write such, and no spreadsheet computed them.

    `rows` are what `table_rows` made of the workbook; there these cells are empty.
    """
    if not _holds_formulas(source.data):
        return 0
    read = {row.number: row.cells for row in rows}
    count = 0
    for number, row in enumerate(_cells_of(source, sheet, formulas=True), 1):
        cells = read.get(number, ())
        for column, cell in enumerate(row):
            is_empty = column >= len(cells) or not cells[column]
            count += is_empty and cell.data_type == "f"
    return count


def sheet_tops(source: Source) -> dict[str, list[Row]]:
    """Return the first rows of every sheet that is not hidden, by its name; raises Unreadable."""
    with _opened(source, formulas=False) as book:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        return {str(sheet.title): _top(sheet) for sheet in sheets[:MAX_SHEETS]}


def _top(sheet: Any) -> list[Row]:
    sheet.reset_dimensions()
    rows = enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, max_row=TOP), 1)
    found = [Row(number, tuple(_texts(row))) for number, row in rows]
    return [row for row in found if any(cell.strip() for cell in row.cells)]


def _cells_of(source: Source, sheet: str, *, formulas: bool) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a sheet as cells of openpyxl: with formulas, or with their values; raises Unreadable."""
    with _opened(source, formulas=formulas) as book:
        if sheet and sheet not in book.sheetnames:
            names = ", ".join(clean(name, 60) for name in book.sheetnames[:MAX_SHEETS])
            raise Unreadable(f"there is no sheet {clean(sheet, 60)} in it. Its sheets: {names}.")
        page = book[sheet] if sheet else book.worksheets[0]
        page.reset_dimensions()
        yield from page.iter_rows(max_col=MAX_COLUMNS, max_row=MAX_ROWS + 1)


@contextmanager
def _opened(source: Source, *, formulas: bool) -> Iterator[Any]:
    """Open a workbook of openpyxl; whatever a damaged one raises while it is read becomes Unreadable."""
    _check_archive(source.data)
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # ships no types
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]  # ships no types

    broken = (InvalidFileException, zipfile.BadZipFile, zlib.error, OSError, EOFError, SyntaxError, RuntimeError)
    odd = (KeyError, ValueError, TypeError, AttributeError, IndexError, NotImplementedError, OverflowError)
    try:
        yield load_workbook(BytesIO(source.data), read_only=True, data_only=not formulas, keep_links=False)
    except (*broken, *odd) as error:
        # A damaged workbook makes openpyxl fail in any of these ways; none of them is a fault of ours.
        raise Unreadable(f"this is not a whole workbook ({clean(str(error) or type(error).__name__, 100)}).") from error


def _holds_formulas(data: bytes) -> bool:
    """Look through the sheets for a formula, a part at a time: a second reading of every workbook would be slow."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for part in archive.infolist():
            if not part.filename.startswith("xl/worksheets/"):
                continue
            before = b""
            with archive.open(part) as content:
                while chunk := content.read(_CHUNK):
                    if _OF_FORMULA.search(before + chunk):
                        return True
                    before = chunk[-40:]
    return False


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise Unreadable(f"this is a damaged workbook ({clean(str(error), 100)}).") from error
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > max(1024 * 1024, MAX_RATIO * len(data)):
        raise Unreadable("it unpacks to far more than a workbook of incidents; it was not opened.")


def _texts(row: Iterable[Any]) -> list[str]:
    """Return the cells as texts without the empty ones at the end: every row comes as wide as is asked for."""
    texts = [_shown(cell.value) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _shown(value: Any) -> str:
    """Return a cell as text; a date without a time has none, a whole number no point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:MAX_CELL]
