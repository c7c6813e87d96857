"""Days in every order and a clock that jumps: each is taken or refused with a sentence, and nothing is half done."""

import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.edits.steps import staged, start
from workbench.domain.errors import UserError
from workbench.domain.model import Status
from workbench.edits.edit import Edit
from workbench.edits.evidence import AttachEvidence, ConfirmEvidence, Piece
from workbench.edits.findings import AnswerCheck
from workbench.edits.obligations import AddCondition, ApproveWaiver, RequestWaiver
from workbench.edits.reviews import FreezeReview, ReviseReview
from workbench.edits.session import Session
from workbench.storage.doctor import examine
from workbench.storage.due import read_due
from workbench.storage.review_view import read_review
from workbench.storage.workspace import Workspace
from workbench.tasks.gate import gate_answer

EXTREMES = [date.min, date(1970, 1, 1), date(2026, 11, 20), date(2026, 11, 21), date(9999, 12, 30), date.max]
DAYS = st.sampled_from(EXTREMES) | st.dates(date(2026, 1, 1), date(2027, 12, 31))
FAR = st.datetimes(datetime(1970, 1, 2), datetime(9999, 12, 31), timezones=st.just(UTC))
NEAR = st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
MOMENTS = NEAR | NEAR | FAR


class JumpingClock:
    """A clock that somebody sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def tried(session: Session, edit: Edit) -> bool:
    """Do an edit; say whether it was done. A refusal is a sentence and leaves no entry."""
    head = session.store.journal.head().seq
    try:
        session.do(edit)
    except UserError as refusal:
        assert str(refusal).endswith(".")
        assert session.store.journal.head().seq == head
        return False
    return True


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DAYS, min_size=6, max_size=6), st.lists(MOMENTS, min_size=4, max_size=4))
def test_that_days_in_every_order_are_taken_or_refused(days: list[date], moments: list[datetime]) -> None:
    captured, begun, ended, expires, due, until = days
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.create(Path(folder) / "workspace", "Test")
        store, clock = workspace.store(write=True), JumpingClock()
        session = Session(store, "Ada <ada@team.example>", clock)
        start(session)
        piece = Piece(staged(session, Path(folder)))
        about: dict[str, date] = {
            "captured_on": captured, "period_from": begun, "period_to": ended, "expires_on": expires,
        }  # fmt: skip
        steps: tuple[Callable[[], Edit], ...] = (
            lambda: AttachEvidence("REV-1", "rate_limit_handling", (piece,), **about),  # type: ignore[arg-type]  # all of them days
            lambda: AnswerCheck("REV-1", "rate_limit_handling", Status.PASS),
            lambda: AnswerCheck("REV-1", "tool_call_validation", Status.WARN),
            lambda: AddCondition("REV-1", "tool_call_validation", "Look", session.actor.id, due),
            lambda: RequestWaiver("REV-1", "retrieval_freshness", "Known", session.actor.id, until),
        )
        for number, step in enumerate(steps):
            clock.now = moments[number % len(moments)]
            tried(session, step())
            look_at(session, moments)
        session.become("Bob <bob@team.example>")
        for use in tuple(read_review(store, "REV-1").uses):
            tried(session, ConfirmEvidence("REV-1", (use.key,)))
        for waiver in read_review(store, "REV-1").waivers:
            tried(session, ApproveWaiver(waiver.key))
        if tried(session, FreezeReview("REV-1")):
            look_at(session, moments)
            tried(session, ReviseReview("REV-1"))
        look_at(session, moments)
        assert examine(store).is_clean
        store.close()
        workspace.close()


def look_at(session: Session, moments: list[datetime]) -> None:
    """Read what a person and a pipeline would, at each moment."""
    for moment in moments:
        view = read_review(session.store, "REV-1")
        gate_answer(view, moment)
        read_due(session.store, moment)
