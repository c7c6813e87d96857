"""The frame: places, history, actions, what is remembered, and errors."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QSplitter
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from workbench.desktop.kit.chips import KeyChip
from workbench.desktop.kit.page import Page
from workbench.desktop.kit.theme import look
from workbench.desktop.shell.actions import ACTIONS, MENUS
from workbench.desktop.shell.errors import Errors
from workbench.desktop.shell.help import KeysDialog
from workbench.desktop.shell.history import History, Stop
from workbench.desktop.shell.places import Place, places
from workbench.desktop.shell.services import Services
from workbench.desktop.shell.window import MainWindow, remembered_look
from workbench.domain.errors import UserError
from workbench.edits.incidents import EDITS

HERE = "tests.desktop.shell.test_window"
PLACES = {
    place.id: place
    for place in (
        Place("overview", "Overview", "layout-dashboard", f"{HERE}:PlainPage", "Ctrl+1"),
        Place("reviews", "Reviews", "clipboard-check", f"{HERE}:ActingPage", "Ctrl+4"),
        Place("welcome", "Welcome", "house", f"{HERE}:PlainPage", on_rail=False, needs_workspace=False),
    )
}


class PlainPage(Page):
    """A page that remembers where it was opened."""

    title = "Plain"

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services, self.opened, self.closed = services, list[str](), False
        self.splitter = QSplitter()
        self.splitter.setObjectName("plain")
        self.splitter.addWidget(QLabel("left"))
        self.splitter.addWidget(QLineEdit("right"))
        QHBoxLayout(self).addWidget(self.splitter)

    def open_at(self, argument: str) -> None:
        """Remember."""
        self.opened.append(argument)

    def closing(self) -> None:
        """Remember."""
        self.closed = True


class ActingPage(PlainPage):
    """A page with an action."""

    title = "Acting"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.attached, self.can_attach = 0, True

    def page_actions(self) -> Mapping[str, Callable[[], None]]:
        """Attach, while it can."""
        return {"review.attach": self._attach} if self.can_attach else {}

    def _attach(self) -> None:
        self.attached += 1


def make_page(place: Place, services: Services) -> Page:
    """Make a page of this module."""
    return {"PlainPage": PlainPage, "ActingPage": ActingPage}[place.page.partition(":")[2]](services)


@pytest.fixture
def services(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """Return services on a new workspace."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    made = Services(FakePrompter())
    with qtbot.waitSignal(made.workspace_opened):
        made.create_workspace(tmp_path / "board", "Review board")
    yield made
    made.end()


@pytest.fixture
def window(qtbot: QtBot, settings: QSettings, services: Services) -> MainWindow:
    """Return the window at its first place."""
    made = MainWindow(settings, PLACES)
    qtbot.addWidget(made)
    made.attach(services, make_page)
    with qtbot.waitExposed(made):
        made.show()
    made.go("overview")
    return made


def test_that_going_opens_a_page_once_and_back_returns(window: MainWindow) -> None:
    window.go("reviews", "REV-17")
    window.go("reviews", "REV-18")
    window.go_back()
    window.go_back()
    window.go_forward()
    page = window.page("reviews")
    assert isinstance(page, ActingPage)
    assert page.opened == ["REV-17", "REV-18", "REV-17", "REV-17"]
    assert window.current == Stop("reviews", "REV-17")


def test_that_a_new_way_forgets_what_was_ahead() -> None:
    history = History()
    for place in ("a", "b", "c"):
        history.visit(Stop(place))
    history.back()
    history.visit(Stop("b"))
    assert history.can_go_forward
    history.visit(Stop("d"))
    assert not history.can_go_forward
    assert history.back() == Stop("b")


def test_that_no_entry_is_dead(window: MainWindow) -> None:
    table = window.actions_table
    assert not table["review.attach"].isVisible()
    window.go("reviews")
    assert table["review.attach"].isVisible()
    page = window.page("reviews")
    assert isinstance(page, ActingPage)
    page.can_attach = False
    page.actions_changed.emit()
    assert not table["review.attach"].isVisible()


def test_that_icons_are_drawn_when_their_menu_is_about_to_show(window: MainWindow) -> None:
    table = window.actions_table
    assert table["file.open"].icon().isNull()
    menu = table["file.open"].associatedObjects()[0]
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    assert not table["file.open"].icon().isNull()
    assert table["go.back"].icon().isNull()


def test_that_a_letter_acts_on_the_page_but_not_while_typing(qtbot: QtBot, window: MainWindow) -> None:
    window.go("reviews")
    page = window.page("reviews")
    assert isinstance(page, ActingPage)
    window.activateWindow()
    page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_E)
    assert page.attached == 1
    field = page.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_E)
    assert page.attached == 1
    assert "e" in field.text()


def test_that_the_rail_is_hidden_where_there_is_no_workspace(window: MainWindow, services: Services) -> None:
    window.go("welcome")
    assert not window._rail.isVisible()
    window.go("overview")
    assert window._rail.isVisible()
    services.close_workspace()
    assert window.current == Stop("welcome")
    window.go("overview")
    assert window.current == Stop("welcome")


