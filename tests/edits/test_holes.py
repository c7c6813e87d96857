"""Holes of the trace matrix: accepted with a reason, taken back, pinned by a freeze without moving older digests."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.edits.steps import start
from tests.edits.test_freeze import passed
from workbench.domain.errors import UserError
from workbench.domain.record import to_bytes
from workbench.edits.findings import SetControl
from workbench.edits.holes import AcceptHole, ReopenHole
from workbench.edits.reviews import FreezeReview, ReviseReview
from workbench.edits.session import Session
from workbench.interchange.trace_sheet import COLUMNS, write_trace
from workbench.storage.doctor import examine
from workbench.storage.review_view import read_review
from workbench.storage.trace_view import read_trace

CHECK, CONTROL = "injection_defense", "untrusted-content"


def accepted(session: Session, key: str = "REV-1") -> dict[tuple[str, str | None], str]:
    rows = read_trace(session.store, key, session.clock()).rows
    return {(row.check_id, row.control_id): row.accepted.text for row in rows if row.accepted}


def test_that_a_hole_is_accepted_taken_back_and_undone(session: Session) -> None:
    start(session)
    session.do(SetControl("REV-1", CHECK, CONTROL, "partly"))
    session.do(AcceptHole("REV-1", CHECK, CONTROL, "  seen in the demo  "))
    session.do(AcceptHole("REV-1", CHECK, None, "one more week"))
    assert accepted(session) == {(CHECK, CONTROL): "seen in the demo", (CHECK, None): "one more week"}
    session.do(ReopenHole("REV-1", CHECK, CONTROL))
    assert accepted(session) == {(CHECK, None): "one more week"}
    session.do(ReopenHole("REV-1", CHECK))
    assert session.store.findings.all("check_id = ?", CHECK)[0].accepted_holes is None
    session.undo()
    session.undo()
    assert set(accepted(session)) == {(CHECK, CONTROL), (CHECK, None)}
    entry = next(session.store.journal.entries(newest_first=True))
    assert session.store.people.get(entry.actor).name == "Ada"


@pytest.mark.parametrize(
    ("check", "control", "text", "said"),
    [
        (CHECK, CONTROL, " ", "reason is empty"),
        (CHECK, "no-such-control", "x", "has no control"),
        ("no_such_check", None, "x", "has no check"),
        (CHECK, CONTROL, "x", "no hole"),
        (CHECK, None, "x" * 2001, "at most 2000"),
    ],
)
def test_that_a_wrong_wish_is_refused(session: Session, check: str, control: str | None, text: str, said: str) -> None:
    start(session)
    with pytest.raises(UserError, match=said):
        session.do(AcceptHole("REV-1", check, control, text))
    with pytest.raises(UserError):
        session.do(ReopenHole("REV-1", check, control))
    assert accepted(session) == {}


def test_that_the_freeze_pins_what_was_accepted_and_a_revision_takes_it_along(session: Session, tmp_path: Path) -> None:
    passed(session, tmp_path)
    session.become("Cleo")
    session.do(AcceptHole("REV-1", CHECK, None, "not built yet"))
    session.do(FreezeReview("REV-1"))
    record = read_review(session.store, "REV-1").record
    assert record is not None
    assert [hole.text for hole in (record.finding(CHECK).accepted_holes or {}).values()] == ["not built yet"]  # type: ignore[union-attr]
    assert "Cleo" in {person.name for person in record.people.values()}
    assert to_bytes(record).count(b"accepted_holes") == 1, "a finding without one says nothing of it"
    with pytest.raises(UserError, match="is frozen"):
        session.do(AcceptHole("REV-1", "cost_routing", None, "x"))
    session.do(ReviseReview("REV-1"))
    assert accepted(session) == accepted(session, "REV-1.1") == {(CHECK, None): "not built yet"}
    assert examine(session.store).is_clean


def test_that_no_cell_of_the_workbook_is_a_formula(session: Session, tmp_path: Path) -> None:
    start(session)
    session.do(SetControl("REV-1", CHECK, CONTROL, "partly", "=1+1"))
    session.do(AcceptHole("REV-1", CHECK, CONTROL, '=HYPERLINK("http://x")'))
    rows = read_trace(session.store, "REV-1", session.clock()).rows
    (tmp_path / "trace.xlsx").write_bytes(write_trace(rows))
    cells = [list(row) for row in load_workbook(tmp_path / "trace.xlsx").active.iter_rows()]
    assert {cell.data_type for row in cells for cell in row if cell.value is not None} == {"s"}
    assert [cell.value for cell in cells[0]] == [head for head, _ in COLUMNS]
    assert len(cells) == len(rows) + 1
    assert write_trace(rows) == write_trace(rows)
