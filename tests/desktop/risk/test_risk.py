"""The risk page: what is rated, in which order, and where it leads."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from tests.desktop.workspaces import make_rich, opened, prompter
from workbench.desktop.kit.roles import Role
from workbench.desktop.risk.model import HEADS, PriorityModel, RiskRole, matrix_spec, pareto_spec
from workbench.desktop.risk.page import ON_PURPOSE, RiskPage
from workbench.desktop.shell.services import Services
from workbench.domain.priority import Level
from workbench.storage.risk_view import RiskView, read_risk
from workbench.storage.store import Store

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_rich(tmp_path_factory.mktemp("risk"))


@pytest.fixture(scope="module")
def view(rich: Path) -> RiskView:
    store = Store(rich)
    found = read_risk(store, "REV-1", datetime(2026, 11, 20, 12, tzinfo=UTC))
    store.close()
    return found


@pytest.fixture
def services(qtbot: QtBot, rich: Path, tmp_path: Path) -> Iterator[Services]:
    with opened(qtbot, rich, tmp_path) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, services: Services) -> RiskPage:
    made = RiskPage(services)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    with qtbot.waitExposed(made):
        made.show()
    return made


def show(qtbot: QtBot, page: RiskPage, key: str) -> None:
    page.open_at(key)
    qtbot.waitUntil(lambda: page._view is not None and page._view.review.startswith(key), timeout=10_000)


def test_that_the_table_is_a_sound_model(qtbot: QtBot, view: RiskView) -> None:
    model = PriorityModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(view, TODAY)
    assert tester.model() is model
    assert (model.rowCount(), model.columnCount()) == (4, len(HEADS))


def test_that_what_is_most_urgent_comes_first_then_the_gravest(view: RiskView) -> None:
    assert [(row.mode_id, row.level) for row in view.rated] == [
        ("M06", Level.HIGH),
        ("M07", Level.HIGH),
        ("M08", Level.MEDIUM),
        ("M01", Level.LOW),
    ]


def test_that_a_row_says_before_now_proof_and_what_comes_next(view: RiskView) -> None:
    model = PriorityModel()
    model.show(view, TODAY)
    rows = {row.mode_id: number for number, row in enumerate(view.rated)}
    display = Qt.ItemDataRole.DisplayRole

    def cell(mode: str, column: int, role: int = display) -> object:
        return model.index(rows[mode], column).data(role)

    assert [cell("M08", column) for column in (1, 2, 3, 5, 6, 7)] == ["7", "6", "8", "7", "5", "6"]
    assert (cell("M08", 4, RiskRole.LEVEL), cell("M08", 8, RiskRole.LEVEL)) == ("H", "M")
    assert cell("M06", 8) == "Not rated again"
    assert cell("M06", 9, Role.PROOF) == (0, 2, 1)
    assert cell("M06", 10) == "No action yet"
    assert cell("M07", 10) == "998 clean runs, Cleo Haddad, 20 Dec"
    assert cell("M01", 10) == "None needed"
    spoken = model.index(rows["M08"], 8).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Now: Medium"


def test_that_a_condition_past_its_day_is_said_to_have_lapsed(view: RiskView) -> None:
    model = PriorityModel()
    model.show(view, date(2027, 1, 2))
    assert model.index(1, 10).data() == "998 clean runs, Cleo Haddad, lapsed 20 Dec 2026"


def test_that_the_matrix_uses_now_and_lists_who_is_not_assessed(view: RiskView) -> None:
    spec = matrix_spec(view)
    placed = {mark.ids: (mark.x, mark.y) for mark in spec.marks() if mark.ids}
    assert placed[("M08",)] == (3, 2)
    assert spec.notes[0].text == "Not assessed: M02 M03 M04 M05 M09"


def test_that_own_incidents_stand_beside_published_shares(view: RiskView) -> None:
    assert {count.category.id: count.own for count in view.own if count.own} == {
        "context-pollution": 1,
        "tool-api-drift": 1,
        "other": 1,
    }
    assert pareto_spec(view).caption.startswith("3 incidents of our own; published: source 2, at least 50")


def test_that_a_cell_lists_its_modes_and_leads_to_the_check(qtbot: QtBot, page: RiskPage) -> None:
    show(qtbot, page, "REV-1")
    page._on_cell_activated("M06 M08")
    menus = [menu for menu in page.findChildren(QMenu) if menu.isVisible()]
    assert [action.text() for action in menus[0].actions()] == [
        "M06  Adversarial prompt injection",
        "M08  Semantic drift in retrieval",
    ]
    with qtbot.waitSignal(page.navigate) as signal:
        menus[0].actions()[1].trigger()
    assert signal.args == ["reviews", "REV-1.1/retrieval_freshness"]
    menus[0].close()


def test_that_a_row_and_a_category_lead_on(qtbot: QtBot, page: RiskPage) -> None:
    show(qtbot, page, "REV-1")
    with qtbot.waitSignal(page.navigate) as signal:
        page._table.setFocus()
        qtbot.keyClick(page._table, Qt.Key.Key_Return)
    assert signal.args == ["reviews", "REV-1.1/injection_defense"]
    with qtbot.waitSignal(page.navigate) as signal:
        page._on_category_activated("other")
    assert signal.args == ["catalogue", "category/other"]


def test_that_a_grave_low_is_explained(page: RiskPage) -> None:
    assert ON_PURPOSE in [label.text() for label in page.findChildren(QLabel)]


def test_that_an_unrated_review_says_what_to_do(qtbot: QtBot, page: RiskPage) -> None:
    show(qtbot, page, "REV-2")
    assert page._unrated.isVisible()
    assert not page._priorities.isVisible()
    with qtbot.waitSignal(page.navigate) as signal:
        page._nothing.button_pressed.emit()
    assert signal.args == ["reviews", "REV-2.1"]


def test_that_the_page_remembers_the_review_and_the_chooser_goes_to_another(qtbot: QtBot, page: RiskPage) -> None:
    show(qtbot, page, "REV-2")
    page.open_at("")
    qtbot.waitUntil(page._services.reads.is_idle)
    assert page._chooser.current_key() == "REV-2"
    with qtbot.waitSignal(page.navigate) as signal:
        page._chooser.setCurrentIndex(1)
        page._chooser.activated.emit(1)
    assert signal.args == ["risk", "REV-1"]


def test_that_a_chart_is_written_as_svg(qtbot: QtBot, page: RiskPage, services: Services, tmp_path: Path) -> None:
    show(qtbot, page, "REV-1")
    target = prompter(services).target = tmp_path / "matrix.svg"
    assert "file.export" in page.page_actions()
    assert page._view is not None
    with qtbot.waitSignal(services.toast_requested, timeout=10_000):
        page._choose_target(matrix_spec(page._view))
    assert target.read_text(encoding="utf-8").startswith("<svg xmlns=")


def test_that_narrow_charts_stand_one_above_the_other(qtbot: QtBot, page: RiskPage) -> None:
    show(qtbot, page, "REV-1")
    assert page._charts is not None
    first, second = page._charts
    qtbot.waitUntil(lambda: first.y() == second.y() > 0)
    page.resize(700, 520)
    qtbot.waitUntil(lambda: second.y() > first.y())


def test_that_nothing_is_left_of_a_page(qtbot: QtBot, services: Services) -> None:
    QApplication.sendPostedEvents(None, 52)  # deferred deletions
    before = len(QApplication.allWidgets())
    made = RiskPage(services)
    made.show()
    show(qtbot, made, "REV-1")
    made.closing()
    made.deleteLater()
    qtbot.waitUntil(lambda: len(QApplication.allWidgets()) <= before)
