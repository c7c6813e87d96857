"""Looking round in the example, and deleting it."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Start
from tests.journeys.person import Person, main_window
from tests.journeys.ways import settle
from workbench.tasks.example import AUTHORITY
from workbench.tasks.example_place import example_folder

LONGEST = 180.0
"""Seconds after which making the example counts as not happening; two busy cores take half a minute."""


def test_that_the_example_is_made_walked_through_and_deleted_in_one_act(person: Person, start: Start) -> None:
    start()
    person.see("Try the example")
    person.press("Return")  # the first card has the focus
    person.see("3 deployments", "Support desk agent", seconds=LONGEST)
    assert example_folder().is_dir()

    person.go_to_row("Support desk agent")
    person.press("Return")
    person.see("rate_limit_handling", "Not ready")
    person.click("injection_defense: Fail")
    person.see("6 of 9")
    person.click("M06 ")
    person.see("Primary fix", "Also known as")
    settle(person)
    person.follow("Issue title runs code in a triage bot")
    person.wait(lambda: main_window().windowTitle().startswith("Incidents"), "The link leads elsewhere.")
    person.see("Timeline", "Cline")
    person.press("Alt+Left")
    person.see("Primary fix")
    person.press("Alt+Left")
    person.see("6 of 9")
    person.press("Alt+Right")
    person.see("Primary fix")

    person.menu("File", "Delete the example…")
    person.see("Delete the example?")
    person.click("Delete the example")
    person.see("The example is deleted", "Is this agent ready for production")
    assert not example_folder().exists()


def flip(report: Path, copy: Path) -> Path:
    """Write a copy in which one byte in the middle differs."""
    body = bytearray(report.read_bytes())
    body[len(body) // 3] ^= 1
    copy.write_bytes(body)
    return copy


@pytest.mark.parametrize("changed", [False, True])
def test_that_a_dropped_report_is_judged_in_words(
    person: Person, start: Start, example: Path, tmp_path: Path, changed: bool
) -> None:
    report = next((example / "reports").glob("*.pdf"))
    file = flip(report, tmp_path / "copy.pdf") if changed else report
    start()
    person.see("Is this agent ready for production")
    person.drop([file], "Drop a signed report here")
    if changed:
        person.see("Do not trust")
        person.see_no_more("Trust for this file…")  # nothing that a person could trust would mend it
        return
    # The authority of the example is trusted by nobody outside it, until a person decides otherwise for this file.
    person.see("Do not trust", "The authority behind a signature is unknown here", "name claimed")
    person.click("Trust for this file…")
    person.give_path(example / AUTHORITY)
    person.see("Valid, unchanged", "3 of 3 signed", "3 signatures hold")
    person.press("Alt+Left")
    person.see("Try the example")