def test_that_an_edit_is_announced_undone_and_shown_as_kept(
    qtbot: QtBot, window: MainWindow, services: Services
) -> None:
    assert EDITS
    from workbench.edits.people import AddPerson

    with qtbot.waitSignal(services.changed) as signal:
        services.write(AddPerson.named("Ada Žižek"))
    assert {entity.partition("/")[0] for entity in signal.args[0]} == {"person"}
    assert window._corner.text().startswith("All changes kept, ")


def test_that_what_can_be_undone_is_told_after_a_restart_without_being_asked(qtbot: QtBot, services: Services) -> None:
    from workbench.edits.deployments import AddDeployment

    services.write(AddDeployment("Support desk", None, "1.0"))
    folder = services.workspace.folder
    services.close_workspace()
    told: list[tuple[str, str]] = []
    services.undo_changed.connect(lambda undo, redo: told.append((undo, redo)))
    with qtbot.waitSignal(services.workspace_opened, timeout=10_000):
        services.open_workspace(folder)
    qtbot.waitUntil(lambda: told[-1:] == [(AddDeployment.said, "")], timeout=10_000)
    services.write(AddDeployment("Sales desk", None, "1.0"))
    services.undo()
    names: list[list[str]] = []
    services.fetch(lambda store: [one.name for one in store.deployments.all()], names.append, services)
    qtbot.waitUntil(lambda: bool(names))
    assert names[0] == ["Support desk"]


def test_that_reads_see_what_was_written(qtbot: QtBot, services: Services) -> None:
    names: list[list[str]] = []
    services.fetch(lambda store: [person.name for person in store.people.all()], names.append, services)
    qtbot.waitUntil(lambda: bool(names))
    assert names[0] == [services.actor.name]


def test_that_a_refusal_stays_and_names_what_happened(window: MainWindow, services: Services) -> None:
    services.undo()
    toast = window._sheet.toast
    assert toast.text().startswith("There is nothing to undo")
    assert toast.isVisible()


def test_that_layout_scheme_and_text_size_are_remembered(
    qtbot: QtBot, window: MainWindow, settings: QSettings, services: Services
) -> None:
    window.resize(800, 600)
    page = window.page("overview")
    assert isinstance(page, PlainPage)
    page.splitter.setSizes([300, 700])
    sizes = page.splitter.sizes()
    window.choose_scheme("dark")
    window.choose_text_size(150)
    window.close()
    assert page.closed
    assert remembered_look(settings) == ("dark", 150)
    again = MainWindow(settings, PLACES)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (800, 600)
    assert settings.value("parts/plain") is not None
    assert sizes[0] < sizes[1]


def test_that_big_text_in_a_small_window_leaves_the_icons_of_the_rail(window: MainWindow) -> None:
    window.resize(1280, 800)
    wide = window._rail.width()
    window.choose_text_size(200)
    assert look().text_size == 200
    assert window._rail.width() < 2 * wide


def test_that_spoilt_settings_count_as_never_made(settings: QSettings) -> None:
    settings.setValue("scheme", "pink")
    settings.setValue("text_size", "huge")
    settings.setValue("geometry", "rubbish")
    assert remembered_look(settings) == ("system", 100)


def test_that_a_user_error_is_a_sentence_and_a_bug_opens_one_dialog(qtbot: QtBot, window: MainWindow) -> None:
    errors = Errors(window)
    sentences: list[str] = []
    errors.refused.connect(sentences.append)
    errors.handle(UserError("It is full. Nothing was changed. Make room."))
    assert sentences == ["It is full. Nothing was changed. Make room."]
    details: list[str] = []
    errors.broke.connect(details.append)
    errors.handle(ZeroDivisionError("one"))
    first = errors._dialog
    errors.handle(ZeroDivisionError("two"))
    assert errors._dialog is first
    assert "ZeroDivisionError: one" in details[0]
    assert first is not None
    first.close()
    qtbot.waitUntil(lambda: errors._dialog is None)


def test_that_every_place_and_action_is_sound() -> None:
    found = places()
    assert all(place.page.count(":") == 1 for place in found.values())
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    assert all(action.menu in MENUS for action in ACTIONS)
    keys = {action.id: action.shortcut for action in ACTIONS if action.shortcut} | {
        place.id: place.key for place in found.values() if place.key
    }
    keys["catalogue.edit"] += " in the catalogue"  # E is taken by one page at a time
    assert len(set(keys.values())) == len(keys)


def test_that_pages_are_laid_out_anew_for_another_text_size(window: MainWindow) -> None:
    before = window.page("overview")
    window.choose_text_size(150)
    assert window.page("overview") is not before
    assert window.current == Stop("overview")


def test_that_the_keys_are_listed_from_the_table(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_table.trigger("help.keys")
    dialog = window.findChild(KeysDialog)
    assert dialog is not None
    shown = {chip.accessibleName() for chip in dialog.findChildren(KeyChip)}
    assert {"Key Ctrl+Z", "Key E", "Key F", "Key Ctrl+4"} <= shown
