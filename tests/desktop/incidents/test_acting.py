"""Acting on several incidents at once."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from tests.desktop.incidents.examples import DRIFT, INJECTION, REFUND
from tests.desktop.opened import settle
from workbench.desktop.incidents.page import IncidentsPage
from workbench.desktop.shell.services import Services
from workbench.edits.incidents import RecordIncident
from workbench.interchange.writing import writers


@pytest.fixture
def page(qtbot: QtBot, services: Services) -> IncidentsPage:
    for incident in (DRIFT, INJECTION, REFUND):
        services.write(RecordIncident(incident))
    page = IncidentsPage(services)
    qtbot.addWidget(page)
    page.resize(1200, 750)
    page.show()
    page.open_at("")
    settle(qtbot, services)
    return page


def keys_of(page: IncidentsPage) -> list[str]:
    return page.selected.keys()


def select_all(qtbot: QtBot, page: IncidentsPage) -> None:
    qtbot.keyClick(page.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)


def test_that_shift_and_control_select_several(qtbot: QtBot, page: IncidentsPage) -> None:
    assert keys_of(page) == ["INC-2026-002"]
    qtbot.keyClick(page.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert keys_of(page) == ["INC-2026-002", "INC-2026-001"]
    assert page._head.context.text() == "3 · 2 selected"
    select_all(qtbot, page)
    assert keys_of(page) == ["INC-2026-002", "INC-2026-001", "INC-2025-001"]
    qtbot.keyClick(page.list, Qt.Key.Key_Up)
    assert len(keys_of(page)) == 1
    assert page._head.context.text() == "3"


def test_that_all_selected_are_copied_as_markdown(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    page.selected.copy()
    settle(qtbot, services)
    assert QGuiApplication.clipboard().text().startswith("# Refund tool called twice")
    select_all(qtbot, page)
    page.selected.copy()
    settle(qtbot, services)
    heads = [line for line in QGuiApplication.clipboard().text().splitlines() if line.startswith("# ")]
    assert heads == [f"# {one['title']}" for one in (REFUND, DRIFT, INJECTION)]


def test_that_the_selected_are_exported_in_every_format(
    qtbot: QtBot, page: IncidentsPage, services: Services, prompter: FakePrompter, tmp_path: Path
) -> None:
    qtbot.keyClick(page.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    entries = [action.text() for action in page.selected.menu().actions()[1].menu().actions()]
    assert entries == [f"{writer.name}…" for writer in writers().values()]
    for writer in writers().values():
        prompter.target = tmp_path / f"out{writer.suffix}"
        page.selected.export(writer)
        qtbot.waitUntil(prompter.target.exists)
    qtbot.waitUntil(lambda: not services.jobs.running())
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == 2


def test_that_one_is_removed_and_comes_back(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    page.selected.remove()
    qtbot.waitUntil(lambda: page.current_key() == "INC-2026-001")
    services.undo()
    qtbot.waitUntil(lambda: page.model.first() == "INC-2026-002")


def test_that_all_selected_are_removed_and_come_back_in_one_step(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    said: list[str] = []
    services.toast_requested.connect(lambda text, undo, stay: said.append(text))
    qtbot.keyClick(page.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.model.first() == "INC-2025-001")
    qtbot.waitUntil(lambda: said == ["2 incidents removed"])
    services.undo()
    qtbot.waitUntil(lambda: page.model.rowCount() == 5)


def test_that_all_selected_get_a_field_and_a_mode_and_undo_takes_each_back(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    def kept(field: str) -> list[object]:
        return services.with_session(lambda session: [getattr(one, field) for one in session.store.incidents.all()])

    before = kept("severity")
    select_all(qtbot, page)
    page.selected.give({"severity": "LOW"})
    qtbot.waitUntil(lambda: set(kept("severity")) == {"LOW"})
    services.undo()
    assert kept("severity") == before
    qtbot.waitUntil(lambda: services.reads.is_idle() and not services.jobs.running())
    select_all(qtbot, page)
    page.selected.link("M10")
    qtbot.waitUntil(lambda: all("M10" in str(modes) for modes in kept("modes")))
    services.undo()
    assert sum("M10" in str(modes) for modes in kept("modes")) == 1
