"""Registers: what lies between two days, both included, to the second and in UTC."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.edits.steps import staged
from tests.edits.test_approval import APPROVE, ROLES, decide
from tests.edits.test_freeze import DUE, passed
from tests.storage.conftest import SteppingClock, session, store, workspace
from tests.storage.test_reviews_due import REFUND
from workbench.domain.approval import DecisionWord
from workbench.domain.model import Status
from workbench.domain.registers import COLUMNS, KINDS, Period, Register, RegisterKind, register
from workbench.edits.deployments import SetProfile
from workbench.edits.findings import AnswerCheck
from workbench.edits.obligations import ApproveWaiver, CloseCondition, RequestWaiver
from workbench.edits.reviews import FreezeReview, ReviseReview
from workbench.edits.session import Session
from workbench.edits.signoff import RevokeApproval
from workbench.interchange.register_sheet import write_register
from workbench.storage.registers_view import read_register

__all__ = ["session", "store", "workspace"]

EVER = Period()
DAY = date(2026, 11, 20)


def read(session: Session, kind: RegisterKind, period: Period = EVER) -> Register:
    return read_register(session.store, kind, period, session.clock())


def approved(session: Session, tmp_path: Path) -> str:
    """A waiver, a condition and three decisions, all on the 20th; returns the id of the version."""
    passed(session, tmp_path)
    session.do(AnswerCheck("REV-1", "retrieval_freshness", Status.FAIL))
    session.do(RequestWaiver("REV-1", "retrieval_freshness", "=1+1", session.actor.id, DUE))
    session.become("Cleo")
    session.do(ApproveWaiver("W1"))
    session.do(FreezeReview("REV-1"))
    decide(session, "REV-1", APPROVE, APPROVE, APPROVE)
    return session.store.versions.all()[0].id


@pytest.mark.parametrize(
    ("at", "is_in"),
    [
        (datetime(2026, 11, 19, 23, 59, 59, 999_999, UTC), False),
        (datetime(2026, 11, 20, tzinfo=UTC), True),
        (datetime(2026, 11, 21, 23, 59, 59, 999_999, UTC), True),
        (datetime(2026, 11, 22, tzinfo=UTC), False),
        (datetime(2026, 11, 22, 1, 30, tzinfo=timezone(timedelta(hours=2))), True),
        (datetime(2026, 11, 20, 1, 30, tzinfo=timezone(timedelta(hours=2))), False),
    ],
)
def test_that_both_days_belong_to_a_period_in_utc(at: datetime, is_in: bool) -> None:
    assert Period(first=DAY, last=date(2026, 11, 21)).holds(at) is is_in


@given(st.datetimes(timezones=st.just(UTC)), st.none() | st.dates(), st.none() | st.dates())
def test_that_a_period_is_its_days(at: datetime, first: date | None, last: date | None) -> None:
    expected = (first is None or first <= at.date()) and (last is None or at.date() <= last)
    assert Period(first=first, last=last).holds(at) is expected


def test_that_each_register_tells_what_there_is(session: Session, tmp_path: Path) -> None:
    approved(session, tmp_path)
    [approval] = read(session, "approvals").rows
    assert (approval.cells["state"], approval.cells["signed"], approval.cells["why"]) == ("in force", "3 of 3", "")
    [waiver] = read(session, "waivers").rows
    assert (waiver.cells["id"], waiver.cells["state"], waiver.cells["approved_by"]) == ("W1", "live", "Cleo")
    [condition] = read(session, "conditions").rows
    assert (condition.cells["id"], condition.cells["state"], condition.cells["due"]) == ("C1", "open", DUE.isoformat())
    assert [row.cells["role"] for row in read(session, "decisions").rows] == [
        "Review lead",
        "Security",
        "Product owner",
    ]
    for kind in KINDS:
        for row in read(session, kind).rows:
            assert list(row.cells) and set(row.cells) == {column.key for column in COLUMNS[kind]}


def test_that_an_approval_that_was_rejected_says_by_whom(session: Session, tmp_path: Path) -> None:
    passed(session, tmp_path)
    session.do(FreezeReview("REV-1"))
    decide(session, "REV-1", DecisionWord.REJECT, APPROVE, DecisionWord.REJECT)
    [approval] = read(session, "approvals").rows
    assert approval.cells["state"] == "rejected"
    assert approval.cells["why"] == f"Rejected by {ROLES[0]}, {ROLES[2]}"


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_register_ends_with_its_last_day(session: Session, tmp_path: Path, kind: RegisterKind) -> None:
    approved(session, tmp_path)
    number = len(read(session, kind).rows)
    assert number == (3 if kind == "decisions" else 1)
    assert len(read(session, kind, Period(first=DAY, last=DAY)).rows) == number
    assert read(session, kind, Period(last=DAY - timedelta(days=1))).rows == ()
    assert read(session, kind, Period(first=DAY + timedelta(days=1))).rows == ()


def test_that_an_approval_says_why_it_holds_no_more(session: Session, tmp_path: Path) -> None:
    version = approved(session, tmp_path)
    lapsed = read_register(session.store, "approvals", EVER, datetime(2026, 12, 21, tzinfo=UTC))
    assert (lapsed.rows[0].cells["state"], lapsed.rows[0].cells["why"]) == ("lapsed", "C1 lapsed, W1 lapsed")
    session.do(SetProfile(version, REFUND))
    [row] = read(session, "approvals").rows
    assert (row.cells["state"], row.cells["why"]) == ("outdated", "new irreversible tool `refund`")
    session.do(RevokeApproval("REV-1", "the vendor withdrew it"))
    [row] = read(session, "approvals").rows
    assert (row.cells["state"], row.cells["why"]) == ("revoked", "the vendor withdrew it")


def test_that_a_condition_stands_once_and_keeps_the_day_it_was_made(session: Session, tmp_path: Path) -> None:
    approved(session, tmp_path)
    clock = session.clock
    assert isinstance(clock, SteppingClock)
    clock.now += timedelta(days=5)
    session.do(ReviseReview("REV-1"))
    session.do(CloseCondition("C1", staged(session, tmp_path, "closed", "closed.txt")))
    [row] = read(session, "conditions").rows
    assert (row.review, row.at.date(), row.cells["state"], row.cells["evidence"]) == (
        *("REV-1.2", DAY, "closed"),
        "closed.txt",
    )
    assert row.cells["closed_at"].startswith("2026-11-25 ")
    waivers = read(session, "waivers").rows
    assert [(one.review, one.cells["state"]) for one in waivers] == [("REV-1.1", "live"), ("REV-1.2", "pending")]


def test_that_no_cell_of_a_workbook_is_a_formula(session: Session, tmp_path: Path) -> None:
    approved(session, tmp_path)
    for kind in KINDS:
        found = read(session, kind)
        (tmp_path / "r.xlsx").write_bytes(write_register(found))
        cells = [list(row) for row in load_workbook(tmp_path / "r.xlsx").active.iter_rows()]
        assert {cell.data_type for row in cells for cell in row if cell.value is not None} == {"s"}
        assert [cell.value for cell in cells[0]] == [column.head for column in COLUMNS[kind]]
        assert len(cells) == len(found.rows) + 1


def test_that_an_empty_register_is_empty() -> None:
    found = register("waivers", EVER, ())
    assert (found.rows, found.period.words) == ((), "of all time")
