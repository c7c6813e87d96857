"""The files of a pack on disk: which there are, and reading one of them whatever lies there.

Everybody who opens a workspace looks here, so nothing of this reads YAML or Markdown.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from workbench.domain.pack import Refused

MAX_BYTES = 256 * 1024
"""Of one file; the longest of ours has 8 KB."""
MAX_REFERENCE_BYTES = 8 * 1024 * 1024
"""Of the list of a framework; that of ATLAS has 0.2 MB."""
MAX_FILES = 500
"""In one folder of a pack."""
MAX_PACKS = 20

PACK, CONTROLS, SOURCES, OPERATIONS = "pack.yaml", "controls.yaml", "sources.yaml", "operations.yaml"
REFERENCES = "references.json"
"""What another framework lists: written by an import, never by hand."""
LISTS = (
    *(PACK, CONTROLS, SOURCES, "figures.yaml", "cases.yaml", "practices.yaml", "causes.yaml", "contradictions.yaml"),
    REFERENCES,
)
"""Files that hold a list each."""
MODES, CATEGORIES = "failure-modes", "categories"
"""Folders that hold a file for each entry."""

PACK_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class PackError(Exception):
    """A file of a pack cannot be used; `line` counts from 1 in the file as a person sees it."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def read_bytes(path: Path, pack: Path) -> bytes:
    """Return the content of a file of a pack.

    Raises PackError for a file that is not a regular file inside the pack, has an odd name, is too large, unreadable
    or not UTF-8.
    """
    if not _FILE_NAME.fullmatch(path.name):
        raise PackError(1, "has a name with other characters than letters, digits, dots and hyphens")
    try:
        # realpath, unlike resolve, survives a link that leads to itself.
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(pack)):
            raise PackError(1, "is a link that leads out of the pack")
        if not os.path.lexists(path):
            raise PackError(1, "is missing")
        if not path.is_file():
            raise PackError(1, "is not a regular file")
        with path.open("rb") as file:
            most = MAX_REFERENCE_BYTES if path.name == REFERENCES else MAX_BYTES
            content = file.read(most + 1)
    except OSError as error:
        raise PackError(1, f"cannot be read: {error.strerror}") from error
    if len(content) > most:
        raise PackError(1, f"is larger than {most // 1024} KB")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PackError(line, f"is not UTF-8: byte 0x{content[error.start]:02X}") from error
    return content


def read_text(path: Path, pack: Path) -> str:
    """Return the text of a file of a pack, each line ended by a line feed; raises PackError as `read_bytes` does."""
    return plain_lines(read_bytes(path, pack).decode("utf-8"))


def plain_lines(text: str) -> str:
    """Return a text without a byte order mark and with each line ended by a line feed."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def entry_names(pack: Path, folder: str) -> list[str]:
    """Return the Markdown files of a folder of a pack, as `failure-modes/M13.md`, in the order of their names.

    Raises PackError when there are too many to be a pack, or the folder cannot be read.
    """
    names = []
    try:
        with os.scandir(pack / folder) as found:
            for entry in found:
                if entry.name.endswith(".md") and not entry.name.startswith("."):
                    names.append(f"{folder}/{entry.name}")
                if len(names) > MAX_FILES:
                    raise PackError(1, f"holds more than {MAX_FILES} files; none of them was read")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise PackError(1, f"cannot be read: {error.strerror}") from error
    return sorted(names)


def file_names(pack: Path) -> Iterator[str]:
    """Yield every file of a pack that says something, as its name within the pack."""
    yield from (name for name in LISTS if os.path.lexists(pack / name))
    for folder in (MODES, CATEGORIES):
        try:
            yield from entry_names(pack, folder)
        except PackError:
            continue


def pack_folders(packs: Path) -> tuple[list[Path], tuple[Refused, ...]]:
    """Return the packs of a workspace in the order of their names, and what lies there and cannot be one."""
    folders: list[Path] = []
    refused: list[Refused] = []
    try:
        names = sorted(entry.name for entry in os.scandir(packs) if not entry.name.startswith("."))
    except OSError:
        return [], ()
    for name in names:
        path = packs / name
        reason = _not_a_pack(path, len(folders))
        if reason:
            refused.append(Refused(file=shown_name(name), line=1, reason=reason))
        elif path.is_dir():
            folders.append(path)
    return folders, tuple(refused)


def _not_a_pack(path: Path, count: int) -> str:
    if path.is_symlink():
        return "is a link; a pack is a folder of its own"
    if not path.is_dir():
        return ""  # a note beside the packs harms nobody
    if not PACK_NAME.fullmatch(path.name):
        return "is not named like a pack: small letters, digits and hyphens"
    return f"is one pack too many: there may be {MAX_PACKS}" if count >= MAX_PACKS else ""


def shown_name(name: str) -> str:
    """Return a file name as text that can be stored and printed, whatever bytes it has."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def fingerprint(packs: Path) -> tuple[tuple[str, int, int, int], ...]:
    """Return what changes when a file of a pack does: names, times, sizes, places on disk."""
    folders, refused = pack_folders(packs)
    found = [(one.file, 0, 0, 0) for one in refused]
    for folder in folders:
        found.append((folder.name, 0, 0, 0))
        for name in file_names(folder):
            try:
                now = (folder / name).stat()
                found.append((f"{folder.name}/{name}", now.st_mtime_ns, now.st_size, now.st_ino))
            except OSError:
                found.append((f"{folder.name}/{name}", -1, 0, 0))
    return tuple(found)
