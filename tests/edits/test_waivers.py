"""Waivers: who approves which, for how long, and what the third renewal asks; conditions before and after launch."""

from datetime import date, timedelta

import pytest

from tests.edits.steps import start
from workbench.domain.errors import UserError
from workbench.domain.model import Status
from workbench.domain.record import digest_of
from workbench.domain.verdict import Word
from workbench.edits.findings import AnswerCheck
from workbench.edits.obligations import (
    AddCondition,
    ApproveWaiver,
    RenewWaiver,
    RequestWaiver,
    WithdrawWaiver,
)
from workbench.edits.reviews import AskSigner, ChoosePolicy, FreezeReview, ReviseReview
from workbench.edits.session import Session
from workbench.storage.review_view import read_review

CRITICAL, HIGH = "injection_defense", "retrieval_freshness"


def today(session: Session) -> date:
    return session.clock().date()


def ask(session: Session, check: str = HIGH, days: int = 10) -> None:
    session.become("Ada")
    session.do(RequestWaiver("REV-1", check, "Needed", session.actor.id, today(session) + timedelta(days=days)))


def approve(session: Session, who: str, key: str = "W1") -> None:
    session.become(who)
    session.do(ApproveWaiver(key))


def effects(session: Session, check: str = HIGH) -> set[str]:
    """What the reasons of a check do to the verdict."""
    reasons = read_review(session.store, "REV-1").verdict(session.clock()).reasons
    return {reason.effect for reason in reasons if reason.check_id == check}


def name(session: Session, role: str, who: str) -> None:
    session.do(AskSigner("REV-1", role, session.person(who).id))


def test_that_a_waiver_of_a_critical_finding_is_approved_in_the_role_that_the_policy_names(session: Session) -> None:
    start(session)
    ask(session, CRITICAL)
    session.become("Bob")
    with pytest.raises(UserError, match="asks for the approval of Security; nobody is named for it yet"):
        session.do(ApproveWaiver("W1"))
    name(session, "security", "Cleo")
    with pytest.raises(UserError, match="asks for the approval of Security; that is Cleo"):
        session.do(ApproveWaiver("W1"))
    approve(session, "Cleo")
    waiver = read_review(session.store, "REV-1").waivers[0]
    assert (waiver.approved_by, waiver.approved_as) == (session.actor.id, "security")


def test_that_whoever_asks_never_approves_even_in_the_role(session: Session) -> None:
    start(session)
    name(session, "security", "Ada")
    ask(session, CRITICAL)
    with pytest.raises(UserError, match="You asked for it"):
        session.do(ApproveWaiver("W1"))


@pytest.mark.parametrize(("check", "days"), [(CRITICAL, 30), (HIGH, 60)])
def test_that_a_waiver_lives_as_long_as_its_severity_allows_to_the_day(session: Session, check: str, days: int) -> None:
    start(session)
    with pytest.raises(UserError, match="the longest that the policy allows"):
        ask(session, check, days + 1)
    with pytest.raises(UserError, match="the longest that the policy allows"):
        ask(session, check, -1)
    ask(session, check, days)
    with pytest.raises(UserError, match="the longest that the policy allows"):
        session.do(RenewWaiver("W1", today(session) + timedelta(days=days + 1)))


def test_that_the_third_renewal_asks_a_higher_role_whichever_way_it_is_asked_for(session: Session) -> None:
    start(session)
    session.do(AnswerCheck("REV-1", HIGH, Status.FAIL))
    ask(session)
    for renewals in range(3):
        assert read_review(session.store, "REV-1").waivers[0].renewals == renewals
        approve(session, "Bob")
        session.do(FreezeReview("REV-1"))
        session.become("Ada")
        session.do(ReviseReview("REV-1"))
    session.become("Bob")
    with pytest.raises(UserError, match=r"This is renewal 3 of it, .*Product owner; nobody is named"):
        session.do(ApproveWaiver("W1"))
    session.do(WithdrawWaiver("W1"))
    ask(session)  # a new one of the same check is a renewal too
    assert read_review(session.store, "REV-1").waivers[0].renewals == 3
    session.become("Bob")
    with pytest.raises(UserError, match="This is renewal 3 of it"):
        session.do(ApproveWaiver("W2"))
    name(session, "product-owner", "Cleo")
    approve(session, "Cleo", "W2")
    assert effects(session) == {"condition"}


def test_that_a_waiver_counts_no_more_when_another_policy_asks_for_a_role(session: Session) -> None:
    start(session)
    session.do(AnswerCheck("REV-1", HIGH, Status.FAIL))
    ask(session)
    approve(session, "Bob")
    assert effects(session) == {"condition"}
    session.do(ChoosePolicy("REV-1", "strict"))
    assert effects(session) == {"blocks"}


def test_that_a_renewed_waiver_waits_for_approval_anew_and_undo_gives_it_back(session: Session) -> None:
    start(session)
    ask(session)
    approve(session, "Bob")
    before = read_review(session.store, "REV-1").waivers
    session.do(RenewWaiver("W1", today(session) + timedelta(days=40)))
    assert read_review(session.store, "REV-1").waivers[0].state(session.clock()) == "pending"
    session.undo()
    assert read_review(session.store, "REV-1").waivers == before
    session.do(WithdrawWaiver("W1"))
    assert read_review(session.store, "REV-1").waivers == ()
    session.undo()
    assert read_review(session.store, "REV-1").waivers == before


def test_that_a_frozen_record_says_nothing_of_what_nobody_used(session: Session) -> None:
    start(session)
    ask(session)
    approve(session, "Bob")
    due = today(session) + timedelta(days=5)
    session.do(AddCondition("REV-1", HIGH, "After", session.actor.id, due))
    session.do(AddCondition("REV-1", HIGH, "Before", session.actor.id, due, "before"))
    session.do(FreezeReview("REV-1"))
    view = read_review(session.store, "REV-1")
    assert view.record is not None
    body = session.store.snapshot(str(view.review.record_sha256)).decode()
    assert body.count('"launch"') == 1
    assert not {"renewals", "approved_as"} & set(body.split('"'))
    assert digest_of(view.record) == view.review.record_sha256
    assert [row.launch for row in view.record.conditions] == ["after", "before"]
    assert view.verdict(session.clock()).word is Word.NOT_READY
