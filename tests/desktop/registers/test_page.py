"""The page of the registers: kinds, periods, the way to a finding, a workbook."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from tests.desktop.opened import prompter, services, settle
from workbench.desktop.kit.moments import day
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY
from workbench.desktop.registers.page import RegistersPage
from workbench.desktop.shell.services import Services
from workbench.domain.model import Status
from workbench.edits.deployments import AddDeployment
from workbench.edits.findings import AnswerCheck
from workbench.edits.obligations import AddCondition
from workbench.edits.reviews import StartReview

__all__ = ["prompter", "services"]

TODAY = datetime.now(UTC).date()


def opened(qtbot: QtBot, services: Services) -> RegistersPage:
    services.write(AddDeployment("Refund agent", "Payments", "1.0"))
    services.write(StartReview(services.with_session(lambda session: session.store.versions.all()[0].id), "nine"))
    me = services.with_session(lambda session: session.actor.id)
    services.write(AnswerCheck("REV-1", "tool_call_validation", Status.WARN))
    services.write(AddCondition("REV-1", "tool_call_validation", "Look at reads", me, TODAY + timedelta(days=3)))
    page = RegistersPage(services)
    page.navigate.connect(lambda place, argument: page.open_at(argument) if place == "registers" else None)
    qtbot.addWidget(page)
    QAbstractItemModelTester(page.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.resize(1200, 700)
    page.show()
    page.open_at("conditions")
    qtbot.waitUntil(lambda: page.found is not None and page.found.kind == "conditions")
    return page


def test_that_a_row_leads_to_its_finding_and_the_heads_follow(qtbot: QtBot, services: Services) -> None:
    page = opened(qtbot, services)
    assert page.rows.index(0, 1).data(DISPLAY) == "Look at reads"
    assert page._head.context.text().startswith("1 condition from 1 Jan ")
    assert page.rows.headerData(1, Qt.Orientation.Horizontal) == "Condition"
    assert page.rows.index(0, 2).data(DISPLAY) == "Open"
    assert page.rows.index(0, 2).data(Role.CAPTION) == day(TODAY + timedelta(days=3))
    with qtbot.waitSignal(page.navigate) as gone:
        page.table.opened.emit(page.rows.index(0, 0))
    assert gone.args == ["reviews", "REV-1.1/tool_call_validation"]
    page.kinds.choose_beside(1)
    qtbot.waitUntil(lambda: page.found is not None and page.found.kind == "decisions")
    assert page.rows.headerData(1, Qt.Orientation.Horizontal) == "Who signed"
    assert page._stack.currentIndex() == 1
    assert not page.export_button.isEnabled()


def test_that_the_period_ends_with_its_last_day(qtbot: QtBot, services: Services) -> None:
    page = opened(qtbot, services)
    today = QDate(TODAY.year, TODAY.month, TODAY.day)
    page.first.setDate(today)
    settle(qtbot, services)
    qtbot.waitUntil(lambda: len(page.rows.rows) == 1)
    page.first.setDate(today.addDays(-9))
    page.last.setDate(today.addDays(-2))
    qtbot.waitUntil(lambda: len(page.rows.rows) == 0)
    assert page._empty._sentence.text().startswith("No conditions from ")


def test_that_what_is_shown_is_exported(
    qtbot: QtBot, services: Services, prompter: FakePrompter, tmp_path: Path
) -> None:
    page = opened(qtbot, services)
    prompter.target = tmp_path / "conditions"
    page.page_actions()["file.export"]()
    qtbot.waitUntil(lambda: (tmp_path / "conditions.xlsx").exists())
    assert load_workbook(tmp_path / "conditions.xlsx").active.max_row == 2
