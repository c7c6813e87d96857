"""What was purged is nowhere any more, and everything around it still holds."""

import gzip
import shutil
from pathlib import Path

import pytest

from tests.edits.steps import attach, staged, start
from tests.storage.test_imports import arrival, bring, show
from workbench.domain.errors import UserError
from workbench.domain.incident import Incident
from workbench.domain.model import Proof, Status
from workbench.edits.evidence import AttachEvidence, ConfirmEvidence, Piece, RemoveUse
from workbench.edits.evidence_uses import LinkEvidence
from workbench.edits.findings import AnswerCheck, WriteRationale, WriteSummary
from workbench.edits.incidents import ChangeIncident, RecordIncident
from workbench.edits.obligations import AddCondition
from workbench.edits.purging import PurgeEvidence, PurgeValue
from workbench.edits.reviews import FreezeReview, ReviseReview
from workbench.edits.session import Session
from workbench.storage.doctor import examine
from workbench.storage.place_names import name_of_place
from workbench.storage.purging import is_finished
from workbench.storage.review_history import read_history
from workbench.storage.review_view import find_review, read_review
from workbench.storage.store import Store
from workbench.storage.workspace import Workspace
from workbench.tasks.export import read_input
from workbench.tasks.purging import purge

SECRET = "Xylophone77Quagmire"
CHECK = "injection_defense"


def holding(folder: Path, secret: str) -> list[str]:
    """Every file of a workspace in which a secret or its word in the index stands."""
    words = (secret.encode(), secret.lower().encode(), secret.lower()[6:].encode())
    files = (path for path in folder.rglob("*") if path.is_file())
    return [str(path.relative_to(folder)) for path in files if any(word in path.read_bytes() for word in words)]


def finding_of(store: Store, key: str = "REV-1", check: str = CHECK) -> str:
    return f"finding/{read_review(store, key).findings[check].id}"


def back_up(store: Store, name: str = "monday.db") -> Path:
    backup = store.folder / "backups" / name
    shutil.copy2(store.path, backup)
    return backup


@pytest.fixture
def typed(session: Session) -> Session:
    """A review whose rationale was typed in three steps, frozen and revised, and a backup of all that."""
    start(session)
    for text in (f"The password is {SECRET[:12]}", f"The password is {SECRET}", f"{SECRET} is the password"):
        session.do(WriteRationale("REV-1", CHECK, text))
    session.do(WriteRationale("REV-1", "cost_routing", "stays as it is"))
    for finding in read_review(session.store, "REV-1").verdict(session.clock()).of_effect("condition"):
        session.do(AddCondition("REV-1", finding.check_id, "later", session.actor.id, session.clock().date()))
    session.do(FreezeReview("REV-1"))
    session.do(ReviseReview("REV-1"))
    back_up(session.store)
    return session


def test_that_no_file_of_the_workspace_holds_a_purged_value(typed: Session) -> None:
    store = typed.store
    assert len(holding(store.folder, SECRET)) == 2  # the database and its backup
    purge(typed, PurgeValue(finding_of(store, "REV-1.2"), "rationale", "a password"))
    assert holding(store.folder, SECRET) == []
    assert holding(store.folder, SECRET[:12]) == []
    assert store.search.find(SECRET) == []
    for key in ("REV-1.1", "REV-1.2"):
        view = read_review(store, key)
        assert view.findings[CHECK].rationale == ""
        assert view.findings["cost_routing"].rationale == "stays as it is"
    assert is_finished(store)
    assert [path.name for path in (store.folder / "backups").iterdir()] == ["monday.db"]


def test_that_the_chain_holds_and_the_doctor_is_content(typed: Session) -> None:
    purge(typed, PurgeValue(finding_of(typed.store), "rationale", "a password"))
    assert typed.store.journal.first_break() is None
    assert examine(typed.store).complaints == ()


def test_that_a_value_missing_without_a_purge_breaks_the_chain(typed: Session) -> None:
    with typed.store.database.conn as connection:
        connection.execute(
            "UPDATE journal_value SET new = NULL, new_salt = NULL WHERE field = 'rationale' AND new LIKE '%stays%'"
        )
    broken = typed.store.journal.first_break()
    assert broken is not None
    assert broken[1] == "the value of rationale is gone, and nobody purged it"


