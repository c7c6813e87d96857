"""What every page is handed: the workspace to read from and write to, slow work, questions, and where to go."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from workbench.desktop.shell.jobs import Jobs
from workbench.desktop.shell.prompter import Prompter
from workbench.desktop.shell.reads import Reads
from workbench.desktop.shell.writer import Opened, Writer
from workbench.domain.errors import UserError
from workbench.domain.journal import JournalEntry
from workbench.edits.edit import Edit
from workbench.edits.session import Session
from workbench.storage.database import explained
from workbench.storage.store import Store
from workbench.storage.workspace import DATABASE, Workspace

if TYPE_CHECKING:
    from workbench.domain.catalogue import Catalogue
    from workbench.domain.deployment import Person

T = TypeVar("T")
PAINTED_AFTER = 100
"""Milliseconds from the answer to the first page's question until that page is painted for certain."""


class Services(QObject):
    """The page's way to everything that is not a widget; knows no window."""

    changed = Signal(object)
    """A `frozenset[str]` of entity ids (`finding/0192…`) that an edit, undo or redo changed."""
    workspace_opened = Signal()
    """Another workspace is open now; pages of the last one are gone."""
    page_shown = Signal()
    """The first page of the workspace shows what it has; what is not needed for that may be brought in now."""
    workspace_closed = Signal()
    catalogue_changed = Signal()
    """The packs of the workspace say something else now; `catalogue` has it."""
    open_failed = Signal(Exception)
    actor_changed = Signal(str)
    """The name of the person who acts from now on."""
    undo_changed = Signal(str, str)
    """What undo and redo would do, in words; empty when there is nothing."""
    toast_requested = Signal(str, bool, bool)
    """Text, with Undo, stays."""
    navigation_requested = Signal(str, str)
    """Place id and argument."""
    failed = Signal(Exception)
    """Something went wrong that no page handled."""

    def __init__(self, prompter: Prompter, *, writer: Writer | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.prompter = prompter
        self.jobs = Jobs(self)
        self.jobs.failed.connect(self.failed)
        self._writer = writer or Writer(parent=self)
        self._opened: Opened | None = None
        self._reads: Reads | None = None
        self._catalogue: Catalogue | None = None
        self._catalogue_lock = threading.Lock()
        self._has_ended = False
        queued = Qt.ConnectionType.QueuedConnection
        self._writer.opened.connect(self._on_opened, queued)
        self._writer.open_failed.connect(self.open_failed, queued)
        self._writer.journaled.connect(self._on_journaled, queued)
        self._writer.undo_told.connect(self.undo_changed, queued)
        self._writer.failed.connect(self.failed, queued)

    @property
    def workspace(self) -> Opened:
        """The open workspace: `.folder`, `.info.name`, `.info.is_example`; a RuntimeError when there is none."""
        if self._opened is None:
            raise RuntimeError("no workspace is open")
        return self._opened

    @property
    def has_workspace(self) -> bool:
        """Say whether a workspace is open."""
        return self._opened is not None

    @property
    def actor(self) -> "Person":
        """Who acts."""
        return self.workspace.actor

    def act_as(self, name: str) -> None:
        """Go on as another person, known or new."""
        person = self._writer.become(name)
        self._opened = replace(self.workspace, actor=person)
        self.actor_changed.emit(person.name)

    @property
    def reads(self) -> Reads:
        """Reading in the background: `reads.fetch(function, on_done, owner, key=…)`; a RuntimeError as above."""
        if self._reads is None:
            raise RuntimeError("no workspace is open")
        return self._reads

    @property
    def catalogue(self) -> "Catalogue":
        """The catalogue with the packs of the workspace; any thread may ask, and waits while another reads."""
        with self._catalogue_lock:
            if self._catalogue is None:
                from workbench.catalogue.loader import builtin_catalogue, workspace_catalogue

                opened = self._opened
                self._catalogue = workspace_catalogue(opened.folder) if opened else builtin_catalogue()
            return self._catalogue

    def read_packs_again(self) -> None:
        """Note what was changed in the packs without the workbench; `catalogue_changed` follows when something was."""
        from workbench.edits.packs import changed_outside

        self.fetch(changed_outside, self._on_packs_looked_over, self, key="packs")

    def _on_packs_looked_over(self, changed: object) -> None:
        from workbench.edits.packs import follow_packs

        if changed:
            self._writer.do(follow_packs)  # its entry tells everybody
        else:
            self._read_catalogue()

    def _read_catalogue(self) -> None:
        self.fetch(_catalogue_of, self._on_catalogue_read, self, key="catalogue")

    def _on_catalogue_read(self, catalogue: "Catalogue") -> None:
        with self._catalogue_lock:
            is_new, self._catalogue = catalogue is not self._catalogue, catalogue
        if is_new:
            self.catalogue_changed.emit()

    def open_workspace(self, folder: Path) -> None:
        """Open a workspace for writing; `workspace_opened` or `open_failed` follows."""
        self._writer.open(lambda: Workspace.open(folder, writing=True))

    def create_workspace(self, folder: Path, name: str = "") -> None:
        """Make a workspace in a new or empty folder and open it."""
        from workbench.catalogue.loader import builtin_catalogue

        self._writer.open(lambda: Workspace.create(folder, name, catalogue=builtin_catalogue()))

    def index_catalogue(self) -> None:
        """Let the search find what the catalogue says now; it waits, so call it from a thread of your own."""
        catalogue = self.catalogue
        if not self._has_ended:
            self._writer.index(lambda search: search.index_catalogue(catalogue))

    def index_evidence(self) -> None:
        """Let the search find what older evidence says; it waits, so call it from a thread of your own."""
        from workbench.tasks.evidence_text import keep_texts, read_unread

        if self._has_ended or not self.has_workspace:
            return
        store_files = self._writer.do(lambda session: (session.store.files, session.store.search.unread()))
        texts = read_unread(*store_files)
        if texts and not self._has_ended and self.has_workspace:
            self._writer.index(lambda search: keep_texts(search, texts))

    def close_workspace(self) -> None:
        """Close the open workspace, if there is one."""
        if self._opened is None:
            return
        self._stop_reading()
        self._writer.close()
        self._opened = None
        self.workspace_closed.emit()

    def end(self) -> None:
        """The program ends: cancel jobs, close everything, wait for it; once."""
        if self._has_ended:
            return
        self._has_ended = True
        self._opened = None
        self.jobs.close()
        self._stop_reading()
        self._writer.end()

    def write(self, edit: Edit) -> JournalEntry:
        """Make a change and wait until it is kept; a `UserError` when it is refused."""
        return self._writer.do(lambda session: session.do(edit))

    def write_all(self, edits: Sequence[Edit]) -> list[JournalEntry]:
        """Make several changes, all or none."""
        return self._writer.do(lambda session: session.do_all(edits))

    def with_session(self, work: Callable[[Session], T]) -> T:
        """Do something short with the session on its own thread and wait (finding or adding a person)."""
        return self._writer.do(work)

    def attempt(self, edit: Edit, said: str = "") -> JournalEntry | None:
        """Make a change; show `said` in a toast with Undo, or the sentence of the refusal, which stays."""
        try:
            entry = self.write(edit)
        except UserError as error:
            self.refuse(str(error))
            return None
        if said:
            self.toast(said)
        return entry

    @Slot()
    def undo(self) -> None:
        """Take back the last edit and say so."""
        self._step(Session.undo, "Taken back")

    @Slot()
    def redo(self) -> None:
        """Make the last undone edit again and say so."""
        self._step(Session.redo, "Made again")

    def toast(self, text: str, undo: bool = True) -> None:
        """Say what was done, with Undo when an edit did it."""
        self.toast_requested.emit(text, undo, False)

    def refuse(self, sentence: str) -> None:
        """Say why something was not done; it stays until it is closed."""
        self.toast_requested.emit(sentence, False, True)

    def navigate(self, place: str, argument: str = "") -> None:
        """Go to a place, at what the argument names there."""
        self.navigation_requested.emit(place, argument)

    def fetch(
        self, function: Callable[[Store], T], on_done: Callable[[T], None], owner: QObject, *, key: str = ""
    ) -> None:
        """Read in the background: short for `reads.fetch`."""
        self.reads.fetch(function, on_done, owner, key=key)

    def _step(self, step: Callable[[Session], JournalEntry], said: str) -> None:
        if not self.has_workspace:
            return
        try:
            entry = self._writer.do(step)
        except UserError as error:
            self.refuse(str(error))
            return
        from workbench.edits import registered

        self.toast(f"{said}: {registered.said(entry.kind)}", undo=False)

    def _stop_reading(self) -> None:
        if self._reads is not None:
            self._reads.close()
            self._reads = None

    @Slot(object)
    def _on_opened(self, opened: Opened) -> None:
        self._stop_reading()
        self._opened = opened
        with self._catalogue_lock:
            self._catalogue = None  # another workspace has other packs
        self._reads = Reads(lambda: Store(opened.folder), self, explained=partial(explained, opened.folder / DATABASE))
        self._reads.failed.connect(self.failed)
        self._remember(opened.folder)
        self.workspace_opened.emit()
        # Reads are answered in their order: when this one is, the first page has what it shows.
        self.fetch(_nothing, self._on_first_read, self, key="first page")

    def _on_first_read(self, _nothing: None) -> None:
        # Threads that import would have the page wait for its paint.
        QTimer.singleShot(PAINTED_AFTER, self, self._on_first_painted)

    @Slot()
    def _on_first_painted(self) -> None:
        if self.has_workspace:  # it may be closed by now, and the program at its end
            self._writer.tell_undo()  # which takes the whole journal and every kind of edit
            self.page_shown.emit()

    def _remember(self, folder: Path) -> None:
        from workbench.tasks.settings import remember_workspace

        try:
            remember_workspace(folder)
        except UserError as error:
            self.failed.emit(error)

    @Slot(object)
    def _on_journaled(self, entry: Any) -> None:
        changed = frozenset(change.entity for change in entry.changes)
        self.changed.emit(changed)
        if any(entity.startswith("pack_file/") for entity in changed):
            self._read_catalogue()
        self._tell_undo()

    def _tell_undo(self) -> None:
        if self.has_workspace:
            self.undo_changed.emit(*self._writer.do(lambda session: (session.can_undo, session.can_redo)))


def _nothing(_store: Store) -> None:
    """Read nothing, in turn."""


def _catalogue_of(store: Store) -> "Catalogue":
    return store.catalogue
