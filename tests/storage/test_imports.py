"""Bulk imports on disk: unseen until shown, taken back whole, and what happens when they are interrupted."""

import gzip
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.importing import row_hash
from workbench.domain.incident import Incident, Milestone, last_reached
from workbench.domain.incident_filter import IncidentFilter
from workbench.edits.clocks import JudgeClock, SwitchClock
from workbench.edits.imports import ImportIncidents
from workbench.edits.incidents import ChangeIncident, RecordIncident, RemoveIncident
from workbench.edits.session import Session
from workbench.storage.doctor import examine
from workbench.storage.import_check import import_faults
from workbench.storage.imports import CHUNK, Arrival, Run
from workbench.storage.incident_list import read_counts, read_list
from workbench.storage.migrations import SCHEMA_VERSION
from workbench.storage.repository import row_of
from workbench.storage.store import Store, new_id
from workbench.storage.workspace import Workspace

EVERYTHING = IncidentFilter()


def arrival(session: Session, key: str, title: str = "", earlier: Incident | None = None, **fields: Any) -> Arrival:
    """One incident as a reader would bring it."""
    values = {
        "id": earlier.id if earlier else new_id(),
        "key": earlier.key if earlier else "INC-2026",
        "title": title or f"Imported {key}",
        "recorded_by": session.actor.id,
        "recorded_at": session.clock(),
        **fields,
    }
    row = row_of(Incident.model_validate(values))
    return Arrival(
        row, "letters", "1", "letters.yaml", key, f"{title}{key}".encode(), row_of(earlier) if earlier else None
    )


def bring(session: Session, *arrivals: Arrival) -> Run:
    """Write them without showing them."""
    run = session.store.bulk.begin()
    session.store.bulk.add(run, arrivals)
    return run


def show(session: Session, run: Run, new: int = 0, changed: int = 0) -> None:
    session.do(ImportIncidents(run, "letters.yaml", "letters 1", new, changed, 0, 0))


def titles(store: Store) -> list[str]:
    return [incident.title for incident in store.incidents.all(order="key")]


def on_disk(store: Store) -> dict[str, int]:
    """Rows in every table that an import writes."""
    tables = ("incident_row", "import_record", "raw_record", "import_run", "import", "document")
    return {name: store.database.conn.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}


def test_that_nobody_sees_an_import_before_it_is_shown(session: Session, store: Store) -> None:
    session.do(RecordIncident({"title": "Our own", "milestones": [{"name": "began", "at": "2026"}]}))
    run = bring(session, arrival(session, "a", "Überweisung doppelt"), arrival(session, "b"))
    assert titles(store) == ["Our own"]
    assert read_counts(store, EVERYTHING).in_all == read_counts(store, EVERYTHING).count == 1
    assert store.search.find("uberweisung") == []
    assert read_list(store, IncidentFilter(text="doppelt")).rows == ()
    show(session, run, new=2)
    assert titles(store) == ["Our own", "Überweisung doppelt", "Imported b"]
    assert [hit.key for hit in store.search.find("uberweisung")] == ["INC-2026-002"]
    assert read_counts(store, EVERYTHING).count == 3
    assert examine(store).complaints == ()


def test_that_undo_hides_all_of_it_and_redo_shows_it_again(session: Session, store: Store) -> None:
    show(session, bring(session, arrival(session, "a"), arrival(session, "b")), new=2)
    session.undo()
    assert titles(store) == []
    assert store.search.find("imported") == []
    assert examine(store).complaints == ()
    Session(store, "Ada", session.clock).redo()
    assert titles(store) == ["Imported a", "Imported b"]
    assert len(store.search.find("imported")) == 2
    assert examine(store).complaints == ()