def test_that_a_purge_covers_nothing_that_was_written_after_it(typed: Session) -> None:
    purge(typed, PurgeValue(finding_of(typed.store), "rationale", "a password"))
    typed.do(WriteRationale("REV-1", CHECK, "written later"))
    with typed.store.database.conn as connection:
        connection.execute("UPDATE journal_value SET new = NULL, new_salt = NULL WHERE new = '\"written later\"'")
    assert typed.store.journal.first_break() is not None


def test_that_a_frozen_review_keeps_its_digest_and_its_report_is_not_made_again(typed: Session) -> None:
    store = typed.store
    before = read_review(store, "REV-1.1")
    purge(typed, PurgeValue(finding_of(store, "REV-1.1"), "rationale", "a password"))
    after = read_review(store, "REV-1.1")
    assert after.review.record_sha256 == before.review.record_sha256
    assert after.as_frozen == before.as_frozen
    assert after.record is not None
    assert after.record.findings[0].model_copy(update={"rationale": ""}) in after.record.findings
    with pytest.raises(UserError, match=r"report of REV-1\.1 cannot be made again: rationale of injection_defense"):
        read_input(store, "REV-1.1", typed.clock())
    assert read_input(store, "REV-1.2", typed.clock()).is_draft


def test_that_what_a_purge_left_of_a_record_is_held_against_its_hash(typed: Session) -> None:
    store = typed.store
    purge(typed, PurgeValue(finding_of(store, "REV-1.1"), "rationale", "a password"))
    with store.database.conn as connection:
        connection.execute(
            "UPDATE snapshot SET body = replace(body, 'stays as it is', 'says more') WHERE kind = 'record'"
        )
    assert "does not have its digest" in examine(store).complaints[0].what


def test_that_a_summary_goes_from_the_frozen_verdict_too(session: Session) -> None:
    start(session)
    session.do(AnswerCheck("REV-1", CHECK, Status.FAIL))
    session.do(WriteSummary("REV-1", CHECK, f"broken by {SECRET}"))
    for finding in read_review(session.store, "REV-1").verdict(session.clock()).of_effect("condition"):
        session.do(AddCondition("REV-1", finding.check_id, "later", session.actor.id, session.clock().date()))
    session.do(FreezeReview("REV-1"))
    purge(session, PurgeValue(finding_of(session.store), "summary", "names somebody"))
    assert holding(session.store.folder, SECRET) == []
    assert examine(session.store).complaints == ()
    frozen = read_review(session.store, "REV-1").as_frozen
    assert frozen is not None
    assert next(line for line in frozen.lines if line.check_id == CHECK).status is Status.FAIL


def test_that_what_a_field_says_now_can_stay(session: Session) -> None:
    start(session)
    session.do(WriteRationale("REV-1", CHECK, f"The password is {SECRET}"))
    session.do(WriteRationale("REV-1", CHECK, "The password is in the vault"))
    back_up(session.store)
    purge(session, PurgeValue(finding_of(session.store), "rationale", "a password", keep_present=True))
    assert holding(session.store.folder, SECRET) == []
    assert read_review(session.store, "REV-1").findings[CHECK].rationale == "The password is in the vault"
    assert examine(session.store).complaints == ()


def test_that_a_later_revision_keeps_what_was_written_there(typed: Session) -> None:
    typed.do(WriteRationale("REV-1", CHECK, "It is in the vault"))
    purge(typed, PurgeValue(finding_of(typed.store, "REV-1.1"), "rationale", "a password"))
    assert holding(typed.store.folder, SECRET) == []
    assert read_review(typed.store, "REV-1.2").findings[CHECK].rationale == "It is in the vault"
    assert examine(typed.store).complaints == ()


def test_that_undo_stops_at_a_purge_and_says_so(typed: Session) -> None:
    purge(typed, PurgeValue(finding_of(typed.store), "rationale", "a password"))
    again = Session(typed.store, "Ada <ada@team.example>", typed.clock)
    for session in (typed, again):
        assert not session.can_undo
        with pytest.raises(UserError, match="“Value purged” on 2026-11-20"):
            session.undo()


