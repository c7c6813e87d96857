"""The door that every evidence file comes through: limits, decompression, encoding, and text that is safe to keep.

What a file contains comes from strangers. Whatever the bytes are, this module returns text or raises a UserError.
"""

import codecs
import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

from workbench.domain.errors import UserError

MAX_BYTES = 64 * 1024 * 1024
"""Of the file, and of what a compressed one unpacks to."""
MAX_RATIO = 200
"""Unpacked to packed; only looked at above one megabyte, where real logs stay below 100."""
_RATIO_FROM = 1024 * 1024
_CHUNK = 256 * 1024
MAX_DEPTH = 100
"""Levels of nesting in XML."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9._-]{1,20})["']""")
# Only encodings that decode in linear time; Python would also accept `punycode` and others that do not.
_KNOWN = re.compile(r"utf-?8|us-ascii|ascii|iso-8859-\d{1,2}|latin-?1|windows-125\d|utf-?16", re.IGNORECASE)


@dataclass(frozen=True)
class EvidenceText:
    """One evidence file as text."""

    name: str
    text: str
    sha256: str
    """Of the bytes on disk, before unpacking."""
    size: int
    """In bytes, on disk."""
    notes: tuple[str, ...] = ()

    def refuse(self, what: str, line: int | None = None, column: int | None = None) -> NoReturn:
        """Raise the UserError that names this file, and where in it the trouble is."""
        where = "" if line is None else f", line {line}" + ("" if column is None else f", column {column}")
        raise UserError(f"{self.name}{where}: {what} {_SAFE}")


_SAFE = (
    "The file is untouched and no status was proposed. Attach a complete report, or attach the file as it is and "
    "answer the check yourself."
)


def open_text(path: Path) -> EvidenceText:
    """Read a file of any encoding, gzipped or not; UserError when it is too big, not there, or not text."""
    name = clean(path.name)
    raw = _read(path, name)
    data, notes = raw, []
    if raw.startswith(b"\x1f\x8b"):
        data = _unpack(raw, name)
        notes.append("The file is compressed with gzip; what is inside was read.")
    if data.startswith(b"PK\x03\x04"):
        raise UserError(f"{name}: a zip archive is not read. {_SAFE}")
    text, remark = _decode(data)
    if remark:
        notes.append(remark)
    return EvidenceText(name, text, hashlib.sha256(raw).hexdigest(), len(raw), tuple(notes))


def parse_json(source: EvidenceText) -> Any:
    """Parse JSON; NaN and Infinity are missing values, a key that stands twice in one object is refused."""

    def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(key for i, (key, _) in enumerate(pairs) if key in dict(pairs[:i]))
            source.refuse(f"the key “{clean(twice, 60)}” stands twice in one object, so it is not clear what holds.")
        return found

    try:
        return json.loads(source.text, object_pairs_hook=object_of, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        source.refuse(f"this is not complete JSON ({error.msg}).", error.lineno, error.colno)
    except RecursionError:
        source.refuse("the values are nested too deeply to be a report.")
    except ValueError:
        source.refuse("it holds a number that is too long to be one.")


def parse_xml(source: EvidenceText, target: Any) -> Any:
    """Feed XML to a target with `start`, `end`, `data` and `close`; no DTD, no entities, limited depth."""
    from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]  # ships no types

    parser = DefusedXMLParser(target=_Shallow(target), forbid_dtd=True)
    with _xml_refusals(source, parser):
        parser.feed(source.text)
        return parser.close()


def clean(text: str, limit: int = 300) -> str:
    """Return text on one line that can be stored and shown.

    Lone surrogates and control characters are replaced, direction controls made visible, the rest cut at `limit`.
    """
    shown = text[: limit + 1].encode("utf-8", "replace").decode("utf-8").translate(_VISIBLE)
    return shown if len(text) <= limit else shown[: limit - 1] + "…"


_DIRECTION = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_VISIBLE = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF), "�"),
    **dict.fromkeys((0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029), " "),
    **{code: f"⟨U+{code:04X}⟩" for code in _DIRECTION},
}


class _TooDeep(Exception):
    """More levels than MAX_DEPTH."""


class _Shallow:
    """Passes everything on to a target until the nesting gets too deep."""

    def __init__(self, target: Any) -> None:
        self._depth = 0
        self._target = target
        self.end_of, self.data, self.close = target.end, target.data, target.close

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _TooDeep
        self._target.start(tag, attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self.end_of(tag)


@contextmanager
def _xml_refusals(source: EvidenceText, parser: Any) -> Iterator[None]:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException  # type: ignore[import-untyped]  # ships no types

    try:
        yield
    except ParseError as error:
        line, column = error.position
        source.refuse(f"this is not complete XML ({str(error).split(':')[0]}).", line, column + 1)
    except DefusedXmlException:
        place = parser.parser.CurrentLineNumber, parser.parser.CurrentColumnNumber + 1
        source.refuse("it declares a document type or entities, which can be used to attack a reader.", *place)
    except _TooDeep:
        place = parser.parser.CurrentLineNumber, parser.parser.CurrentColumnNumber + 1
        source.refuse(f"the elements are nested more than {MAX_DEPTH} deep.", *place)


def _read(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():
            raise UserError(f"{name} is not a file that can be read. Nothing was changed. Choose a file.")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UserError(
            f"{name} cannot be read: {error}. Nothing was changed. Check the file and try again."
        ) from error
    if len(raw) > MAX_BYTES:
        _too_big(name, "is larger")
    return raw


def _too_big(name: str, how: str) -> NoReturn:
    limit = MAX_BYTES // (1024 * 1024)
    raise UserError(f"{name} {how} than the {limit} MB that are analysed. {_SAFE}")


def _unpack(raw: bytes, name: str) -> bytes:
    unpacked = bytearray()
    try:
        with gzip.GzipFile(fileobj=BytesIO(raw)) as file:
            while chunk := file.read(_CHUNK):
                unpacked += chunk
                if len(unpacked) > MAX_BYTES:
                    _too_big(name, "unpacks to more")
                if len(unpacked) > max(_RATIO_FROM, MAX_RATIO * len(raw)):
                    raise UserError(f"{name} unpacks to more than {MAX_RATIO} times its size. {_SAFE}")
    except (OSError, EOFError, zlib.error) as error:
        raise UserError(f"{name} is a damaged gzip file ({error}). {_SAFE}") from error
    return bytes(unpacked)


def _decode(data: bytes) -> tuple[str, str]:
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
