"""The second view of the incidents: charts that say what they are worth, narrowed and followed to the list."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.desktop.incidents.examples import DRIFT, REFUND, fields
from tests.desktop.opened import settle
from workbench.desktop.incidents.page import IncidentsPage
from workbench.desktop.incidents.patterns_pane import PatternsPane
from workbench.desktop.shell.services import Services
from workbench.edits.deployments import AddDeployment
from workbench.edits.incidents import RecordIncident

M10 = ({"mode": "M10", "role": "cause"},)
OWN = fields("A field changed its unit", "2026-03", category="tool-api-drift", modes=M10)


@pytest.fixture
def page(qtbot: QtBot, services: Services) -> IncidentsPage:
    services.write(AddDeployment("Desk", "Team", "1.0"))
    for incident in (DRIFT, REFUND, OWN, fields("Nearly", "2025-05", kind="near-miss", modes=M10)):
        services.write(RecordIncident(incident))
    made = IncidentsPage(services)
    qtbot.addWidget(made)
    made.navigate.connect(lambda _place, argument: made.open_at(argument))
    made.resize(1200, 750)
    made.show()
    made.open_at("patterns")
    settle(qtbot, services)
    return made


def pane(page: IncidentsPage) -> PatternsPane:
    assert page.views.patterns is not None
    return page.views.patterns


def words(page: IncidentsPage) -> str:
    return "\n".join(label.text() for label in pane(page).findChildren(QLabel) if label.isVisible())


def titles(page: IncidentsPage) -> list[str]:
    return [chart.canvas.accessibleName() for chart in pane(page).charts or ()]


def test_that_only_incidents_of_our_own_are_counted_at_first(page: IncidentsPage) -> None:
    assert titles(page) == [
        "Tool API drift and 1 more are level at 1 of 2: no order",
        "M10 Tool API drift has the most, 1 of 1, but n is too small to rank it first",
    ]
    assert "No data: it is not recorded what runs and since when" in words(page)
    assert not page.search.isVisible()


def test_that_public_ones_and_other_kinds_stand_apart(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    pane(page)._on_origin_chosen(1)
    settle(qtbot, services)
    assert titles(page)[0] == "Tool API drift has the most, 1 of 1, but n is too small to rank it first"
    assert "Per 1,000 tasks" not in words(page)
    pane(page)._on_origin_chosen(0)
    pane(page)._on_kind_chosen(1)
    settle(qtbot, services)
    assert titles(page)[0].startswith("No near misses of our own by category yet")
    assert titles(page)[1].startswith("M10 Tool API drift")


def test_that_a_year_and_a_deployment_narrow_it_and_let_it_go_again(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    pane(page)._take_year("2025")
    settle(qtbot, services)
    assert titles(page)[0].startswith("No incidents of our own by category yet")
    pane(page)._on_year()
    pane(page)._take_deployment("DEP-1")
    settle(qtbot, services)
    assert pane(page)._deployment.text() == "Deployment: Desk"
    pane(page)._on_deployment()
    settle(qtbot, services)
    assert titles(page)[0].endswith("1 of 2: no order")


def test_that_a_bar_leads_to_the_list_of_what_it_counts(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    charts = pane(page).charts
    assert charts is not None
    charts[1].canvas.setFocus()
    with qtbot.waitSignal(page.navigate) as gone:
        qtbot.keyClick(charts[1].canvas, Qt.Key.Key_Return)
    assert gone.args == ["incidents", "mode/M10"]
    settle(qtbot, services)
    assert page.list.isVisible()
    assert page.filters.wanted.mode == "M10"


def test_that_the_tabs_lead_there_and_back_and_find_goes_to_the_list(qtbot: QtBot, page: IncidentsPage) -> None:
    page.views._on_tab_chosen(0)
    assert page.list.isVisible()
    assert page.search.isVisible()
    page.views._on_tab_chosen(1)
    assert pane(page).isVisible()
    page.focus_search()
    assert page.search.isVisible()


def test_that_a_new_incident_is_counted_at_once(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    services.write(RecordIncident(OWN))
    expected = "Tool API drift has the most, 2 of 3, but n is too small to rank it first"
    qtbot.waitUntil(lambda: titles(page)[0] == expected)
