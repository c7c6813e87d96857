"""The palette over a real window: what it finds, where it goes, and that no key goes past it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.workspaces import make_rich, opened
from workbench.desktop.kit.roles import Role
from workbench.desktop.palette.popup import Palette
from workbench.desktop.palette.reading import read_records
from workbench.desktop.shell.places import make_page
from workbench.desktop.shell.services import Services
from workbench.desktop.shell.window import MainWindow


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_rich(tmp_path_factory.mktemp("rich"))


@pytest.fixture
def services(qtbot: QtBot, rich: Path, tmp_path: Path) -> Iterator[Services]:
    with opened(qtbot, rich, tmp_path) as made:
        made.index_catalogue()
        yield made


@pytest.fixture
def window(qtbot: QtBot, settings: QSettings, services: Services) -> Iterator[MainWindow]:
    made = MainWindow(settings)
    qtbot.addWidget(made)
    made.show()
    made.attach(services, make_page)
    services.workspace_opened.emit()
    qtbot.waitUntil(services.reads.is_idle)
    yield made


def palette(
    qtbot: QtBot, window: MainWindow, services: Services, text: str = "", action: str = "go.anywhere"
) -> Palette:
    window.actions_table.trigger(action)
    found = window.findChild(Palette)
    assert found is not None
    if text:
        qtbot.keyClicks(found.box, text)
    qtbot.waitUntil(services.reads.is_idle)
    return found


def rows(shown: Palette, role: int = Qt.ItemDataRole.DisplayRole) -> list[str]:
    return [str(shown.model.index(row).data(role) or "") for row in range(shown.model.rowCount())]


def test_that_typing_finds_records_and_commands_in_groups(qtbot: QtBot, window: MainWindow, services: Services) -> None:
    shown = palette(qtbot, window, services, "inj")
    texts = rows(shown)
    assert [text for text in texts if text in ("Catalogue", "Incidents", "Reviews", "Evidence", "Commands")]
    assert texts[0] == "Checks in open reviews"
    assert texts[1] == "injection_defense · Booking agent 2.0"
    assert rows(shown, Role.NOTE)[texts.index("Catalogue") + 1] == "M06", "what was published hides the mode itself"
    assert shown.list.currentIndex().row() == 1
    assert shown.box.accessibleDescription().startswith("injection_defense")


def test_that_the_rail_leads_to_the_palette(window: MainWindow) -> None:
    window._rail.search_pressed.emit()
    assert window.findChild(Palette) is not None


def test_that_enter_goes_to_the_record_and_the_palette_is_gone(
    qtbot: QtBot, window: MainWindow, services: Services
) -> None:
    shown = palette(qtbot, window, services, "adversarial prompt injection type:mode")
    qtbot.keyPress(shown.box, Qt.Key.Key_Return)
    assert window.current is not None
    assert (window.current.place, window.current.argument) == ("catalogue", "M06")
    assert not window.findChildren(Palette) or not window.findChildren(Palette)[0].isVisible()


def test_that_enter_waits_for_the_answer_to_what_was_typed(
    qtbot: QtBot, window: MainWindow, services: Services
) -> None:
    shown = palette(qtbot, window, services)
    shown.box.setText("refunds decided")
    qtbot.keyPress(shown.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current is not None and window.current.place == "incidents")


def test_that_control_enter_takes_the_text_to_the_list(qtbot: QtBot, window: MainWindow, services: Services) -> None:
    shown = palette(qtbot, window, services, "refunds type:incident")
    qtbot.keyPress(shown.box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page = window.page("incidents")
    assert page is not None
    assert page.search.text() == "refunds type:incident"  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)  # type: ignore[attr-defined]


def test_that_the_sign_for_commands_leaves_records_out_and_runs_one(
    qtbot: QtBot, window: MainWindow, services: Services
) -> None:
    shown = palette(qtbot, window, services, "overv", action="go.commands")
    assert rows(shown)[:2] == ["Commands", "Overview"]
    shown.box.setText(">catalogue")
    qtbot.keyPress(shown.box, Qt.Key.Key_Return)
    assert window.current is not None
    assert window.current.place == "catalogue"


def test_that_an_empty_box_shows_where_one_was_and_what_one_needs(
    qtbot: QtBot, window: MainWindow, services: Services
) -> None:
    window.go("catalogue", "M06")
    window.go("incidents", "INC-2026-001")
    window.go("overview")
    shown = palette(qtbot, window, services)
    texts = rows(shown)
    assert texts[:3] == ["Recent", "Clinejection, 4,000 machines", "Adversarial prompt injection"]
    assert "New incident…" in texts


def test_that_escape_gives_the_focus_back_and_no_key_goes_past(
    qtbot: QtBot, window: MainWindow, services: Services
) -> None:
    window.activateWindow()
    before = QApplication.focusWidget()
    place = window.current
    shown = palette(qtbot, window, services)
    for key, modifier in ((Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier), (Qt.Key.Key_E, _NONE)):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifier)
        event.ignore()
        QApplication.sendEvent(shown.box, event)
        assert event.isAccepted()
    qtbot.keyClick(shown.box, Qt.Key.Key_Tab)
    assert shown.isVisible()
    qtbot.keyClick(shown.box, Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert window.current == place
    assert QApplication.focusWidget() is before


_NONE = Qt.KeyboardModifier.NoModifier


def test_that_what_cannot_be_or_is_not_there_is_told(qtbot: QtBot, window: MainWindow, services: Services) -> None:
    shown = palette(qtbot, window, services, "sev:severe")
    assert shown.said == "sev:severe is not a severity. Choose from critical, high, medium, low."
    shown.box.setText("xqzjv")
    qtbot.waitUntil(services.reads.is_idle)
    assert shown.said == "Nothing matches xqzjv. Try fewer words or filters."


@pytest.mark.parametrize("text", ['"', "NEAR(", "*", "-", "sev:", "\x00", "a" * 5000, ":", "mode:M06 -", "𝔦𝔫𝔧"])
def test_that_nothing_typed_raises(qtbot: QtBot, window: MainWindow, services: Services, text: str) -> None:
    failures: list[Exception] = []
    services.failed.connect(failures.append)
    shown = palette(qtbot, window, services)
    shown.box.setText(text)
    qtbot.waitUntil(services.reads.is_idle)
    assert not failures


def test_that_every_entry_leads_somewhere(services: Services, qtbot: QtBot, window: MainWindow) -> None:
    groups: list[object] = []
    services.fetch(lambda store: read_records(store, services.catalogue, "report"), groups.extend, window, key="every")
    qtbot.waitUntil(services.reads.is_idle)
    for group in groups:
        for entry in group.entries:  # type: ignore[attr-defined]
            window.go(entry.place, entry.argument)
            assert window.current is not None
            assert window.current.place == entry.place