def test_that_an_import_changes_an_incident_and_undo_brings_the_earlier_one_back(
    session: Session, store: Store
) -> None:
    show(session, bring(session, arrival(session, "a", "First words")), new=1)
    [before] = store.incidents.all()
    run = bring(session, arrival(session, "a", "Other words", before))
    assert titles(store) == ["First words"]
    assert [len(store.search.find(word)) for word in ("first", "other")] == [1, 0]
    show(session, run, changed=1)
    assert titles(store) == ["Other words"]
    assert [len(store.search.find(word)) for word in ("first", "other")] == [0, 1]
    assert [one.raw_sha256 for one in store.bulk.provenance(before.id)] != []
    assert len(store.bulk.provenance(before.id)) == 2
    assert examine(store).complaints == ()
    session.undo()
    assert store.incidents.all() == (before,)
    assert [len(store.search.find(word)) for word in ("first", "other")] == [1, 0]
    assert examine(store).complaints == ()


def edit_by_another_way(session: Session, incident: Incident, title: str) -> None:
    """Change an incident in an entry that undo passes over, so that the import is the next to be undone."""
    with session.store.recording() as changes:
        session.store.incidents.save(incident.model_copy(update={"title": title}))
        session.store.journal.append("AddPerson", changes, session.actor.id, session.clock())


def test_that_undo_leaves_what_was_edited_since_and_lists_it(session: Session, store: Store) -> None:
    show(session, bring(session, arrival(session, "a"), arrival(session, "b")), new=2)
    first, second = store.incidents.all(order="key")
    show(session, bring(session, arrival(session, "a", "Newer a", first), arrival(session, "b", "Newer b", second)))
    edit_by_another_way(session, store.incidents.get(first.id), "Edited by hand")
    entry = session.undo()
    assert titles(store) == ["Edited by hand", "Imported b"]
    assert store.bulk.kept(entry.changes[0].entity.partition("/")[2]) == (first.key,)
    assert [len(store.search.find(word)) for word in ("edited", "newer")] == [1, 0]
    assert examine(store).complaints == ()
    session.undo()
    assert titles(store) == ["Edited by hand"]
    assert examine(store).complaints == ()
    session.redo()
    session.redo()
    assert titles(store) == ["Edited by hand", "Newer b"]
    assert examine(store).complaints == ()


def test_that_a_removed_incident_stays_removed_when_its_import_is_undone(session: Session, store: Store) -> None:
    show(session, bring(session, arrival(session, "a"), arrival(session, "b")), new=2)
    session.do(RemoveIncident("INC-2026-001"))
    assert titles(store) == ["Imported b"]
    assert examine(store).complaints == ()
    session.undo()
    assert titles(store) == ["Imported a", "Imported b"]
    assert examine(store).complaints == ()
    session.undo()
    assert titles(store) == []


def test_that_cancelling_leaves_nothing(session: Session, store: Store) -> None:
    show(session, bring(session, arrival(session, "a")), new=1)
    [before] = store.incidents.all()
    there = on_disk(store)
    run = bring(session, arrival(session, "a", "Other", before), arrival(session, "b"))
    store.bulk.forget(run.number)
    assert on_disk(store) == there
    assert store.incidents.all() == (before,)
    assert examine(store).complaints == ()


def test_that_an_import_that_is_shown_is_never_forgotten(session: Session, store: Store) -> None:
    run = bring(session, arrival(session, "a"))
    show(session, run, new=1)
    store.bulk.forget(run.number)
    assert titles(store) == ["Imported a"]


def test_that_the_next_open_removes_what_was_never_shown(session: Session, store: Store, workspace: Workspace) -> None:
    there = on_disk(store)
    for number in range(3):
        bring(session, *(arrival(session, f"{number}-{n}") for n in range(CHUNK)))
    assert "interrupted" in examine(store).complaints[0].what
    store.close()
    workspace.close()
    again = Workspace.open(workspace.folder, writing=True)
    with_store = again.store()
    assert on_disk(with_store) == there
    assert examine(with_store).complaints == ()
    with_store.close()
    again.close()


def test_that_an_undone_import_goes_once_no_redo_reaches_it(
    session: Session, store: Store, workspace: Workspace
) -> None:
    there = on_disk(store)
    show(session, bring(session, arrival(session, "a")), new=1)
    session.undo()
    assert store.bulk.left_over() == []
    session.do(RecordIncident({"title": "Our own"}))
    assert store.bulk.left_over() == [1]
    store.bulk.sweep(store.bulk.left_over())
    session.undo()
    assert on_disk(store) == there
    assert examine(store).complaints == ()


