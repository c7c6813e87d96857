"""What several journeys begin with."""

from pathlib import Path

from PySide6.QtTest import QTest

from tests.journeys.person import Person, main_window
from workbench.desktop.app import Starter


def make_workspace(person: Person, folder: Path) -> None:
    """From the welcome page to an empty workspace."""
    folder.mkdir()
    person.see("Is this agent ready for production")
    person.click("New workspace")
    person.give_path(folder)
    person.see("No deployments yet")


def start_review(person: Person, name: str, checklist: str = "The nine checks") -> None:
    """From anywhere in a workspace to the first check of a new review."""
    person.press("Ctrl+N")
    person.see("Start the review")
    person.fill("Name", name)
    person.press("Tab")
    person.type_text("Payments team")
    person.press("Tab")
    person.type_text("1.0")
    person.choose("Checklist", checklist)
    person.choose("Fine-tuned", "No")
    person.choose("Autonomy", "Acts with approval")
    person.press("Ctrl+Return")
    person.see("REV-1", "rate_limit_handling", "1 of 9")
    person.click("Close")  # of the toast, which lies over the foot of the page


def act_as(person: Person, name: str) -> None:
    """Press the name in the corner and become somebody else."""
    person.click("Acting as")
    person.see("Every change carries a name")
    person.type_text(name)
    person.press("Return")
    person.see(f"Acting as {name.partition(' <')[0]}")


def settle(person: Person) -> None:
    """Wait until nothing is read or worked on any more, and the page is laid out."""
    starter = main_window().findChild(Starter)
    assert starter is not None
    for _pass in range(3):
        services = person.wait(lambda: starter.services, "The window does not get ready.")
        person.wait(lambda: not services.jobs.running(), "Work goes on and on.")  # noqa: B023  # asked at once
        if services.has_workspace:
            person.wait(services.reads.is_idle, "Reading goes on and on.")
        QTest.qWait(30)
