"""What is planned for a review bears on its remarks, and its estimates on what would change the answer."""

from tests.edits.steps import start
from workbench.domain.model import Status
from workbench.domain.review import Rating, Score
from workbench.edits.actions import AddAction
from workbench.edits.findings import AnswerCheck, RateFinding
from workbench.edits.session import Session
from workbench.storage.lint_view import lint_of
from workbench.storage.review_view import read_review
from workbench.storage.unblocking_view import unblocking_of

CHECK = "cost_routing"


def rules(session: Session) -> set[str]:
    return {remark.rule for remark in lint_of(session.store, read_review(session.store, "REV-1"), session.clock())}


def effort(session: Session) -> tuple[float, str]:
    found = unblocking_of(session.store, read_review(session.store, "REV-1"), session.clock())
    steps = [step for way in found.reasons for step in way.steps if step.kind == "prove" and step.check_id == CHECK]
    return steps[0].days, steps[0].source


def test_that_an_action_is_a_plan_and_its_effort_the_estimate_of_the_team(session: Session) -> None:
    start(session)
    session.do(AnswerCheck("REV-1", CHECK, Status.FAIL))
    session.do(RateFinding("REV-1", CHECK, Rating(before=Score(severity=10, occurrence=10, detection=10))))
    assert "high-priority-without-action" in rules(session)
    assert effort(session) == (5, "rule of thumb")
    session.do(AddAction("REV-1", CHECK, "Measure it", session.actor.id, None, 2.5))
    assert "high-priority-without-action" not in rules(session)
    assert effort(session) == (2.5, "the team's estimate (A1)")
    session.do(AddAction("REV-1", CHECK, "Mend it", session.actor.id))
    assert effort(session) == (5, "rule of thumb"), "half an estimate is none"
