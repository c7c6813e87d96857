"""The files of a team's packs: written before the commit, taken back with it, healed after a crash."""

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from workbench.catalogue.pack_file import PackError, file_names, pack_folders, read_bytes
from workbench.domain.errors import UserError
from workbench.domain.journal import digest
from workbench.storage.database import OpenDatabase
from workbench.storage.repository import Indexer, Recorder, Row, Rows
from workbench.whole_file import sync_folder

_PATH = re.compile(r"[a-z][a-z0-9-]{0,40}/((failure-modes|categories)/)?[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class PackFiles:
    """The packs of one workspace; who writes holds its lock.

    Until a change is committed, what it is about lies in `.pending`: a crash between file and commit leaves a file
    that nobody acknowledged, and the next open puts back what was there before.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "packs"
        self._pending = self.folder / ".pending"
        self._note = self._pending / "intent.json"
        self._changes: dict[str, tuple[bytes | None, bytes | None]] = {}
        """Old and new content by path, of the change under way."""

    @property
    def has_changes(self) -> bool:
        """Whether a change is under way."""
        return bool(self._changes)

    def read(self, path: str) -> bytes | None:
        """Return the content of a file below `packs/`; None where there is none that could belong to a pack."""
        pack, _, name = path.partition("/")
        try:
            return read_bytes(self.folder / pack / name, self.folder / pack)
        except PackError:
            return None

    def found(self) -> dict[str, bytes]:
        """Return every file that can be read, by its path below `packs/`."""
        folders, _ = pack_folders(self.folder)
        paths = [f"{folder.name}/{name}" for folder in folders for name in file_names(folder)]
        return {path: body for path in paths if _PATH.fullmatch(path) and (body := self.read(path)) is not None}

    def put(self, path: str, known: bytes | None, body: bytes | None) -> None:
        """Replace what was `known` of a file by `body`, or remove it; before the commit.

        A UserError refuses a path that leads elsewhere and a file that was changed by somebody else meanwhile.
        """
        target = self._target(path)
        lies_there = self.read(path)
        if lies_there == body and (body is not None or not os.path.lexists(target)):
            return  # it was changed outside, and the journal follows
        self.refuse_changed(path, known)
        try:
            self._replace(path, target, known, body)
        except OSError as error:
            raise UserError(
                f"{target} could not be written ({error.strerror}). Nothing was changed. Check the disk and the "
                "permissions of the folder."
            ) from error

    def refuse_changed(self, path: str, known: bytes | None) -> None:
        """Raise a UserError when a file is not what was `known` of it."""
        is_known = self.read(path) == known and (known is not None or not os.path.lexists(self.folder / path))
        if not is_known:
            raise UserError(
                f"{path} was changed outside the workbench. Nothing was changed. Read the packs again, look at what "
                "it says now, and do it again."
            )

    def settle(self) -> None:
        """The change is committed."""
        self._changes.clear()
        shutil.rmtree(self._pending, ignore_errors=True)

    def take_back(self) -> None:
        """The change did not happen: put back what lay there before."""
        for path, (old, new) in reversed(self._changes.items()):
            self._restore(path, old, new)
        self.settle()

    def heal(self, committed: Mapping[str, str], text: Callable[[str], bytes]) -> None:
        """Put back what a crash left half done; `committed` is what the database has, `text` finds what has a hash."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            changes = [(str(path), old and str(old), new and str(new)) for path, old, new in note]
        except (OSError, ValueError, TypeError):
            changes = []
        for path, old, new in reversed(changes):
            lies_there = self.read(path)
            is_there = None if lies_there is None else digest(lies_there)
            if _PATH.fullmatch(path) and committed.get(path) == old and is_there == new != old:
                self._restore(path, text(old) if old else None, lies_there)
        shutil.rmtree(self._pending, ignore_errors=True)

    def _target(self, path: str) -> Path:
        target = self.folder / path
        inside = os.path.realpath(target) == str(Path(os.path.realpath(self.folder)) / path)
        if not _PATH.fullmatch(path) or not inside:
            raise UserError(
                f"{path} is not a file of a pack of this workspace. Nothing was changed. Packs are folders in "
                f"{self.folder}, and no links."
            )
        return target

    def _replace(self, path: str, target: Path, old: bytes | None, new: bytes | None) -> None:
        self._pending.mkdir(parents=True, exist_ok=True)
        self._changes[path] = (self._changes[path][0] if path in self._changes else old, new)
        changes = [(name, _hash(before), _hash(after)) for name, (before, after) in self._changes.items()]
        self._write(self._note, json.dumps(changes).encode())
        if new is None:
            self._remove(target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._write(target, new)

    def _write(self, target: Path, body: bytes) -> None:
        """Replace a file atomically; what is half written lies in `.pending`."""
        fresh = self._pending / f"{os.getpid()}-{os.urandom(8).hex()}"
        with fresh.open("xb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
        sync_folder(target.parent)

    def _remove(self, target: Path) -> None:
        """Remove a file, and the folders that held nothing else: an empty pack would be one without a description."""
        target.unlink(missing_ok=True)
        folder = target.parent
        while folder != self.folder and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
        sync_folder(folder)

    def _restore(self, path: str, old: bytes | None, new: bytes | None) -> None:
        if self.read(path) != new:
            return  # somebody else wrote it meanwhile; what they wrote is taken in at the next open
        target = self.folder / path
        if old is None:
            self._remove(target)
        else:
            self._pending.mkdir(parents=True, exist_ok=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            self._write(target, old)


class PackRows(Rows):
    """The rows of pack files: with its row the file itself is written or removed."""

    def __init__(
        self,
        database: OpenDatabase,
        record: Recorder,
        index: Indexer,
        files: PackFiles,
        text: Callable[[str], bytes],
    ) -> None:
        super().__init__(database, "pack_file", (), record, index)
        self._files = files
        self._text = text

    def _insert(self, columns: Row) -> None:
        self._files.put(columns["id"], None, self._text(columns["sha256"]))
        super()._insert(columns)

    def _update(self, row_id: str, columns: Row) -> None:
        self._files.put(row_id, self._known(row_id), self._text(columns["sha256"]))
        super()._update(row_id, columns)

    def _delete(self, row_id: str) -> None:
        self._files.put(row_id, self._known(row_id), None)
        super()._delete(row_id)

    def _known(self, row_id: str) -> bytes | None:
        row = self.read(row_id)
        return None if row is None else self._text(row["sha256"])


def _hash(body: bytes | None) -> str | None:
    return None if body is None else digest(body)
