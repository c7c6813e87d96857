"""What of a file is looked through for credentials before it is kept, by what it is; runs in the worker.

Of a text a copy without them can be made. An archive is looked through as far as its files are text; a PDF in a process
of its own (`evidence_text.read_pdf`); a picture and whatever else is no text not at all, and that is said.
"""

import gzip
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.catalogue.credential_rules import credential_rules
from workbench.domain.credentials import Credential
from workbench.foreign import clean
from workbench.storage.evidence_files import TEXTS, human_size, media_type
from workbench.tasks.credentials import Scan, find, scan_file, scan_of

MAX_PARTS = 10_000
"""Files of an archive that is looked through; archives of the larger kind, zip64, promise 65,535 and more."""
_END = 22 + 65_535
"""Bytes in which the end of an archive stands, with the longest comment."""
NO_TEXT = "it is no text, and was"
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError)
"""How a damaged, locked or newly packed file of an archive fails to open."""


@dataclass(frozen=True)
class LookedThrough:
    """What was found in a file."""

    found: tuple[Credential, ...] = ()
    left: str = ""
    """What was not looked at, as a sentence begins: `the last 6 MB of 10 MB of it were`; empty for nothing."""
    scan: Scan | None = None
    """Of a text, of which a redacted copy can be made."""


def look_through(path: Path, kind: str, name: str) -> LookedThrough:
    """Look through a file of a media type, as it is called for people."""
    if kind in TEXTS:
        scan = scan_file(path)
        left = f"the last {_share(scan.unscanned, path.stat().st_size)} of it were" if scan.unscanned else ""
        return LookedThrough(tuple(scan.found(name)), left, scan)
    if kind == "application/zip":
        return _archive(path, name)
    return _packed(path, name) if kind == "application/gzip" else LookedThrough(left=NO_TEXT)


def _packed(path: Path, name: str) -> LookedThrough:
    limit = credential_rules().scan_bytes
    try:
        with gzip.open(path) as file:
            data = file.read(limit + 1)
    except _BROKEN:
        return LookedThrough(left="it is damaged, and was")
    if media_type(data[:4096]) not in TEXTS:
        return LookedThrough(left=NO_TEXT)
    scan, in_time = scan_of(data[:limit], _deadline())
    left = f"what follows its first {human_size(limit)}, unpacked, was" if len(data) > limit or not in_time else ""
    return LookedThrough(tuple(scan.found(name)), left)


def _archive(path: Path, name: str) -> LookedThrough:
    if _entries(path) > MAX_PARTS:
        return LookedThrough(left=f"it holds more than {MAX_PARTS:,} files, and was")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            found = list(_in_names(parts, name))
            whole = 0
            budget, deadline = credential_rules().scan_bytes, _deadline()
            for part in parts:
                data = _unpacked(archive, part, budget)
                if data is None or time.monotonic() > deadline:
                    continue
                budget -= len(data)
                scan, in_time = scan_of(data, deadline)
                found += scan.found(f"{name}, {clean(part.filename, 200)}")
                whole += in_time
    except _BROKEN:
        return LookedThrough(left="it is a damaged archive, and was")
    number = len(parts)
    left = f"{number - whole} of the {number} files in it {'was' if number - whole == 1 else 'were'}"
    return LookedThrough(tuple(found), left if whole < number else "")


def _entries(path: Path) -> int:
    """Return how many entries the end of an archive promises: opening one with a million takes all memory."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _END))
        end = file.read()
    at = end.rfind(b"PK\x05\x06")
    return int.from_bytes(end[at + 10 : at + 12], "little") if at >= 0 else 0


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int) -> bytes | None:
    """Return a text of an archive; None where it is none, is longer than what is still looked at, or does not open."""
    try:
        with archive.open(part) as file:
            data = file.read(limit + 1)
    except _BROKEN:
        return None
    return data if len(data) <= limit and media_type(data[:4096]) in TEXTS else None


def _in_names(parts: list[zipfile.ZipInfo], name: str) -> Iterator[Credential]:
    spans, _ = find("\n".join(part.filename for part in parts)[: credential_rules().scan_bytes], deadline=_deadline())
    yield from (Credential(file=f"{name}, in the name of a file,", line=0, kind=span.kind) for span in spans)


def _deadline() -> float:
    return time.monotonic() + credential_rules().seconds


def _share(part: int, whole: int) -> str:
    """Return how much of a file was left: `96 MB of 100 MB`."""
    return f"{human_size(min(part, whole))} of {human_size(whole)}"
