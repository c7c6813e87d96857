"""Taking an answer back, and text that answers nothing."""

from pathlib import Path

from PySide6.QtWidgets import QRadioButton

from tests.journeys.conftest import Start, close
from tests.journeys.person import Person, is_pressed
from tests.journeys.ways import make_workspace, start_review


def is_answered(person: Person, answer: str) -> bool:
    return is_pressed(person.find(answer, QRadioButton))


def test_that_an_answer_is_taken_back_by_the_toast_by_ctrl_z_and_after_a_restart(
    person: Person, start: Start, tmp_path: Path
) -> None:
    window = start()
    make_workspace(person, tmp_path / "reviews")
    start_review(person, "Refund agent")

    person.press("P")
    person.see("rate_limit_handling: Pass")
    assert is_answered(person, "Pass, key P")
    person.click("Undo")
    person.see("Taken back")
    person.wait(lambda: not is_answered(person, "Pass, key P"), "The answer stays.")

    person.press("F")
    person.wait(lambda: is_answered(person, "Fail, key F"), "The answer does not come.")
    person.press("Ctrl+Z")
    person.wait(lambda: not is_answered(person, "Fail, key F"), "The answer stays.")
    person.press("Ctrl+Shift+Z")
    person.wait(lambda: is_answered(person, "Fail, key F"), "The answer does not come again.")

    person.press("Ctrl+Q")
    person.wait(lambda: not window.isVisible(), "The window stays.")
    close(window)
    start(tmp_path / "reviews")
    person.see("1 deployment")
    person.press("Return")
    person.see("2 of 9")  # the first that nobody has answered
    person.press("Ctrl+Up")
    person.see("1 of 9")
    assert is_answered(person, "Fail, key F")
    person.press("Ctrl+Z")
    person.wait(lambda: not is_answered(person, "Fail, key F"), "Undo does not reach back over the restart.")


def test_that_letters_in_a_field_answer_no_check(person: Person, start: Start, tmp_path: Path) -> None:
    start()
    make_workspace(person, tmp_path / "reviews")
    start_review(person, "Refund agent")
    person.fill("Summary", "puffwn e c")
    person.press("Tab")
    person.type_text("Puffwn, e c ")
    person.press("Escape")  # back to the page, where letters answer again
    person.see("Kept")
    answers = ("Pass, key P", "Warn, key W", "Fail, key F", "Not applicable, key N")
    assert not any(is_answered(person, answer) for answer in answers)
    assert person.wait(lambda: person.find("Rationale"), "").property("plainText") == "Puffwn, e c "
    person.press("W")
    person.wait(lambda: is_answered(person, "Warn, key W"), "The page does not take letters again.")
