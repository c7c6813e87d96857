"""Markdown cut into headings, labelled lines, lists and tables, however people wrote it; every part knows its line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_ATX = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-{3,})\s*$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\](?:\([^)\s]{0,2000}(?:\s+\"[^\"]{0,200}\")?\)|\[[^\[\]\n]{0,100}\])")
_BOLD_LABEL = re.compile(
    r"^\s*(?:[-*+•–]\s+)?(?:\*\*|__)([^*_\n]{2,60}?)\s*(?::\s*(?:\*\*|__)|(?:\*\*|__)\s*:)\s*(.*)$"
)
_PLAIN_LABEL = re.compile(r"^\s*(?:[-*+•–]\s+)?([A-Z][A-Za-z /&()-]{1,40}?)\s*:\s+(\S.*)$")
_ITEM = re.compile(r"^(\s*)(?:[-*+•–]|\d{1,3}[.)])\s+(.*)$")
_WHOLE_BOLD = re.compile(r"^\s*(?:\*\*|__)([^*_\n]{3,60}?):?(?:\*\*|__):?\s*$")


_HEADS = [
    [left, right]
    for left in ("field", "key", "item", "name", "property", "attribute", "detail")
    for right in ("value", "details", "description", "detail", "information")
]
"""The heading of a table with two columns, which says nothing itself."""


@dataclass(frozen=True)
class Line:
    """One line and its number in the file, counted from 1."""

    number: int
    text: str
    is_code: bool = False


@dataclass(frozen=True)
class Section:
    """A heading and the lines below it, up to the next heading of any level."""

    level: int
    """1 to 6; 0 for what stands before the first heading."""
    title: str
    number: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Label:
    """A line such as `**Date**: 2026-02-11`, or a row of a table with two columns."""

    name: str
    """In small letters."""
    text: str
    number: int


@dataclass(frozen=True)
class Item:
    """An item of a list with the lines that continue it."""

    text: str
    number: int


@dataclass
class _Open:
    level: int
    title: str
    number: int
    lines: list[Line] = field(default_factory=list)


def numbered(text: str, first: int = 1) -> list[Line]:
    """Return the lines of a text without comments; a fence that is never closed is none."""
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    rows = text.split("\n")
    fences = [index for index, row in enumerate(rows) if _FENCE.match(row)]
    if len(fences) % 2:
        fences.pop()
    code: set[int] = set()
    for start, end in zip(fences[::2], fences[1::2], strict=True):
        code.update(range(start, end + 1))
    return [
        Line(first + index, row if index in code else _BREAK.sub("", row), index in code)
        for index, row in enumerate(rows)
    ]


def sections(lines: Sequence[Line], known: re.Pattern[str]) -> list[Section]:
    """Cut lines at their headings.

    A line that is bold as a whole, or stands alone, is a heading too when its words are `known` ones: in real files
    a heading lacks its `##` now and then.
    """
    found = [_Open(0, "", lines[0].number if lines else 1)]
    for index, line in enumerate(lines):
        heading = None if line.is_code else _heading(lines, index, known, found[-1].level)
        if heading is None:
            if not (found[-1].lines == [] and _is_underline_of(lines, index)):
                found[-1].lines.append(line)
        else:
            found.append(_Open(heading[0], plain(heading[1]), line.number))
    return [Section(each.level, each.title, each.number, tuple(each.lines)) for each in found]


def _heading(lines: Sequence[Line], index: int, known: re.Pattern[str], level: int) -> tuple[int, str] | None:
    text = lines[index].text
    if atx := _ATX.match(text):
        return len(atx[1]), atx[2]
    below = lines[index + 1].text if index + 1 < len(lines) else ""
    above = lines[index - 1].text if index else ""
    if text.strip() and not above.strip() and (mark := _UNDERLINE.match(below)) and "|" not in text:
        return (1 if mark[1].startswith("=") else 2), text.strip()
    bold = _WHOLE_BOLD.match(text)
    words = bold[1] if bold else text.strip().rstrip(":")
    alone = not above.strip() and (not below.strip() or bool(bold))
    if words and len(words) < 60 and alone and known.fullmatch(words.casefold().rstrip(":")):
        return max(level, 2), words
    return None


def _is_underline_of(lines: Sequence[Line], index: int) -> bool:
    return bool(index and _UNDERLINE.match(lines[index].text) and not _ATX.match(lines[index - 1].text))


def plain(text: str) -> str:
    """Return the words of one line without marks of emphasis, code and links."""
    return re.sub(r"[*`]|(?<!\w)_|_(?!\w)", "", _LINK.sub(r"\1", text)).strip().rstrip(":").strip()


def body(parts: Sequence[Section]) -> str:
    """Return the text of sections, with the headings of all but the first as bold lines."""
    texts: list[str] = []
    for number, part in enumerate(parts):
        if number and part.title:
            texts.append(f"**{part.title}**")
        texts.append("\n".join(line.text.rstrip() for line in part.lines).strip("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(text for text in texts if text.strip())).strip()


def labels(lines: Sequence[Line], plain_too: bool) -> list[Label]:
    """Return the labelled lines; without `plain_too` only bold ones and rows of two-column tables."""
    found: list[Label] = []
    for line in lines:
        if line.is_code:
            continue
        match = _BOLD_LABEL.match(line.text) or (_PLAIN_LABEL.match(line.text) if plain_too else None)
        if match:
            found.append(Label(plain(match[1]).casefold(), match[2].strip(), line.number))
    for row, number in rows(lines):
        if len(row) == 2 and len(row[0]) <= 40 and [plain(cell).casefold() for cell in row] not in _HEADS:
            found.append(Label(plain(row[0]).casefold(), row[1], number))
    return found


def rows(lines: Sequence[Line]) -> Iterator[tuple[list[str], int]]:
    """Yield the cells of every table row, its heading included, with the line; rulers are left out."""
    for line in lines:
        text = line.text.strip()
        if line.is_code or not (text.startswith("|") and text.count("|") >= 2):
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", text.strip("|"))]
        if not all(re.fullmatch(r":?-{1,}:?|", cell) for cell in cells):
            yield cells, line.number


def items(lines: Sequence[Line]) -> list[Item]:
    """Return the items of lists, each with the lines and the deeper items that belong to it."""
    found: list[tuple[int, list[str], int]] = []
    margin: int | None = None
    for line in lines:
        match = None if line.is_code else _ITEM.match(line.text)
        if match and (margin is None or len(match[1]) <= margin + 1):
            margin = len(match[1]) if margin is None else min(margin, len(match[1]))
            found.append((line.number, [match[2].strip()], len(match[1])))
        elif found and line.text.strip() and (line.text[:1].isspace() or _continues(found[-1][1])):
            found[-1][1].append(line.text.strip())
        elif found and not line.text.strip():
            found[-1][1].append("")
    return [Item(" ".join(part for part in parts if part), number) for number, parts, _ in found]


def _continues(parts: list[str]) -> bool:
    """Say whether a line without indentation still belongs to an item: only when no empty line came between."""
    return bool(parts) and parts[-1] != ""
