"""One writer per workspace: a lock file that says who holds it, and that a dead holder cannot keep."""

import contextlib
import getpass
import json
import logging
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from workbench.domain.errors import UserError

_FOREIGN = (OSError, ValueError, KeyError, TypeError)
"""What reading a note raises that somebody else wrote."""
_log = logging.getLogger(__name__)


def system_user() -> str:
    """Return the name of the operating-system user; containers run as users that have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown user"


class WorkspaceLock:
    """The lock of one folder; the operating system drops it when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(folder / ".lock", timeout=0)
        self._note = folder / ".lock.json"

    def acquire(self) -> None:
        """Take the lock; a UserError says who holds it."""
        try:
            self._lock.acquire()
        except Timeout as error:
            raise UserError(
                f"The workspace is open in another program ({self._holder()}). Nothing was changed. "
                "Close it there, or look at it with the commands that only read."
            ) from error
        except OSError as error:
            raise UserError(
                f"The workspace folder cannot be written ({error.strerror}). Nothing was changed. "
                "Check the permissions of the folder."
            ) from error
        note = {
            "process": os.getpid(),
            "host": platform.node(),
            "user": system_user(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        try:
            self._note.write_text(json.dumps(note), encoding="utf-8")
        except OSError as error:  # the lock holds all the same; others only do not learn who has it
            _log.warning("the note %s could not be written: %s", self._note, error)

    def _holder(self) -> str:
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            since = datetime.fromisoformat(note["since"]).astimezone(UTC)
            at = f"{since.day} {since:%b %Y, %H:%M} UTC"
            return f"process {note['process']} of {note['user']} on {note['host']}, since {at}"
        except _FOREIGN:
            return "it does not say which"

    def release(self) -> None:
        """Give the lock back."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):  # the folder went away or became read-only; the note lies to nobody
                self._note.unlink(missing_ok=True)
        self._lock.release()
