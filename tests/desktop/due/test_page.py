"""The page of what is due: rows by day, closing at hand, a calendar."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from tests.desktop.opened import prompter, services, settle
from tests.edits.test_delta import REFUND, approved
from workbench.desktop.due.page import DuePage
from workbench.desktop.reviews.action_dialog import ActionDialog
from workbench.desktop.shell.services import Services
from workbench.domain.model import Status
from workbench.edits.actions import AddAction
from workbench.edits.deployments import AddDeployment, SetProfile
from workbench.edits.findings import AnswerCheck
from workbench.edits.obligations import AddCondition
from workbench.edits.reviews import StartReview
from workbench.edits.session import Session
from workbench.storage.review_view import find_review

__all__ = ["prompter", "services"]

TODAY = datetime.now(UTC).date()


def opened(qtbot: QtBot, services: Services) -> DuePage:
    services.write(AddDeployment("Refund agent", "Payments", "1.0"))
    services.write(StartReview(services.with_session(lambda session: session.store.versions.all()[0].id), "nine"))
    me = services.with_session(lambda session: session.actor.id)
    services.write(AnswerCheck("REV-1", "tool_call_validation", Status.WARN))
    services.write(AddCondition("REV-1", "tool_call_validation", "Look at reads", me, TODAY + timedelta(days=3)))
    services.write(AddAction("REV-1", "cost_routing", "Route by effort", me, TODAY - timedelta(days=2)))
    services.write(AddAction("REV-1", "cost_routing", "Far away", me, date(2099, 1, 1)))
    page = DuePage(services)
    qtbot.addWidget(page)
    QAbstractItemModelTester(page.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.resize(1200, 700)
    page.show()
    qtbot.waitUntil(lambda: len(page.rows.rows) == 2)
    return page


def test_that_what_lapsed_comes_first_and_the_span_widens(qtbot: QtBot, services: Services) -> None:
    page = opened(qtbot, services)
    assert [due.key for due in page.rows.rows] == ["A1", "C1"]
    page.span.setCurrentIndex(3)
    assert [due.key for due in page.rows.rows] == ["A1", "C1", "A2"]


def test_that_an_action_is_done_at_hand_and_taken_back(qtbot: QtBot, services: Services) -> None:
    page = opened(qtbot, services)
    page.table.selectRow(0)
    assert page.end_action.isVisible()
    assert not page.close_row.isVisible()
    page.end_action.click()
    qtbot.waitUntil(lambda: [due.key for due in page.rows.rows] == ["C1"])
    services.undo()
    qtbot.waitUntil(lambda: [due.key for due in page.rows.rows] == ["A1", "C1"])


def test_that_a_condition_is_closed_with_a_file(
    qtbot: QtBot, services: Services, prompter: FakePrompter, tmp_path: Path
) -> None:
    page = opened(qtbot, services)
    proof = tmp_path / "reads.txt"
    proof.write_text("looked at", encoding="utf-8")
    prompter.files = [proof]
    page.table.selectRow(1)
    assert page.close_row.isVisible()
    page.close_row.click()
    qtbot.waitUntil(lambda: [due.key for due in page.rows.rows] == ["A1"], timeout=20_000)
    condition = services.with_session(lambda session: session.store.conditions.all()[0])
    assert condition.closed_at is not None


def test_that_a_review_that_is_due_is_begun_from_its_row(
    qtbot: QtBot, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.edits.test_freeze.DUE", TODAY + timedelta(days=9))

    def outdated(session: Session) -> None:
        version = approved(session, tmp_path)
        session.do(SetProfile(version, REFUND))

    services.with_session(outdated)
    page = DuePage(services)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: any(due.kind == "review" for due in page.rows.rows))
    page.table.selectRow(next(row for row, due in enumerate(page.rows.rows) if due.kind == "review"))
    assert page.revise.isVisible()
    assert page.ask_again.isVisible()
    with qtbot.waitSignal(page.navigate) as went:
        page.ask_again.click()
    assert went.args == ["reviews", "REV-1.2"]
    revision = services.with_session(lambda session: find_review(session.store, "REV-1"))
    assert revision.delta is not None
    qtbot.waitUntil(lambda: all(due.kind != "review" for due in page.rows.rows))


def test_that_a_calendar_is_written(qtbot: QtBot, services: Services, prompter: FakePrompter, tmp_path: Path) -> None:
    page = opened(qtbot, services)
    prompter.target = tmp_path / "due.ics"
    page.calendar.click()
    qtbot.waitUntil((tmp_path / "due.ics").is_file)
    qtbot.waitUntil(lambda: not services.jobs.running())


def test_that_enter_leads_to_the_check(qtbot: QtBot, services: Services) -> None:
    page = opened(qtbot, services)
    with qtbot.waitSignal(page.navigate) as went:
        page.table.opened.emit(page.rows.index(1, 0))
    assert went.args == ["reviews", "REV-1.1/tool_call_validation"]


def test_that_the_dialog_of_an_action_names_a_wrong_number(qtbot: QtBot, services: Services) -> None:
    opened(qtbot, services)
    action = services.with_session(lambda session: session.store.actions.all()[0])
    people = services.with_session(lambda session: session.store.people.all())
    dialog = ActionDialog("cost_routing", people, "Ana", action)
    qtbot.addWidget(dialog)
    assert dialog.fields()["due"] == action.due
    dialog._effort.setText("2,5")
    assert dialog.fields()["effort_days"] == 2.5
    settle(qtbot, services)
