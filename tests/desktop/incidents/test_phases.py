"""The phases of an incident in the window: what each lacks leads to its field, and the clocks count."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.incidents.examples import REFUND
from tests.desktop.opened import settle
from workbench.catalogue.incident_phases import incident_phases
from workbench.desktop.incidents.clocks_dialog import ClocksDialog
from workbench.desktop.incidents.edit_fields import Choice, KeptLine
from workbench.desktop.incidents.editing import IncidentEditor
from workbench.desktop.incidents.page import IncidentsPage
from workbench.desktop.incidents.phases_part import LateNotice, PhasesPart, first_lack
from workbench.desktop.incidents.timeline import PhaseBars
from workbench.desktop.kit.text import RichText
from workbench.desktop.shell.services import Services
from workbench.domain.incident import Incident, Response
from workbench.edits.clocks import JudgeClock, SwitchClock
from workbench.edits.incidents import ChangeIncident, RecordIncident

KEY = "INC-2026-001"
CLOCK = "eu-ai-act-73"
NAME = "EU AI Act, Article 73"


@pytest.fixture
def page(qtbot: QtBot, services: Services) -> IncidentsPage:
    services.write(RecordIncident(REFUND))
    services.write(ChangeIncident(KEY, {"origin": "own"}))
    page = IncidentsPage(services)
    qtbot.addWidget(page)
    page.resize(1200, 750)
    page.show()
    page.open_at(KEY)
    settle(qtbot, services)
    return page


def kept(services: Services) -> Incident:
    found = services.with_session(lambda session: session.store.incidents.first("key = ?", KEY))
    assert found is not None
    return found


def response(services: Services) -> Response:
    return kept(services).response or Response()


def opened_at(qtbot: QtBot, page: IncidentsPage, field: str) -> IncidentEditor:
    with qtbot.waitActive(page):
        page.activateWindow()
    page.detail.edit_wanted.emit(field)
    return whole(qtbot, page)


def whole(qtbot: QtBot, page: IncidentsPage) -> IncidentEditor:
    qtbot.waitUntil(lambda: page.pane.editor is not None and page.pane.editor.is_whole)
    editor = page.pane.editor
    assert editor is not None
    return editor


def named(editor: QWidget, name: str, kind: Any = QWidget) -> Any:
    found = [one for one in editor.findChildren(kind) if one.accessibleName() == name]
    assert len(found) == 1, (name, found)
    return found[0]


def choose(editor: QWidget, name: str, value: str) -> None:
    choice = named(editor, name, Choice)
    choice.setCurrentIndex(choice.findData(value))
    choice.chosen.emit(value)


def said(part: QWidget) -> str:
    return "\n".join(label.text() for label in part.findChildren(QLabel) if not label.isHidden())


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Human takeover", "takeover"),
        ("Users told", "users_told"),
        ("Pattern", "pattern"),
        ("Reviews looked at", "reviews"),
    ],
)
def test_that_what_was_done_is_written_in_place_and_undone(
    qtbot: QtBot, page: IncidentsPage, services: Services, name: str, field: str
) -> None:
    editor = opened_at(qtbot, page, field)
    named(editor, name, QPlainTextEdit).setPlainText("The desk did.")
    qtbot.waitUntil(lambda: getattr(response(services), field) == "The desk did.", timeout=3000)
    services.undo()
    qtbot.waitUntil(lambda: named(editor, name, QPlainTextEdit).toPlainText() == "")
    assert kept(services).response is None


def test_that_two_fields_written_at_once_both_stay(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    editor = opened_at(qtbot, page, "")
    choose(editor, "What was done with the agent", "halted")
    line = named(editor, "Post-mortem", KeptLine)
    line.setText("https://wiki.example/pm")
    line.commit()
    assert (response(services).limit, response(services).post_mortem) == ("halted", "https://wiki.example/pm")
    choose(editor, "What was done with the agent", "")
    assert response(services).limit is None
    page.pane.editor.finished.emit()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: "https://wiki.example/pm" in said(page.detail.widget()))


def test_that_every_lack_leads_to_a_field_of_the_editor(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    editor = opened_at(qtbot, page, "")
    arrived = {}
    for field in {need.field for phase in incident_phases() for need in phase.needs}:
        editor.begin_at("title")
        editor.begin_at(field.replace("-", "_"))
        at = QApplication.focusWidget()
        assert at is not None
        assert editor.isAncestorOf(at)
        arrived[field] = at.accessibleName() or getattr(at, "text", str)()
    assert "Title" not in arrived.values()
    assert len(set(arrived.values())) == len(arrived), arrived


def test_that_a_lack_is_followed_with_the_mouse_and_with_the_keyboard(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    [part] = page.detail.widget().findChildren(PhasesPart)
    texts = [text for text in part.findChildren(RichText) if "edit:users_told" in text.text()]
    texts[0].linkActivated.emit("edit:users_told")
    qtbot.waitUntil(lambda: _at(page) == "Users told")
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    [bars] = page.detail.widget().findChildren(PhaseBars)
    contained = named(bars, "Contained: open. Edit")
    contained.setFocus()
    qtbot.keyClick(contained, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: _at(page) == "Contained: when")


def _at(page: IncidentsPage) -> str:
    at = page.focusWidget()
    return at.accessibleName() if at is not None and page.pane.editor is not None else ""


def test_that_the_bars_of_all_phases_stand_in_one_line(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    stone = {"name": "detected", "at": "2026-02", "precision": "month", "note": "the customer writes again and again"}
    services.write(ChangeIncident(KEY, {"milestones": (stone,)}))

    def bars() -> list[QAbstractButton]:
        return page.detail.widget().findChildren(PhaseBars)[0].findChildren(QAbstractButton)

    qtbot.waitUntil(
        lambda: "again and again" in bars()[0].accessibleName() and bars()[0].height() > bars()[0].width() / 4
    )
    assert len({(button.y(), button.height()) for button in bars()}) == 1


def test_that_a_phase_with_its_moment_leads_to_what_it_lacks_beside() -> None:
    fields: dict[str, Any] = {"id": "i", "key": KEY, "title": "T", "recorded_by": "p", "recorded_at": datetime.now(UTC)}
    incident = Incident.model_validate(
        fields | {"milestones": ({"name": "detected", "at": "2026", "precision": "year"},)}
    )
    assert first_lack(incident, "detected") == "detection"
    assert first_lack(incident, "resolved") == "resolved"
    assert first_lack(incident.model_copy(update={"origin": "public"}), "detected") == "detected"


def test_that_clocks_are_switched_in_a_dialog(qtbot: QtBot, page: IncidentsPage, services: Services) -> None:
    page.page_actions()["incidents.clocks"]()
    qtbot.waitUntil(lambda: page.pane.clocks.dialog is not None)
    dialog = page.pane.clocks.dialog
    assert isinstance(dialog, ClocksDialog)
    assert "73(3)" in said(dialog)
    dialog.boxes[CLOCK].click()
    assert services.with_session(lambda session: [row.id for row in session.store.clocks.all()]) == [CLOCK]
    qtbot.waitUntil(lambda: "nobody has said yet which clause applies" in said(page.detail.widget()))
    dialog.boxes[CLOCK].click()
    qtbot.waitUntil(lambda: "nobody has said yet which clause applies" not in said(page.detail.widget()))
    dialog.primary.click()
    qtbot.waitUntil(lambda: page.pane.clocks.dialog is None)


def test_that_a_clock_is_judged_and_reported_and_what_cannot_be_is_refused(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    services.write(SwitchClock(CLOCK, True))
    qtbot.waitUntil(lambda: bool(page.detail.view and page.detail.view.clocks_on))
    editor = opened_at(qtbot, page, f"clocks/{CLOCK}")
    qtbot.waitUntil(lambda: _at(page) == f"{NAME}: what applies")
    day = datetime.now(UTC).date() - timedelta(days=20)
    stone = {"name": "aware", "at": day.isoformat(), "precision": "day"}
    services.write(ChangeIncident(KEY, {"milestones": (stone,)}))
    choose(editor, f"{NAME}: what applies", "73-2")
    [choice] = response(services).clocks
    assert (choice.clause, choice.reported_on) == ("73-2", "")
    qtbot.waitUntil(lambda: "5 days late" in said(editor))
    reported = named(editor, f"{NAME}: reported on", KeptLine)
    for typed, refusal in (("2999-01-01", "has not come yet"), ("soon", "not a date"), ("2026", "is no day")):
        reported.setText(typed)
        reported.commit()
        assert refusal in said(editor)
        assert response(services).clocks[0].reported_on == ""
    reported.setText(day.isoformat())
    reported.commit()
    assert response(services).clocks[0].reported_on == day.isoformat()
    qtbot.waitUntil(lambda: "in time" in said(editor))
    choose(editor, f"{NAME}: what applies", "none")
    assert response(services).clocks[0].clause == ""
    choose(editor, f"{NAME}: what applies", "")
    assert kept(services).response is None


def test_that_what_is_overdue_stands_above_everything_else(
    qtbot: QtBot, page: IncidentsPage, services: Services
) -> None:
    assert page.detail.widget().findChildren(LateNotice) == []
    stone = {"name": "aware", "at": "2026-01-02", "precision": "day"}
    services.write(ChangeIncident(KEY, {"milestones": (stone,)}))
    services.write(SwitchClock(CLOCK, True))
    services.write(JudgeClock(KEY, CLOCK, "73-3"))

    def is_loud() -> bool:
        found = page.detail.widget().findChildren(LateNotice)
        return bool(found) and found[0].isVisible() and "late." in said(found[0])

    qtbot.waitUntil(is_loud)
    [notice] = page.detail.widget().findChildren(LateNotice)
    [text] = notice.findChildren(RichText)
    text.linkActivated.emit(f"edit:clocks/{CLOCK}")
    qtbot.waitUntil(lambda: _at(page) == f"{NAME}: what applies")
