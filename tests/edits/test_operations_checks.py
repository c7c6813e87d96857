"""Checks of operations are asked, proven, pinned and printed like those of failure modes, and are never rated."""

from datetime import date
from pathlib import Path

import pytest

from tests.edits.steps import attach, start
from workbench.domain.catalogue import FailureMode, Operation
from workbench.domain.errors import UserError
from workbench.domain.model import Status
from workbench.domain.record import Record, to_bytes
from workbench.domain.review import Rating, Score
from workbench.domain.verdict import Word
from workbench.edits.evidence import ConfirmEvidence
from workbench.edits.findings import AnswerCheck, RateFinding, SetControl
from workbench.edits.obligations import AddCondition
from workbench.edits.reviews import FreezeReview
from workbench.edits.session import Session
from workbench.storage.review_view import read_review
from workbench.storage.risk_view import read_risk

UNPROVEN = "stop_and_rollback"


def answered(session: Session, tmp_path: Path) -> None:
    """Eighteen passes, all proven but that of stop and rollback."""
    start(session, "production")
    number = 0
    for check in read_review(session.store, "REV-1").checklist.checks:
        session.become("Ada")
        if check != UNPROVEN:
            number += 1
            attach(session, tmp_path, check, f"proof {check}")
            session.become("Bob")
            session.do(ConfirmEvidence("REV-1", (f"E{number}",)))
        session.do(AnswerCheck("REV-1", check, Status.PASS))


def test_that_a_stop_nobody_has_proven_blocks(session: Session, tmp_path: Path) -> None:
    answered(session, tmp_path)
    verdict = read_review(session.store, "REV-1").verdict(session.clock())
    assert (verdict.word, verdict.result) == (Word.NOT_READY, "RESULT: 1 unproven — not production ready")
    assert [reason.check_id for reason in verdict.of_effect("blocks")] == [UNPROVEN]


def test_that_a_record_pins_operations_and_reads_them_back(session: Session, tmp_path: Path) -> None:
    answered(session, tmp_path)
    session.do(SetControl("REV-1", "release_testing", "multi-agent-chaos-tests", "na", "one agent alone"))
    session.do(AnswerCheck("REV-1", UNPROVEN, Status.WARN))
    session.do(AddCondition("REV-1", UNPROVEN, "Drill it", session.actor.id, date(2099, 1, 1)))
    session.do(FreezeReview("REV-1"))
    view = read_review(session.store, "REV-1")
    assert view.record is not None
    kinds = [type(topic) for topic in view.record.modes]
    assert kinds == [FailureMode] * 12 + [Operation] * 6
    body = session.store.snapshot(str(view.review.record_sha256))
    assert to_bytes(Record.model_validate_json(body)) == body


def test_that_operations_have_no_rating(session: Session) -> None:
    start(session, "production")
    rating = Rating(before=Score(severity=9, occurrence=3, detection=4))
    with pytest.raises(UserError, match="about operations"):
        session.do(RateFinding("REV-1", UNPROVEN, rating))
    session.do(RateFinding("REV-1", "injection_defense", rating))
    risk = read_risk(session.store, "REV-1", session.clock())
    assert [row.mode_id for row in risk.rated] == ["M06"]
    assert len(risk.not_rated) == 11
    assert not [name for name in risk.names if name.startswith("O")]
