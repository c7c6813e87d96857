"""The lists of a profile as sheets of text: what a cell shows, what a typed or pasted one means."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any, Generic, Literal, TypeVar

from pydantic import ValidationError

from workbench.domain.deployment import RetrievalSource, Service, Tool, is_known_nothing
from workbench.domain.model import Model

M = TypeVar("M", bound=Model)
UNKNOWN = "Nobody knows"
MAX_ROWS = 2_000
SHOWN_FAULTS = 5
YES_NO: tuple[tuple[str, Any], ...] = (("Yes", True), ("No", False))
EFFECTS = (("Read", "read"), ("Reversible write", "reversible"), ("Irreversible", "irreversible"))
_DECIMAL_COMMA = re.compile(r"-?(?:\d+,\d{1,2}|0,\d+)")
"""Numbers whose comma can only be a decimal one: `1,500` may be one and a half or fifteen hundred."""
_NOT_KNOWN = ("", UNKNOWN.casefold(), "unknown", "?")


@dataclass(frozen=True)
class SheetColumn:
    """One field of a row."""

    field: str
    head: str
    kind: Literal["line", "number", "choice"] = "line"
    choices: tuple[tuple[str, Any], ...] = ()

    def shown(self, value: Any) -> str:
        """Return a value as the grid shows it."""
        return UNKNOWN if value is None else self.copied(value)

    def copied(self, value: Any) -> str:
        """Return a value as a spreadsheet gets it; unknown is an empty cell, and `parsed` reads it back."""
        if value is None:
            return ""
        for text, choice in self.choices:
            if value == choice:
                return text
        if is_known_nothing(value):
            return "None"
        return f"{value:g}" if isinstance(value, float) else str(value)

    def parsed(self, text: str) -> Any:
        """Return what a typed text means; a ValueError says what can stand here."""
        line = " ".join(text.split())
        if line.casefold() in _NOT_KNOWN:
            return None
        if self.kind == "choice":
            return self._chosen(line)
        if self.kind == "number":
            return _number(line)
        return "none" if is_known_nothing(line) else line

    def _chosen(self, line: str) -> Any:
        for word, choice in self.choices:
            spoken = {word.casefold(), str(choice).casefold(), word.casefold().split()[0]}
            spoken |= {"1", "y"} if choice is True else {"0", "n"} if choice is False else set()
            if line.casefold() in spoken:
                return choice
        words = ", ".join(word for word, _ in self.choices)
        raise ValueError(f"“{line[:40]}” is none of: {words}")


@dataclass(frozen=True)
class Sheet(Generic[M]):
    """A kind of sheet: what a row is, and its columns."""

    row: type[M]
    columns: tuple[SheetColumn, ...]
    noun: str

    def changed(self, row: M, column: SheetColumn, value: Any) -> M:
        """Return a row with another value; a ValueError says why it cannot be. A person's word settles a proposal."""
        try:
            values = row.settled(column.field).model_dump() if isinstance(row, Tool) else row.model_dump()
            return self.row.model_validate({**values, column.field: value})
        except ValidationError as error:
            raise ValueError(_plainly(error)) from error

    def made(self, cells: Sequence[tuple[SheetColumn, Any]]) -> M:
        """Return a new row; a ValueError says what is wrong with it."""
        values = {column.field: value for column, value in cells}
        if values.get("name") is None:
            raise ValueError("a new row needs a name")
        try:
            return self.row.model_validate(values)
        except ValidationError as error:
            raise ValueError(_plainly(error)) from error

    def cells(self, row: M) -> tuple[str, ...]:
        """Return a row as a spreadsheet gets it."""
        return tuple(column.copied(getattr(row, column.field)) for column in self.columns)

    def pasted(
        self, rows: Sequence[M], top: int, left: int, grid: Sequence[Sequence[str]], numbers: Sequence[int] = ()
    ) -> tuple[M, ...]:
        """Return the rows with a grid of texts laid over them, new rows at the end.

        A ValueError says why not, and nothing is half done: too many columns or rows, or the cells that are wrong,
        by their rows in this sheet or by `numbers` where the rows of the grid have numbers of their own.
        """
        grid = grid if numbers else self._without_heads(grid)
        self._check_size(len(rows), top, left, grid)
        made = list(rows)
        faults: list[str] = []
        for down, line in enumerate(grid):
            place = top + down
            row = numbers[down] if numbers else place + 1
            try:
                cells = self._values(line, left, row, faults)
                made[place : place + 1] = [
                    self._laid_over(made[place], cells) if place < len(made) else self.made(cells)
                ]
            except ValueError as error:
                faults.append(f"row {row}: {error}")
        if faults:
            more = f"; and {len(faults) - SHOWN_FAULTS} more" if len(faults) > SHOWN_FAULTS else ""
            raise ValueError(f"{'; '.join(faults[:SHOWN_FAULTS])}{more}")
        return tuple(made)

    def _laid_over(self, row: M, cells: Sequence[tuple[SheetColumn, Any]]) -> M:
        for column, value in cells:
            row = self.changed(row, column, value)
        return row

    def _values(self, line: Sequence[str], left: int, row: int, faults: list[str]) -> list[tuple[SheetColumn, Any]]:
        found = []
        for column, text in zip(self.columns[left:], line, strict=False):
            try:
                value = column.parsed(text)
                if value is not None:
                    self.row.model_validate({"name": "x", column.field: value})
                found.append((column, value))
            except ValidationError as error:
                faults.append(f"{column.head}, row {row}: {_plainly(error)}")
            except ValueError as error:
                faults.append(f"{column.head}, row {row}: {error}")
        return found

    def _without_heads(self, grid: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
        heads = [column.head.casefold() for column in self.columns]
        first = [cell.strip().casefold() for cell in grid[0]] if grid else []
        is_heads = len(first) > 1 and any(
            first == heads[start : start + len(first)] for start in range(len(heads) - len(first) + 1)
        )
        return grid[1:] if is_heads else grid

    def _check_size(self, rows: int, top: int, left: int, grid: Sequence[Sequence[str]]) -> None:
        if not grid:
            raise ValueError("there is nothing in it to paste")
        wide, room = max(len(line) for line in grid), len(self.columns) - left
        if wide > room:
            start = self.columns[left].head
            raise ValueError(f"it has {wide} columns, and from “{start}” on there is room for {room}")
        if top + len(grid) > MAX_ROWS:
            raise ValueError(f"it has {len(grid):,} rows, and a sheet holds {MAX_ROWS:,}")
        if top + len(grid) > rows and left > 0:
            raise ValueError(
                f"it has {len(grid)} rows, and from row {top + 1} on there are {max(0, rows - top)}; "
                f"new rows begin with their name, in the first column"
            )


def _number(line: str) -> float:
    try:
        return float(line.replace(",", ".") if _DECIMAL_COMMA.fullmatch(line) else line)
    except ValueError as error:
        raise ValueError(f"“{line[:40]}” is no number; write it like 2.5") from error


def to_tsv(cells: Sequence[Sequence[str]]) -> str:
    """Return cells as spreadsheets take them from the clipboard."""
    text = StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(cells)
    return text.getvalue()


def from_tsv(text: str) -> list[list[str]]:
    """Return the cells of what a spreadsheet put on the clipboard; a ValueError says that it is no table."""
    csv.field_size_limit(1_000_000)
    try:
        rows = list(csv.reader(StringIO(text.replace("\0", ""), newline=""), delimiter="\t"))
    except csv.Error as error:
        raise ValueError(f"it is no table ({error})") from error
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return [row or [""] for row in rows]


def _plainly(error: ValidationError) -> str:
    first = error.errors()[0]
    message = "it cannot be empty" if first["type"] == "string_type" and first["input"] is None else first["msg"]
    return message[0].lower() + message[1:]


TOOLS = Sheet(
    Tool,
    (
        SheetColumn("name", "Tool"),
        SheetColumn("effect", "Effect", "choice", EFFECTS),
        SheetColumn("gate", "Gate"),
        SheetColumn("reversed_by", "Reversed by"),
        SheetColumn("idempotent", "Idempotent", "choice", YES_NO),
        SheetColumn("cap_per_action", "Cap per action"),
        SheetColumn("cap_per_day", "Cap per day"),
        SheetColumn("timeout_seconds", "Time-out, s", "number"),
        SheetColumn("retry", "Retry"),
        SheetColumn("schema_checked", "Schema checked", "choice", YES_NO),
        SheetColumn("dry_run", "Dry run", "choice", YES_NO),
        SheetColumn("api_version", "API version"),
        SheetColumn("owner", "Owner"),
    ),
    "tool",
)
SOURCES = Sheet(
    RetrievalSource,
    (SheetColumn("name", "Retrieval source"), SheetColumn("trusted", "Trusted", "choice", YES_NO)),
    "source",
)
SERVICES = Sheet(Service, (SheetColumn("name", "External service"), SheetColumn("limit", "Limit")), "service")
