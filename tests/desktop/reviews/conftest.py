"""A real workspace with one review of nine checks, and the services of a window on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.shell.services import Services
from workbench.edits.deployments import AddDeployment
from workbench.edits.reviews import StartReview


@pytest.fixture
def prompter() -> FakePrompter:
    """A person who cancels until told otherwise."""
    return FakePrompter()


@pytest.fixture
def services(qtbot: QtBot, tmp_path: Path, prompter: FakePrompter) -> Iterator[Services]:
    """The services on a new workspace without any review."""
    made = Services(prompter)
    with qtbot.waitSignal(made.workspace_opened):
        made.create_workspace(tmp_path / "workspace")
    yield made
    made.end()


@pytest.fixture
def started(services: Services) -> str:
    """A review of nine checks that nobody has answered."""
    services.write(AddDeployment("Support desk agent", "Team", "4.1"))
    version = services.with_session(lambda session: session.store.versions.all()[0])
    services.write(StartReview(version.id, "nine", purpose="moving to general use"))
    return "REV-1.1"


@pytest.fixture
def page(qtbot: QtBot, services: Services, started: str) -> ReviewsPage:
    """The place, opened at one check of that review."""
    made = ReviewsPage(services)
    qtbot.addWidget(made)
    made.navigate.connect(lambda _place, argument: made.open_at(argument))
    made.resize(1200, 760)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.open_at(f"{started}/injection_defense")
    qtbot.waitUntil(lambda: made.review.model.data is not None)
    return made
