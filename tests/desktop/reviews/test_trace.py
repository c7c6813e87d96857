"""The trace matrix in the window: holes first, accepted with a reason, exported."""

from pathlib import Path

import shiboken6
from openpyxl import load_workbook
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.theme import look
from workbench.desktop.reviews.dialogs import TextDialog
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.reviews.trace_page import TracePage
from workbench.desktop.shell.services import Services
from workbench.edits.findings import SetControl
from workbench.edits.reviews import FreezeReview

CHECK, CONTROL = "injection_defense", "untrusted-content"


def opened(qtbot: QtBot, page: ReviewsPage, services: Services) -> ReviewsPage:
    QAbstractItemModelTester(page.trace.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    services.write(SetControl("REV-1", CHECK, CONTROL, "in-place"))
    page.page_actions()["review.matrix"]()
    qtbot.waitUntil(lambda: len(page.trace.rows.rows) == 9)
    number = [row.control_id for row in page.trace.rows.rows].index(CONTROL)
    page.trace.table.selectRow(number)
    return page


def chip(page: ReviewsPage) -> object:
    return page.trace.rows.index(page.trace.table.currentIndex().row(), 4).data(Role.CHIP)


def test_that_a_page_that_is_gone_follows_the_look_no_more(qtbot: QtBot, services: Services) -> None:
    gone = TracePage(services)
    shiboken6.delete(gone)
    with qtbot.capture_exceptions() as raised:
        look().changed.emit()
    assert not raised


def test_that_a_hole_is_accepted_and_opened_again(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    trace = opened(qtbot, page, services).trace
    assert chip(page) == ("no evidence", "fail")
    trace.accept_button.click()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, TextDialog) and one.isVisible())
    dialog.primary.click()
    assert dialog.isVisible(), "the reason is empty"
    dialog._field.setPlainText("seen in the demo")
    dialog.primary.click()
    qtbot.waitUntil(lambda: chip(page) == ("accepted", "plain"))
    assert trace._said.text().endswith(": seen in the demo")
    assert not trace.accept_button.isVisible()
    trace.reopen_button.click()
    qtbot.waitUntil(lambda: chip(page) == ("no evidence", "fail"))
    services.undo()
    qtbot.waitUntil(lambda: chip(page) == ("accepted", "plain"))


def test_that_a_row_leads_to_its_check_and_all_are_shown_on_demand(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    trace = opened(qtbot, page, services).trace
    with qtbot.waitSignal(page.navigate) as gone:
        trace.table.opened.emit(trace.table.currentIndex())
    assert gone.args == ["reviews", f"REV-1.1/{CHECK}"]
    trace.shown.choose_beside(1)
    assert trace.found is not None
    assert len(trace.rows.rows) == len(trace.found.rows) > 9


def test_that_a_frozen_review_shows_holes_and_changes_none(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    trace = opened(qtbot, page, services).trace
    services.write(FreezeReview("REV-1"))
    qtbot.waitUntil(lambda: not trace.accept_button.isVisible())
    assert trace._said.text() == "Claimed without evidence"


def test_that_what_is_shown_is_exported(
    qtbot: QtBot, page: ReviewsPage, services: Services, prompter: FakePrompter, tmp_path: Path
) -> None:
    opened(qtbot, page, services)
    prompter.target = tmp_path / "trace"
    page.page_actions()["file.export"]()
    qtbot.waitUntil(lambda: (tmp_path / "trace.xlsx").exists())
    assert load_workbook(tmp_path / "trace.xlsx").active.max_row == 10
