"""Files that are written whole or not at all: made beside their place, on the disk before they take it."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Make an empty hidden file in the folder of the target, for nobody else to read; an OSError where none can be.

    It is gone afterwards unless it took the place of the target, also when Ctrl+C comes in the moment it is made:
    therefore the name comes first and the file is made within the block that removes it.
    """
    fresh = target.with_name(f".{target.stem[:40]}-{secrets.token_hex(8)}{target.suffix}")
    try:
        fresh.touch(mode=0o600, exist_ok=False)
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def take_place(fresh: Path, target: Path, mode: int = 0o644) -> None:
    """Let a file replace the target for good, in one step; an OSError leaves the target as it was."""
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.chmod(mode)
    fresh.replace(target)
    sync_folder(target.parent)


def write_whole(target: Path, body: bytes, mode: int = 0o644) -> None:
    """Write a small file; an OSError leaves what lay there as it was."""
    with beside(target) as fresh:
        fresh.write_bytes(body)
        take_place(fresh, target, mode)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder survive a power cut; elsewhere than on POSIX the system offers no such call."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
