"""The door that every evidence file comes through: limits, decompression, encoding, and text that is safe to keep.

What a file contains comes from strangers. Whatever the bytes are, this module returns text or raises a UserError.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from workbench.domain.errors import UserError
from workbench.foreign import MAX_RATIO, Unreadable, clean, decode, gunzip, load_json

__all__ = ["MAX_RATIO", "EvidenceText", "clean", "open_text", "parse_json", "parse_xml"]

MAX_BYTES = 64 * 1024 * 1024
"""Of the file, and of what a compressed one unpacks to."""
MAX_DEPTH = 100
"""Levels of nesting in XML."""


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
    text, remark = decode(data)
    if remark:
        notes.append(remark)
    return EvidenceText(name, text, hashlib.sha256(raw).hexdigest(), len(raw), tuple(notes))


def parse_json(source: EvidenceText) -> Any:
    """Parse JSON; NaN and Infinity are missing values, a key that stands twice in one object is refused."""
    try:
        return load_json(source.text)
    except Unreadable as error:
        source.refuse(error.what, error.line, error.column)


def parse_xml(source: EvidenceText, target: Any) -> Any:
    """Feed XML to a target with `start`, `end`, `data` and `close`; no DTD, no entities, limited depth."""
    from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]  # ships no types

    parser = DefusedXMLParser(target=_Shallow(target), forbid_dtd=True)
    with _xml_refusals(source, parser):
        parser.feed(source.text)
        return parser.close()


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
    raise UserError(f"{name} {how} than the {limit} MB that are read. {_SAFE}")


def _unpack(raw: bytes, name: str) -> bytes:
    try:
        return gunzip(raw, MAX_BYTES)
    except Unreadable as error:
        raise UserError(f"{name}: {error.what} {_SAFE}") from error
