"""A clock that goes back between edits: the journal goes by its numbers, and nothing is lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.edits.steps import start
from tests.storage.test_purge import finding_of, holding
from workbench.domain.model import Status
from workbench.edits.findings import AnswerCheck, WriteRationale
from workbench.edits.purging import PurgeValue
from workbench.edits.session import Session
from workbench.storage.doctor import examine
from workbench.storage.review_history import read_history
from workbench.storage.review_view import find_review, read_review
from workbench.storage.store import Store
from workbench.tasks.purging import purge

CHECK = "injection_defense"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class JumpingClock:
    """A clock that goes on by a second, and by an offset that a test changes."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
def jumped(store: Store, clock: JumpingClock) -> Iterator[Session]:
    """A review with a rationale of noon, one of eleven hours before, and one of a year before."""
    session = Session(store, "Ada <ada@team.example>", clock)
    start(session)
    for back in (timedelta(0), timedelta(hours=11), timedelta(days=365)):
        clock.now = NOON - back if back else clock.now
        session.do(WriteRationale("REV-1", CHECK, f"written {back.days} days and {back.seconds} seconds back"))
    yield session


def test_that_the_journal_goes_by_its_numbers_and_the_doctor_notes_the_jump(jumped: Session) -> None:
    examination = examine(jumped.store)
    assert examination.complaints == ()
    [note] = examination.notes
    head = jumped.store.journal.head().seq
    assert f"The clock went back 2 times, last between entries {head - 1} (2026-11-20T01:00:01Z)" in note
    assert read_review(jumped.store, "REV-1").findings[CHECK].rationale.startswith("written 365 days")
    steps = read_history(jumped.store, find_review(jumped.store, "REV-1"))
    assert [step.seq for step in steps] == sorted((step.seq for step in steps), reverse=True)
    assert steps[0].new == "written 365 days and 0 seconds back"


def test_that_undo_goes_back_by_the_numbers_also_after_a_restart(jumped: Session, clock: JumpingClock) -> None:
    again = Session(jumped.store, "Ada <ada@team.example>", clock)
    for expected in ("written 0 days and 39600 seconds back", "written 0 days and 0 seconds back", ""):
        again.undo()
        assert read_review(jumped.store, "REV-1").findings[CHECK].rationale == expected
    again.redo()
    assert read_review(jumped.store, "REV-1").findings[CHECK].rationale == "written 0 days and 0 seconds back"


def test_that_what_follows_a_jump_can_be_answered_and_purged(jumped: Session) -> None:
    jumped.do(AnswerCheck("REV-1", CHECK, Status.WARN))
    purge(jumped, PurgeValue(finding_of(jumped.store), "rationale", "it was a test"))
    assert holding(jumped.store.folder, "written 365 days") == []
    assert examine(jumped.store).complaints == ()
    assert jumped.store.journal.first_break() is None


def test_that_a_clock_that_goes_on_is_no_note(session: Session) -> None:
    start(session)
    assert examine(session.store).notes == ()
