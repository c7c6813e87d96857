"""A real workspace in a temporary folder."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workbench.edits.session import Session
from workbench.storage.store import Store
from workbench.storage.workspace import Workspace


class SteppingClock:
    """A clock that goes on by a second at each look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "workspace", "Test")
    yield made
    made.close()


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    opened = workspace.store(write=True)
    yield opened
    opened.close()


@pytest.fixture
def session(store: Store) -> Session:
    return Session(store, "Ada <ada@team.example>", SteppingClock())
