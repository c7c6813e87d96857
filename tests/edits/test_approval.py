"""What decisions amount to: derived from the ledger, what runs, and the instant."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.edits.steps import staged, start
from tests.edits.test_freeze import passed
from workbench.domain.approval import ApprovalState, Decision, DecisionWord
from workbench.domain.deployment import Stage
from workbench.domain.model import Status
from workbench.edits.deployments import AddVersion, SetRunning, find_deployment, find_version
from workbench.edits.findings import AnswerCheck, SetControl
from workbench.edits.incidents import RecordIncident
from workbench.edits.obligations import AddCondition, CloseCondition
from workbench.edits.reviews import ChoosePolicy, FreezeReview, ReviseReview
from workbench.edits.session import Session
from workbench.edits.signoff import RecordDecisions
from workbench.storage.overview import read_overview
from workbench.storage.review_view import read_review

ROLES = ("review-lead", "security", "product-owner")
APPROVE = DecisionWord.APPROVE_WITH_CONDITIONS


def decide(session: Session, key: str, *words: DecisionWord) -> None:
    at = session.clock()
    decisions = tuple(
        Decision(role=role, decision=word, name=role, email=None, comment="", at=at, fingerprint=role)
        for role, word in zip(ROLES, words, strict=False)
    )
    sha = read_review(session.store, key).review.record_sha256
    session.do(RecordDecisions(key, str(sha), decisions))


def state(session: Session, key: str = "REV-1.1", days: int = 0) -> ApprovalState:
    approval = read_review(session.store, key).approval(session.clock() + timedelta(days=days))
    assert approval is not None
    return approval.state


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), ApprovalState.ASKED),
        ((APPROVE, APPROVE), ApprovalState.ASKED),
        ((APPROVE, APPROVE, APPROVE), ApprovalState.IN_FORCE),
        ((APPROVE, DecisionWord.DEFER, APPROVE), ApprovalState.DEFERRED),
        ((DecisionWord.DEFER, DecisionWord.REJECT), ApprovalState.REJECTED),
    ],
)
def test_that_decisions_amount_to_a_state(
    session: Session, tmp_path: Path, words: tuple[DecisionWord, ...], expected: ApprovalState
) -> None:
    passed(session, tmp_path)
    session.do(FreezeReview("REV-1"))
    decide(session, "REV-1", *words)
    assert state(session) is expected


def test_that_an_approval_lapses_with_its_condition(session: Session, tmp_path: Path) -> None:
    passed(session, tmp_path)
    session.do(FreezeReview("REV-1"))
    decide(session, "REV-1", APPROVE, APPROVE, APPROVE)
    assert state(session, days=29) is ApprovalState.IN_FORCE
    assert state(session, days=31) is ApprovalState.LAPSED


def test_that_a_newer_version_that_runs_outdates_it_and_an_older_one_does_not(session: Session, tmp_path: Path) -> None:
    passed(session, tmp_path)
    session.do(FreezeReview("REV-1"))
    decide(session, "REV-1", APPROVE, APPROVE, APPROVE)
    deployment = find_deployment(session.store, "DEP-1")
    session.do(SetRunning(find_version(session.store, deployment, "4.1").id, Stage.PILOT, date(2026, 11, 20)))
    assert state(session) is ApprovalState.IN_FORCE
    session.do(AddVersion("DEP-1", "4.2"))
    session.do(SetRunning(find_version(session.store, deployment, "4.2").id, Stage.PILOT, date(2026, 11, 20)))
    assert state(session) is ApprovalState.OUTDATED


def test_that_the_old_approval_stands_until_the_new_revision_is_approved(session: Session, tmp_path: Path) -> None:
    passed(session, tmp_path)
    session.do(FreezeReview("REV-1"))
    decide(session, "REV-1", APPROVE, APPROVE, APPROVE)
    session.do(ReviseReview("REV-1"))
    assert state(session) is ApprovalState.IN_FORCE
    standing = read_overview(session.store, session.clock()).standings[0]
    assert (standing.review, standing.signoff) == ("REV-1.2", "REV-1.1: In force, 3 of 3 signed")
    session.do(FreezeReview("REV-1"))
    decide(session, "REV-1.2", APPROVE, APPROVE)
    assert state(session) is ApprovalState.IN_FORCE
    decide(session, "REV-1.2", APPROVE, APPROVE, APPROVE)
    assert state(session) is ApprovalState.SUPERSEDED
    assert state(session, "REV-1.2") is ApprovalState.IN_FORCE


def test_that_a_review_nobody_froze_has_no_approval(session: Session) -> None:
    start(session)
    assert read_review(session.store, "REV-1").approval(session.clock()) is None


def test_that_the_overview_says_when_a_control_failed_that_an_approved_review_relies_on(
    session: Session, tmp_path: Path
) -> None:
    passed(session, tmp_path)
    session.do(SetControl("REV-1", "rate_limit_handling", "circuit-breaker", "in-place"))
    session.do(FreezeReview("REV-1"))
    failed = ({"control": "circuit-breaker", "outcome": "failed"},)
    session.do(RecordIncident({"title": "It did not open", "controls": failed}))

    def in_doubt() -> tuple[str, ...]:
        return read_overview(session.store, session.clock()).standings[0].failed_since

    assert in_doubt() == ()
    decide(session, "REV-1.1", APPROVE, APPROVE, APPROVE)
    assert in_doubt() == ("INC-2026-001",)
    session.do(ReviseReview("REV-1"))
    assert in_doubt() == ("INC-2026-001",)


def test_that_a_condition_before_the_launch_keeps_an_approval_from_being_in_force(
    session: Session, tmp_path: Path
) -> None:
    passed(session, tmp_path)
    due = date(2026, 12, 20)
    session.do(AddCondition("REV-1", "tool_call_validation", "Try it first", session.actor.id, due, "before"))
    session.do(FreezeReview("REV-1"))
    decide(session, "REV-1", APPROVE, APPROVE, APPROVE)
    assert state(session) is ApprovalState.APPROVED
    assert state(session, days=31) is ApprovalState.LAPSED
    session.do(CloseCondition("C2", staged(session, tmp_path, "tried")))
    assert state(session) is ApprovalState.IN_FORCE


def independent(session: Session, tmp_path: Path, *teams: str) -> None:
    """A frozen review in which some people answered for the team."""
    passed(session, tmp_path)
    for team in teams:
        session.become(team)
        session.do(AnswerCheck("REV-1", "cost_routing", Status.PASS, "team"))
    session.do(FreezeReview("REV-1"))


def sign(session: Session, *who: str) -> None:
    """Everybody approves, the roles in order."""
    at = session.clock()
    decisions = tuple(
        Decision(role=role, decision=APPROVE, name=name, email=None, comment="", at=at, fingerprint=role)
        for role, name in zip(ROLES, who, strict=True)
    )
    sha = read_review(session.store, "REV-1").review.record_sha256
    session.do(RecordDecisions("REV-1", str(sha), decisions))


def test_that_who_built_it_is_not_the_only_one_who_approves(session: Session, tmp_path: Path) -> None:
    independent(session, tmp_path, "Tess")
    sign(session, "Tess", "TESS", "Tess")
    approval = read_review(session.store, "REV-1").approval(session.clock())
    assert approval is not None
    assert approval.state is ApprovalState.ASKED
    assert "asks for the approval of somebody who did not build it" in approval.missing[0]


def test_that_one_who_did_not_build_it_is_enough(session: Session, tmp_path: Path) -> None:
    independent(session, tmp_path, "Tess")
    sign(session, "Tess", "Tess", "Cleo")
    assert state(session) is ApprovalState.IN_FORCE


@pytest.mark.parametrize(("asked", "expected"), [(2, ApprovalState.IN_FORCE), (3, ApprovalState.ASKED)])
def test_that_the_quorum_of_the_policy_decides_how_many_have_to_approve(
    session: Session, tmp_path: Path, asked: int, expected: ApprovalState
) -> None:
    folder = session.store.folder / "policies"
    folder.mkdir()
    (folder / "ours.toml").write_text(
        f'extends = "default"\nid = "ours"\nversion = 1\nname = "Ours"\nquorum = {asked}\n', encoding="utf-8"
    )
    passed(session, tmp_path)
    session.do(ChoosePolicy("REV-1", "ours"))
    session.do(FreezeReview("REV-1"))
    decide(session, "REV-1", APPROVE, APPROVE)
    assert state(session) is expected
