"""The rich review, rendered once; and the real workspace of the storage tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reports.sample import rich_review
from tests.storage.conftest import SteppingClock, session, store, workspace
from workbench.edits.session import Session
from workbench.reports.input import ReportInput
from workbench.reports.render import render
from workbench.storage.workspace import Workspace
from workbench.tasks.export import read_input

__all__ = ["session", "store", "workspace"]


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session on a workspace that holds the rich review, frozen."""
    folder = tmp_path_factory.mktemp("rich")
    workspace = Workspace.create(folder / "workspace", "Rich")
    store = workspace.store(write=True)
    session = Session(store, "Ada Žižek <ada@example.org>", SteppingClock())
    rich_review(session, folder)
    yield session
    store.close()
    workspace.close()


@pytest.fixture(scope="session")
def rich_input(rich: Session) -> ReportInput:
    return read_input(rich.store, "REV-1", rich.clock())


@pytest.fixture(scope="session")
def rich_pdf(rich_input: ReportInput, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "REV-1.pdf"
    path.write_bytes(render(rich_input))
    return path
