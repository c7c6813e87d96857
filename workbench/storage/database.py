"""Opening the SQLite file, through sqlite-utils, with the settings that keep what was acknowledged."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from importlib import import_module
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from workbench.domain.errors import Damaged, UserError

if TYPE_CHECKING:
    from sqlite_utils.db import Database, Table

BUSY_SECONDS = 10
_DEAR_IMPORTS = ("numpy", "pandas")


def import_sqlite_utils() -> "type[Database]":
    """Import sqlite-utils without numpy and pandas, which it would load for converters that we do not use."""
    if "sqlite_utils" not in sys.modules:
        blocked = [name for name in _DEAR_IMPORTS if name not in sys.modules]
        for name in blocked:
            sys.modules[name] = None  # type: ignore[assignment]  # what `import` takes as "not there"
        try:
            import_module("sqlite_utils.db")
        finally:
            for name in blocked:
                del sys.modules[name]
    from sqlite_utils.db import Database

    return Database


class OpenDatabase:
    """A SQLite connection, with sqlite-utils on top of it from its first use.

    Importing sqlite-utils takes as long as importing pydantic: reading goes by the connection, so that the window
    shows its first page without it.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self.conn = connection
        self.folder = folder
        """The folder of the workspace."""

    @cached_property
    def utils(self) -> "Database":
        """The same connection as sqlite-utils has it."""
        return import_sqlite_utils()(self.conn, execute_plugins=False)

    def table(self, name: str) -> "Table":
        """Return a table, to write to."""
        return self.utils.table(name)

    def atomic(self) -> AbstractContextManager[object]:
        """Open a transaction; an error takes everything back."""
        return self.utils.atomic()

    def rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[dict[str, Any]]:
        """Return what a query finds, by column."""
        cursor = self.conn.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def close(self) -> None:
        """Close the connection."""
        self.conn.close()


def connect(path: Path, *, write: bool) -> OpenDatabase:
    """Open a database; readers cannot write.

    Rollback journal and FULL: before SQLite 3.51.3 write-ahead logging has a fault that can corrupt a file.
    """
    mode = "rwc" if write else "ro"
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    if write:
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        connection.execute("PRAGMA synchronous = FULL")
        # What 500 imported incidents change does not fit into the usual 2 MB: it would be written and synced twice.
        connection.execute("PRAGMA cache_size = -16000")
    return OpenDatabase(connection, path.absolute().parent)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite says into what a person can do."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except UnicodeDecodeError as error:  # SQLite's own message quotes a schema that is no text
        raise explain(sqlite3.DatabaseError("malformed database schema"), path) from error


@contextmanager
def whole(what: str) -> Iterator[None]:
    """Read what we once wrote ourselves: what has no sense any more is damage, not a bug.

    Raises sqlite3.DatabaseError, as SQLite does for a damaged page; pydantic's and json's errors are ValueErrors.
    """
    try:
        yield
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise sqlite3.DatabaseError(f"malformed {what}") from error


def explain(error: sqlite3.Error, path: Path) -> UserError:
    """Return the sentence for an error of the database at `path`."""
    text = str(error).lower()
    if "full" in text:
        return UserError(
            f"The disk that holds {path.parent} is full, so the change was not kept. "
            "Everything kept before is safe. Free some space and do it again."
        )
    if "unable to open" in text:
        return UserError(
            f"{path} cannot be opened. Nothing was changed. Check whether its folder is still there, and the "
            "permissions of both."
        )
    if "readonly" in text or "attempt to write" in text:
        return UserError(
            f"{path.parent} cannot be written. Nothing was changed. Check the permissions of the folder and its files."
        )
    if "locked" in text or "busy" in text:
        return UserError(
            f"{path.name} is in use by another program. Nothing was changed. Try again when it has finished."
        )
    if "disk i/o" in text:
        return UserError(
            f"The disk that holds {path.parent} did not do what was asked ({error}). The change was not kept; "
            "everything kept before is safe. Check whether the disk is full, failing or unplugged, and do it again."
        )
    if any(
        word in text
        for word in ("malformed", "not a database", "corrupt", "could not decode", "no such table", "no such column")
    ):
        return Damaged(
            f"{path} is damaged ({shorten(str(error), 120)}). It was left as it is, and so were the files under "
            "evidence. Run `workbench doctor` to see what can be read, or bring back a copy of the folder."
        )
    return UserError(f"{path} could not be used ({error}). Nothing was changed. Run `workbench doctor` to look closer.")
