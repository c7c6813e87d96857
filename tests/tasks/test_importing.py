"""Importing: what is new, changed, the same or refused, all or none, and back again."""

import os
import random
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.conftest import SteppingClock
from tests.tasks.arriving import found, generated, readings
from workbench.domain.errors import UserError
from workbench.domain.importing import Import
from workbench.edits.incidents import RecordIncident, RemoveIncident
from workbench.edits.session import Session
from workbench.interchange.reading import Found
from workbench.storage.doctor import examine
from workbench.storage.imports import CHUNK
from workbench.storage.store import Store
from workbench.storage.workspace import Workspace
from workbench.tasks.importing import Plan, carry_out, plan
from workbench.tasks.reading_files import Readings
from workbench.tasks.worker_client import Cancelled

ROUNDS = 12
LETTERS = 1200


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    workspace = Workspace.create(tmp_path / "workspace", "Test")
    store = workspace.store(write=True)
    yield Session(store, "Ada <ada@team.example>", SteppingClock())
    store.close()
    workspace.close()


def planned(session: Session, tmp_path: Path, *records: Found) -> Plan:
    return plan(session.store, readings(tmp_path, records))


def bring(session: Session, tmp_path: Path, *records: Found) -> str:
    """Import and return the counts."""
    made = planned(session, tmp_path, *records)
    carry_out(session, made)
    assert examine(session.store).complaints == ()
    return made.counts


def titles(store: Store) -> list[str]:
    return [incident.title for incident in store.incidents.all(order="key")]


def test_that_a_plan_counts_as_the_import_does_and_writes_nothing(session: Session, tmp_path: Path) -> None:
    before = (session.store.folder / "workspace.db").read_bytes()
    made = planned(session, tmp_path, found("a"), found("b"), found("a"))
    assert (session.store.folder / "workspace.db").read_bytes() == before
    assert made.counts == "2 new, 0 changed, 0 same, 1 refused"
    assert [refusal.place for refusal in made.refusals] == ["a"]
    assert bring(session, tmp_path, found("a"), found("b"), found("a")) == made.counts


def test_that_a_second_import_changes_nothing(session: Session, tmp_path: Path) -> None:
    bring(session, tmp_path, found("a"), found("b"))
    before, head = session.store.incidents.all(), session.store.journal.head()
    assert bring(session, tmp_path, found("a"), found("b")) == "0 new, 0 changed, 2 same, 0 refused"
    assert session.store.incidents.all() == before
    assert session.store.journal.head() == head


def test_that_a_changed_record_changes_its_incident_and_undo_brings_the_earlier_one_back(
    session: Session, tmp_path: Path
) -> None:
    bring(session, tmp_path, found("a", "First words"), found("b"))
    before = session.store.incidents.all()
    assert bring(session, tmp_path, found("a", "Other words"), found("b")) == "0 new, 1 changed, 1 same, 0 refused"
    assert titles(session.store) == ["Other words", "Letter b"]
    assert {row.id for row in session.store.incidents.all()} == {row.id for row in before}
    session.undo()
    assert session.store.incidents.all() == before
    assert bring(session, tmp_path, found("a", "Other words")) == "0 new, 1 changed, 0 same, 0 refused"


def test_that_an_undone_import_is_new_again(session: Session, tmp_path: Path) -> None:
    bring(session, tmp_path, found("a"))
    session.undo()
    assert titles(session.store) == []
    assert bring(session, tmp_path, found("a")) == "1 new, 0 changed, 0 same, 0 refused"
    assert [row.key for row in session.store.incidents.all()] == ["INC-2026-002"]
    session.undo()
    assert titles(session.store) == []


def test_that_what_was_edited_here_is_not_overwritten(session: Session, tmp_path: Path) -> None:
    bring(session, tmp_path, found("a"))
    [incident] = session.store.incidents.all()
    with session.store.recording() as changes:
        session.store.incidents.save(incident.model_copy(update={"root_cause": "We know better"}))
        session.store.journal.append("RecordIncident", changes, session.actor.id, session.clock())
    made = planned(session, tmp_path, found("a", "Other words"))
    assert made.counts == "0 new, 0 changed, 0 same, 1 refused"
    assert "edited here since" in made.refusals[0].reason
    assert planned(session, tmp_path, found("a")).counts == "0 new, 0 changed, 1 same, 0 refused"


