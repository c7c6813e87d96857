"""Editing an incident in the window: every field keeps itself, and what is typed is never lost."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.incidents.examples import REFUND, fields
from tests.desktop.opened import settle
from workbench.catalogue.loader import builtin_catalogue
from workbench.desktop.incidents.edit_fields import Choice, KeptLine
from workbench.desktop.incidents.edit_rows import Cell, Rows
from workbench.desktop.incidents.editing import IncidentEditor
from workbench.desktop.incidents.form import NewIncidentDialog
from workbench.desktop.incidents.page import IncidentsPage
from workbench.desktop.incidents.proposals import CategoryProposal, Proposals, proposed_category
from workbench.desktop.incidents.reading import Systems
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.field_places import place_of
from workbench.desktop.shell.services import Services
from workbench.domain.incident import Incident
from workbench.edits.deployments import AddDeployment, AddVersion
from workbench.edits.incidents import ChangeIncident, RecordIncident

KEY = "INC-2026-001"
OWN = {"id": "-", "key": KEY, "recorded_by": "-", "recorded_at": "2026-01-02T10:00:00Z"}


@pytest.fixture
def page(qtbot: QtBot, services: Services) -> IncidentsPage:
    services.write(AddDeployment("Support desk", None, "1.0"))
    services.write(AddVersion("DEP-1", "1.1"))
    services.write(RecordIncident(REFUND))
    services.write(RecordIncident(fields("Another one", "2026-01")))
    page = IncidentsPage(services)
    qtbot.addWidget(page)
    page.resize(1200, 750)
    page.show()
    page.open_at(KEY)
    settle(qtbot, services)
    return page


@pytest.fixture
def editor(qtbot: QtBot, page: IncidentsPage, services: Services) -> IncidentEditor:
    return edited(qtbot, page, services)


def edited(qtbot: QtBot, page: IncidentsPage, services: Services) -> IncidentEditor:
    page.pane.edit()
    settle(qtbot, services)
    editor = page.pane.editor
    assert editor is not None
    qtbot.waitUntil(lambda: editor.is_whole)
    return editor


def kept(services: Services) -> Incident:
    found = services.with_session(lambda session: session.store.incidents.first("key = ?", KEY))
    assert found is not None
    return found


def named(editor: QWidget, name: str, kind: Any = QWidget) -> Any:
    found = [one for one in editor.findChildren(kind) if one.accessibleName() == name]
    assert len(found) == 1, (name, found)
    return found[0]


def write(editor: QWidget, name: str, text: str) -> None:
    line = named(editor, name, KeptLine)
    line.setText(text)
    line.commit()


def choose(editor: QWidget, name: str, value: str) -> None:
    choice = named(editor, name, Choice)
    choice.show_kept(value)
    choice.chosen.emit(value)


def press(editor: QWidget, words: str) -> None:
    [button] = [
        one for one in editor.findChildren(Button) if words in (one.text(), one.accessibleName()) and not one.isHidden()
    ]
    button.click()


def test_that_e_edits_and_esc_ends_it_with_what_was_typed_last(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    with qtbot.waitActive(page):
        page.activateWindow()
    qtbot.keyClick(page.list, Qt.Key.Key_E)
    settle(qtbot, services)
    editor = page.pane.editor
    assert editor is not None
    assert page.focusWidget().accessibleName() == "Title"
    qtbot.keyClicks(page.focusWidget(), " e")
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Escape)
    assert page.pane.editor is None
    assert kept(services).title == "Refund tool called twice e"


def test_that_text_is_kept_after_a_second_of_rest(qtbot: QtBot, editor: IncidentEditor, services: Services) -> None:
    named(editor, "Root cause", QPlainTextEdit).setPlainText("No key.")
    qtbot.waitUntil(lambda: kept(services).root_cause == "No key.", timeout=3000)
    named(editor, "Contributing factors", QPlainTextEdit).setPlainText("One\n\n Two \n")
    qtbot.waitUntil(lambda: kept(services).contributing_factors == ("One", "Two"), timeout=3000)


@pytest.mark.parametrize(
    ("name", "value", "field", "becomes"),
    [
        ("Kind", "near-miss", "kind", "near-miss"),
        ("Severity", "LOW", "severity", "LOW"),
        ("Severity", "", "severity", None),
        ("Grade", "research", "grade", "research"),
        ("Whose it is", "public", "origin", "public"),
        ("Category", "tool-api-drift", "category", "tool-api-drift"),
    ],
)
def test_that_a_choice_is_kept(
    editor: IncidentEditor, services: Services, name: str, value: str, field: str, becomes: object
) -> None:
    choose(editor, name, value)
    assert getattr(kept(services), field) == becomes


def test_that_the_version_that_ran_follows_the_deployment(
    qtbot: QtBot, editor: IncidentEditor, services: Services
) -> None:
    deployment, version = named(editor, "Deployment", Choice), named(editor, "Version that ran", Choice)
    assert version.count() == 1
    choose(editor, "Deployment", deployment.itemData(1))
    qtbot.waitUntil(lambda: version.count() == 3)
    assert [version.itemText(row) for row in range(3)] == ["Not known yet", "1.1", "1.0"]
    choose(editor, "Version that ran", version.itemData(2))
    assert kept(services).version_id == version.itemData(2)


def test_that_a_milestone_is_as_precise_as_it_is_typed(
    qtbot: QtBot, editor: IncidentEditor, services: Services
) -> None:
    write(editor, "Detected: when", "2026-11-17 14:05")
    write(editor, "Detected: note", "by a customer")
    write(editor, "Resolved: when", "Nov 2026")
    stones = {stone.name: (stone.at, stone.precision, stone.note) for stone in kept(services).milestones}
    assert stones["detected"] == ("2026-11-17T14:05", "minute", "by a customer")
    assert stones["resolved"] == ("2026-11", "month", "")
    write(editor, "Resolved: when", "soon")
    assert kept(services).milestone("resolved") is not None
    assert any("soon is not a date" in label.text() for label in editor.findChildren(QLabel) if not label.isHidden())
    write(editor, "Resolved: when", "")
    assert kept(services).milestone("resolved") is None
    settle(qtbot, services)
    assert named(editor, "Detected: when", KeptLine).text() == "2026-11-17 14:05"


def test_that_an_untouched_date_keeps_what_the_source_said(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    stone = {"name": "began", "at": "2026-11-17T13:05", "precision": "minute", "zone": "CET", "original": "14:05 CET"}
    services.write(ChangeIncident(KEY, {"milestones": (stone,)}))
    qtbot.waitUntil(lambda: page.detail.incident is not None and page.detail.incident.milestones[0].zone == "CET")
    editor = edited(qtbot, page, services)
    write(editor, "Began: note", "after lunch")
    began = kept(services).milestone("began")
    assert began is not None
    assert (began.zone, began.original, began.note) == ("CET", "14:05 CET", "after lunch")


def test_that_numbers_are_kept_and_what_is_none_says_so(editor: IncidentEditor, services: Services) -> None:
    write(editor, "Money, from", "1 200.50")
    write(editor, "Currency", "eur")
    write(editor, "People", "7")
    [estimate] = [box for box in editor.findChildren(QCheckBox) if box.text() == "The money is an estimate"]
    estimate.click()
    extent = kept(services).extent
    assert extent is not None
    assert (extent.money, extent.currency, extent.people, extent.is_estimated) == (1200.5, "EUR", 7, True)
    write(editor, "Records", "many")
    assert any("in digits" in label.text() for label in editor.findChildren(QLabel))
    estimate.click()
    for name in ("Money, from", "Currency", "People"):
        write(editor, name, "")
    assert kept(services).extent is None


def test_that_rows_are_added_changed_and_removed(qtbot: QtBot, editor: IncidentEditor, services: Services) -> None:
    press(editor, "Add an action")
    assert kept(services).actions == (), "an empty row is no action"
    write(editor, "What is to be done, action 1", "Add a key")
    write(editor, "Owner, action 1", "Ada")
    write(editor, "Due: 2026-12-31, action 1", "31 Dec 2099")
    write(editor, "Where it is tracked, action 1", "OPS-7")
    named(editor, "Done, action 1", QCheckBox).click()
    [action] = kept(services).actions
    assert (action.text, action.owner, action.due) == ("Add a key", "Ada", "2099-12-31")
    assert (action.is_done, action.link) == (True, "OPS-7")
    press(editor, "Remove action 1")
    assert kept(services).actions == ()


def test_that_modes_and_controls_come_from_the_catalogue(editor: IncidentEditor, services: Services) -> None:
    press(editor, "Add a mode")
    assert kept(services).modes == (), "nobody has chosen one yet"
    choose(editor, "Failure mode, mode 1", "M04")
    choose(editor, "Role, mode 1", "contributing")
    [role] = kept(services).modes
    assert (role.mode, role.role, role.assigned_by) == ("M04", "contributing", "person")
    press(editor, "Add a control")
    choose(editor, "Control, control 1", "circuit-breaker")
    choose(editor, "Outcome, control 1", "absent")
    assert [(one.control, one.outcome) for one in kept(services).controls] == [("circuit-breaker", "absent")]


def test_that_facts_and_moments_are_kept(editor: IncidentEditor, services: Services) -> None:
    press(editor, "Add a fact")
    write(editor, "What, fact 1", "CVSS")
    write(editor, "Value, fact 1", "7.8")
    press(editor, "Add a line")
    write(editor, "When, line 1", "+6:00")
    write(editor, "What, line 1", "Detected")
    assert [(fact.label, fact.value, fact.source) for fact in kept(services).facts] == [("CVSS", "7.8", "us")]
    assert [(moment.when, moment.title) for moment in kept(services).timeline] == [("+6:00", "Detected")]


def test_that_what_is_refused_says_so_and_the_kept_stays(
    qtbot: QtBot, editor: IncidentEditor, services: Services
) -> None:
    with qtbot.waitSignal(services.toast_requested) as said:
        write(editor, "Title", "  ")
    assert "Nothing was changed" in said.args[0]
    assert named(editor, "Title", QLineEdit).text() == "Refund tool called twice"


def test_that_undo_shows_in_the_fields_and_typing_is_not_overwritten(
    qtbot: QtBot, editor: IncidentEditor, services: Services
) -> None:
    write(editor, "Reported by", "Ada")
    named(editor, "Trigger", QPlainTextEdit).setPlainText("A time")
    services.undo()
    qtbot.waitUntil(lambda: named(editor, "Reported by", KeptLine).text() == "")
    assert named(editor, "Trigger", QPlainTextEdit).toPlainText() == "A time"
    qtbot.waitUntil(lambda: kept(services).trigger == "A time", timeout=3000)


def test_that_another_incident_ends_the_editing(
    qtbot: QtBot, page: IncidentsPage, editor: IncidentEditor, services: Services
) -> None:
    named(editor, "Fix", QPlainTextEdit).setPlainText("A key.")
    page.list.select_key("INC-2026-002")
    settle(qtbot, services)
    assert page.pane.editor is None
    assert kept(services).fix == "A key."


def test_that_the_list_makes_room_for_editing_where_it_stands_above(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    page.resize(640, 560)
    edited(qtbot, page, services)
    assert not page.list.isVisible()
    page.resize(1200, 750)
    assert page.list.isVisible()
    page.resize(640, 560)
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert page.list.isVisible()
    assert page.current_key() == KEY


def test_that_the_wheel_changes_no_choice(qtbot: QtBot) -> None:
    choice = Choice("Kind", {"a": "A", "b": "B"})
    qtbot.addWidget(choice)
    turn = QWheelEvent(
        *(QPointF(), QPointF(), QPointF().toPoint(), QPointF(0, -120).toPoint()),
        *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False),
    )
    choice.wheelEvent(turn)
    assert (choice.value(), turn.isAccepted()) == ("a", False)


def test_that_a_proposed_mode_is_taken_with_its_category(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    services.write(
        ChangeIncident(KEY, {"summary": "The vendor renamed a field; the schema drifted.", "category": None})
    )
    qtbot.waitUntil(lambda: bool(page.detail.widget().findChildren(Proposals)))
    [part] = page.detail.widget().findChildren(Proposals)
    assert "“renamed”" in "".join(label.text() for label in part.findChildren(QLabel))
    press(part, "Take M10 Tool API drift")
    assert [(role.mode, role.role) for role in kept(services).modes] == [("M10", "cause")]
    assert kept(services).category == "tool-api-drift"
    qtbot.waitUntil(lambda: not page.detail.widget().findChildren(Proposals))


def test_that_the_category_of_the_modes_is_proposed_and_taken(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    roles = ({"mode": "M06", "role": "contributing"}, {"mode": "M10", "role": "cause"})
    services.write(ChangeIncident(KEY, {"modes": roles, "category": None}))
    qtbot.waitUntil(lambda: bool(page.detail.widget().findChildren(CategoryProposal)))
    [part] = page.detail.widget().findChildren(CategoryProposal)
    press(part, "Take the category Tool API drift")
    assert kept(services).category == "tool-api-drift"
    qtbot.waitUntil(lambda: not page.detail.widget().findChildren(CategoryProposal))


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([("M06", "contributing")], ("prompt-injection", "M06")),
        ([("M06", "cause"), ("M12.1", "consequence")], ("prompt-injection", "M06")),
        ([("M06", "cause"), ("M10", "cause")], None),
        ([("M03", "cause")], None),
        ([], None),
    ],
)
def test_that_a_category_is_proposed_where_the_modes_agree(
    roles: list[tuple[str, str]], expected: tuple[str, str] | None
) -> None:
    modes = [{"mode": mode, "role": role} for mode, role in roles]
    incident = Incident.model_validate({**fields("A bot loops", "2026-01"), **OWN, "modes": modes})
    assert proposed_category(builtin_catalogue(), incident) == expected
    decided = incident.model_copy(update={"category": "other"})
    assert proposed_category(builtin_catalogue(), decided) is None


def test_that_the_form_proposes_while_it_is_written(qtbot: QtBot, services: Services) -> None:
    form = NewIncidentDialog(builtin_catalogue(), Systems((), ()), date(2026, 11, 21))
    qtbot.addWidget(form)
    form.show()
    form.title.setText("The vendor renamed a field of the API")
    qtbot.waitUntil(lambda: not form.proposals.isHidden(), timeout=3000)
    press(form.proposals, "Take M10 Tool API drift")
    assert (form.mode.value(), form.category.value(), form.proposals.isHidden()) == ("M10", "tool-api-drift", True)


def test_that_rows_that_come_from_elsewhere_replace_those_that_are_shown(qtbot: QtBot) -> None:
    rows = Rows("Facts", (Cell("a", "A"), Cell("b", "B")), one="fact", needed="a")
    qtbot.addWidget(rows)
    rows.show_kept([{"a": "1", "b": "2", "beyond": "kept"}])
    rows.show_kept([{"a": "1", "b": "3", "beyond": "kept"}, {"a": "4", "b": "", "beyond": ""}])
    assert rows.values() == [{"a": "1", "b": "3", "beyond": "kept"}, {"a": "4", "b": "", "beyond": ""}]
    rows.show_kept([])
    assert rows.values() == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Title", "title"),
        ("Root cause", "root_cause"),
        ("Severity", "severity"),
        ("Human takeover", "response.takeover"),
    ],
)
def test_that_every_field_has_its_history(
    editor: IncidentEditor, page: IncidentsPage, services: Services, name: str, path: str
) -> None:
    entity = f"incident/{kept(services).id}"
    place = place_of(named(editor, name))
    assert place is not None
    assert (place.entity, place.path) == (entity, path)
    whole = place_of(page.detail)
    assert whole is not None
    assert (whole.entity, whole.path) == (entity, "")


def test_that_every_list_of_rows_has_its_history(editor: IncidentEditor) -> None:
    found = {place.path for one in editor.findChildren(Rows) if (place := place_of(one)) is not None}
    assert found == {"modes", "controls", "actions", "timeline", "facts"}
