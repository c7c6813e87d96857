"""Saved filters in the window."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.desktop.incidents.examples import DRIFT, INJECTION, REFUND
from tests.desktop.opened import settle
from workbench.desktop.incidents.page import IncidentsPage
from workbench.desktop.shell.services import Services
from workbench.domain.incident_filter import IncidentFilter
from workbench.edits.filters import SaveFilter
from workbench.edits.incidents import RecordIncident

SEVERE = IncidentFilter(text="transactions", severity="HIGH", order="oldest")


@pytest.fixture
def page(qtbot: QtBot, services: Services) -> IncidentsPage:
    for incident in (DRIFT, INJECTION, REFUND):
        services.write(RecordIncident(incident))
    services.write(SaveFilter("Severe & old", SEVERE))
    page = IncidentsPage(services)
    qtbot.addWidget(page)
    page.resize(1200, 750)
    page.show()
    page.open_at("")
    settle(qtbot, services)
    return page


def entries(page: IncidentsPage) -> list[str]:
    return [action.text() for action in page.saved.menu_of_filters().actions() if not action.isSeparator()]


def test_that_a_saved_filter_is_chosen_whole(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    assert entries(page) == ["Severe && old", "Save this filter…", "Remove"]
    page.saved.menu_of_filters().actions()[0].trigger()
    settle(qtbot, services)
    assert page.wanted() == SEVERE
    assert page.search.text() == "transactions"
    assert page.model.first() == "INC-2026-001"
    assert page.saved.text() == "Severe && old"
    page.filters.chip("severity").click()
    settle(qtbot, services)
    assert page.saved.text() == "Filters"


def test_that_what_is_chosen_is_kept_under_a_name(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    page.set_filter(IncidentFilter(origin="own"))
    page.saved.save()
    dialog = page.saved._dialog
    assert dialog is not None
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.isVisible(), "a name is missing"
    qtbot.keyClicks(dialog.field, "Ours")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: entries(page)[:2] == ["Ours", "Severe && old"])
    assert page.saved.text() == "Ours"


def test_that_a_filter_is_removed_and_comes_back(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    page.saved._remove("Severe & old")
    qtbot.waitUntil(lambda: entries(page) == ["Save this filter…"])
    services.undo()
    qtbot.waitUntil(lambda: entries(page)[0] == "Severe && old")
