"""What a piece of evidence looks like, made in the worker with limits: nothing in it runs, links or is fetched."""

import base64
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from workbench.domain.errors import UserError
from workbench.foreign import decode
from workbench.storage.evidence_files import TEXTS, human_size
from workbench.tasks.worker_client import run_worker
from workbench.text import LIMIT, visible

TEXT_BYTES = 512 * 1024
"""From the beginning of a text file."""
LINES = 4000
LINE_LENGTH = 2000
"""Characters of one line; the rest is counted."""
ROWS, COLUMNS, CELL = 500, 40, 300
SIDE = 1600
"""Pixels of a picture's longer side; a larger one is made smaller."""
PIXELS = 100_000_000
"""A picture with more is not opened: a small file can hold one that fills all memory."""
PICTURE_BYTES = 200 * 1024 * 1024
MEMORY_MB = 1536
SECONDS = 30.0
_PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
_MARKDOWN = (".md", ".markdown")
_TABLES = (".csv", ".tsv")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

Report = Callable[[float | None, str], None]
Kind = Literal["picture", "text", "markdown", "table", "pages", "none"]


@dataclass(frozen=True)
class EvidencePreview:
    """One file as it can be shown."""

    kind: Kind
    """`pages` is a PDF, whose pages are drawn one by one; `none` cannot be shown here."""
    text: str = ""
    """Of a text or Markdown, or why there is nothing to be seen."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Of a table, the heads first; all as wide as the widest."""
    picture: bytes = b""
    """PNG."""
    notes: tuple[str, ...] = ()
    """What was left out."""


def preview_evidence(
    path: Path, media_type: str, name: str, *, cancelled: Callable[[], bool] = lambda: False
) -> EvidencePreview:
    """Read one stored file in a process of its own. Raises UserError and Cancelled."""
    found = run_worker(
        "workbench.tasks.evidence_preview:read_preview",
        {"path": str(path), "media_type": media_type, "name": name},
        cancelled=cancelled,
        memory_mb=MEMORY_MB,
        seconds=SECONDS,
    )
    rows = tuple(tuple(row) for row in found.get("rows", ()))
    picture = base64.b64decode(found.get("picture", ""))
    return EvidencePreview(found["kind"], found.get("text", ""), rows, picture, tuple(found.get("notes", ())))


def read_preview(*, path: str, media_type: str, name: str, report: Report) -> dict[str, Any]:
    """Return the fields of an `EvidencePreview`, the picture in base64; runs in the worker.

    The type is that of the content; the name only tells how text is laid out.
    """
    report(None, "Reading the evidence")
    file = Path(path)
    try:
        if media_type in _PICTURES:
            return _picture(file, _PICTURES[media_type])
        if media_type == "application/pdf":
            return {"kind": "pages"}
        with file.open("rb") as reader:
            body = reader.read(TEXT_BYTES)
        if media_type not in TEXTS and not body.startswith(_UTF16):
            return _nothing(f"A file of the type {media_type} is not shown here. Open it with another program.")
        return _text(body, file.stat().st_size, name)
    except OSError as error:
        raise UserError(
            f"The file cannot be read ({error.strerror}). Nothing was changed. Look at it with Check the workspace."
        ) from error


def _nothing(why: str) -> dict[str, Any]:
    return {"kind": "none", "text": why}


def _picture(file: Path, form: str) -> dict[str, Any]:
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and it refuses instead of warning
    if file.stat().st_size > PICTURE_BYTES:
        return _nothing(f"A picture of {human_size(file.stat().st_size)} is too large to be shown here.")
    try:
        with Image.open(file, formats=(form,)) as picture:
            width, height = picture.size
            if width * height > PIXELS:
                return _nothing(f"A picture of {width:,} × {height:,} pixels is too large to be shown here.")
            picture.draft("RGB", (SIDE, SIDE))
            shown = ImageOps.exif_transpose(picture).convert("RGBA")
            shown.thumbnail((SIDE, SIDE))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return _nothing("The picture is damaged or cut off and cannot be shown.")
    output = io.BytesIO()
    shown.save(output, "PNG", compress_level=1)
    notes = [f"{width:,} × {height:,} pixels"]
    notes += ["shown smaller"] if max(width, height) > SIDE else []
    return {"kind": "picture", "picture": base64.b64encode(output.getvalue()).decode(), "notes": notes}


