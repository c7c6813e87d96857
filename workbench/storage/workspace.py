"""A workspace: one folder with everything; making, opening and checking it."""

import logging
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from workbench.domain.catalogue import Catalogue
from workbench.domain.errors import UserError
from workbench.domain.journal import instant
from workbench.storage.database import connect, explained
from workbench.storage.lock import WorkspaceLock
from workbench.storage.migrations import SCHEMA_VERSION, apply_migrations
from workbench.storage.purging import finish
from workbench.storage.store import Store, new_id

DATABASE = "workspace.db"
_log = logging.getLogger(__name__)
FOLDERS = ("evidence/.staging", "reports", "keys", "packs", "templates", "backups", "logs")


class Workspace:
    """An open workspace; `writing` holds the lock until it is closed."""

    def __init__(self, folder: Path, *, writing: bool) -> None:
        self.folder = folder
        self.writing = writing
        self._lock = WorkspaceLock(folder) if writing else None

    @classmethod
    def create(
        cls, folder: Path, name: str = "", *, is_example: bool = False, catalogue: Catalogue | None = None
    ) -> "Workspace":
        """Make a workspace in an empty or new folder and open it for writing."""
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UserError(f"{folder} is not empty. Nothing was changed. Choose a new folder, or open this one.")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                f"{folder} could not be made ({error.strerror}). Nothing was changed. Choose another place."
            ) from error
        workspace = cls(folder.resolve(), writing=True)
        workspace._acquire()
        try:
            if (folder / DATABASE).exists():  # another start made it between the look and the lock
                raise UserError(f"{folder} was just made by another start. Nothing was changed. Open it.")
            workspace._make_or_nothing(name or folder.name, is_example)
        except BaseException:
            workspace.close()
            raise
        if catalogue is not None:
            workspace.index_catalogue(catalogue)
        return workspace

    @classmethod
    def open(cls, folder: Path, *, writing: bool = False) -> "Workspace":
        """Open a workspace; a UserError says why it cannot be."""
        if not (folder / DATABASE).is_file():
            raise UserError(
                f"{folder} is not a workspace: it has no {DATABASE}. Nothing was changed. "
                f"Choose another folder, or make one with `workbench init {folder}`."
            )
        workspace = cls(folder.resolve(), writing=writing)
        workspace._acquire()
        try:
            workspace._check()
            if writing:
                workspace._remove_leftovers()
        except BaseException:
            workspace.close()
            raise
        return workspace

    def store(self, *, write: bool = False) -> Store:
        """Return a store on a connection of its own, for the thread that asks."""
        if write and not self.writing:
            raise RuntimeError("a writing store of a workspace opened for reading")
        return Store(self.folder, write=write)

    def index_catalogue(self, catalogue: Catalogue) -> None:
        """Bring the search index up to the catalogue."""
        store = self.store(write=True)
        try:
            with explained(store.path), store.database.atomic():
                store.search.index_catalogue(catalogue)
        finally:
            store.close()

    def close(self) -> None:
        """Give the lock back."""
        if self._lock is not None:
            self._lock.release()

    def _acquire(self) -> None:
        if self._lock is not None:
            self._lock.acquire()

    def _make_or_nothing(self, name: str, is_example: bool) -> None:
        try:
            self._make(name, is_example)
        except BaseException:
            for part in (*FOLDERS, DATABASE, f"{DATABASE}-journal"):  # the folder was empty before
                path = self.folder / Path(part).parts[0]
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)
            raise

    def _make(self, name: str, is_example: bool) -> None:
        path = self.folder / DATABASE
        try:
            for part in FOLDERS:
                (self.folder / part).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                f"No workspace could be made in {self.folder} ({error.strerror}). Nothing was left behind. "
                "Check the disk and the permissions, or choose another place."
            ) from error
        with explained(path):
            database = connect(path, write=True)
            try:
                apply_migrations(database.utils)
                row = (new_id(), name, int(is_example), instant(datetime.now(UTC)))
                with database.atomic():
                    database.conn.execute("INSERT INTO workspace VALUES (?, ?, ?, ?)", row)
            finally:
                database.close()

    def _check(self) -> None:
        path = self.folder / DATABASE
        with explained(path):
            if not self.writing:
                self._finish_rollback()
            database = connect(path, write=self.writing)
            try:
                version = database.conn.execute("PRAGMA user_version").fetchone()[0]
                found = database.conn.execute("PRAGMA quick_check(1)").fetchone()[0]
                if found != "ok":
                    raise sqlite3.DatabaseError(f"malformed: {found}")
                if version == 0:  # every schema has a number; an empty file has none
                    raise sqlite3.DatabaseError("malformed: it holds no workspace")
                self._check_version(version)
                if self.writing and version < SCHEMA_VERSION:
                    self._migrate(version)
            finally:
                database.close()

    def _remove_leftovers(self) -> None:
        """Remove what an import wrote that was interrupted, and put back a pack file that was never acknowledged."""
        store = self.store(write=True)
        try:
            with explained(store.path):
                store.bulk.sweep(store.bulk.left_over())
                store.pack_files.heal({row.id: row.sha256 for row in store.packs.all()}, store.snapshot)
            _finish_purges(store)
        finally:
            store.close()

    def _finish_rollback(self) -> None:
        """Take back what a writer left half done when it was killed: no reader can, and none could read before.

        SQLite's own locks keep this from a change that is still under way.
        """
        journal = self.folder / f"{DATABASE}-journal"
        if not journal.is_file() or journal.stat().st_size == 0:
            return
        database = connect(self.folder / DATABASE, write=True)
        try:
            database.conn.execute("SELECT count(*) FROM sqlite_schema")
        finally:
            database.close()

    def _check_version(self, version: int) -> None:
        if version > SCHEMA_VERSION:
            raise UserError(
                f"{self.folder} was written by a newer workbench (schema {version}, this one knows {SCHEMA_VERSION}). "
                "Nothing was changed. Update the workbench."
            )
        if version < SCHEMA_VERSION and not self.writing:
            raise UserError(
                f"{self.folder} was written by an older workbench (schema {version}). Nothing was changed. "
                f"Bring it up to date with `workbench open {self.folder}`; a backup is made first."
            )

    def _migrate(self, version: int) -> None:
        source = self.folder / DATABASE
        backup = self.folder / "backups" / f"before-schema-{SCHEMA_VERSION}-from-{version}.db"
        try:
            backup.parent.mkdir(exist_ok=True)
            shutil.copy2(source, backup)
        except OSError as error:
            raise UserError(
                f"The backup {backup} could not be written ({error.strerror}), so {self.folder} was not brought up to "
                "date. Nothing was changed. Free some space and open it again."
            ) from error
        database = connect(source, write=True)
        try:
            apply_migrations(database.utils)
        finally:
            database.close()


def _finish_purges(store: Store) -> None:
    """Finish what a killed purge left; what keeps it from that is no reason not to open, and `doctor` tells it too."""
    try:
        with explained(store.path):
            finish(store)
    except UserError as error:
        _log.warning("a purge is not finished: %s", error)