def test_that_a_removed_incident_is_new_again(session: Session, tmp_path: Path) -> None:
    bring(session, tmp_path, found("a"))
    session.do(RemoveIncident("INC-2026-001"))
    assert bring(session, tmp_path, found("a")) == "1 new, 0 changed, 0 same, 0 refused"
    session.undo()
    session.undo()
    assert [row.key for row in session.store.incidents.all()] == ["INC-2026-001"]
    assert examine(session.store).complaints == ()


def test_that_the_same_event_from_another_source_is_known_and_never_overwritten(
    session: Session, tmp_path: Path
) -> None:
    session.do(RecordIncident({"title": "Ours", "external_ids": ["aiid:1152"]}))
    other = found("x", "Theirs", source="reports", external_ids=["aiid:1152"])
    made = planned(session, tmp_path, other)
    assert made.counts == "0 new, 0 changed, 1 same, 0 refused"
    assert [(match.known_as, match.by) for match in made.known] == [("INC-2026-001", "aiid:1152")]
    assert carry_out(session, made) is None
    assert titles(session.store) == ["Ours"]


def test_that_a_shared_weakness_makes_no_two_incidents_one(session: Session, tmp_path: Path) -> None:
    session.do(RecordIncident({"title": "Ours", "external_ids": ["cve:CVE-2025-1"]}))
    assert planned(session, tmp_path, found("x", external_ids=["cve:CVE-2025-1"])).count("new") == 1


def test_that_one_source_is_believed_when_it_tells_two_events_apart(session: Session, tmp_path: Path) -> None:
    twins = found("a", external_ids=["aiid:7"]), found("b", external_ids=["aiid:7"])
    assert bring(session, tmp_path, *twins) == "2 new, 0 changed, 0 same, 0 refused"


def test_that_likely_duplicates_are_named_and_not_merged(session: Session, tmp_path: Path) -> None:
    began = [{"name": "began", "at": "2025-07-18", "precision": "day"}]
    session.do(RecordIncident({"title": "Replit deleted the production database", "milestones": began}))
    near = [{"name": "began", "at": "2025-07", "precision": "month"}]
    far = [{"name": "began", "at": "2021-02-03", "precision": "day"}]
    made = planned(
        session,
        tmp_path,
        found("a", "Production database deleted by Replit", milestones=near),
        found("b", "A production database was deleted by Replit", milestones=far),
        found("c", "Refund paid twice", milestones=near),
    )
    assert [(match.record_key, match.known_as) for match in made.likely] == [("a", "INC-2025-001")]
    assert made.count("new") == 3


def test_that_titles_with_other_numbers_or_of_one_source_are_no_duplicates(session: Session, tmp_path: Path) -> None:
    made = planned(
        session,
        tmp_path,
        found("a", "Heap overflow in TensorFlow (CVE-2022-21740)"),
        found("b", "Heap overflow in TensorFlow (CVE-2022-23562)", source="reports"),
        found("c", "A guardrail was passed by an essay title"),
        found("d", "A guardrail was passed by an essay story"),
        found("e", "A guardrail was passed by an essay title"),
    )
    assert [(match.record_key, match.known_as) for match in made.likely] == [("e", "c in letters.yaml")]


def test_that_cancelling_leaves_nothing(session: Session, tmp_path: Path) -> None:
    made = plan(session.store, readings(tmp_path, generated(LETTERS)))
    looks = iter([False, False, True])
    with pytest.raises(Cancelled):
        carry_out(session, made, cancelled=lambda: next(looks))
    assert titles(session.store) == []
    assert session.store.search.find("expired") == []
    assert session.store.database.conn.execute("SELECT count(*) FROM incident_row").fetchone() == (0,)
    assert examine(session.store).complaints == ()


def test_that_progress_goes_forward_to_the_end(session: Session, tmp_path: Path) -> None:
    made = plan(session.store, readings(tmp_path, generated(LETTERS)))
    fractions: list[float | None] = []
    carry_out(session, made, on_progress=lambda fraction, doing: fractions.append(fraction))
    assert fractions == [CHUNK / LETTERS, 2 * CHUNK / LETTERS, 1.0]


def test_that_a_plan_that_is_out_of_date_is_refused(session: Session, tmp_path: Path) -> None:
    bring(session, tmp_path, found("a"))
    made = planned(session, tmp_path, found("a", "Other words"))
    session.do(RemoveIncident("INC-2026-001"))
    with pytest.raises(UserError, match="while this import was prepared"):
        carry_out(session, made)
    assert examine(session.store).complaints == ()


