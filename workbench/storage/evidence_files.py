"""Evidence files by content: staged, hashed, synced, then linked under `evidence/ab/<sha256>`."""

import hashlib
import os
import stat
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

from workbench.domain.errors import UserError
from workbench.domain.model import Model
from workbench.whole_file import sync_folder

LIMIT_BYTES = 2 * 1024**3
CHUNK_BYTES = 1024 * 1024
Report = Callable[[float | None, str], None]


class Staged(Model):
    """A file that lies hashed and synced in the staging folder."""

    path: str
    name: str
    sha256: str
    size: int
    media_type: str
    redacted_from: str | None = None
    """SHA-256 of the original, where this is a copy without its credentials."""


class EvidenceFiles:
    """The files of one workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "evidence"
        self.staging = self.folder / ".staging"
        self._checked: dict[tuple[str, int, int, int], bool] = {}

    def path(self, sha256: str) -> Path:
        """Return where a file lies."""
        return self.folder / sha256[:2] / sha256

    def accept(self, staged: Staged) -> None:
        """Move a staged file to its place; the same content is kept once. A UserError says why it cannot be."""
        try:
            self._accept(staged)
        except OSError as error:
            raise UserError(
                f"{staged.name} could not be put into the workspace ({error.strerror}). Nothing was attached. "
                "Check the disk and the permissions of the folder."
            ) from error

    def _accept(self, staged: Staged) -> None:
        target = self.path(staged.sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        if self.is_intact(staged.sha256):
            Path(staged.path).unlink(missing_ok=True)
            return
        Path(staged.path).replace(target)
        target.chmod(0o444)
        sync_folder(target.parent)
        sync_folder(self.folder)

    def is_intact(self, sha256: str) -> bool:
        """Tell whether the file is there and has its hash; an unchanged file is hashed once per process.

        What cannot be read proves as little as what is gone.
        """
        path = self.path(sha256)
        try:
            info = path.lstat()
            if not stat.S_ISREG(info.st_mode):  # a pipe or a device would never end
                return False
            key = (sha256, info.st_size, info.st_mtime_ns, info.st_ino)
            if key not in self._checked:
                self._checked[key] = hash_file(path) == sha256
        except OSError:
            return False
        return self._checked[key]

    def fault(self, sha256: str) -> str:
        """Say in a few words what is wrong with a file; empty when it is there with its hash."""
        path = self.path(sha256)
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                return "is not a regular file any more"
            return "" if hash_file(path) == sha256 else "has changed on disk"
        except FileNotFoundError:
            return "is gone from the workspace"
        except OSError as error:
            return f"cannot be read: {error.strerror}"

    def stored(self) -> set[str]:
        """Return the names of all files in place."""
        return {path.name for path in self.folder.glob("??/*")}


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def stage(source: Path, staging: Path, report: Report, limit: int = LIMIT_BYTES) -> Staged:
    """Copy, hash and sync a file into the staging folder; runs in the worker.

    A UserError refuses what is not a regular file, is empty, or is over the limit; nothing is left behind.
    """
    size = _checked_size(source, limit)
    staging.mkdir(parents=True, exist_ok=True)
    target = staging / f"{os.getpid()}-{os.urandom(8).hex()}"
    try:
        with source.open("rb") as reader, target.open("xb") as writer:
            sha256, done, head = _copy(reader, writer, lambda copied: _tell(report, source, copied, size, limit))
            writer.flush()
            os.fsync(writer.fileno())
    except OSError as error:
        target.unlink(missing_ok=True)
        raise UserError(
            f"{source.name} could not be copied ({error.strerror}). Nothing was attached. Check the file and the disk."
        ) from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return Staged(path=str(target), name=source.name, sha256=sha256, size=done, media_type=media_type(head))


def _copy(reader: BinaryIO, writer: BinaryIO, tell: Callable[[int], None]) -> tuple[str, int, bytes]:
    """Copy a file; return the SHA-256, the size and the first bytes of what was written.

    One chunk is hashed on a thread while the next is read and written: hashing takes longer than both.
    """
    digest = hashlib.sha256()
    head, done = b"", 0
    with ThreadPoolExecutor(max_workers=1) as hasher:
        hashing: Future[None] | None = None
        while chunk := reader.read(CHUNK_BYTES):
            head = head or chunk[:4096]
            writer.write(chunk)
            if hashing is not None:
                hashing.result()
            hashing = hasher.submit(digest.update, chunk)
            done += len(chunk)
            tell(done)
    return digest.hexdigest(), done, head


def _tell(report: Report, source: Path, copied: int, size: int, limit: int) -> None:
    """Report how far the copy is; refuse a file that grew over the limit meanwhile."""
    if copied > limit:
        raise _too_large(source, copied, limit)
    report(min(copied / size, 1.0), f"Copying {source.name}")


def _checked_size(source: Path, limit: int) -> int:
    try:
        info = source.stat()
    except OSError as error:
        raise UserError(
            f"{source} could not be read ({error.strerror}). Nothing was attached. Check the name."
        ) from error
    if stat.S_ISDIR(info.st_mode):
        raise UserError(f"{source.name} is a folder. Nothing was attached. Attach the files in it.")
    if not stat.S_ISREG(info.st_mode):
        raise UserError(f"{source.name} is not a regular file. Nothing was attached. Attach a copy of its content.")
    if info.st_size == 0:
        raise UserError(f"{source.name} is empty (0 bytes). Nothing was attached. Attach the file that was meant.")
    if info.st_size > limit:
        raise _too_large(source, info.st_size, limit)
    return info.st_size


def _too_large(source: Path, size: int, limit: int) -> UserError:
    return UserError(
        f"{source.name} is {human_size(size)}; the limit is {human_size(limit)}. Nothing was copied. "
        "Attach a link instead."
    )


PDF = "application/pdf"
_MAGIC = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)


TEXTS = frozenset({"text/plain", "application/json", "application/xml"})
"""The types that are text."""


def media_type(head: bytes) -> str:
    """Tell the type by the first bytes, never by the name."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if utf_of(head) != "utf-8":
        head = head[: len(head) // 2 * 2].decode(utf_of(head), "replace").encode("utf-8")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\0" in head:
        return "application/octet-stream"
    if text.startswith((b"{", b"[")):
        return "application/json"
    return "application/xml" if text.startswith(b"<?xml") else "text/plain"


def utf_of(head: bytes) -> str:
    """Return the encoding that a text begins with a mark of, or UTF-8."""
    marks = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
    return marks.get(head[:2], "utf-8")


def human_size(size: int) -> str:
    """Return a size as a person reads it: `9.54 MB`."""
    for unit, factor in (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024)):
        if size >= factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size} bytes"
