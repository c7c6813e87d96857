"""Dissent: recorded in a draft, pinned by the freeze, left behind by a revision."""

import json

import pytest

from tests.edits.steps import start
from workbench.domain.errors import UserError
from workbench.domain.journal import canonical
from workbench.domain.record import Record, digest_of
from workbench.edits.dissent import AnswerDissent, RecordDissent, WithdrawDissent
from workbench.edits.reviews import FreezeReview, ReviseReview
from workbench.edits.session import Session
from workbench.storage.doctor import examine
from workbench.storage.lint_view import lint_of
from workbench.storage.review_view import read_review

TEXT = "998 runs say nothing of the two newest tools"


def frozen(session: Session) -> Record:
    session.do(FreezeReview("REV-1"))
    record = read_review(session.store, "REV-1").record
    assert record is not None
    return record


def test_that_a_dissent_is_pinned_with_who_said_it_and_does_not_come_along(session: Session) -> None:
    start(session)
    session.become("Cleo")
    session.do(RecordDissent("REV-1", f"  {TEXT} ", "determinism_testing"))
    session.do(RecordDissent("REV-1", "Too early"))
    record = frozen(session)
    assert [(row.key, row.check_id, row.text, record.name_of(row.by)) for row in record.dissents] == [
        ("D1", "determinism_testing", TEXT, "Cleo"),
        ("D2", None, "Too early", "Cleo"),
    ]
    assert [row.key for row in read_review(session.store, "REV-1").current_dissents()] == ["D1", "D2"]
    session.do(ReviseReview("REV-1"))
    view = read_review(session.store, "REV-1")
    assert (view.review.full_key, view.current_dissents()) == ("REV-1.2", ())
    assert examine(session.store).is_clean


def test_that_a_dissent_changes_the_digest_and_not_the_verdict(session: Session) -> None:
    start(session)
    before = read_review(session.store, "REV-1").verdict(session.clock())
    session.do(RecordDissent("REV-1", TEXT))
    assert read_review(session.store, "REV-1").verdict(session.clock()) == before
    record = frozen(session)
    assert digest_of(record) != digest_of(record.model_copy(update={"dissents": ()}))


def test_that_a_record_without_dissent_has_no_field_for_it(session: Session) -> None:
    start(session)
    record = frozen(session)
    body = session.store.snapshot(str(read_review(session.store, "REV-1").review.record_sha256))
    assert "dissents" not in json.loads(body)
    assert canonical(Record.model_validate_json(body).model_dump(mode="json", by_alias=True)) == body
    assert record.dissents == ()


def test_that_recording_and_withdrawing_are_undone_and_no_key_comes_twice(session: Session) -> None:
    start(session)
    session.do(RecordDissent("REV-1", TEXT))
    session.do(WithdrawDissent("REV-1", "d1"))
    session.undo()
    assert [row.text for row in read_review(session.store, "REV-1").dissents] == [TEXT]
    session.undo()
    assert read_review(session.store, "REV-1").dissents == ()
    session.do(RecordDissent("REV-1", TEXT))
    assert [row.key for row in read_review(session.store, "REV-1").dissents] == ["D2"]


def test_that_nobody_withdraws_the_dissent_of_another(session: Session) -> None:
    start(session)
    session.become("Cleo")
    session.do(RecordDissent("REV-1", TEXT))
    session.become("Bob")
    with pytest.raises(UserError, match="D1 is the dissent of Cleo"):
        session.do(WithdrawDissent("REV-1", "D1"))
    with pytest.raises(UserError, match="has no dissent D9"):
        session.do(WithdrawDissent("REV-1", "D9"))


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2001])
def test_that_a_dissent_needs_a_text_of_bounded_length(session: Session, text: str) -> None:
    start(session)
    with pytest.raises(UserError, match="needs a text"):
        session.do(RecordDissent("REV-1", text))
    assert read_review(session.store, "REV-1").dissents == ()


def test_that_a_dissent_of_a_check_that_is_not_there_or_after_the_freeze_is_refused(session: Session) -> None:
    start(session)
    with pytest.raises(UserError, match="has no check nonsense"):
        session.do(RecordDissent("REV-1", TEXT, "nonsense"))
    session.do(FreezeReview("REV-1"))
    with pytest.raises(UserError, match="is frozen"):
        session.do(RecordDissent("REV-1", TEXT))


def test_that_an_answer_leaves_record_and_digest_alone_and_undo_stops_at_it(session: Session) -> None:
    start(session)
    session.do(RecordDissent("REV-1", TEXT))
    frozen(session)
    before = read_review(session.store, "REV-1")
    session.become("Bob")
    session.do(AnswerDissent("REV-1", "d1", " They run behind the same sandbox "))
    session.become("Cleo")
    session.do(AnswerDissent("REV-1", "D1", "And are switched off"))
    after = read_review(session.store, "REV-1")
    assert (after.record, after.as_frozen) == (before.record, before.as_frozen)
    assert after.review.record_sha256 == before.review.record_sha256
    (row,) = after.current_dissents()
    assert [(answer.by, answer.text) for answer in row.answers] == [
        ("Bob", "They run behind the same sandbox"),
        ("Cleo", "And are switched off"),
    ]
    with pytest.raises(UserError, match="undo stops at a freeze"):
        session.undo()
    assert examine(session.store).is_clean


def test_that_only_a_dissent_from_a_frozen_review_is_answered(session: Session) -> None:
    start(session)
    session.do(RecordDissent("REV-1", TEXT))
    with pytest.raises(UserError, match="is a draft"):
        session.do(AnswerDissent("REV-1", "D1", "no"))
    session.do(FreezeReview("REV-1"))
    with pytest.raises(UserError, match=r"has no dissent D2\. Nothing was changed\. It has D1\."):
        session.do(AnswerDissent("REV-1", "D2", "no"))
    with pytest.raises(UserError, match="An answer needs a text"):
        session.do(AnswerDissent("REV-1", "D1", " "))
    assert read_review(session.store, "REV-1").ledger == ()


def test_that_an_unanswered_dissent_is_remarked_once_people_decide(session: Session) -> None:
    def remarks() -> list[str]:
        found = lint_of(session.store, read_review(session.store, "REV-1"), session.clock())
        return [row.sentence for row in found if row.rule == "dissent-unanswered"]

    start(session)
    session.become("Cleo")
    session.do(RecordDissent("REV-1", TEXT))
    assert remarks() == []
    session.do(FreezeReview("REV-1"))
    assert remarks() == ["D1 of Cleo stands unanswered at the decision. Answer it; every signature stays valid."]
    session.do(AnswerDissent("REV-1", "D1", "They are switched off"))
    assert remarks() == []
