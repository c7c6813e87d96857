"""After the approval: what changes outdates it and is asked again, what is revoked stays revoked, signatures stay."""

from datetime import date
from pathlib import Path

import pytest

from tests.edits.test_approval import APPROVE, decide, state
from tests.edits.test_freeze import passed
from workbench.catalogue.rules import touch_rules
from workbench.domain.approval import ApprovalState
from workbench.domain.deployment import Effect, Profile, Stage, Tool
from workbench.domain.errors import UserError
from workbench.domain.model import Status
from workbench.domain.verdict import Word
from workbench.edits.deployments import SetProfile, SetRunning
from workbench.edits.findings import AnswerCheck
from workbench.edits.reviews import FreezeReview, ReviseReview
from workbench.edits.session import Session
from workbench.edits.signoff import RevokeApproval
from workbench.storage.overview import read_overview
from workbench.storage.review_view import read_review

REFUND = Profile(tools=(Tool(name="refund", effect=Effect.IRREVERSIBLE),))
NINE = {"rate_limit_handling", "tool_call_validation", "injection_defense", "determinism_testing"}
"""Of the nine checks those that a changed tool touches."""


def approved(session: Session, tmp_path: Path) -> str:
    """An approved review; returns the id of its version."""
    passed(session, tmp_path)
    session.do(FreezeReview("REV-1"))
    decide(session, "REV-1", APPROVE, APPROVE, APPROVE)
    return read_review(session.store, "REV-1").version.id


def test_that_a_changed_tool_outdates_all_decisions_and_says_what_changed(session: Session, tmp_path: Path) -> None:
    version = approved(session, tmp_path)
    before = read_review(session.store, "REV-1").review.record_sha256
    session.do(SetProfile(version, REFUND))
    approval = read_review(session.store, "REV-1").approval(session.clock())
    assert approval is not None
    assert (approval.state, approval.signed) == (ApprovalState.OUTDATED, 3)
    assert approval.differences == ("new irreversible tool `refund`",)
    assert read_review(session.store, "REV-1").review.record_sha256 == before


def test_that_a_delta_review_asks_again_only_what_was_touched(session: Session, tmp_path: Path) -> None:
    version = approved(session, tmp_path)
    session.do(SetProfile(version, REFUND))
    session.do(ReviseReview("REV-1", None, is_delta=True))
    view = read_review(session.store, "REV-1")
    assert view.review.delta is not None
    assert set(view.review.delta) == NINE <= set(touch_rules().fields["tools"])
    assert {check for check, row in view.findings.items() if row.reviewer is None} == NINE
    assert view.verdict(session.clock()).word is Word.NOT_READY
    assert state(session) is ApprovalState.OUTDATED
    session.become("Bob")
    for check in NINE:
        session.do(AnswerCheck("REV-1", check, Status.PASS))
    session.do(FreezeReview("REV-1"))
    decide(session, "REV-1", APPROVE, APPROVE, APPROVE)
    assert state(session, "REV-1.2") is ApprovalState.IN_FORCE
    assert state(session, "REV-1.1") is ApprovalState.SUPERSEDED
    assert session.store.journal.first_break() is None


def test_that_nothing_touched_is_no_delta(session: Session, tmp_path: Path) -> None:
    approved(session, tmp_path)
    with pytest.raises(UserError, match="nothing to ask again"):
        session.do(ReviseReview("REV-1", None, is_delta=True))
    assert read_review(session.store, "REV-1").review.full_key == "REV-1.1"


def test_that_a_revoked_approval_stays_revoked_with_its_reason(session: Session, tmp_path: Path) -> None:
    approved(session, tmp_path)
    for reason in ("", "x" * 2001):
        with pytest.raises(UserError, match="reason"):
            session.do(RevokeApproval("REV-1", reason))
    session.do(RevokeApproval("REV-1", "the vendor withdrew the model"))
    approval = read_review(session.store, "REV-1").approval(session.clock())
    assert approval is not None
    assert (approval.state, approval.revoked) == (ApprovalState.REVOKED, "the vendor withdrew the model")
    with pytest.raises(UserError, match="no approval to revoke"):
        session.do(RevokeApproval("REV-1", "again"))
    with pytest.raises(UserError, match="undo stops"):
        session.undo()


@pytest.mark.parametrize("frozen", [False, True])
def test_that_what_nobody_approved_cannot_be_revoked(session: Session, tmp_path: Path, frozen: bool) -> None:
    passed(session, tmp_path)
    if frozen:
        session.do(FreezeReview("REV-1"))
    with pytest.raises(UserError, match="no approval to revoke"):
        session.do(RevokeApproval("REV-1", "why not"))


def test_that_what_runs_without_an_approval_in_force_says_why(session: Session, tmp_path: Path) -> None:
    passed(session, tmp_path)
    version = read_review(session.store, "REV-1").version.id

    def said() -> str:
        return read_overview(session.store, session.clock()).standings[0].runs_without

    assert said() == ""
    session.do(SetRunning(version, Stage.LIMITED, date(2026, 11, 1)))
    assert said() == "4.1 runs without an approval"
    session.do(FreezeReview("REV-1"))
    assert said() == "4.1 runs without an approval"
    decide(session, "REV-1", APPROVE, APPROVE, APPROVE)
    assert said() == ""
    session.do(SetProfile(version, REFUND))
    assert said() == "4.1 runs, approval outdated"
    session.do(SetProfile(version, Profile()))
    assert said() == ""
    session.do(RevokeApproval("REV-1", "withdrawn"))
    assert said() == "4.1 runs, approval revoked"


def test_that_running_wider_than_asked_for_is_not_covered(session: Session, tmp_path: Path) -> None:
    passed(session, tmp_path)
    version = read_review(session.store, "REV-1").version.id
    session.do(SetProfile(version, Profile(stage=Stage.LIMITED)))
    session.do(FreezeReview("REV-1"))
    decide(session, "REV-1", APPROVE, APPROVE, APPROVE)
    for stage, told in ((Stage.PILOT, ""), (Stage.GENERAL, "4.1 runs in general use, approved for less")):
        session.do(SetRunning(version, stage, date(2026, 11, 1)))
        assert read_overview(session.store, session.clock()).standings[0].runs_without == told
        approval = read_review(session.store, "REV-1").approval(session.clock())
        assert approval is not None
        assert approval.differences == (("runs in general use, approved for limited",) if told else ())
