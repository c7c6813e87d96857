"""The list as a table and along time."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.desktop.incidents.examples import DRIFT, INJECTION, REFUND, fields
from tests.desktop.opened import settle
from workbench.desktop.incidents.columns import IncidentColumns, columns
from workbench.desktop.incidents.list_forms import BESIDE, TABLE, TIMES
from workbench.desktop.incidents.model import IncidentsModel
from workbench.desktop.incidents.page import IncidentsPage
from workbench.desktop.kit.roles import Role
from workbench.desktop.shell.services import Services
from workbench.domain.incident_filter import IncidentFilter
from workbench.edits.incidents import RecordIncident
from workbench.edits.session import Session
from workbench.storage.incident_list import IncidentRow, read_list, read_page
from workbench.storage.store import Store

NAMES = {"tool-api-drift": "Tool API drift"}


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


def test_that_the_table_has_the_rows_of_the_list_without_its_heads(store: Store, session: Session) -> None:
    session.do_all([RecordIncident(fields(f"number {n}", f"{2020 + n}", severity="LOW")) for n in range(7)])
    source = IncidentsModel(NAMES)
    table = IncidentColumns(source, columns(NAMES))
    QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal, table)
    asked: list[IncidentRow] = []
    source.more_wanted.connect(asked.append)
    source.show(read_list(store, IncidentFilter(), size=3))
    while asked or table.canFetchMore(QModelIndex()):
        if not asked:
            table.fetchMore(QModelIndex())
        after = asked.pop()
        source.append(after, read_page(store, source.wanted, after=after, size=3))
    assert [table.index(row, 1).data() for row in range(table.rowCount())] == [f"number {n}" for n in range(6, -1, -1)]
    assert table.index(0, 3).data(Role.SEVERITY) == "LOW"
    assert table.index(0, 3).data(Qt.ItemDataRole.AccessibleTextRole) == "severity low"


def test_that_enter_in_the_table_leads_to_the_detail(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    page.show_form(TABLE)
    table = page.forms.table
    table.setFocus()
    table.selectRow(2)
    assert page.forms.selected.keys() == ["INC-2025-001"]
    qtbot.keyClick(table, Qt.Key.Key_Return)
    settle(qtbot, services)
    assert page.forms.form == BESIDE
    assert page.current_key() == "INC-2025-001"


def test_that_columns_are_chosen_and_the_title_stays(page: IncidentsPage) -> None:
    page.show_form(TABLE)
    table = page.forms.table
    menu = table.menu_of_columns()
    shown = [action.text() for action in menu.actions() if action.isChecked()]
    assert shown == ["Key", "Title", "Date", "Severity", "Category", "Failure modes", "Deployment", "Phase"]
    next(action for action in menu.actions() if action.text() == "Origin").trigger()
    next(action for action in menu.actions() if action.text() == "Phase").trigger()
    assert not table.isColumnHidden(10)
    assert table.isColumnHidden(7)
    assert not next(action for action in menu.actions() if action.text() == "Title").isEnabled()


def test_that_a_head_of_the_table_orders_the_list(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    page.show_form(TABLE)
    heads = page.forms.table.horizontalHeader()
    heads.sectionClicked.emit(3)
    settle(qtbot, services)
    assert (page.wanted().order, page.model.first()) == ("severity", "INC-2025-001")
    for order in ("newest", "oldest", "newest"):
        heads.sectionClicked.emit(2)
        settle(qtbot, services)
        assert page.wanted().order == order


def test_that_a_cell_of_the_timeline_opens_its_incidents(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    page.show_form(TIMES)
    settle(qtbot, services)
    chart = page.forms.times
    assert chart is not None
    assert chart.model.rowCount() == 3
    chart.canvas.setFocus()
    chart.cell_activated.emit("2026-Q1|public|HIGH")
    settle(qtbot, services)
    assert page.forms.form == BESIDE
    assert [row.key for row in page.model.incidents()] == ["INC-2026-001"]
    assert page.filters.chip("year").text() == "Year: Q1 2026"


def test_that_the_timeline_follows_the_filters(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    page.show_form(TIMES)
    page.set_filter(IncidentFilter(origin="own"))
    settle(qtbot, services)
    settle(qtbot, services)
    assert page.forms.times is not None
    assert page.forms.times.model.rowCount() == 1


def test_that_incidents_without_a_severity_are_opened_too(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    services.write(RecordIncident(fields("Nobody rated it", "2026")))
    page.show_form(TIMES)
    page.forms._on_cell("2026-?|own|")
    settle(qtbot, services)
    assert [row.title for row in page.model.incidents()] == ["Nobody rated it"]
