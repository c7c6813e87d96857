"""Sign a frozen report in place: the first signature certifies, the others approve (record.md section 4)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from workbench.domain.errors import UserError
from workbench.domain.moment import utc
from workbench.reports.signing.decisions import Decision
from workbench.reports.signing.keys import SigningKey
from workbench.whole_file import beside, take_place

_UNCHANGED = "The file is unchanged."


def sign(
    pdf: Path,
    key: SigningKey,
    role: str,
    decision: Decision,
    comment: str = "",
    at: datetime | None = None,
    *,
    fonts: Path,
) -> str:
    """Sign a report for one required role and return the reason that was signed.

    `at` is the time the signer claims, now when None; `fonts` is the folder of the report's fonts. The new file is a
    byte-wise continuation of the old one and replaces it in one step. Raises `UserError`, with the file unchanged.
    """
    from workbench.reports.signing.stamping import add_signature

    moment = utc(at) if at else datetime.now(UTC)

    def add(before: bytes) -> tuple[str, bytes]:
        reason, signed = add_signature(before, key, role, decision, comment, moment, fonts / "report")
        return reason.text, signed

    return _continue(pdf, add)


def dissent(pdf: Path, key: SigningKey, text: str, at: datetime | None = None) -> str:
    """Sign a dissent beside the roles and return the reason that was signed.

    It lies in an invisible field of its own and counts for no role. As for `sign`, the new file continues the old one
    and replaces it in one step. Raises `UserError`, with the file unchanged.
    """
    from workbench.reports.signing.stamping import add_dissent

    moment = utc(at) if at else datetime.now(UTC)

    def add(before: bytes) -> tuple[str, bytes]:
        reason, signed = add_dissent(before, key, text, moment)
        return reason.text, signed

    return _continue(pdf, add)


def _continue(pdf: Path, add: Callable[[bytes], tuple[str, bytes]]) -> str:
    """Let a file be followed by one that continues it; return the reason that was signed."""
    path = _existing(pdf)
    with _alone(path):
        before = _read(path)
        reason, signed = add(before)
        if not signed.startswith(before):
            raise RuntimeError("the signed file does not continue the one it was made from")
        _replace(path, before, signed)
    return reason


def _existing(pdf: Path) -> Path:
    if not pdf.is_file():
        raise UserError(f"{pdf} is not there. Nothing was signed. Check the path.")
    # A link is followed, or the signature would replace the link and leave the file behind it unsigned.
    return pdf.resolve()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the file against a second signer on this computer."""
    from filelock import FileLock, Timeout

    # In the folder for temporary files: a lock beside the report would be left there for its reader to wonder about.
    mark = sha256(os.fsencode(path)).hexdigest()[:24]
    lock = FileLock(Path(tempfile.gettempdir()) / f"workbench-sign-{mark}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise UserError(
            f"Somebody else is signing {path.name} right now. {_UNCHANGED} Sign again in a moment."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path.name} cannot be read: {error.strerror}. {_UNCHANGED} Check its permissions.") from error


def _replace(path: Path, before: bytes, after: bytes) -> None:
    """Write beside the file, then take its place, unless the file has changed meanwhile."""
    try:
        with beside(path) as fresh:
            fresh.write_bytes(after)
            if path.read_bytes() != before:
                raise UserError(
                    f"{path.name} has changed while you were signing, perhaps by another signature. "
                    "Your signature was not added. Look at the file and sign again."
                )
            take_place(fresh, path, path.stat().st_mode & 0o777)
    except OSError as error:
        raise UserError(
            f"{path.name} cannot be written: {error.strerror}. It is unchanged and not signed. Make room or move it."
        ) from error
