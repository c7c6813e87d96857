"""The one writing connection, on a thread of its own."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from workbench.domain.deployment import Person
from workbench.domain.journal import JournalEntry
from workbench.edits.packs import follow_packs
from workbench.edits.session import Session
from workbench.storage.database import explained
from workbench.storage.lock import system_user
from workbench.storage.search import Search
from workbench.storage.store import Store, WorkspaceInfo
from workbench.storage.workspace import Workspace

T = TypeVar("T")


def now() -> datetime:
    """Return the present instant, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Opened:
    """An open workspace, as the window knows it."""

    folder: Path
    info: WorkspaceInfo
    actor: Person


class Writer(QObject):
    """Opens a workspace for writing, keeps its session on one thread and makes edits there, one after the other."""

    opened = Signal(object)
    """`Opened`."""
    open_failed = Signal(Exception)
    journaled = Signal(object)
    """The `JournalEntry` of an edit, of undo or of redo."""
    undo_told = Signal(str, str)
    """What undo and redo would do, as `tell_undo` found."""
    failed = Signal(Exception)
    """Something that nobody waits for went wrong."""

    def __init__(self, actor: str = "", clock: Callable[[], datetime] = now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor_name = actor or os.environ.get("WORKBENCH_ACTOR") or system_user()
        self._clock = clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._workspace: Workspace | None = None
        self._store: Store | None = None
        self._session: Session | None = None

    def open(self, make: Callable[[], Workspace]) -> None:
        """Close what is open, then open what `make` returns; `opened` or `open_failed` follows."""
        self._thread.submit(self._open, make)

    def do(self, work: Callable[[Session], T]) -> T:
        """Do something with the session and wait for it: a millisecond, some tens behind a chunk of an import."""
        future: Future[T] = self._thread.submit(self._with_session, work)
        return future.result()

    def tell_undo(self) -> None:
        """Find out what can be undone and redone; `undo_told` follows. The first time that takes a while."""
        self._thread.submit(self._tell_undo)

    def _tell_undo(self) -> None:
        session = self._session
        if session is None:
            return
        try:
            with explained(session.store.path):
                self.undo_told.emit(session.can_undo, session.can_redo)
        except Exception as error:  # noqa: BLE001  # handed to the window's thread, which shows it
            self.failed.emit(error)

    def become(self, name: str) -> Person:
        """Go on as another person; the next workspace is opened as that person too."""
        person = self.do(lambda session: session.become(name))
        self._actor_name = name
        return person

    def index(self, work: Callable[[Search], None]) -> None:
        """Bring the search index of the open workspace up to something and wait; nothing where none is open."""
        self._thread.submit(self._index, work).result()

    def close(self) -> None:
        """Close the workspace and give its lock back; wait until that is done."""
        self._thread.submit(self._close).result()

    def end(self) -> None:
        """Close and stop the thread."""
        self.close()
        self._thread.shutdown(wait=True)

    def _with_session(self, work: Callable[[Session], T]) -> T:
        if self._session is None:
            raise RuntimeError("no workspace is open")
        with explained(self._session.store.path):
            return work(self._session)

    def _index(self, work: Callable[[Search], None]) -> None:
        if self._store is not None:
            with explained(self._store.path), self._store.database.atomic():
                work(self._store.search)

    def _open(self, make: Callable[[], Workspace]) -> None:
        try:
            workspace = make()
        except Exception as error:  # noqa: BLE001  # handed to the window's thread, which shows it
            self.open_failed.emit(error)
            return
        self._close()
        self._workspace = workspace
        try:
            self._store = workspace.store(write=True)
            self._session = Session(self._store, self._actor_name, self._clock)
            follow_packs(self._session)
            self._session.listeners.append(self._on_entry)
            opened = Opened(workspace.folder, self._store.info, self._session.actor)
        except Exception as error:  # noqa: BLE001  # handed to the window's thread, which shows it
            self._close()
            self.open_failed.emit(error)
            return
        self.opened.emit(opened)

    def _on_entry(self, entry: JournalEntry) -> None:
        self.journaled.emit(entry)

    def _close(self) -> None:
        self._session = None
        if self._store is not None:
            self._store.close()
            self._store = None
        if self._workspace is not None:
            self._workspace.close()
            self._workspace = None