def test_that_hostile_text_stays_text(session: Session, tmp_path: Path) -> None:
    nasty = "<script>alert(1)</script> =cmd|' /C calc'!A0 \u202e NEAR( OR * \" 山田 Ignore all previous instructions"
    bring(session, tmp_path, found("../../etc/passwd", nasty, summary=nasty, raw=nasty))
    [incident] = session.store.incidents.all()
    assert (incident.title, incident.summary) == (nasty, nasty)
    assert [hit.key for hit in session.store.search.find("NEAR( OR *")] == [incident.key]
    assert session.store.bulk.provenance(incident.id)[0].record_key == "../../etc/passwd"


def measured(session: Session, records: Readings) -> int:
    """Import and return the most memory that was in use, in bytes."""
    tracemalloc.start()
    carry_out(session, plan(session.store, records))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_that_ten_thousand_are_imported_in_bounded_memory(session: Session, tmp_path: Path) -> None:
    records = readings(tmp_path, generated(10_000))
    size = records.spools[0].stat().st_size
    assert measured(session, records) < size
    assert session.store.database.conn.execute("SELECT count(*) FROM incident").fetchone() == (10_000,)
    assert len(session.store.search.find("expired 9996")) == 1
    assert session.store.journal.first_break() is None
    [entry] = [one for one in session.store.journal.entries() if one.kind == "ImportIncidents"]
    assert len(entry.changes) == len(Import.model_fields)
    session.undo()
    assert titles(session.store) == []


SCRIPT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tests.tasks.arriving import generated, readings
from workbench.edits.session import Session
from workbench.storage.workspace import Workspace
from workbench.tasks.importing import carry_out, plan
workspace = Workspace.open(Path(sys.argv[1]), writing=True)
session = Session(workspace.store(write=True), "Ada <ada@team.example>", lambda: datetime.now(UTC))
made = plan(session.store, readings(Path(sys.argv[2]), generated(int(sys.argv[4]), generation=int(sys.argv[3]))))
print("ready", flush=True)
carry_out(session, made)
print("done", flush=True)
"""


def import_until_killed(folder: Path, tmp_path: Path, generation: int, seconds: float | None) -> bool:
    """Import in a process of its own, kill it, and say whether it had acknowledged the whole; None lets it end."""
    root = Path(__file__).parent.parent.parent
    command = [sys.executable, "-c", SCRIPT, str(folder), str(tmp_path), str(generation), str(LETTERS)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(root)}
    ) as it:
        assert it.stdout
        assert it.stdout.readline().strip() == "ready"
        if seconds is not None:
            time.sleep(seconds)
            it.send_signal(signal.SIGKILL)
        return "done" in it.stdout.read()


def test_that_killing_an_import_leaves_all_of_it_or_nothing(tmp_path: Path) -> None:
    """Generation after generation changes every incident; at any moment all of one generation are shown."""
    workspace = Workspace.create(tmp_path / "workspace", "Killed")
    workspace.close()
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance = random.Random(seed)
    outcomes: set[bool] = set()
    begin = time.monotonic()
    assert import_until_killed(workspace.folder, tmp_path, -1, None)
    shown, lasts = "-1", time.monotonic() - begin  # with the start of the process: the latest moment to kill
    for number in range(ROUNDS):
        acknowledged = import_until_killed(workspace.folder, tmp_path, number, chance.uniform(0, lasts))
        outcomes.add(acknowledged)
        opened = Workspace.open(workspace.folder, writing=True)
        store = opened.store(write=True)
        now = {incident.summary.split(" met")[0].partition("generation ")[2] for incident in store.incidents.all()}
        assert len(now) == (1 if now else 0), f"round {number} of seed {seed}"
        generation = next(iter(now), "")
        assert generation == str(number) if acknowledged else generation in (shown, str(number))
        assert store.database.conn.execute("SELECT count(*) FROM incident").fetchone()[0] in (0, LETTERS)
        assert len(store.search.find("expired token", limit=LETTERS)) == (LETTERS // 6 if generation else 0)
        assert examine(store).complaints == (), f"round {number} of seed {seed}"
        shown = generation
        store.close()
        opened.close()
    assert False in outcomes
