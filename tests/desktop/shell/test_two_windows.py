"""Two windows on one workspace: the second says who holds it, the first goes on, and nothing is lost."""

import re
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from tests.desktop.opened import prompter, services
from workbench.desktop.shell.services import Services
from workbench.domain.errors import UserError
from workbench.edits.deployments import AddDeployment
from workbench.storage.store import Store

__all__ = ["prompter", "services"]


def names(store: Store) -> list[str]:
    return [row.name for row in store.deployments.all(order="key")]


def test_that_the_second_says_who_holds_it_and_takes_over_when_it_is_free(
    qtbot: QtBot, services: Services, prompter: FakePrompter, tmp_path: Path
) -> None:
    folder = services.workspace.folder
    services.write(AddDeployment("Refund agent", None, "1.0"))
    second = Services(prompter)
    try:
        with qtbot.waitSignal(second.open_failed) as refused:
            second.open_workspace(folder)
        assert isinstance(refused.args[0], UserError)
        assert "is open in another program (process " in str(refused.args[0])
        assert re.search(r", since \d+ \w+ 20\d\d, \d\d:\d\d UTC\)", str(refused.args[0]))
        assert "Nothing was changed" in str(refused.args[0])
        assert not second.has_workspace
        services.write(AddDeployment("Search agent", None, "1.0"))
        services.close_workspace()
        with qtbot.waitSignal(second.workspace_opened):
            second.open_workspace(folder)
        assert second.with_session(lambda session: names(session.store)) == ["Refund agent", "Search agent"]
    finally:
        second.end()


def test_that_a_window_keeps_its_workspace_when_another_one_is_taken(
    qtbot: QtBot, services: Services, prompter: FakePrompter, tmp_path: Path
) -> None:
    second = Services(prompter)
    try:
        with qtbot.waitSignal(second.workspace_opened):
            second.create_workspace(tmp_path / "other")
        with qtbot.waitSignal(second.open_failed):
            second.open_workspace(services.workspace.folder)
        second.write(AddDeployment("Mail agent", None, "1.0"))
        assert second.with_session(lambda session: names(session.store)) == ["Mail agent"]
    finally:
        second.end()
