"""The history beside a field by the keyboard, purging there, and how far undo reaches after a restart."""

from pathlib import Path

from tests.journeys.conftest import Start, close
from tests.journeys.person import Person, is_pressed
from tests.journeys.ways import make_workspace, start_review
from tests.storage.test_purge import holding

SECRET = "Xylophone77Quagmire"


def write_rationale(person: Person, text: str) -> None:
    person.fill("Summary", "not yet")
    person.press("Tab")
    person.type_text(text)
    person.press("Escape")
    person.see("Kept")


def test_that_a_secret_is_purged_from_its_field_by_the_keyboard_and_undo_stops_there(
    person: Person, start: Start, tmp_path: Path
) -> None:
    window = start()
    folder = tmp_path / "reviews"
    make_workspace(person, folder)
    start_review(person, "Refund agent")
    write_rationale(person, f"The password is {SECRET}")
    person.fill("Summary", "not yet")
    person.press("Tab", "Alt+H")
    person.see("History of rationale of rate_limit_handling", f"The password is {SECRET}")
    person.click("Purge…")
    person.see("It goes for good", "What stays")
    person.type_text("It holds a password")
    person.press("Ctrl+Return")
    person.see("Purged: It holds a password")
    person.press("Escape")
    person.see_no_more(SECRET)
    assert holding(folder, SECRET) == []

    person.press("Ctrl+Q")
    person.wait(lambda: not window.isVisible(), "The window stays.")
    close(window)
    start(folder)
    person.see("1 deployment")
    person.press("Return")
    person.see("REV-1", "1 of 9")
    person.press("Escape")  # out of the field in which the person was; there Ctrl+Z belongs to the field
    person.press("Ctrl+Z")
    person.see("There is nothing to undo", "Value purged")
    person.press("P")
    person.wait(lambda: is_pressed(person.find("Pass, key P")), "The answer does not come.")
    person.press("Ctrl+Z")
    person.wait(lambda: not is_pressed(person.find("Pass, key P")), "The answer stays.")


def test_that_an_edit_of_before_the_restart_is_taken_back_and_a_freeze_is_not(
    person: Person, start: Start, tmp_path: Path
) -> None:
    window = start()
    folder = tmp_path / "reviews"
    make_workspace(person, folder)
    start_review(person, "Refund agent")
    write_rationale(person, "The limit is not known")
    person.press("Ctrl+Q")
    person.wait(lambda: not window.isVisible(), "The window stays.")
    close(window)

    second = start(folder)
    person.see("1 deployment")
    person.press("Return")
    person.see("REV-1", "1 of 9")
    field = person.find("Rationale")
    person.wait(lambda: field.property("plainText") == "The limit is not known", "It was not kept.")
    person.press("Ctrl+Z")
    person.wait(lambda: field.property("plainText") == "", "Undo does not reach back over the restart.")
    person.press("Ctrl+Shift+Z")
    person.wait(lambda: field.property("plainText") == "The limit is not known", "It does not come again.")
    person.menu("Review", "Freeze…")
    person.see("A freeze pins the review")
    person.click("Freeze")
    person.see("is frozen")
    person.press("Ctrl+Q")
    person.wait(lambda: not second.isVisible(), "The window stays.")
    close(second)

    start(folder)
    person.see("1 deployment")
    person.press("Ctrl+Z")
    person.see("There is nothing to undo", "Review frozen")
