"""One way to write: applied, journaled, announced, undone."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.edits.steps import attach, start
from workbench.domain.errors import UserError
from workbench.domain.journal import JournalEntry
from workbench.domain.model import Status
from workbench.edits.evidence import ConfirmEvidence, RemoveUse
from workbench.edits.findings import AnswerCheck, SetControl, WriteRationale, WriteSummary
from workbench.edits.incidents import RecordIncident
from workbench.edits.reviews import FreezeReview
from workbench.edits.session import Session
from workbench.storage.doctor import examine, prune
from workbench.storage.review_view import read_review
from workbench.storage.store import Store

CHECK = "rate_limit_handling"


def contents(store: Store) -> dict[str, list[dict[str, object]]]:
    """Everything that undo has to bring back."""
    return {name: rows.select() for name, rows in store._tables.items() if name != "person"}


def test_that_an_edit_is_announced_once_with_the_entities_it_changed(session: Session) -> None:
    start(session)
    heard: list[JournalEntry] = []
    session.listeners.append(heard.append)
    session.do(AnswerCheck("REV-1", CHECK, Status.PASS))
    finding = read_review(session.store, "REV-1").findings[CHECK]
    assert [{change.entity for change in entry.changes} for entry in heard] == [{f"finding/{finding.id}"}]


def test_that_a_refused_edit_leaves_nothing_behind(session: Session) -> None:
    start(session)
    before, head = contents(session.store), session.store.journal.head()
    with pytest.raises(UserError, match="at most 80 characters"):
        session.do_all([AnswerCheck("REV-1", CHECK, Status.PASS), WriteSummary("REV-1", CHECK, "x" * 81)])
    assert contents(session.store) == before
    assert session.store.journal.head() == head


def test_that_undo_and_redo_survive_a_restart(session: Session, tmp_path: Path) -> None:
    start(session)
    empty = contents(session.store)
    session.do(AnswerCheck("REV-1", CHECK, Status.PASS))
    attach(session, tmp_path, CHECK)
    full = contents(session.store)
    session.undo()
    again = Session(session.store, "Ada", session.clock)
    assert again.can_undo == "Check answered"
    assert again.can_redo == "Evidence attached"
    again.undo()
    assert contents(session.store) == empty
    third = Session(session.store, "Ada", session.clock)
    third.redo()
    third.redo()
    assert contents(session.store) == full
    assert examine(session.store).is_clean


def test_that_a_new_edit_ends_redo(session: Session) -> None:
    start(session)
    session.do(AnswerCheck("REV-1", CHECK, Status.PASS))
    session.undo()
    session.do(AnswerCheck("REV-1", CHECK, Status.WARN))
    with pytest.raises(UserError, match="nothing to redo"):
        session.redo()


def test_that_undo_stops_at_a_freeze(session: Session) -> None:
    start(session)
    session.do(FreezeReview("REV-1"))
    with pytest.raises(UserError, match="stops at a freeze"):
        session.undo()


def test_that_undo_refuses_what_another_edit_has_changed_since(session: Session) -> None:
    start(session)
    session.do(WriteRationale("REV-1", CHECK, "first"))
    finding = read_review(session.store, "REV-1").findings[CHECK]
    with session.store.recording() as changes:
        session.store.findings.save(finding.model_copy(update={"rationale": "by another way"}))
        session.store.journal.append("AddPerson", changes, session.actor.id, session.clock())
    with pytest.raises(UserError, match="changed since"):
        session.undo()
    assert read_review(session.store, "REV-1").findings[CHECK].rationale == "by another way"


def test_that_an_unknown_actor_becomes_a_person_in_the_journal(session: Session) -> None:
    ada = session.actor
    bob = session.become("bob@team.example")
    assert (bob.name, bob.email) == ("bob@team.example", "bob@team.example")
    assert session.become("ADA") == ada
    assert [entry.kind for entry in session.store.journal.entries()] == ["AddPerson", "AddPerson"]


def test_that_removed_evidence_stays_until_no_undo_reaches_it(session: Session, tmp_path: Path) -> None:
    start(session)
    attach(session, tmp_path, CHECK)
    session.do(RemoveUse("REV-1", "E1"))
    assert examine(session.store).unreachable == ()
    session.undo()
    view = read_review(session.store, "REV-1")
    assert [use.key for use in view.uses] == ["E1"]
    assert not view.damaged


def test_that_pruning_takes_only_what_nothing_reaches(session: Session, tmp_path: Path) -> None:
    start(session)
    attach(session, tmp_path, CHECK)
    stray = session.store.files.path("f" * 64)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"stray")
    assert prune(session.store, examine(session.store)) == 1
    assert not stray.exists()
    assert examine(session.store).is_clean


EDITS = st.sampled_from(
    [
        AnswerCheck("REV-1", CHECK, Status.PASS),
        AnswerCheck("REV-1", "cost_routing", Status.FAIL),
        WriteSummary("REV-1", CHECK, "a summary"),
        WriteSummary("REV-1", CHECK, ""),
        WriteRationale("REV-1", CHECK, "<script>{{7*7}}</script> \u202e 山田"),
        SetControl("REV-1", CHECK, "circuit-breaker", "in-place"),
        RecordIncident({"title": "It failed", "kind": "near-miss"}),
    ]
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EDITS, min_size=1, max_size=8))
def test_that_undoing_everything_brings_back_the_beginning(
    tmp_path_factory: pytest.TempPathFactory, edits: list[AnswerCheck]
) -> None:
    from tests.storage.conftest import SteppingClock
    from workbench.storage.workspace import Workspace

    workspace = Workspace.create(tmp_path_factory.mktemp("w") / "w")
    store = workspace.store(write=True)
    session = Session(store, "Ada", SteppingClock())
    start(session)
    states = [contents(store)]
    for edit in edits:
        session.do(edit)
        states.append(contents(store))
    for state in reversed(states[:-1]):
        session.undo()
        assert contents(store) == state
    for state in states[1:]:
        session.redo()
        assert contents(store) == state
    assert store.journal.first_break() is None
    store.close()
    workspace.close()


def test_that_nobody_confirms_their_own_evidence(session: Session, tmp_path: Path) -> None:
    start(session)
    attach(session, tmp_path, CHECK)
    with pytest.raises(UserError, match="somebody else has to confirm"):
        session.do(ConfirmEvidence("REV-1", ("E1",)))
    session.become("Bob")
    session.do(ConfirmEvidence("REV-1", ("E1",)))


def test_that_changes_made_together_are_undone_and_redone_together(session: Session) -> None:
    start(session)
    before = contents(session.store)
    session.do_all([AnswerCheck("REV-1", CHECK, Status.PASS), WriteSummary("REV-1", CHECK, "a breaker is configured")])
    after = contents(session.store)
    assert session.can_undo == "Check answered"
    assert session.undo().kind == "AnswerCheck"
    assert contents(session.store) == before
    again = Session(session.store, "Ada", session.clock)
    assert again.redo().kind == "AnswerCheck"
    assert contents(session.store) == after
    assert again.undo().kind == "AnswerCheck"
    assert contents(session.store) == before


def test_that_pruning_removes_what_a_killed_attachment_left_in_a_folder_of_its_own(session: Session) -> None:
    leftover = session.store.files.staging / "0192" / "half-a-copy"
    leftover.parent.mkdir()
    leftover.write_text("half")
    prune(session.store, examine(session.store))
    assert list(session.store.files.staging.iterdir()) == []
