"""Freezing pins, revising carries along, the ledger leaves the digest alone."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.edits.steps import attach, staged, start
from workbench.domain.errors import UserError
from workbench.domain.journal import digest
from workbench.domain.model import Status
from workbench.domain.record import to_bytes
from workbench.domain.verdict import Word
from workbench.edits.evidence import ConfirmEvidence
from workbench.edits.findings import AnswerCheck
from workbench.edits.obligations import AddCondition, ApproveWaiver, CloseCondition, RequestWaiver
from workbench.edits.reviews import FreezeReview, ReviseReview
from workbench.edits.session import Session
from workbench.storage.doctor import examine
from workbench.storage.review_view import read_review

DUE = date(2026, 12, 20)


def passed(session: Session, tmp_path: Path) -> None:
    """A review of nine proven passes but one warning with a condition."""
    start(session)
    checks = read_review(session.store, "REV-1").checklist.checks
    for number, check in enumerate(checks, 1):
        session.become("Ada")
        attach(session, tmp_path, check, f"proof {number}")
        session.become("Bob")
        session.do(ConfirmEvidence("REV-1", (f"E{number}",)))
        session.do(AnswerCheck("REV-1", check, Status.WARN if check == "tool_call_validation" else Status.PASS))
    session.do(AddCondition("REV-1", "tool_call_validation", "Look at reads", session.actor.id, DUE))


def test_that_the_record_hashes_to_the_digest_that_the_journal_holds(session: Session, tmp_path: Path) -> None:
    passed(session, tmp_path)
    session.do(FreezeReview("REV-1"))
    view = read_review(session.store, "REV-1")
    assert view.record is not None
    assert view.as_frozen is not None
    body = session.store.snapshot(str(view.review.record_sha256))
    assert digest(body) == view.review.record_sha256 == view.as_frozen.record_sha256
    assert to_bytes(view.record) == body
    assert view.as_frozen.word is Word.WITH_CONDITIONS
    assert (view.as_frozen.proof.verified, view.as_frozen.proof.declared) == (9, 0)
    freeze = session.store.journal.changes(session.store.journal.head().seq)
    assert {change.new for change in freeze if change.field.endswith("sha256")} == {
        view.review.record_sha256,
        view.review.verdict_sha256,
    }


def test_that_no_percentage_of_readiness_stands_in_any_record(session: Session, tmp_path: Path) -> None:
    passed(session, tmp_path)
    session.do(FreezeReview("REV-1"))
    view = read_review(session.store, "REV-1")
    for model in (view.record, view.as_frozen):
        assert model is not None
        schema = json.dumps(model.model_json_schema()).lower()
        assert not any(word in schema for word in ("percent_ready", "readiness_percent", "readiness_score", "overall"))


def test_that_a_finding_with_the_effect_condition_needs_one_before_the_freeze(session: Session) -> None:
    start(session)
    session.do(AnswerCheck("REV-1", "tool_call_validation", Status.WARN))
    with pytest.raises(UserError, match="tool_call_validation needs a condition"):
        session.do(FreezeReview("REV-1"))


def test_that_damaged_evidence_blocks_the_freeze(session: Session, tmp_path: Path) -> None:
    start(session)
    attach(session, tmp_path, "cost_routing")
    sha = read_review(session.store, "REV-1").evidence.popitem()[1].sha256
    path = session.store.files.path(str(sha))
    path.chmod(0o644)
    path.write_bytes(b"something else")
    with pytest.raises(UserError, match=r"proof\.txt is damaged"):
        session.do(FreezeReview("REV-1"))
    assert "1 damaged" in read_review(session.store, "REV-1").verdict(session.clock()).result
    assert any("has changed on disk" in complaint.what for complaint in examine(session.store).complaints)


def test_that_a_frozen_review_refuses_every_edit(session: Session) -> None:
    start(session)
    session.do(FreezeReview("REV-1"))
    with pytest.raises(UserError, match="is frozen"):
        session.do(AnswerCheck("REV-1", "cost_routing", Status.PASS))


def test_that_closing_a_condition_leaves_the_digest_and_changes_todays_verdict(
    session: Session, tmp_path: Path
) -> None:
    passed(session, tmp_path)
    session.do(FreezeReview("REV-1"))
    before = read_review(session.store, "REV-1")
    assert before.verdict(session.clock()).word is Word.WITH_CONDITIONS
    session.do(CloseCondition("C1", staged(session, tmp_path, "closed")))
    after = read_review(session.store, "REV-1")
    assert after.review.record_sha256 == before.review.record_sha256
    assert after.verdict(session.clock()).word is Word.READY
    assert examine(session.store).is_clean


def test_that_todays_verdict_lapses_while_the_frozen_one_stays(session: Session, tmp_path: Path) -> None:
    passed(session, tmp_path)
    session.do(FreezeReview("REV-1"))
    view = read_review(session.store, "REV-1")
    later = session.clock() + timedelta(days=60)
    assert view.verdict(later).result == "RESULT: 1 lapsed — not production ready"
    assert view.as_frozen is not None
    assert view.as_frozen.word is Word.WITH_CONDITIONS


def test_that_a_revision_carries_answers_uses_and_open_conditions_along(session: Session, tmp_path: Path) -> None:
    passed(session, tmp_path)
    session.do(FreezeReview("REV-1"))
    session.do(ReviseReview("REV-1"))
    view = read_review(session.store, "REV-1")
    assert (view.review.full_key, view.review.state) == ("REV-1.2", "draft")
    assert [condition.key for condition in view.conditions] == ["C1"]
    assert view.verdict(session.clock()).result == "RESULT: production ready with 1 condition"
    attach(session, tmp_path, "cost_routing", "more")
    assert read_review(session.store, "REV-1").uses[-1].key == "E10"


def test_that_a_live_waiver_comes_along_as_pending(session: Session, tmp_path: Path) -> None:
    passed(session, tmp_path)
    session.do(AnswerCheck("REV-1", "retrieval_freshness", Status.FAIL))
    session.do(RequestWaiver("REV-1", "retrieval_freshness", "Four changes a year", session.actor.id, DUE))
    with pytest.raises(UserError, match="somebody else has to approve"):
        session.do(ApproveWaiver("W1"))
    session.become("Cleo")
    session.do(ApproveWaiver("W1"))
    now = session.clock()
    assert read_review(session.store, "REV-1").verdict(now).result == "RESULT: production ready with 2 conditions"
    session.do(FreezeReview("REV-1"))
    session.do(ReviseReview("REV-1"))
    assert read_review(session.store, "REV-1").waivers[0].state(now) == "pending"
    assert read_review(session.store, "REV-1").verdict(now).word is Word.NOT_READY


def test_that_evidence_carried_to_another_version_is_stale(session: Session, tmp_path: Path) -> None:
    from workbench.edits.deployments import AddVersion, find_deployment, find_version

    passed(session, tmp_path)
    session.do(FreezeReview("REV-1"))
    session.do(AddVersion("DEP-1", "4.2"))
    version = find_version(session.store, find_deployment(session.store, "DEP-1"), "4.2")
    session.do(ReviseReview("REV-1", version.id))
    facts = read_review(session.store, "REV-1").facts(session.clock())
    assert {fact.proof.value for fact in facts} == {"stale"}


def test_that_no_key_is_given_twice_across_an_undone_use_and_a_revision(session: Session, tmp_path: Path) -> None:
    start(session)
    attach(session, tmp_path, "cost_routing", "first")
    session.undo()
    attach(session, tmp_path, "cost_routing", "second")
    session.do(FreezeReview("REV-1"))
    session.do(ReviseReview("REV-1"))
    attach(session, tmp_path, "cost_routing", "third")
    assert [use.key for use in read_review(session.store, "REV-1").uses] == ["E2", "E3"]


def test_that_the_key_of_an_undone_revision_is_not_given_again(session: Session) -> None:
    start(session)
    session.do(FreezeReview("REV-1"))
    session.do(ReviseReview("REV-1"))
    session.undo()
    session.do(ReviseReview("REV-1"))
    assert read_review(session.store, "REV-1").review.full_key == "REV-1.3"


def test_that_only_the_newest_revision_can_be_revised(session: Session) -> None:
    start(session)
    session.do(FreezeReview("REV-1"))
    session.do(ReviseReview("REV-1"))
    session.do(FreezeReview("REV-1"))
    with pytest.raises(UserError, match=r"REV-1\.1 was revised already; REV-1\.2 is the newest"):
        session.do(ReviseReview("REV-1.1"))
