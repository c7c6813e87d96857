"""The incidents page in use."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from tests.desktop.incidents.examples import DRIFT, HOSTILE, INJECTION, REFUND, fields
from tests.desktop.opened import settle
from workbench.desktop.incidents.form import NewIncidentDialog
from workbench.desktop.incidents.list_forms import NOTHING_YET
from workbench.desktop.incidents.page import IncidentsPage
from workbench.desktop.kit.prose import Prose
from workbench.desktop.kit.text import RichText
from workbench.desktop.shell.services import Services
from workbench.domain.incident_filter import IncidentFilter
from workbench.edits.deployments import AddDeployment
from workbench.edits.incidents import RecordIncident
from workbench.storage import incident_list


@pytest.fixture
def page(qtbot: QtBot, services: Services) -> IncidentsPage:
    for incident in (DRIFT, INJECTION, REFUND):
        services.write(RecordIncident(incident))
    return shown(qtbot, services)


def shown(qtbot: QtBot, services: Services) -> IncidentsPage:
    page = IncidentsPage(services)
    qtbot.addWidget(page)
    page.resize(1200, 750)
    page.show()
    page.open_at("")
    settle(qtbot, services)
    return page


def texts(page: IncidentsPage) -> str:
    return "\n".join(label.text() for label in page.detail.widget().findChildren(QLabel))


def test_that_the_latest_incident_is_shown_first(page: IncidentsPage) -> None:
    assert page.current_key() == "INC-2026-002"
    assert page.detail.incident is not None
    assert page.detail.incident.title == REFUND["title"]


def test_that_a_row_leads_to_its_detail_and_into_the_history(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    page.list.setFocus()
    with qtbot.waitSignal(page.navigate) as gone:
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert gone.args == ["incidents", "INC-2026-001"]
    settle(qtbot, services)
    assert DRIFT["title"] in texts(page)


def test_that_the_list_is_searched_while_it_is_typed(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    page.page_actions()["edit.find"]()
    qtbot.keyClicks(page.search, "triag")
    qtbot.waitUntil(lambda: page.current_key() == "INC-2025-001")
    qtbot.keyClicks(page.search, "zzz")
    qtbot.waitUntil(lambda: "Nothing matches triagzzz." in shown_labels(page))
    page._on_search_everything()
    settle(qtbot, services)
    assert page.model.rowCount() == 5


def shown_labels(page: IncidentsPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def menu_of(qtbot: QtBot, page: IncidentsPage, services: Services, field: str) -> QMenu:
    page.filters.chip(field).click()
    settle(qtbot, services)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_that_the_order_is_chosen_from_a_menu(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    page.filters.order.click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["Newest first"]
    next(action for action in menu.actions() if action.text() == "Severest first").trigger()
    menu.close()
    settle(qtbot, services)
    assert page.model.first() == "INC-2025-001"
    assert page.filters.order.text() == "Severest first"


def test_that_deployments_and_years_are_offered_as_they_come(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    services.write(AddDeployment("Support desk"))
    page._read_list()
    settle(qtbot, services)
    for field, offered in (("deployment", ["Support desk\t0"]), ("year", ["2026\t2", "2025\t1"])):
        menu = menu_of(qtbot, page, services, field)
        assert [action.text() for action in menu.actions()] == offered
        menu.close()


def test_that_a_key_that_the_list_does_not_come_to_is_shown_alone(
    qtbot: QtBot, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incident_list, "FAR", 100)
    services.write_all([RecordIncident(fields(f"number {n}", f"{1990 + n % 30}")) for n in range(110)])
    page = IncidentsPage(services)
    qtbot.addWidget(page)
    page.open_at("INC-1990-001")
    qtbot.waitUntil(lambda: page.current_key() == "INC-1990-001")
    assert page.search.text() == "INC-1990-001"


def test_that_a_chip_narrows_the_list_and_lets_it_go_again(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    menu = menu_of(qtbot, page, services, "severity")
    assert [action.text() for action in menu.actions()] == ["Critical\t1", "High\t2", "Medium\t0", "Low\t0"]
    menu.actions()[0].trigger()
    menu.close()
    settle(qtbot, services)
    assert page.current_key() == "INC-2025-001"
    assert page.filters.chip("severity").text() == "Severity: Critical"
    page.filters.chip("severity").click()
    settle(qtbot, services)
    assert page.filters.wanted == IncidentFilter()


def test_that_the_list_is_narrowed_to_a_phase_and_to_where_something_is_missing(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    menu = menu_of(qtbot, page, services, "phase")
    words = [action.text().partition("\t")[0] for action in menu.actions()]
    assert words == ["Reported", "Detection", "Triage", "Resolution", "Post-incident"]
    assert sum(int(action.text().partition("\t")[2]) for action in menu.actions()) == 3
    menu.close()
    menu = menu_of(qtbot, page, services, "lacks")
    assert menu.actions()[1].text() == "Triage\t1"
    menu.actions()[1].trigger()
    menu.close()
    settle(qtbot, services)
    assert page.filters.chip("lacks").text() == "Lacks: Triage"
    assert page.current_key() == "INC-2026-002"


def test_that_the_catalogue_can_ask_for_the_incidents_of_a_mode(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    page.open_at("mode/M12")
    settle(qtbot, services)
    assert page.current_key() == "INC-2026-001"
    assert page.filters.chip("mode").text() == "Failure mode: M12 Inadequate fallback handling"


def test_that_links_lead_to_the_catalogue(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    page.open_at("INC-2025-001")
    settle(qtbot, services)
    assert 'href="workbench:mode/M06"' in texts(page)
    gone: list[tuple[str, str]] = []
    page.navigate.connect(lambda place, argument: gone.append((place, argument)))
    for link in ("workbench:mode/M06", "workbench:control/untrusted-content", "workbench:category/prompt-injection"):
        page.detail.link_activated.emit(link)
    assert gone == [
        ("catalogue", "M06"),
        ("catalogue", "control/untrusted-content"),
        ("catalogue", "category/prompt-injection"),
    ]


def test_that_an_address_outside_is_shown_before_it_is_opened(page: IncidentsPage, prompter: FakePrompter) -> None:
    prompter.yes = False
    page.detail.link_activated.emit("https://example.org/")
    page.detail.link_activated.emit("file:///etc/passwd")
    page.detail.link_activated.emit("javascript:alert(1)")
    assert prompter.asked == ["Open outside the workbench"]


def test_that_mark_up_in_an_incident_is_shown_as_it_was_typed(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    hostile = dict.fromkeys(("summary", "trigger", "root_cause", "impact", "fix"), HOSTILE)
    moments = ({"when": HOSTILE, "title": HOSTILE, "text": HOSTILE},)
    facts = ({"label": HOSTILE, "value": HOSTILE, "source": HOSTILE},)
    modes = ({"mode": '"><img src=x>', "role": "cause"},)
    services.write(
        RecordIncident(
            fields(
                HOSTILE,
                **hostile,
                timeline=moments,
                facts=facts,
                modes=modes,
                sources=(HOSTILE,),
                external_ids=(HOSTILE,),
            )
        )
    )
    page.open_at("INC-2026-003")
    settle(qtbot, services)
    rich = [label.text() for label in page.detail.widget().findChildren(RichText)]
    assert len(rich) > 6
    assert not any("<img" in text or "<script" in text for text in rich)
    assert [prose.toPlainText() for prose in page.detail.widget().findChildren(Prose)] == [HOSTILE]
    plain = [label.text() for label in page.detail.widget().findChildren(QLabel) if type(label) is not RichText]
    assert HOSTILE in plain


def test_that_an_unknown_key_is_refused_in_a_sentence(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    said: list[str] = []
    services.toast_requested.connect(lambda text, undo, stay: said.append(text))
    page.open_at("INC-1999-001")
    settle(qtbot, services)
    assert said == ["There is no incident INC-1999-001. Nothing was changed. It may have been removed."]
    assert page.current_key() == "INC-2026-002"


def test_that_an_empty_workspace_says_what_to_do(qtbot: QtBot, services: Services) -> None:
    assert NOTHING_YET in shown_labels(shown(qtbot, services))


def open_form(qtbot: QtBot, page: IncidentsPage) -> NewIncidentDialog:
    page.page_actions()["edit.new_incident"]()
    qtbot.waitUntil(lambda: page.recording.dialog is not None and page.recording.dialog.isVisible())
    assert page.recording.dialog is not None
    return page.recording.dialog


def test_that_an_incident_is_recorded_by_keyboard_alone(qtbot: QtBot, services: Services) -> None:
    services.write(AddDeployment("Support desk", "Ada", "4.1"))
    page = shown(qtbot, services)
    said: list[tuple[str, bool]] = []
    services.toast_requested.connect(lambda text, undo, stay: said.append((text, undo)))
    form = open_form(qtbot, page)
    qtbot.keyClicks(form.title, "The refund tool ran twice")
    form.when.selectAll()
    qtbot.keyClicks(form.when, "Feb 2026")
    qtbot.keyClick(form.deployment, Qt.Key.Key_Down)
    qtbot.keyClicks(form.summary, "Two customers were paid twice.")
    qtbot.keyClick(form.severity, Qt.Key.Key_Down)
    qtbot.keyClicks(form.mode, "M10")
    qtbot.keyClick(form.title, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.current_key() == "INC-2026-001")
    settle(qtbot, services)
    incident = page.detail.incident
    assert incident is not None
    assert (incident.title, incident.when, incident.severity) == ("The refund tool ran twice", "2026-02", "CRITICAL")
    assert incident.deployment_id and incident.category == "tool-api-drift"
    assert [(one.mode, one.role) for one in incident.modes] == [("M10", "cause")]
    assert said == [("INC-2026-001 recorded", True)]


def test_that_a_form_says_what_is_missing_and_keeps_what_was_typed(qtbot: QtBot, services: Services) -> None:
    page = shown(qtbot, services)
    form = open_form(qtbot, page)
    form.when.setText("soon")
    qtbot.keyClicks(form.summary, "Something")
    qtbot.keyClick(form.when, Qt.Key.Key_Return)
    assert form.isVisible()
    sentences = [label.text() for label in form.findChildren(QLabel) if label.isVisible()]
    assert "Say in one line what went wrong." in sentences
    assert any(sentence.startswith("soon is not a date.") for sentence in sentences)
    assert form.summary.toPlainText() == "Something"
    form.reject()


@pytest.mark.parametrize("width", [1200, 560])
def test_that_the_list_stands_over_the_detail_where_there_is_no_room(
    qtbot: QtBot, page: IncidentsPage, width: int
) -> None:
    page.resize(width, 560)
    across = page._splitter.orientation() == Qt.Orientation.Horizontal
    assert across == (width == 1200)


def test_that_the_list_says_how_many_vulnerabilities_it_leaves_out_and_leads_to_them(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    assert not page.filters.left_out.isVisible()
    services.write(RecordIncident(fields("a hole", "2026-04") | {"kind": "vulnerability"}))
    qtbot.waitUntil(page.filters.left_out.isVisible)
    assert page.filters.left_out.text() == "1 vulnerability left out"
    page.filters.left_out.click()
    qtbot.waitUntil(lambda: [row.title for row in page.model.incidents()] == ["a hole"])
    assert page.filters.wanted.kind == "vulnerability"
    qtbot.waitUntil(lambda: not page.filters.left_out.isVisible())
    page._clear_filters()
    page.open_at(page.model.first())
    settle(qtbot, services)
    assert page.detail.incident is not None
    assert page.detail.incident.title == "a hole"