def test_that_an_edit_meanwhile_refuses_the_import_that_would_overwrite_it(session: Session, store: Store) -> None:
    show(session, bring(session, arrival(session, "a")), new=1)
    [before] = store.incidents.all()
    run = bring(session, arrival(session, "a", "Other", before))
    edit_by_another_way(session, before, "Edited by hand")
    with pytest.raises(Exception, match="edited while it ran"):
        show(session, run, changed=1)
    store.bulk.forget(run.number)
    assert titles(store) == ["Edited by hand"]


def test_that_no_transaction_takes_more_than_a_chunk(session: Session, store: Store) -> None:
    run = store.bulk.begin()
    with pytest.raises(ValueError, match="more than 500"):
        store.bulk.add(run, [arrival(session, str(n)) for n in range(CHUNK + 1)])


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE incident_row SET title = 'Forged' WHERE key = 'INC-2026-002'", "do not hold what was imported"),
        ("UPDATE import_record SET raw_sha256 = raw_sha256, file = 'other'", "does not have the rolling hash"),
        ("UPDATE raw_record SET body = x'00'", "raw record"),
        ("UPDATE incident_row SET title = 'Forged' WHERE replaced_by = 2", "what stood there before"),
    ],
)
def test_that_the_doctor_names_what_was_changed_by_hand(session: Session, store: Store, sql: str, says: str) -> None:
    show(session, bring(session, arrival(session, "a"), arrival(session, "b")), new=2)
    show(session, bring(session, arrival(session, "a", "Newer", store.incidents.all(order="key")[0])), changed=1)
    store.database.conn.execute(sql)
    assert says in " ".join(complaint.what for complaint in examine(store).complaints)


def test_that_the_raw_record_is_kept_and_the_chain_holds(session: Session, store: Store) -> None:
    show(session, bring(session, arrival(session, "a", "<b>Ünï</b>\u202e")), new=1)
    [incident] = store.incidents.all()
    [source] = store.bulk.provenance(incident.id)
    assert store.bulk.raw(source.raw_sha256) == "<b>Ünï</b>\u202ea".encode()
    assert store.journal.first_break() is None
    assert list(import_faults(store)) == []
    assert row_hash(row_of(incident)) == store.bulk.latest(["a"])["letters", "a"].row_sha256


@pytest.fixture
def old_folder(tmp_path: Path) -> Iterator[Path]:
    """A workspace as the first release wrote it: a review, two incidents, one removed."""
    folder = tmp_path / "old"
    folder.mkdir()
    with gzip.open(Path(__file__).parent / "files" / "schema-1.db.gz") as packed:
        (folder / "workspace.db").write_bytes(packed.read())
    yield folder


def test_that_a_workspace_of_schema_1_is_brought_up_to_date_with_a_backup(old_folder: Path) -> None:
    before = (old_folder / "workspace.db").read_bytes()
    with pytest.raises(Exception, match="older workbench"):
        Workspace.open(old_folder)
    assert (old_folder / "workspace.db").read_bytes() == before
    workspace = Workspace.open(old_folder, writing=True)
    store = workspace.store(write=True)
    session = Session(store, "Ada", lambda: store.journal.entry(1).at)  # type: ignore[union-attr]  # it is there
    assert titles(store) == ["The agent refunded twice", "Überweisung fehlgeschlagen"]
    assert [hit.key for hit in store.search.find("uberw")] == ["INC-2026-002"]
    assert examine(store).complaints == ()
    session.undo()
    assert "Removed again" in titles(store)
    show(session, bring(session, arrival(session, "a")), new=1)
    assert titles(store)[-1] == "Imported a"
    assert examine(store).complaints == ()
    store.close()
    workspace.close()
    assert (old_folder / "backups" / f"before-schema-{SCHEMA_VERSION}-from-1.db").read_bytes() == before


