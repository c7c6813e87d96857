"""A crash between the file of a pack and the commit leaves nothing half done, at whatever moment it comes."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.catalogue.test_own_pack import OWN
from tests.edits.test_catalogue import M13, RETRY_CAP
from tests.storage.conftest import SteppingClock
from workbench.domain.errors import UserError
from workbench.domain.journal import digest
from workbench.edits.catalogue import AddEntry, EditEntry, WriteControl
from workbench.edits.edit import Edit
from workbench.edits.packs import changed_outside
from workbench.edits.session import Session
from workbench.storage import pack_files
from workbench.storage.doctor import examine
from workbench.storage.pack_files import PackFiles
from workbench.storage.workspace import Workspace

LOUD = OWN.replace("name: Silent retry", "name: Loud retry")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a workspace with one control and one mode of its own."""
    workspace = Workspace.create(tmp_path / "board")
    session = Session(workspace.store(write=True), "Ada", SteppingClock())
    session.do_all([WriteControl(RETRY_CAP), AddEntry(OWN)])
    session.store.close()
    workspace.close()
    return workspace.folder


def edit_and_die(folder: Path, edits: list[Edit], moment: Callable[[], None]) -> None:
    """Make edits in a child process that is gone in a certain moment, as after kill -9."""
    child = os.fork()
    if child == 0:
        try:
            moment()
            session = Session(Workspace.open(folder, writing=True).store(write=True), "Ada", SteppingClock())
            session.do_all(edits)
        finally:
            os._exit(3)  # it should have died before
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 9, "it did not come to the moment"


def die(*_arguments: object) -> None:
    os._exit(9)


def before_the_commit() -> None:
    """The files are written; die when the search index follows, which is the last step before the commit."""
    from workbench.storage.search import Search

    Search.index_catalogue = die  # type: ignore[method-assign]


def after_the_commit() -> None:
    PackFiles.settle = die  # type: ignore[method-assign]


def while_writing(count: int) -> Callable[[], None]:
    """Return a moment: just before the n-th file is put in its place."""

    def moment() -> None:
        written = iter(range(count))
        sync = pack_files.sync_folder

        def once_more(path: Path) -> None:
            if next(written, None) is None:
                die()
            sync(path)

        pack_files.sync_folder = once_more

    return moment


OTHER = OWN.replace("M13", "M14").replace("silent-retry", "other-retry").replace("retry_idempotency", "other_check")
EDITS: list[Edit] = [EditEntry("M13", LOUD, digest(OWN.encode())), AddEntry(OTHER)]


@pytest.mark.parametrize("moment", [before_the_commit, *map(while_writing, range(4))])
def test_that_files_that_were_not_committed_are_put_back_at_the_next_open(
    folder: Path, moment: Callable[[], None]
) -> None:
    edit_and_die(folder, EDITS, moment)
    workspace = Workspace.open(folder, writing=True)
    store = workspace.store(write=True)
    assert (folder / "packs" / M13).read_text() == OWN
    assert sorted(path.name for path in (folder / "packs" / "team" / "failure-modes").iterdir()) == ["M13.md"]
    assert not (folder / "packs" / ".pending").exists()
    assert changed_outside(store) == ()
    assert examine(store).is_clean
    store.close()
    workspace.close()


def test_that_what_was_committed_stays_although_nobody_tidied_up(folder: Path) -> None:
    edit_and_die(folder, EDITS, after_the_commit)
    workspace = Workspace.open(folder, writing=True)
    store = workspace.store(write=True)
    assert (folder / "packs" / M13).read_text() == LOUD
    assert (folder / "packs" / "team/failure-modes/M14.md").exists()
    assert changed_outside(store) == ()
    assert store.journal.first_break() is None
    store.close()
    workspace.close()


def test_that_what_somebody_wrote_after_the_crash_is_left_alone(folder: Path) -> None:
    edit_and_die(folder, EDITS, before_the_commit)
    theirs = OWN.replace("name: Silent retry", "name: Their retry")
    (folder / "packs" / M13).write_text(theirs)
    workspace = Workspace.open(folder, writing=True)
    store = workspace.store()
    assert (folder / "packs" / M13).read_text() == theirs
    assert [path for path, _ in changed_outside(store)] == [M13]
    store.close()
    workspace.close()


@pytest.mark.parametrize("note", ["", "{", "[[1]]", '[["../../x", null, "a"]]', f'[["{M13}", null, "a"]]'])
def test_that_a_strange_note_of_a_crash_does_no_harm(folder: Path, note: str) -> None:
    pending = folder / "packs" / ".pending"
    pending.mkdir()
    (pending / "intent.json").write_text(note)
    Workspace.open(folder, writing=True).close()
    assert (folder / "packs" / M13).read_text() == OWN
    assert not pending.exists()


def test_that_a_disk_that_takes_nothing_refuses_the_edit_and_leaves_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.open(folder, writing=True)
    session = Session(workspace.store(write=True), "Ada", SteppingClock())

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pack_files.os, "fsync", full)
    with pytest.raises(UserError, match=r"could not be written .No space left on device.. Nothing was changed"):
        session.do(EDITS[0])
    monkeypatch.undo()
    assert (folder / "packs" / M13).read_text() == OWN
    assert changed_outside(session.store) == ()
    session.do(EDITS[0])
    assert (folder / "packs" / M13).read_text() == LOUD
    session.store.close()
    workspace.close()
