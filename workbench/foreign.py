"""Bytes from strangers become text that is safe to keep: decompression, encodings, control characters, JSON."""

import codecs
import gzip
import json
import re
import zlib
from collections import Counter
from io import BytesIO
from typing import Any

MAX_RATIO = 200
"""Unpacked to packed; only looked at above one megabyte, where real logs stay below 100."""
_RATIO_FROM = 1024 * 1024
_CHUNK = 256 * 1024

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9._-]{1,20})["']""")
# Only encodings that decode in linear time; Python would also accept `punycode` and others that do not.
_KNOWN = re.compile(r"utf-?8|us-ascii|ascii|iso-8859-\d{1,2}|latin-?1|windows-125\d|utf-?16", re.IGNORECASE)


class Unreadable(Exception):
    """What is wrong with some bytes, as a sentence without the name of the file; where, if that is known."""

    def __init__(self, what: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.line = line
        self.column = column


def clean(text: str, limit: int = 300) -> str:
    """Return text on one line that can be stored and shown.

    Lone surrogates and control characters are replaced, direction controls made visible, the rest cut at `limit`.
    """
    return _cut(text, limit, _VISIBLE)


def clean_lines(text: str, limit: int) -> str:
    """Do what `clean` does but keep the lines, and take away what draws nothing at all, such as a zero-width space."""
    return _cut(text.replace("\r\n", "\n").replace("\r", "\n"), limit, _VISIBLE_LINES)


def _cut(text: str, limit: int, table: dict[int, str]) -> str:
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    shown = text[: limit + 1].encode("utf-8", "replace").decode("utf-8").translate(table)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


_DIRECTION = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_VISIBLE = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF), "�"),
    **dict.fromkeys((0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029), " "),
    **{code: f"⟨U+{code:04X}⟩" for code in _DIRECTION},
}
_VISIBLE_LINES = {
    **_VISIBLE,
    0x09: "\t",
    **dict.fromkeys((0x0A, 0x85, 0x2028, 0x2029), "\n"),
    **dict.fromkeys((0x200B, 0x2060, 0xFEFF), ""),
}


def gunzip(raw: bytes, max_bytes: int) -> bytes:
    """Unpack gzip; raises Unreadable for more than `max_bytes`, for a bomb and for a damaged file."""
    unpacked = bytearray()
    try:
        with gzip.GzipFile(fileobj=BytesIO(raw)) as file:
            while chunk := file.read(_CHUNK):
                unpacked += chunk
                if len(unpacked) > max_bytes:
                    raise Unreadable(f"it unpacks to more than the {max_bytes // (1024 * 1024)} MB that are read.")
                if len(unpacked) > max(_RATIO_FROM, MAX_RATIO * len(raw)):
                    raise Unreadable(f"it unpacks to more than {MAX_RATIO} times its size.")
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(f"it is a damaged gzip file ({error}).") from error
    return bytes(unpacked)


def decode(data: bytes) -> tuple[str, str]:
    """Return text and a remark: by byte order mark, XML declaration, UTF-8, and at last Windows-1252 with a remark."""
    candidates = [encoding for bom, encoding in _BOMS if data.startswith(bom)]
    if not candidates and data[:4].count(0) == 2:
        candidates.append("utf-16-le" if data[1] == 0 else "utf-16-be")
    declared = _DECLARED.match(data[:200])
    if declared and _KNOWN.fullmatch(declared[1].decode("ascii")):
        candidates.append(declared[1].decode("ascii"))
    for encoding in [*candidates, "utf-8"]:
        try:
            return data.decode(encoding), ""
        except (UnicodeDecodeError, LookupError):
            continue
    remark = "The file is not valid UTF-8; it was read as Windows-1252, so some letters may be wrong."
    return data.decode("windows-1252", "replace"), remark


def load_json(text: str) -> Any:
    """Parse JSON; NaN and Infinity are missing values. Raises Unreadable, also for a key that stands twice."""
    try:
        return json.loads(text, object_pairs_hook=_object_of, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise Unreadable(f"this is not complete JSON ({error.msg}).", error.lineno, error.colno) from error
    except RecursionError as error:
        raise Unreadable("the values are nested too deeply to be a report.") from error
    except ValueError as error:
        raise Unreadable("it holds a number that is too long to be one.") from error


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise Unreadable(f"the key “{clean(twice, 60)}” stands twice in one object, so it is not clear what holds.")
    return found
