"""What a purge does beside the edit: backups, the file itself, and the bytes that a deleted value leaves on disk.

Backups are rewritten beside themselves before the edit is committed, and take their places after it. Until all of it
is done the database holds a note; the next open finishes what a killed process left.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from workbench.domain.errors import UserError
from workbench.domain.journal import Change
from workbench.domain.purge import Purge
from workbench.storage.database import OpenDatabase, connect
from workbench.storage.eraser import Eraser, Target
from workbench.storage.evidence_files import EvidenceFiles, hash_file
from workbench.storage.journal import Journal
from workbench.storage.migrations import PURGES
from workbench.storage.repository import row_of
from workbench.storage.store import PURGE_JSON, Store
from workbench.whole_file import sync_folder

_MAGIC = b"SQLite format 3\0"
_FRESH = ".purging"
"""The folder below `backups/` in which a backup is rewritten."""


def purge(store: Store, target: Target, made: Purge, kind: str) -> Purge:
    """Erase everything of a target from the database and from copies of the backups; call it in an edit.

    Returns the purge with what it came upon. A UserError says which backup could not be rewritten, and the edit is
    taken back.
    """
    erased = store.erase(target)
    done = made.model_copy(
        update={"places": target.places, "records": erased.records, "reviews": erased.reviews, "sha256": target.sha256}
    )
    store.purges.save(done)
    store.database.conn.execute(
        "INSERT INTO purge_pending VALUES (?, ?)", (done.id, target.model_dump_json() + "\n" + kind)
    )
    fresh = _fresh(store.folder)
    shutil.rmtree(fresh, ignore_errors=True)
    for backup in _backups(store.folder):
        with _refused(backup):
            _rewrite(backup, fresh / done.id / backup.name, target, done, kind)
    return done


def finish(store: Store) -> None:
    """Do what is left of purges that are committed: nothing where none is. A UserError says what keeps it from it."""
    pending = store.database.conn.execute("SELECT id, target FROM purge_pending ORDER BY id").fetchall()
    for purge_id, note in pending:
        text, _, kind = note.partition("\n")
        if text:
            _finish_files(store, store.purges.get(purge_id), Target.model_validate_json(text), kind)
            with store.database.conn as connection:
                connection.execute("UPDATE purge_pending SET target = '' WHERE id = ?", (purge_id,))
    shutil.rmtree(_fresh(store.folder), ignore_errors=True)
    if pending:
        _forget_what_was_deleted(store.database)
        with store.database.conn as connection:
            connection.execute("DELETE FROM purge_pending")


def is_finished(store: Store) -> bool:
    """Tell whether nothing of a purge is left to do."""
    return store.database.conn.execute("SELECT 1 FROM purge_pending").fetchone() is None


def reports_of(store: Store, done: Purge) -> tuple[str, ...]:
    """Return the report files of the reviews that a purge came upon: they stay, and may still hold what was purged."""
    signed = [entity.partition("/")[2] for entity, path in done.places if entity.startswith("ledger/") and "." in path]
    reviews = dict.fromkeys([*done.reviews, *(store.ledger.get(entry).review_id for entry in signed)])
    names = [store.reviews.get(review_id).report_name for review_id in reviews]
    return tuple(f"reports/{name}" for name in names if (store.folder / "reports" / name).is_file())


def _finish_files(store: Store, done: Purge, target: Target, kind: str) -> None:
    ready = _fresh(store.folder) / done.id
    for backup in _backups(store.folder):
        with _refused(backup):
            if not (ready / backup.name).is_file():  # the process was killed: it is done again from the start
                _rewrite(backup, ready / backup.name, target, done, kind)
            (ready / backup.name).replace(backup)
            sync_folder(backup.parent)
    if target.sha256:
        _remove_file(store.files, target.sha256)


def _fresh(folder: Path) -> Path:
    return folder / "backups" / _FRESH


def _backups(folder: Path) -> list[Path]:
    place = folder / "backups"
    found = sorted(place.iterdir()) if place.is_dir() else []
    return [path for path in found if path.name != _FRESH and (path.is_symlink() or path.lstat().st_size > 0)]


def _rewrite(backup: Path, fresh: Path, target: Target, done: Purge, kind: str) -> None:
    """Copy a backup, go over the copy as over the workspace, and add the entry to its journal; whole or not at all."""
    if backup.is_symlink() or not backup.is_file() or not _is_database(backup):
        raise sqlite3.DatabaseError("it is not a database of a workspace")
    fresh.parent.mkdir(parents=True, exist_ok=True)
    part = fresh.with_name(f"{fresh.name}.part")
    shutil.copyfile(backup, part)
    with closing(connect(part, write=True)) as database:
        database.conn.execute("BEGIN IMMEDIATE")
        changes = Eraser(database, target).erase().changes
        for statement in PURGES:
            database.conn.execute(statement)
        database.conn.execute("DELETE FROM purge_pending")  # it is about the workspace, and holds what it looks for
        if database.conn.execute("SELECT 1 FROM purge WHERE id = ?", (done.id,)).fetchone() is None:
            Journal(database).append(kind, [*changes, *_noted(database, done)], done.by, done.at)
        database.conn.execute("COMMIT")
        _forget_what_was_deleted(database)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    shutil.copymode(backup, part)
    part.replace(fresh)


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _noted(database: OpenDatabase, done: Purge) -> Iterator[Change]:
    """Write the purge into a backup and yield the changes that this is."""
    row = row_of(done)
    columns = {
        name: json.dumps(value, ensure_ascii=False) if name in PURGE_JSON else value for name, value in row.items()
    }
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    database.conn.execute(f"INSERT INTO purge ({names}) VALUES ({marks})", tuple(columns.values()))
    for field, value in row.items():
        if value is not None:
            yield Change(entity=f"purge/{done.id}", field=field, old=None, new=value)


def _forget_what_was_deleted(database: OpenDatabase) -> None:
    """Leave no byte of what was deleted: the index keeps words until its parts are merged, SQLite keeps free pages."""
    with database.conn as connection:
        connection.execute("INSERT INTO document_fts (document_fts) VALUES ('optimize')")
    database.conn.execute("VACUUM")


def _remove_file(files: EvidenceFiles, sha256: str) -> None:
    """Delete a file of evidence, and copies of it that lie staged."""
    path = files.path(sha256)
    staged = [each for each in files.staging.rglob("*") if each.is_file() and not each.is_symlink()]
    for each in (path, *(one for one in staged if hash_file(one) == sha256)):
        each.unlink(missing_ok=True)
    if path.parent.is_dir():
        sync_folder(path.parent)


@contextmanager
def _refused(backup: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        what = error.strerror if isinstance(error, OSError) else str(error)
        raise UserError(
            f"The backup backups/{backup.name} cannot be rewritten without what is to be purged ({what}). "
            "It would still hold it. Move it out of the workspace or delete it, and purge again."
        ) from error
