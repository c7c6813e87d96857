"""What stands beside a check: the review before and what changed since, incidents, and what others answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.conftest import SteppingClock
from workbench.catalogue.loader import builtin_catalogue
from workbench.domain.deployment import Effect, Profile, Tool
from workbench.domain.errors import UserError
from workbench.domain.model import Status
from workbench.edits.deployments import AddDeployment, AddVersion, SetProfile
from workbench.edits.findings import AnswerCheck, WriteSummary
from workbench.edits.incidents import RecordIncident
from workbench.edits.reviews import FreezeReview, ReviseReview, StartReview
from workbench.edits.session import Session
from workbench.storage.check_context_view import NEWEST, read_context
from workbench.storage.workspace import Workspace

CHECK = "injection_defense"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A deployment whose first review answered the check, and was frozen."""
    workspace = Workspace.create(tmp_path / "board", catalogue=builtin_catalogue())
    store = workspace.store(write=True)
    made = Session(store, "Ana Silva", SteppingClock())
    deploy(made, "Support desk agent")
    made.do(StartReview(version_of(made), "nine"))
    made.do(AnswerCheck("REV-1", CHECK, Status.FAIL))
    made.do(WriteSummary("REV-1", CHECK, "separated, not tested"))
    yield made
    store.close()
    workspace.close()


def deploy(session: Session, name: str) -> None:
    session.do(AddDeployment(name, version="v1"))


def version_of(session: Session) -> str:
    """Return the id of the newest version."""
    return max(version.id for version in session.store.versions.all())


def another(session: Session, name: str, status: Status, checklist: str = "nine") -> None:
    """Add a deployment whose review answers the check."""
    deploy(session, name)
    entry = session.do(StartReview(version_of(session), checklist))
    [review] = entry.made("review")
    key = session.store.reviews.get(review).full_key
    session.do(AnswerCheck(key, CHECK, status))


def incident(session: Session, title: str, **fields: object) -> None:
    session.do(RecordIncident({"title": title, **fields}))


def test_that_a_first_review_has_nothing_before_and_nobody_elsewhere(session: Session) -> None:
    context = read_context(session.store, "REV-1", CHECK)
    assert (context.before, context.elsewhere, context.answers) == (None, (), {})
    assert (context.review, context.mode, context.is_whole) == ("REV-1.1", "M06", True)


def test_that_the_review_before_says_what_it_answered_and_what_touching_the_check_changed_since(
    session: Session,
) -> None:
    version = version_of(session)
    session.do(FreezeReview("REV-1"))
    session.do(SetProfile(version, Profile(tools=(Tool(name="refund", effect=Effect.IRREVERSIBLE),), cost_budget="1")))
    session.do(ReviseReview("REV-1", None))
    before = read_context(session.store, "REV-1.2", CHECK).before
    assert before is not None
    assert (before.review, before.asked, before.status) == ("REV-1.1", True, Status.FAIL)
    assert (before.by, before.summary) == ("Ana Silva", "separated, not tested")
    assert before.changes == ("new irreversible tool `refund`",)
    other = read_context(session.store, "REV-1.2", "cost_routing").before
    assert other is not None
    assert other.changes == ("cost budget: unknown → 1",)
    assert read_context(session.store, "REV-1.1", CHECK).before is None


def test_that_another_checklist_is_said_and_a_check_it_did_not_ask_too(session: Session) -> None:
    deployment = session.store.deployments.all()[0].id
    session.do(AddVersion(deployment, "v2"))
    session.do(StartReview(version_of(session), "twelve"))
    context = read_context(session.store, "REV-2", CHECK)
    assert context.before is not None
    assert context.before.method[0].startswith("on another checklist: nine ")
    new = read_context(session.store, "REV-2", "fallback_handling").before
    assert new is not None
    assert not new.asked


def test_that_other_reviews_are_counted_by_answer_and_their_checklists_named(session: Session) -> None:
    for number in range(NEWEST + 1):
        another(session, f"Agent {number}", Status.PASS)
    another(session, "Odd agent", Status.FAIL, "twelve")
    deploy(session, "Silent agent")
    session.do(StartReview(version_of(session), "nine"))
    context = read_context(session.store, "REV-1", CHECK)
    assert context.answers == {Status.PASS: 5, Status.FAIL: 1, Status.UNKNOWN: 1}
    assert [row.deployment for row in context.elsewhere] == ["Odd agent", "Agent 4", "Agent 3", "Agent 2"]
    assert context.other_checklists == ("twelve",)


def test_that_incidents_are_found_by_mode_and_by_control_and_told_apart_by_origin(session: Session) -> None:
    [control, *_] = builtin_catalogue().mode("M06").controls
    incident(session, "By mode", modes=[{"mode": "M06", "role": "cause"}])
    incident(session, "By control", controls=[{"control": control.id, "outcome": "failed"}])
    incident(session, "Public", origin="public", modes=[{"mode": "M06", "role": "consequence"}])
    incident(session, "Of another mode", modes=[{"mode": "M01", "role": "cause"}])
    incident(session, "Of nothing")
    context = read_context(session.store, "REV-1", CHECK)
    assert {row.title for row in context.own.newest} == {"By mode", "By control"}
    assert context.own.total == 2
    assert [row.title for row in context.public.newest] == ["Public"]
    told = next(row for row in context.own.newest if row.title == "By control")
    assert told.controls == (f"{control.name} failed",)


def test_that_a_check_that_is_not_asked_is_refused_with_those_that_are(session: Session) -> None:
    with pytest.raises(UserError, match=r"REV-1.1 does not ask fallback_handling\. .* It asks: context_management, "):
        read_context(session.store, "REV-1", "fallback_handling")