def test_that_the_history_tells_who_purged_what_when_and_why(typed: Session) -> None:
    store = typed.store
    purge(typed, PurgeValue(finding_of(store), "rationale", "a password"))
    steps = read_history(store, find_review(store, "REV-1"))
    assert steps[0].kind == "PurgeValue"
    told = [step for step in steps if step.table == "purge"]
    assert [(step.purge.reason, step.purge.by) for step in told if step.purge] == [("a password", typed.actor.id)]
    taken = [step for step in read_history(store, find_review(store, "REV-1.1")) if step.is_new_purged]
    assert len(taken) == 3
    assert all(step.new is None and step.purge == told[0].purge for step in taken)


def test_that_nothing_is_purged_without_a_value_or_a_reason(session: Session) -> None:
    start(session)
    finding = finding_of(session.store)
    head = session.store.journal.head()
    for edit, said in (
        (PurgeValue(finding, "rationale", "why"), "There is no value in rationale of injection_defense in REV-1.1"),
        (PurgeValue(finding, "rationale", "  "), "A purge needs a reason"),
        (PurgeValue(finding, "reviewer", "why"), "reviewer cannot be purged"),
        (PurgeValue(f"person/{session.actor.id}", "name", "why"), "Nothing of a person can be"),
        (PurgeEvidence("REV-1", "E1", "why"), "REV-1.1 has no file E1"),
    ):
        with pytest.raises(UserError, match=said):
            session.do(edit)
    assert session.store.journal.head() == head


def test_that_a_backup_that_cannot_be_rewritten_refuses_the_purge(typed: Session) -> None:
    store = typed.store
    (store.folder / "backups" / "notes.zip").write_bytes(b"PK\3\4 who knows what")
    head = store.journal.head()
    with pytest.raises(UserError, match=r"backups/notes\.zip cannot be rewritten .* Move it out of the workspace"):
        purge(typed, PurgeValue(finding_of(store), "rationale", "a password"))
    assert store.journal.head() == head
    assert read_review(store, "REV-1").findings[CHECK].rationale == f"{SECRET} is the password"
    (store.folder / "backups" / "notes.zip").unlink()
    purge(typed, PurgeValue(finding_of(store), "rationale", "a password"))
    assert holding(store.folder, SECRET) == []


def test_that_the_next_open_finishes_what_a_killed_process_left(typed: Session) -> None:
    store = typed.store
    typed.do(PurgeValue(finding_of(store), "rationale", "a password"))
    assert "backups/monday.db" in holding(store.folder, SECRET)
    assert "A purge is not finished" in examine(store).complaints[0].what
    again = Session(store, "Ada <ada@team.example>", typed.clock)
    assert read_review(again.store, "REV-1").findings[CHECK].rationale == ""
    folder = store.folder
    store.close()
    shutil.rmtree(folder / "backups" / ".purging")  # as if it was killed before they were written
    shutil.copytree(folder, folder.parent / "copy")
    workspace = Workspace.open(folder.parent / "copy", writing=True)
    opened = workspace.store(write=True)
    assert holding(folder.parent / "copy", SECRET) == []
    assert examine(opened).complaints == ()
    opened.close()
    workspace.close()


def test_that_a_backup_brought_back_is_whole(typed: Session, tmp_path: Path) -> None:
    purge(typed, PurgeValue(finding_of(typed.store), "rationale", "a password"))
    (tmp_path / "back").mkdir()
    shutil.copy2(typed.store.folder / "backups" / "monday.db", tmp_path / "back" / "workspace.db")
    workspace = Workspace.open(tmp_path / "back", writing=True)
    store = workspace.store(write=True)
    assert examine(store).complaints == ()
    assert read_review(store, "REV-1").findings[CHECK].rationale == ""
    assert [row.reason for row in store.purges.all()] == ["a password"]
    store.close()
    workspace.close()


