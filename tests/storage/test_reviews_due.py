"""Which reviews are due: by the day on which an approval ends, and since a change that outdates it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.edits.test_approval import APPROVE, decide
from tests.edits.test_freeze import passed
from tests.storage.conftest import SteppingClock, session, store, workspace
from workbench.domain.approval import DecisionWord
from workbench.domain.deployment import Effect, Profile, Stage, Tool
from workbench.edits.deployments import AddVersion, SetProfile, SetRunning
from workbench.edits.reviews import FreezeReview, ReviseReview, StartReview
from workbench.edits.session import Session
from workbench.storage.due import Due, read_due
from workbench.storage.review_view import read_review
from workbench.tasks.calendar_file import due_calendar

__all__ = ["session", "store", "workspace"]

REFUND = Profile(tools=(Tool(name="refund", effect=Effect.IRREVERSIBLE),))


def approved(session: Session, tmp_path: Path) -> str:
    """An approval in force of a version; returns its id."""
    passed(session, tmp_path)
    session.do(FreezeReview("REV-1"))
    decide(session, "REV-1", APPROVE, APPROVE, APPROVE)
    return read_review(session.store, "REV-1").version.id


def due(session: Session, now: datetime | None = None) -> list[Due]:
    found = read_due(session.store, now or session.clock())
    return [row for row in found if row.kind in ("approval", "review")]


def later(session: Session, days: int) -> None:
    clock = session.clock
    assert isinstance(clock, SteppingClock)
    clock.now += timedelta(days=days)


def test_that_a_review_is_due_on_the_day_its_approval_ends(session: Session, tmp_path: Path) -> None:
    approved(session, tmp_path)
    record = read_review(session.store, "REV-1").record
    assert record is not None
    [row] = due(session)
    assert (row.kind, row.on, row.what, row.owner, row.review) == (
        *("review", record.valid_until, "The approval ends", "Team"),
        "REV-1.1",
    )
    last = datetime.combine(record.valid_until, datetime.max.time(), tzinfo=UTC).replace(microsecond=0)
    assert [row.has_lapsed for row in due(session, last)] == [False]
    assert [row.has_lapsed for row in due(session, last + timedelta(seconds=1))] == [True]


def test_that_a_draft_that_goes_on_from_it_is_the_review_that_was_due(session: Session, tmp_path: Path) -> None:
    approved(session, tmp_path)
    session.do(ReviseReview("REV-1"))
    assert [(row.kind, row.what) for row in due(session)] == [("approval", "Approval")]
    session.undo()
    assert [row.kind for row in due(session)] == ["review"]


def test_that_a_change_makes_a_review_due_since_its_day(session: Session, tmp_path: Path) -> None:
    version = approved(session, tmp_path)
    later(session, 5)
    session.do(SetProfile(version, REFUND))
    later(session, 3)
    [row] = due(session)
    assert (row.kind, row.on, row.days) == ("review", date(2026, 11, 25), -3)
    assert row.what == "Changed since the approval: new irreversible tool `refund`"
    session.do(SetProfile(version, REFUND.model_copy(update={"memory": "session", "autonomy": "acts"})))
    [row] = due(session)
    assert row.on == date(2026, 11, 25), "it has differed since"
    assert row.what.endswith("and 2 more")
    session.do(SetProfile(version, Profile()))
    assert [(row.kind, row.what) for row in due(session)] == [("review", "The approval ends")]
    later(session, 1)
    session.do(SetProfile(version, REFUND))
    assert [row.on for row in due(session)] == [date(2026, 11, 29)]
    session.do(ReviseReview("REV-1", None, is_delta=True))
    assert due(session) == []


def test_that_a_newer_version_that_runs_counts_from_its_day(session: Session, tmp_path: Path) -> None:
    version = approved(session, tmp_path)
    session.do(SetRunning(version, Stage.PILOT, date(2026, 11, 20)))
    session.do(AddVersion("DEP-1", "4.2"))
    newer = session.store.versions.all()[-1].id
    session.do(SetRunning(newer, Stage.PILOT, date(2026, 11, 27)))
    [row] = due(session)
    assert (row.kind, row.on, row.what) == (
        *("review", date(2026, 11, 27)),
        "Changed since the approval: the version that runs",
    )
    session.do(SetRunning(newer, Stage.PILOT, date(2020, 1, 1)))
    assert [row.on for row in due(session)] == [date(2026, 11, 20)], "never before the freeze"
    session.do(StartReview(newer, "nine"))
    assert due(session) == []


@pytest.mark.parametrize("words", [(), (DecisionWord.REJECT,), (DecisionWord.DEFER,)])
def test_that_what_was_never_approved_is_not_due_again(
    session: Session, tmp_path: Path, words: tuple[DecisionWord, ...]
) -> None:
    passed(session, tmp_path)
    session.do(FreezeReview("REV-1"))
    decide(session, "REV-1", *words)
    assert due(session) == []


def test_that_the_calendar_moves_the_same_event(session: Session, tmp_path: Path) -> None:
    from icalendar import Calendar

    version = approved(session, tmp_path)
    events = []
    for change in (False, True):
        if change:
            session.do(SetProfile(version, REFUND))
        [event] = Calendar.from_ical(due_calendar(due(session), "w", session.clock())).walk("VEVENT")
        events.append(event)
    assert events[0]["UID"] == events[1]["UID"] == "rev-1-review-approval@w"
    assert [str(event["SUMMARY"]) for event in events] == [
        "Review due: The approval ends (Support desk agent)",
        "Review due: Changed since the approval: new irreversible tool `refund` (Support desk agent)",
    ]
