"""What is due: each thing once, by its day, of the reviews that count now; lapsing to the second, UTC."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.edits.steps import start
from tests.storage.conftest import session, store, workspace
from workbench.domain.errors import UserError
from workbench.domain.model import Status
from workbench.edits.actions import AddAction, ChangeAction
from workbench.edits.findings import AnswerCheck
from workbench.edits.obligations import AddCondition
from workbench.edits.reviews import FreezeReview, ReviseReview
from workbench.edits.session import Session
from workbench.storage.due import read_due
from workbench.tasks.calendar_file import due_calendar, write_calendar

__all__ = ["session", "store", "workspace"]

DAY = date(2099, 6, 30)


def with_obligations(session: Session) -> None:
    start(session)
    session.do(AnswerCheck("REV-1", "tool_call_validation", Status.WARN))
    session.do(AddCondition("REV-1", "tool_call_validation", "Look at reads", session.actor.id, DAY))
    session.do(AddAction("REV-1", "cost_routing", "Route by effort", session.actor.id, DAY - timedelta(days=1), 2.5))


def kinds(session: Session, now: datetime | None = None) -> list[tuple[str, str, str]]:
    return [(due.kind, due.key, due.review) for due in read_due(session.store, now or session.clock())]


def test_that_a_condition_that_a_draft_took_over_is_due_once(session: Session) -> None:
    with_obligations(session)
    session.do(FreezeReview("REV-1"))
    assert kinds(session) == [("action", "A1", "REV-1.1"), ("condition", "C1", "REV-1.1")]
    session.do(ReviseReview("REV-1"))
    assert kinds(session) == [("action", "A1", "REV-1.2"), ("condition", "C1", "REV-1.2")]


@pytest.mark.parametrize(
    ("now", "lapsed"),
    [
        (datetime(2099, 6, 30, 23, 59, 59, tzinfo=UTC), False),
        (datetime(2099, 7, 1, 0, 0, 0, tzinfo=UTC), True),
    ],
)
def test_that_a_day_is_over_with_its_last_second_utc(session: Session, now: datetime, lapsed: bool) -> None:
    with_obligations(session)
    [due] = [row for row in read_due(session.store, now) if row.kind == "condition"]
    assert due.has_lapsed is lapsed


def test_that_an_action_that_ended_is_not_due_and_can_be_opened_again(session: Session) -> None:
    with_obligations(session)
    session.do(ChangeAction("A1", {"state": "done"}))
    assert [row[0] for row in kinds(session)] == ["condition"]
    ended = session.store.actions.all()[0].ended_at
    assert ended is not None
    session.do(ChangeAction("A1", {"state": "open"}))
    assert session.store.actions.all()[0].ended_at is None
    session.undo()
    assert session.store.actions.all()[0].state == "done"


def test_that_an_action_goes_on_after_the_freeze_and_leaves_the_digest(session: Session) -> None:
    with_obligations(session)
    session.do(FreezeReview("REV-1"))
    before = session.store.reviews.all()[0].record_sha256
    session.do(ChangeAction("a1", {"text": "Route by effort and cost", "link": "https://tracker.example/7"}))
    assert session.store.reviews.all()[0].record_sha256 == before


@pytest.mark.parametrize(
    "fields",
    [{"effort_days": -1}, {"effort_days": float("inf")}, {"link": "javascript:alert(1)"}, {"text": " "}, {"key": "A9"}],
)
def test_that_a_wrong_field_is_refused_and_nothing_changes(session: Session, fields: dict[str, object]) -> None:
    with_obligations(session)
    before = session.store.actions.all()
    with pytest.raises(UserError, match="Nothing was changed"):
        session.do(ChangeAction("A1", fields))
    assert session.store.actions.all() == before


def test_that_a_newer_review_of_another_version_takes_the_place_of_one_that_does_not_run(session: Session) -> None:
    from workbench.edits.deployments import AddVersion
    from workbench.edits.reviews import StartReview

    with_obligations(session)
    session.do(AddVersion("DEP-1", "5.0"))
    session.do(StartReview(session.store.versions.all()[-1].id, "nine"))
    assert kinds(session) == []


def test_that_what_runs_still_counts_beside_the_newest_review(session: Session) -> None:
    from workbench.domain.deployment import Stage
    from workbench.edits.deployments import AddVersion, SetRunning
    from workbench.edits.reviews import StartReview

    with_obligations(session)
    session.do(SetRunning(session.store.versions.all()[0].id, Stage.LIMITED, date(2026, 1, 1)))
    session.do(AddVersion("DEP-1", "5.0"))
    session.do(StartReview(session.store.versions.all()[-1].id, "nine"))
    assert kinds(session) == [("action", "A1", "REV-1.1"), ("condition", "C1", "REV-1.1")]


def test_that_a_calendar_reads_back_with_stable_ids_and_no_injected_line(session: Session, tmp_path: Path) -> None:
    from icalendar import Calendar

    with_obligations(session)
    session.do(AddAction("REV-1", "cost_routing", "x\u202e;,\\ END:VEVENT", session.actor.id, DAY))
    found = read_due(session.store, session.clock())
    now = session.clock()
    first = due_calendar(found, "w", now)
    events = Calendar.from_ical(first).walk("VEVENT")
    assert [event["DTSTART"].dt for event in events] == [DAY - timedelta(days=1), DAY, DAY]
    later = Calendar.from_ical(due_calendar(found, "w", now + timedelta(days=7))).walk("VEVENT")
    assert [event["UID"] for event in later] == [event["UID"] for event in events]
    assert len({event["UID"] for event in events}) == 3
    with pytest.raises(UserError, match=r"\.ics"):
        write_calendar(tmp_path / "due.txt", found, "w", now)
    assert write_calendar(tmp_path / "due.ics", found, "w", now).read_bytes() == first