def _text(body: bytes, size: int, name: str) -> dict[str, Any]:
    notes = [f"the first {human_size(len(body))} of {human_size(size)}"] if size > len(body) else []
    if notes:  # not in the middle of a letter
        body = body[: body.rfind(b"\n") + 1] or body
    text, remark = decode(body)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    notes += [remark] if remark else []
    if name.lower().endswith(_MARKDOWN) and len(text) <= LIMIT:
        return {"kind": "markdown", "text": "\n".join(map(_shown, text.split("\n")))}
    rows = _table(text, complete=size == len(body)) if name.lower().endswith(_TABLES) else []
    if rows:
        more = rows[ROWS + 1 :]
        notes += [f"the first {ROWS} rows"] if more else []
        return {"kind": "table", "rows": rows[: ROWS + 1], "notes": notes}
    if text.lstrip()[:1] in ("{", "[") and not _is_by_lines(text):
        text = "".join(_indented(text))
    lines = text.split("\n")
    if len(lines) > LINES:
        notes.append(f"the first {LINES:,} lines")
    shown = [_cut(line) for line in lines[:LINES]]
    return {"kind": "text", "text": "\n".join(shown), "notes": notes}


def _shown(line: str) -> str:
    """Return a line in which what hides or reorders letters is written out; a tab is four spaces."""
    return visible(line.replace("\t", "    "))


def _cut(line: str) -> str:
    if len(line) <= LINE_LENGTH:
        return _shown(line)
    return f"{_shown(line[:LINE_LENGTH])} … {len(line) - LINE_LENGTH:,} more characters"


def _is_by_lines(text: str) -> bool:
    """Tell JSON Lines from one document: there, the first of several lines is closed in itself."""
    first, _, rest = text.lstrip().partition("\n")
    return bool(rest.strip()) and rest.lstrip()[:1] in ("{", "[") and first.rstrip()[-1:] in ("}", "]")


def _indented(text: str) -> Iterator[str]:
    """Yield JSON with one member a line.

    Only spaces outside of strings are changed: a parser would hide keys that stand twice and round large numbers, and
    one that is nested ten thousand deep would end it.
    """
    depth, in_string, escaped = 0, False, False
    for letter in text:
        if in_string:
            yield letter
            in_string = escaped or letter != '"'
            escaped = not escaped and letter == "\\"
        elif letter == '"':
            in_string = True
            yield letter
        elif letter in "{[":
            depth += 1
            yield letter + _line(depth)
        elif letter in "}]":
            depth = max(0, depth - 1)
            yield _line(depth) + letter
        elif letter == ",":
            yield letter + _line(depth)
        elif letter == ":":
            yield ": "
        elif not letter.isspace():
            yield letter


def _line(depth: int) -> str:
    return "\n" + "  " * min(depth, 40)


def _table(text: str, *, complete: bool) -> list[list[str]]:
    """Return the rows of text that is a table: the same number of cells, two at least, in each of its first lines."""
    lines = text.split("\n")
    lines = lines[: ROWS + 2] if complete or len(lines) > ROWS + 2 else lines[:-1]
    for delimiter in (",", ";", "\t"):
        if delimiter not in lines[0]:
            continue
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter, strict=True) if row]
        except csv.Error:
            continue
        widths = {len(row) for row in rows[:20]}
        if len(rows) > 1 and len(widths) == 1 and widths.pop() > 1:
            broadest = min(COLUMNS, max(len(row) for row in rows))
            return [[_shown(cell)[:CELL] for cell in (*row, *[""] * broadest)[:broadest]] for row in rows]
    return []