def test_that_the_backup_of_an_older_schema_is_gone_over_too(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    with gzip.open(Path(__file__).parent / "files" / "schema-4.db.gz") as packed:
        (folder / "workspace.db").write_bytes(packed.read())
    workspace = Workspace.open(folder, writing=True)
    store = workspace.store(write=True)
    session = Session(store, "Ada", lambda: store.journal.entry(1).at)  # type: ignore[union-attr]  # it is there
    view = read_review(store, "REV-1")
    model = str(view.version.profile.model)
    [backup] = (folder / "backups").iterdir()
    assert model.encode() in backup.read_bytes()
    purge(session, PurgeValue(f"version/{view.version.id}", "profile.model", "an internal name"))
    assert model.encode() not in backup.read_bytes()
    assert read_review(store, "REV-1").profile.model is None
    assert examine(store).complaints == ()
    store.close()
    workspace.close()
    shutil.move(backup, folder / "workspace.db")
    again = Workspace.open(folder, writing=True)
    store = again.store(write=True)
    assert examine(store).complaints == ()
    assert [row.reason for row in store.purges.all()] == ["an internal name"]
    store.close()
    again.close()


class TestEvidence:
    """A file of evidence."""

    @pytest.fixture
    def attached(self, session: Session, tmp_path: Path) -> Session:
        start(session)
        session.do(AnswerCheck("REV-1", CHECK, Status.PASS))
        source = staged(session, tmp_path, f"log line\n{SECRET}\n", "run.log")
        session.do(AttachEvidence("REV-1", CHECK, (Piece(source, text=f"log line\n{SECRET}\n"),)))
        (tmp_path / "run.log").unlink()
        session.do(LinkEvidence("REV-1", "E1", ("cost_routing",)))
        session.become("Ben <ben@team.example>")
        session.do(ConfirmEvidence("REV-1", ("E1", "E2")))
        return session

    def test_that_its_bytes_are_gone_and_it_proves_nothing_without_being_damaged(self, attached: Session) -> None:
        store = attached.store
        back_up(store)
        assert len(holding(store.folder, SECRET)) == 3
        assert store.search.find(SECRET) != []
        assert read_review(store, "REV-1").facts(attached.clock())[0].proof is Proof.VERIFIED
        purge(attached, PurgeEvidence("REV-1", "e1", "a token"))
        assert holding(store.folder, SECRET) == []
        assert store.search.find(SECRET) == []
        assert store.search.unread() == []
        view = read_review(store, "REV-1")
        for fact in view.facts(attached.clock()):
            assert (fact.proof, fact.damaged, fact.purged) == (Proof.DECLARED, False, True)
        kinds = {reason.kind for reason in view.verdict(attached.clock()).reasons if reason.check_id == CHECK}
        assert kinds == {"unproven"}
        assert examine(store).complaints == ()
        assert view.evidence[view.uses[0].evidence_id].name == "run.log"

    def test_that_a_frozen_review_says_the_same_and_its_report_is_not_made_again(self, attached: Session) -> None:
        store = attached.store
        for reason in read_review(store, "REV-1").verdict(attached.clock()).of_effect("condition"):
            attached.do(AddCondition("REV-1", reason.check_id, "later", attached.actor.id, attached.clock().date()))
        attached.do(FreezeReview("REV-1"))
        before = read_review(store, "REV-1")
        purge(attached, PurgeEvidence("REV-1", "E1", "a token"))
        after = read_review(store, "REV-1")
        assert after.as_frozen == before.as_frozen
        lines = {line.check_id: line.effect for line in after.verdict(attached.clock()).lines}
        assert lines[CHECK] == "blocks"
        assert {reason.kind for reason in after.verdict(attached.clock()).reasons} & {"damaged"} == set()
        with pytest.raises(UserError, match=r"run\.log .* was purged"):
            read_input(store, "REV-1", attached.clock())
        assert examine(store).complaints == ()

    def test_that_a_review_can_be_frozen_after_it_and_remembers_it(self, attached: Session) -> None:
        store = attached.store
        purge(attached, PurgeEvidence("REV-1", "E1", "a token"))
        for reason in read_review(store, "REV-1").verdict(attached.clock()).of_effect("condition"):
            attached.do(AddCondition("REV-1", reason.check_id, "later", attached.actor.id, attached.clock().date()))
        attached.do(FreezeReview("REV-1"))
        made = read_input(store, "REV-1", attached.clock())
        assert {fact.purged for fact in made.facts.values()} == {True}

    def test_that_the_same_file_is_not_kept_again(self, attached: Session, tmp_path: Path) -> None:
        purge(attached, PurgeEvidence("REV-1", "E1", "a token"))
        source = staged(attached, tmp_path, f"log line\n{SECRET}\n", "again.log")
        with pytest.raises(UserError, match=r"again\.log was purged on 2026-11-20 \(a token\)"):
            attached.do(AttachEvidence("REV-1", "determinism_testing", (Piece(source),)))
        with pytest.raises(UserError, match="was purged"):
            attached.do(LinkEvidence("REV-1", "E1", ("determinism_testing",)))

    def test_that_a_file_whose_uses_were_removed_can_be_purged(self, attached: Session) -> None:
        attached.do(RemoveUse("REV-1", "E1"))
        attached.do(RemoveUse("REV-1", "E2"))
        purge(attached, PurgeEvidence("REV-1", "E1", "a token"))
        assert holding(attached.store.folder, SECRET) == []
        assert examine(attached.store).complaints == ()

    def test_that_its_name_can_be_purged_and_the_file_stays(self, session: Session, tmp_path: Path) -> None:
        start(session)
        source = staged(session, tmp_path, "proof", f"{SECRET}.log")
        session.do(AttachEvidence("REV-1", CHECK, (Piece(source),)))
        view = read_review(session.store, "REV-1")
        evidence = f"evidence/{view.uses[0].evidence_id}"
        assert name_of_place(session.store, evidence, "name") == "name of E1 in REV-1.1"
        purge(session, PurgeValue(evidence, "name", "names a customer"))
        assert holding(session.store.folder, SECRET) == []
        assert read_review(session.store, "REV-1").facts(session.clock())[0].damaged is False
        assert examine(session.store).complaints == ()

    def test_that_both_texts_of_a_link_go(self, session: Session) -> None:
        start(session)
        session.do(AttachEvidence("REV-1", CHECK, (Piece(url=f"https://wiki.example/{SECRET}"),)))
        evidence = read_review(session.store, "REV-1").uses[0].evidence_id
        purge(session, PurgeValue(f"evidence/{evidence}", "url", "a secret address"))
        assert holding(session.store.folder, SECRET) == []


class TestIncidents:
    """Own and imported incidents."""

    def test_that_an_own_incident_forgets_a_value(self, session: Session) -> None:
        entry = session.do(RecordIncident({"title": "Leak", "root_cause": f"{SECRET} was posted"}))
        [made] = entry.made("incident")
        session.do(ChangeIncident("INC-2026-001", {"root_cause": "a token was posted"}))
        session.do(ChangeIncident("INC-2026-001", {"root_cause": f"{SECRET} again"}))
        back_up(session.store)
        purge(session, PurgeValue(f"incident/{made}", "root_cause", "a token"))
        assert holding(session.store.folder, SECRET) == []
        assert session.store.incidents.get(made).title == "Leak"
        assert examine(session.store).complaints == ()

    def test_that_an_imported_one_forgets_it_with_its_raw_record_and_what_was_there_before(
        self, session: Session
    ) -> None:
        show(session, bring(session, arrival(session, "a", summary=f"{SECRET} one"), arrival(session, "b")), new=2)
        known: Incident | None = session.store.incidents.first("summary <> ''")
        assert known is not None
        newer = arrival(session, "a", SECRET, earlier=known, summary=f"{SECRET} two")
        show(session, bring(session, newer), changed=1)
        purge(session, PurgeValue(f"incident/{known.id}", "summary", "a name"))
        purge(session, PurgeValue(f"incident/{known.id}", "title", "a name"))
        assert holding(session.store.folder, SECRET) == []
        assert session.store.search.find("one") == []
        assert examine(session.store).complaints == ()
        assert session.store.incidents.get(known.id).summary == ""


def test_that_only_the_condition_named_is_purged(session: Session, tmp_path: Path) -> None:
    start(session)
    attach(session, tmp_path, CHECK)
    for check in (CHECK, "cost_routing"):
        session.do(AddCondition("REV-1", check, "tell the customer", session.actor.id, session.clock().date()))
    first, second = read_review(session.store, "REV-1").conditions
    purge(session, PurgeValue(f"condition/{first.id}", "text", "why not"))
    assert [row.text for row in read_review(session.store, "REV-1").conditions] == ["[purged]", second.text]
