"""Every page: nothing without a name, nothing cut off, nothing that Tab does not reach, nothing left behind."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QRadioButton, QWidget

from tests.journeys import screen
from tests.journeys.conftest import Start
from tests.journeys.person import Person, main_window
from tests.journeys.sweep import clipped, nameless, unreached
from tests.journeys.ways import settle
from workbench.desktop.app import window_settings
from workbench.desktop.kit.buttons import Button

SIZES = ((800, 560, 100), (1280, 800, 100), (1280, 800, 200))
PLACES = (
    ("Overview", "Ctrl+1", "Support desk agent"),
    ("Catalogue", "Ctrl+2", "Root cause"),
    ("Incidents", "Ctrl+3", "INC-"),
    ("Reviews", "Ctrl+4", "REV-1"),
    ("Risk", "Ctrl+5", "Action priority"),
    ("Sign-off", "Ctrl+6", "Page 1 of"),
    ("Reviews, new", "Ctrl+N", "Start the review"),
)


def visit_editor(person: Person) -> Iterator[str]:
    """Go where an entry of the catalogue is changed and where its versions are, and back."""
    person.press("E")
    person.see("Keep the entry")
    person.see("Linked modes")
    yield "Catalogue, edited"
    person.press("Alt+Left")
    person.see("New entry")
    person.press("Ctrl+Shift+H")
    person.see("Back to the entry")
    yield "Catalogue, versions"
    person.press("Alt+Left")
    person.see("New entry")


def visit(person: Person) -> Iterator[str]:
    """Go to every place of the example and yield its name."""
    for name, key, words in PLACES:
        person.press(key)
        person.wait(lambda name=name: main_window().windowTitle().startswith(name[:6]), f"{key} leads elsewhere.")  # type: ignore[misc]
        person.see(words)
        yield name
        if name == "Catalogue":
            yield from visit_editor(person)
        if name == "Incidents":
            open_tab(person, "Patterns")
            person.see("Per 1,000 tasks")
            yield "Incidents, Patterns"
            open_tab(person, "List")
    person.press("Ctrl+3")
    person.see("INC-")
    person.press("E")
    person.see("Where it is from")
    yield "Incident, edited"
    person.press("Escape")
    person.see("Recorded")
    person.press("Ctrl+1")
    person.see("Support desk agent")
    person.go_to_row("Support desk agent")
    person.press("Ctrl+Shift+D")
    person.see("Within 30 days")
    yield "Due"
    person.press("Alt+Left")
    person.see("Support desk agent")
    person.press("Ctrl+Shift+R")
    person.see("Conditions", "Invoice matching agent")
    yield "Registers"
    person.press("Alt+Left")
    person.see("Support desk agent")
    person.press("Ctrl+Shift+O")
    person.see("Operations card")
    yield "Deployment"
    person.press("Alt+Left")
    person.see("Support desk agent")
    person.go_to_row("Support desk agent")
    person.press("Return")
    person.see("rate_limit_handling")
    yield "Review"
    for tab in ("At a glance", "Profile", "History"):
        open_tab(person, tab)
        yield f"Review, {tab}"
    person.press("Ctrl+Shift+C")
    person.see("Swap the two")
    yield "Review, compared"
    person.press("Alt+Left")
    person.press("Ctrl+Shift+M")
    person.see("Only the check has evidence")
    yield "Review, trace matrix"
    person.press("Alt+Left")
    open_tab(person, "Checks")


def open_tab(person: Person, tab: str) -> None:
    """Choose a tab of the review, or its entry in the menu that tabs become where there is no room."""

    def way() -> QWidget | None:
        tabs = (one for one in screen.widgets() if isinstance(one, QRadioButton) and tab in screen.names(one))
        menus = (one for one in screen.widgets() if isinstance(one, Button) and is_tab_menu(one))
        return next(tabs, None) or next(menus, None)

    chosen = person.wait(way, f"There is no way to the tab {tab}.")
    person.click_on(chosen)
    if isinstance(chosen, Button):
        person.pick(tab)


def is_tab_menu(button: Button) -> bool:
    return button.text() in ("Checks", "At a glance", "Profile", "History")


def walk(person: Person) -> list[str]:
    """Go round by Tab, once the page has settled."""
    settle(person)
    return list(unreached(person, main_window()))


def look_at(person: Person) -> list[str]:
    """Say what is wrong with the page, once it has settled."""
    settle(person)
    window = main_window()
    return [*clipped(window), *nameless(window)]


def open_example(start: Start, example: Path, width: int, height: int, text: int) -> None:
    settings = window_settings()
    settings.setValue("text_size", text)
    settings.setValue("scheme", "light")
    settings.sync()
    start(example).resize(width, height)


@pytest.mark.parametrize(("width", "height", "text"), SIZES)
def test_that_nothing_is_cut_off_or_nameless(
    person: Person, start: Start, example: Path, width: int, height: int, text: int
) -> None:
    open_example(start, example, width, height, text)
    person.see("Support desk agent")
    wrong = [f"{name}: {fault}" for name in visit(person) for fault in look_at(person)]
    assert (main_window().width(), main_window().height()) == (width, height), "the window grew"
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("width", "height", "text"), SIZES)
def test_that_the_pages_without_a_workspace_are_whole(
    person: Person, start: Start, example: Path, width: int, height: int, text: int
) -> None:
    settings = window_settings()
    settings.setValue("text_size", text)
    settings.sync()
    start().resize(width, height)
    person.see("Try the example")
    wrong = [f"Welcome: {fault}" for fault in (*look_at(person), *walk(person))]
    person.drop([next((example / "reports").glob("*.pdf"))], "Drop a signed report here")
    person.see("Do not trust")
    wrong += [f"Verify: {fault}" for fault in (*look_at(person), *walk(person))]
    assert not wrong, "\n".join(wrong)


def test_that_tab_goes_round_every_page(person: Person, start: Start, example: Path) -> None:
    open_example(start, example, 1280, 800, 100)
    person.see("Support desk agent")
    wrong = [f"{name}: {fault}" for name in visit(person) for fault in walk(person)]
    assert not wrong, "\n".join(wrong)


def test_that_going_round_again_leaves_nothing_behind(person: Person, start: Start, example: Path) -> None:
    open_example(start, example, 1280, 800, 100)
    person.see("Support desk agent")

    def widgets_after_a_round() -> Counter[str]:
        list(visit(person))
        person.press("Ctrl+6")
        person.see("Valid, unchanged")
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return Counter(one.metaObject().className() for one in QApplication.allWidgets())

    widgets_after_a_round()
    second, third = widgets_after_a_round(), widgets_after_a_round()
    more = third - second
    assert not more, more
