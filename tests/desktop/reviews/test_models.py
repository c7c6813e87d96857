"""What the tables of a review hold, without a widget."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from workbench.desktop.kit.roles import Role
from workbench.desktop.reviews.controls_model import ControlsModel, control_rows, controls_note
from workbench.desktop.reviews.glance_model import GlanceModel, glance_rows
from workbench.desktop.reviews.history_model import HistoryModel, read_rows
from workbench.desktop.reviews.list_model import ReviewsModel, read_reviews
from workbench.desktop.reviews.model import read_data
from workbench.desktop.reviews.wording import is_in_review, obligation_state, reason_markup, verdict_note, visible
from workbench.domain.model import Status
from workbench.edits.deployments import AddDeployment
from workbench.edits.findings import AnswerCheck, SetControl, WriteRationale, WriteSummary
from workbench.edits.obligations import AddCondition, RemoveCondition
from workbench.edits.reviews import StartReview
from workbench.edits.session import Session
from workbench.storage.workspace import Workspace

REV = "REV-1.1"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    workspace = Workspace.create(tmp_path / "w")
    store = workspace.store(write=True)
    made = Session(store, "Ada", lambda: datetime.now(UTC))
    made.do(AddDeployment("Support desk agent", "Team", "4.1"))
    made.do(StartReview(store.versions.all()[0].id, "nine"))
    yield made
    store.close()
    workspace.close()


def watch(model: QAbstractItemModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)


def test_that_the_list_names_every_review_and_is_not_ready_to_judge_a_draft(session: Session) -> None:
    model = ReviewsModel()
    watch(model)
    model.show(read_reviews(session.store))
    assert model.index(0, 0).data() == "REV-1"
    assert model.index(0, 0).data(Role.KEY) == REV
    assert model.index(0, 4).data(Role.WORD) == "In review"
    assert model.index(0, 5).data(Role.STRIP) == ["unknown"] * 9
    assert model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Support desk agent 4.1"


def test_that_controls_show_their_states_and_count_what_is_in_place(session: Session) -> None:
    session.do(SetControl(REV, "injection_defense", "structured-output", "in-place"))
    session.do(SetControl(REV, "injection_defense", "untrusted-content", "partly"))
    model = ControlsModel()
    watch(model)
    rows = control_rows(read_data(session.store, REV), "injection_defense")
    model.show(rows)
    states = [model.index(row, 0).data(Qt.ItemDataRole.CheckStateRole) for row in range(3)]
    assert states == [Qt.CheckState.PartiallyChecked, Qt.CheckState.Checked, Qt.CheckState.Unchecked]
    assert [model.index(row, 2).data() for row in range(3)] == ["Partly", "In place", "Not said"]
    assert controls_note(rows) == "1 of 8 in place, 1 partly"


def test_that_the_glance_fills_a_failed_row_and_says_what_is_not_answered(session: Session) -> None:
    session.do(AnswerCheck(REV, "injection_defense", Status.FAIL))
    session.do(WriteSummary(REV, "injection_defense", "retrieved content reaches the tools"))
    model = GlanceModel()
    watch(model)
    model.show(glance_rows(read_data(session.store, REV)))
    assert model.index(5, 1).data() == "retrieved content reaches the tools"
    assert model.index(5, 0).data(Role.FILL) == "fail_bg"
    assert model.index(0, 0).data(Role.FILL) is None
    assert model.index(0, 1).data() == "not answered yet"
    assert model.index(0, 3).data(Role.PROOF) == (0, 0, 0)


def test_that_the_history_tells_who_changed_what_from_which_value_to_which(session: Session) -> None:
    session.do(AnswerCheck(REV, "cost_routing", Status.WARN))
    session.do(AnswerCheck(REV, "cost_routing", Status.FAIL))
    session.do(AddCondition(REV, "cost_routing", "re-measure it", session.actor.id, datetime.now(UTC).date()))
    session.do(RemoveCondition(REV, "C1"))
    session.undo()
    model = HistoryModel()
    watch(model)
    model.show(read_rows(session.store, REV))
    told = [(row.what, row.subject, row.change) for row in model.rows[:5]]
    assert told == [
        ("Taken back: Condition removed", "C1", "added: re-measure it"),
        ("Condition removed", "C1", "removed: re-measure it"),
        ("Condition added", "C1", "added: re-measure it"),
        ("Check answered", "cost_routing", "finding: Warn → Fail"),
        ("Check answered", "cost_routing", "finding: – → Warn"),
    ]
    assert model.rows[0].actor == "Ada"


def test_that_an_unfinished_review_is_in_review_and_a_finished_one_says_what_blocks(session: Session) -> None:
    data = read_data(session.store, REV)
    assert is_in_review(data)
    assert verdict_note(data) == "9 of 9 checks unknown"
    for check in data.view.checklist.checks:
        session.do(AnswerCheck(REV, check, Status.FAIL if check == "injection_defense" else Status.PASS))
    data = read_data(session.store, REV)
    assert not is_in_review(data)
    assert verdict_note(data) == "1 failure, 3 unproven passes block"


def test_that_a_reason_links_its_rule_and_escapes_what_people_wrote(session: Session) -> None:
    session.do(AnswerCheck(REV, "injection_defense", Status.FAIL))
    data = read_data(session.store, REV)
    reason = next(reason for reason in data.verdict.reasons if reason.check_id == "injection_defense")
    markup = reason_markup(reason, data)
    assert '<a href="check:injection_defense">' in markup
    assert '<a href="rule:injection_defense">' in markup
    assert "nothing attached" in markup


def test_that_a_condition_says_how_long_it_lasts(session: Session) -> None:
    due = datetime.now(UTC).date() + timedelta(days=9)
    session.do(AddCondition(REV, "cost_routing", "re-measure it", session.actor.id, due))
    data = read_data(session.store, REV)
    assert obligation_state(data.conditions_of("cost_routing")[0], data) == ("9 days left", "warn")


def test_that_a_name_cannot_hide_its_end() -> None:
    assert visible("report\u202efdp.exe") == "report⟨202E⟩fdp.exe"


def test_that_a_long_value_is_cut_in_the_history_and_whole_in_its_tool_tip(session: Session) -> None:
    session.do(WriteRationale(REV, "cost_routing", "word " * 200))
    model = HistoryModel()
    model.show(read_rows(session.store, REV))
    assert len(model.index(0, 4).data()) == 300
    assert len(model.index(0, 4).data(Qt.ItemDataRole.ToolTipRole)) > 900
