"""The list of incidents as an item model."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests.desktop.incidents.examples import DRIFT, HOSTILE, INJECTION, fields
from workbench.desktop.incidents.model import IncidentsModel
from workbench.desktop.kit.roles import Role
from workbench.domain.incident_filter import IncidentFilter
from workbench.edits.incidents import RecordIncident
from workbench.edits.session import Session
from workbench.storage.incident_list import IncidentRow, read_counts, read_list, read_page
from workbench.storage.store import Store

NAMES = {"tool-api-drift": "Tool API drift"}


def scroll_to_the_end(store: Store, model: IncidentsModel, asked: list[IncidentRow]) -> None:
    """Answer what a model asks for, as the page does: later, and never while it asks."""
    while asked or model.canFetchMore(QModelIndex()):
        if not asked:
            model.fetchMore(QModelIndex())
        after = asked.pop()
        model.append(after, read_page(store, model.wanted, after=after, size=3))


def watched() -> IncidentsModel:
    model = IncidentsModel(NAMES)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    return model


def test_that_incidents_stand_below_the_head_of_their_year(store: Store, session: Session) -> None:
    session.do_all([RecordIncident(DRIFT), RecordIncident(INJECTION)])
    model = watched()
    model.show(read_list(store, IncidentFilter()))
    rows = [model.index(row) for row in range(model.rowCount())]
    assert [row.data() for row in rows] == ["2026", DRIFT["title"], "2025", INJECTION["title"]]
    assert [bool(row.data(Role.HEADING)) for row in rows] == [True, False, True, False]
    assert not rows[0].flags() & Qt.ItemFlag.ItemIsSelectable
    assert rows[1].data(Role.CAPTION) == "Tool API drift"
    assert rows[3].data(Role.CHIP) == ("Disclosed vulnerability", "na")
    assert "INC-2026-001" in rows[1].data(Qt.ItemDataRole.AccessibleTextRole)


def test_that_heads_learn_their_numbers_later_and_only_of_their_own_list(store: Store, session: Session) -> None:
    session.do_all([RecordIncident(DRIFT), RecordIncident(INJECTION), RecordIncident(DRIFT)])
    model = watched()
    model.show(read_list(store, IncidentFilter()))
    model.show_counts(read_counts(store, IncidentFilter(text="vendor")))
    assert model.index(0).data(Role.NOTE) == ""
    model.show_counts(read_counts(store, IncidentFilter()))
    assert model.index(0).data(Role.NOTE) == "2"
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "2026, 2 incidents"


def test_that_severities_are_heads_too(store: Store, session: Session) -> None:
    session.do_all([RecordIncident(DRIFT), RecordIncident(INJECTION), RecordIncident(fields("no severity"))])
    model = watched()
    model.show(read_list(store, IncidentFilter(order="severity")))
    heads = [model.index(row).data() for row in range(model.rowCount()) if model.index(row).data(Role.HEADING)]
    assert heads == ["Critical", "High", "No severity"]


def test_that_rows_are_fetched_as_they_are_scrolled_to(store: Store, session: Session) -> None:
    session.do_all([RecordIncident(fields(f"number {n}", f"{2024 + n % 2}")) for n in range(10)])
    model = watched()
    asked: list[IncidentRow] = []
    model.more_wanted.connect(asked.append)
    model.show(read_list(store, IncidentFilter(), size=3))
    assert model.rowCount() == 4
    scroll_to_the_end(store, model, asked)
    assert model.rowCount() == 12
    heads = [model.index(row).data() for row in range(12) if model.index(row).data(Role.HEADING)]
    assert heads == ["2025", "2024"]


def test_that_an_answer_to_an_earlier_list_is_left_alone(store: Store, session: Session) -> None:
    session.do_all([RecordIncident(fields(f"number {n}", "2026")) for n in range(6)])
    model = watched()
    model.show(read_list(store, IncidentFilter(), size=3))
    model.fetchMore(QModelIndex())
    last = model.last()
    assert last is not None
    late = read_page(store, model.wanted, after=model.last(), size=3)
    model.show(read_list(store, IncidentFilter(text="number"), size=2))
    model.append(last, late)
    assert model.rowCount() == 3


def test_that_mark_up_in_a_title_is_no_mark_up_in_its_tool_tip(store: Store, session: Session) -> None:
    session.do(RecordIncident(fields(HOSTILE)))
    model = watched()
    model.show(read_list(store, IncidentFilter()))
    assert model.index(1).data() == HOSTILE
    assert "<img" not in model.index(1).data(Qt.ItemDataRole.ToolTipRole)
