"""Real workspaces for tests of pages: made once, copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from tests.reports.sample import rich_review
from tests.storage.conftest import SteppingClock
from workbench.desktop.shell.services import Services
from workbench.edits.deployments import AddDeployment, find_deployment, find_version
from workbench.edits.reviews import StartReview
from workbench.edits.session import Session
from workbench.storage.workspace import Workspace
from workbench.tasks.export import export_report


def make_rich(folder: Path, *, report: bool = False) -> Path:
    """Make a workspace with `REV-1`, frozen and rated, and the draft `REV-2`, which nobody has rated."""
    workspace = Workspace.create(folder / "workspace", "Rich")
    store = workspace.store(write=True)
    session = Session(store, "Ada Žižek <ada@example.org>", SteppingClock())
    rich_review(session, folder)
    session.do(AddDeployment("Booking agent", "Travel", "2.0"))
    version = find_version(store, find_deployment(store, "Booking agent"), None)
    session.do(StartReview(version.id, "twelve"))
    if report:
        export_report(store, "REV-1", workspace.folder / "reports" / "REV-1.pdf", now=session.clock())
    store.close()
    workspace.close()
    return workspace.folder


@contextmanager
def opened(qtbot: QtBot, source: Path, folder: Path) -> Iterator[Services]:
    """Open a copy of a workspace in `folder`."""
    copy = folder / "copy"
    shutil.copytree(source, copy)
    services = Services(FakePrompter())
    with qtbot.waitSignal(services.workspace_opened, timeout=10_000):
        services.open_workspace(copy)
    yield services
    services.end()


def prompter(services: Services) -> FakePrompter:
    """Return the fake that answers for the person."""
    assert isinstance(services.prompter, FakePrompter)
    return services.prompter