def test_that_a_workspace_of_schema_2_keeps_what_it_imported_and_learns_when_each_happened(tmp_path: Path) -> None:
    with gzip.open(Path(__file__).parent / "files" / "schema-2.db.gz") as packed:
        (tmp_path / "workspace.db").write_bytes(packed.read())
    workspace = Workspace.open(tmp_path, writing=True)
    store = workspace.store(write=True)
    rows = store.database.conn.execute("SELECT title, happened FROM incident ORDER BY happened").fetchall()
    assert [tuple(row) for row in rows] == [
        ("Nobody knows when", ""),
        ("Letter b", "2024-05-06T10:20"),
        ("Letter a, second", "2025-02"),
        ("The agent refunded twice", "2026-02"),
    ]
    reached = store.database.conn.execute("SELECT milestones, reached FROM incident").fetchall()
    assert all(last_reached([stone["name"] for stone in json.loads(stones)]) == last for stones, last in reached)
    assert examine(store).complaints == (), "the hashes that the imports pin still hold"
    imported = store.incidents.first("title = 'Letter b'")
    assert imported is not None
    latest = store.bulk.latest(["b"])["letters", "b"]
    assert row_hash(row_of(imported)) == latest.row_sha256, "a changed record may still replace it"
    session = Session(store, "Ada", lambda: store.journal.entry(1).at)  # type: ignore[union-attr]  # it is there
    session.undo()
    assert "Letter a" in titles(store)
    assert examine(store).complaints == ()
    store.close()
    workspace.close()


def test_that_when_it_happened_follows_the_milestones(session: Session, store: Store) -> None:
    session.do(RecordIncident({"title": "A", "milestones": [{"name": "aware", "at": "2026-02", "precision": "month"}]}))
    [incident] = store.incidents.all()
    contained = Milestone(name="contained", note="after 6 h")
    with store.recording():
        store.incidents.save(incident.model_copy(update={"milestones": (*incident.milestones, contained)}))
    assert [row.phase for row in read_list(store, IncidentFilter(phase="triage")).rows] == ["Contained"]
    show(session, bring(session, arrival(session, "a", milestones=[{"name": "resolved", "at": None}])), new=1)
    assert [row.title for row in read_list(store, IncidentFilter(phase="resolution")).rows] == ["Imported a"]
    began = Milestone(name="began", at="2025-Q4", precision="quarter")
    with store.recording():
        store.incidents.save(incident.model_copy(update={"milestones": (*incident.milestones, began)}))
    assert store.incidents.all("happened = '2025-Q4'")[0].when == "2025-Q4"


def test_that_a_migrated_schema_is_the_schema_of_a_new_workspace(old_folder: Path, workspace: Workspace) -> None:
    Workspace.open(old_folder, writing=True).close()

    def schema(folder: Path) -> set[tuple[str, str]]:
        with sqlite3.connect(folder / "workspace.db") as connection:
            rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL").fetchall()
        connection.close()
        return set(rows)

    assert schema(old_folder) == schema(workspace.folder)


def test_that_an_incident_of_schema_2_can_be_given_what_was_done_in_its_phases(tmp_path: Path) -> None:
    with gzip.open(Path(__file__).parent / "files" / "schema-2.db.gz") as packed:
        (tmp_path / "workspace.db").write_bytes(packed.read())
    workspace = Workspace.open(tmp_path, writing=True)
    store = workspace.store(write=True)
    [incident] = store.incidents.all("title = 'The agent refunded twice'")
    assert incident.response is None
    session = Session(store, "Ada", lambda: store.journal.entry(1).at)  # type: ignore[union-attr]  # it is there
    session.do(ChangeIncident(incident.key, {"response": {"takeover": "The desk"}}))
    session.do(JudgeClock(incident.key, "eu-ai-act-73", "73-2"))
    session.do(SwitchClock("eu-ai-act-73", True))
    changed = store.incidents.get(incident.id).response
    assert changed is not None
    assert (changed.takeover, changed.clocks[0].clause) == ("The desk", "73-2")
    assert examine(store).complaints == ()
    for _ in range(3):
        session.undo()
    assert store.incidents.get(incident.id) == incident
    assert store.clocks.all() == ()
    store.close()
    workspace.close()
