"""Services on a workspace of their own, for the tests of pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from workbench.desktop.shell.services import Services


@pytest.fixture
def prompter() -> FakePrompter:
    """Somebody who says yes."""
    return FakePrompter()


@pytest.fixture
def services(qtbot: QtBot, tmp_path: Path, prompter: FakePrompter) -> Iterator[Services]:
    """Services with a new workspace open."""
    made = Services(prompter)
    with qtbot.waitSignal(made.workspace_opened):
        made.create_workspace(tmp_path / "window-workspace")
    yield made
    made.end()


def settle(qtbot: QtBot, services: Services) -> None:
    """Wait until every read was answered."""
    qtbot.waitUntil(services.reads.is_idle)
