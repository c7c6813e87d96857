"""A review of eighteen checks by keyboard alone: answered, evidence for each, left and come back to, confirmed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from tests.journeys.conftest import Start
from tests.journeys.person import Person
from workbench.catalogue.loader import builtin_catalogue
from workbench.domain.model import Proof, Status
from workbench.edits.deployments import AddDeployment
from workbench.edits.reviews import StartReview
from workbench.edits.session import Session
from workbench.storage.review_view import ReviewView, read_review
from workbench.storage.store import Store
from workbench.storage.workspace import Workspace

ADA, BEN = "Ada Silva <ada@example.org>", "Ben Ode <ben@example.org>"
BY_DIALOG = 2
"""How many pieces are attached through the dialog; the others are pasted as a file manager copies them."""
READ = 3
"""How many pieces are read before they are confirmed; the others are confirmed as soon as they are open."""


@pytest.fixture(autouse=True)
def no_mouse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a journey in which the mouse is used at all."""

    def refuse(*_arguments: object, **_named: object) -> None:
        raise AssertionError("This journey is by keyboard alone.")

    for name in ("mouseClick", "mousePress", "mouseMove", "mouseDClick"):
        monkeypatch.setattr(QTest, name, refuse)


def make_review(folder: Path) -> tuple[str, ...]:
    """Make a workspace with an unanswered review of eighteen checks; return the checks."""
    workspace = Workspace.create(folder, catalogue=builtin_catalogue())
    store = workspace.store(write=True)
    session = Session(store, ADA, lambda: datetime.now(UTC))
    session.do(AddDeployment("Refund agent", "Payments team", "1.0"))
    session.do(StartReview(store.versions.all()[0].id, "production"))
    checks = tuple(read_review(store, "REV-1").checklist.checks)
    store.close()
    workspace.close()
    return checks


def kept(folder: Path) -> ReviewView:
    """Read the review as the workspace has it."""
    store = Store(folder)
    try:
        return read_review(store, "REV-1")
    finally:
        store.close()


def act_as(person: Person, name: str) -> None:
    """Become somebody else by the palette of commands."""
    person.press("Ctrl+Shift+P")
    person.see("Act as…")
    person.type_text("Act as")
    person.press("Return")
    person.see("Every change carries a name")
    person.type_text(name)
    person.press("Return")
    person.see(f"Acting as {name.partition(' <')[0]}")


def attach(person: Person, file: Path, *, by_dialog: bool) -> None:
    """Attach a file to the check that is shown."""
    if by_dialog:
        person.press("E")
        person.see("Files are copied into the workspace")
        person.press("Space")
        person.give_path(file)
        person.see(file.name)
        person.press("Ctrl+Return")
    else:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        QGuiApplication.clipboard().setMimeData(data)
        person.press("Ctrl+V")
    person.see(file.name, "1 declared, 0 verified, 0 stale")


def test_that_eighteen_checks_are_reviewed_by_keyboard_alone(person: Person, start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "reviews"
    checks = make_review(folder)
    assert len(checks) == 18
    start(folder)
    person.see("Refund agent")
    act_as(person, ADA)
    person.press("Ctrl+4")
    person.see("REV-1")
    person.press("Return")
    person.see(checks[0], "1 of 18")
    for number, check in enumerate(checks, 1):
        person.see(check, f"{number} of 18")
        person.press("P")
        person.see(f"{check}: Pass")
        file = tmp_path / f"{check}.log"
        file.write_text(f"the trial of {check}\n")
        attach(person, file, by_dialog=number <= BY_DIALOG)
        if number < len(checks):
            person.press("Space")

    person.press("Ctrl+1")
    person.see("Lapses within 30 days")
    act_as(person, BEN)
    person.press("Ctrl+4")
    person.see(checks[-1], "18 of 18")  # the check at which it was left
    for number, check in reversed(list(enumerate(checks, 1))):
        person.see(check, f"{number} of 18")
        person.press("V")
        if number > len(checks) - READ:
            person.see(f"the trial of {check}")
        person.press("Ctrl+Return")
        person.see("· verified ·")
        person.press("Escape")
        person.see("0 declared, 1 verified, 0 stale")
        person.press("Ctrl+Up")

    view = kept(folder)
    assert {finding.status for finding in view.findings.values()} == {Status.PASS}
    facts = view.facts(datetime.now(UTC))
    assert sorted(fact.check_id for fact in facts) == sorted(checks)
    assert {fact.proof for fact in facts} == {Proof.VERIFIED}
