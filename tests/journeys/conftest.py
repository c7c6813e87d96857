"""A real window on a screen of its own, started as the program starts it, with nobody's settings."""

import logging
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.demonstrated import demonstrated
from tests.journeys.person import Person
from workbench.desktop.app import Starter, window_settings
from workbench.desktop.kit.theme import look
from workbench.desktop.shell.window import MainWindow, remembered_look

Start = Callable[..., MainWindow]
if screens := os.environ.get("JOURNEY_SCREENS", "").split():
    # One for each process of the run, before Qt connects to any.
    os.environ["DISPLAY"] = screens[int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A warning of Qt fails a journey, and a journey needs a screen with a window manager."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))


@pytest.fixture(scope="session", autouse=True)
def screen_with_windows(qapp: QApplication) -> None:
    """Say what is missing instead of failing at the first key."""
    if qapp.platformName() == "offscreen":
        pytest.skip("journeys need a screen: packaging/test --only journeys brings one")
    qapp.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)


@pytest.fixture
def person(tmp_path: Path) -> Person:
    """Somebody at the keyboard."""
    return Person(tmp_path)


@pytest.fixture
def start(qapp: QApplication, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[Start]:
    """Return what starts the program, on a workspace or on none; closed at the end, and nothing may be left."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # the window takes both over; they are given back
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    before = set(QApplication.allWidgets())
    windows: list[MainWindow] = []
    strays = StrayWindows(qapp)

    def open_window(workspace: Path | None = None) -> MainWindow:
        settings = window_settings()
        look().start(*remembered_look(settings))
        window = MainWindow(settings)
        windows.append(window)
        starter = Starter(window, workspace, lambda: None)
        window.first_painted.connect(starter.load, Qt.ConnectionType.QueuedConnection)
        window.show()
        return window

    yield open_window
    for window in windows:
        close(window)
    qapp.removeEventFilter(strays)
    assert not strays.seen, f"shown as a window before they had a place: {strays.seen}"
    bugs = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert not bugs, caplog.text
    left = [widget for widget in QApplication.allWidgets() if widget not in before]
    assert not left, f"widgets that stayed: {left}"


class StrayWindows(QObject):
    """Writes down what is shown as a window and is none: it flashes on the screen and takes the focus."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.seen: list[str] = []
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's own name
        """Look at what is shown."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            is_window = watched.windowType() == Qt.WindowType.Window
            if is_window and not isinstance(watched, MainWindow):
                self.seen.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


def close(window: MainWindow) -> None:
    """Close a window for good."""
    if not shiboken6.isValid(window):
        return
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


@pytest.fixture(scope="session")
def example_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example workspace, made once; journeys work on copies."""
    folder, done = demonstrated(tmp_path_factory)
    assert done.status == 0, done
    return folder


@pytest.fixture
def example(example_once: Path, tmp_path: Path) -> Path:
    """A copy of the example workspace."""
    return Path(shutil.copytree(example_once, tmp_path / "Workbench example"))
