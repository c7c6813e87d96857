"""The start of the window: on what was opened last, else on the welcome page."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from workbench.desktop.app import Starter, first_place
from workbench.desktop.shell.places import places
from workbench.desktop.shell.window import MainWindow
from workbench.storage.workspace import Workspace
from workbench.tasks.settings import remember_workspace


@pytest.mark.parametrize(("is_there", "place"), [(True, "overview"), (False, "welcome")])
def test_that_the_window_starts_where_the_person_was(
    qtbot: QtBot, settings: QSettings, tmp_path: Path, is_there: bool, place: str
) -> None:
    Workspace.create(tmp_path / "last").close()
    remember_workspace(tmp_path / "last")
    if not is_there:
        shutil.rmtree(tmp_path / "last")
    window = MainWindow(settings)
    qtbot.addWidget(window)
    window.show()
    starter = Starter(window, None, lambda: None)
    starter.load()
    qtbot.waitUntil(lambda: window.current is not None and window.current.place == place, timeout=10_000)
    window.close()


def test_that_the_first_run_starts_on_the_welcome_page(qtbot: QtBot, settings: QSettings) -> None:
    window = MainWindow(settings)
    qtbot.addWidget(window)
    window.show()
    starter = Starter(window, None, lambda: None)
    starter.load()
    qtbot.waitUntil(lambda: window.current is not None and window.current.place == "welcome", timeout=10_000)
    window.close()


def test_that_the_page_that_is_shown_first_is_the_one_that_is_loaded_first(tmp_path: Path) -> None:
    assert first_place(places(), tmp_path).id == "overview"
    assert first_place(places(), None).id == "welcome"
