"""Making, opening and refusing workspaces; the journal's chain; the search index."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.catalogue.loader import builtin_catalogue
from workbench.domain.errors import UserError
from workbench.domain.query import parse
from workbench.edits.incidents import RecordIncident
from workbench.edits.session import Session
from workbench.storage.evidence_files import stage
from workbench.storage.migrations import SCHEMA_VERSION
from workbench.storage.query_sql import match_of
from workbench.storage.store import Store
from workbench.storage.workspace import Workspace


def test_that_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(UserError, match="is not empty"):
        Workspace.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_that_a_second_writer_is_told_who_holds_the_workspace(workspace: Workspace) -> None:
    code = (
        "import sys; from pathlib import Path; from workbench.storage.workspace import Workspace\n"
        "from workbench.domain.errors import UserError\n"
        "try:\n    Workspace.open(Path(sys.argv[1]), writing=True)\n"
        "except UserError as error:\n    print(error)\n"
    )
    run = subprocess.run([sys.executable, "-c", code, workspace.folder], capture_output=True, text=True, check=True)
    assert "is open in another program (process " in run.stdout


def test_that_readers_need_no_lock(workspace: Workspace) -> None:
    store = Workspace.open(workspace.folder).store()
    assert store.info.name == "Test"
    with pytest.raises(UserError, match="cannot be written"), store.recording():
        store.next_number("X")
    store.close()


def test_that_a_newer_workspace_is_refused_and_left_as_it_is(workspace: Workspace) -> None:
    workspace.close()
    path = workspace.folder / "workspace.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(UserError, match="newer workbench"):
        Workspace.open(workspace.folder, writing=True)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_that_a_damaged_database_is_reported_and_never_rebuilt(workspace: Workspace, content: bytes) -> None:
    workspace.close()
    path = workspace.folder / "workspace.db"
    path.write_bytes(content)
    with pytest.raises(UserError):
        Workspace.open(workspace.folder)
    assert path.read_bytes() == content


def test_that_the_chain_names_the_first_entry_that_does_not_hold(session: Session, store: Store) -> None:
    for title in ("first", "second", "third"):
        session.do(RecordIncident({"title": title}))
    assert store.journal.first_break() is None
    store.database.conn.execute("DROP TRIGGER journal_is_append_only")
    store.database.conn.execute("UPDATE journal SET actor = 'somebody else' WHERE seq = 3")
    broken = store.journal.first_break()
    assert broken is not None
    assert broken[0] == 3


def test_that_a_changed_value_breaks_the_chain_and_an_append_only_trigger_guards_it(
    session: Session, store: Store
) -> None:
    session.do(RecordIncident({"title": "first"}))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.database.conn.execute("DELETE FROM journal")
    store.database.conn.execute("UPDATE journal_value SET new = '\"other\"' WHERE seq = 2 AND field = 'title'")
    assert store.journal.first_break() == (2, "the value of title was changed")


def test_that_an_undone_incident_key_is_never_given_again(session: Session, store: Store) -> None:
    session.do(RecordIncident({"title": "first"}))
    session.undo()
    session.do(RecordIncident({"title": "second"}))
    assert [row.key for row in store.incidents.all()] == ["INC-2026-002"]


def test_that_search_follows_rows_and_undo(session: Session, store: Store) -> None:
    session.do(RecordIncident({"title": "Überweisung fehlgeschlagen", "root_cause": "renamed field"}))
    assert [hit.key for hit in store.search.find("uberw")] == ["INC-2026-001"]
    assert [hit.key for hit in store.search.find("renamed fie")] == ["INC-2026-001"]
    session.undo()
    assert store.search.find("uberw") == []


def test_that_modes_are_found_by_name_check_and_control(workspace: Workspace, store: Store) -> None:
    workspace.index_catalogue(builtin_catalogue())
    workspace.index_catalogue(builtin_catalogue())
    assert store.search.find("injection_defense")[0].key == "M06"
    assert store.search.find("circuit breaker", kinds=["mode"])[0].key == "M01"
    keys = [hit.key for hit in store.search.find("the", kinds=["mode"], limit=200)]
    assert len(set(keys)) == len(keys) > 12, "figures, practices and their like are found as modes are"


def test_that_the_index_follows_a_changed_catalogue_and_is_not_written_for_the_same_one(
    workspace: Workspace, store: Store
) -> None:
    catalogue = builtin_catalogue()
    workspace.index_catalogue(catalogue)
    before = store.database.conn.execute("PRAGMA data_version").fetchone()
    workspace.index_catalogue(catalogue)
    assert store.database.conn.execute("PRAGMA data_version").fetchone() == before
    renamed = catalogue.modes[0].model_copy(update={"name": "Quokka overflow"})
    workspace.index_catalogue(catalogue.model_copy(update={"modes": (renamed, *catalogue.modes[1:])}))
    assert [hit.key for hit in store.search.find("quokka")] == [renamed.id]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
@pytest.mark.parametrize("hostile", ['"', "NEAR(", "a* OR b*", "title:x", "-", "^", "'; DROP TABLE journal; --", "\0"])
def test_that_no_input_is_read_as_search_syntax(store: Store, hostile: str, text: str) -> None:
    for query in (hostile, hostile + text, text):
        store.search.find(query)
        assert match_of(parse(query)).count('"') % 2 == 0


def silent(fraction: float | None, doing: str) -> None:
    """Hear nothing of the progress."""


def test_that_what_cannot_be_evidence_is_refused_and_nothing_is_left(store: Store, tmp_path: Path) -> None:
    empty, large = tmp_path / "empty.txt", tmp_path / "large.bin"
    empty.touch()
    large.write_bytes(b"x" * 2000)
    for source, words in ((empty, "is empty"), (tmp_path, "is a folder"), (tmp_path / "none", "could not be read")):
        with pytest.raises(UserError, match=words):
            stage(source, store.files.staging, silent)
    with pytest.raises(UserError, match=r"large\.bin is 1\.95 KB; the limit is 1000 bytes"):
        stage(large, store.files.staging, silent, limit=1000)
    assert list(store.files.staging.iterdir()) == []


def test_that_a_file_is_stored_once_by_its_content(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "report.json"
    source.write_text('{"a": 1}')
    first = stage(source, store.files.staging, silent)
    store.files.accept(first)
    store.files.accept(stage(source, store.files.staging, silent))
    assert first.media_type == "application/json"
    assert store.files.stored() == {first.sha256}
    assert store.files.is_intact(first.sha256)
    assert list(store.files.staging.iterdir()) == []
