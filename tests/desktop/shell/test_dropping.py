"""Files dropped on the window: imported as incidents, unless the place has a use for files of its own."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.shell.test_window import PlainPage, services
from workbench.desktop.kit.page import Page
from workbench.desktop.shell.places import Place
from workbench.desktop.shell.services import Services
from workbench.desktop.shell.window import MainWindow

__all__ = ["services"]
HERE = "tests.desktop.shell.test_dropping"
PLACES = {name: Place(name, name, "house", f"{HERE}:TakingPage") for name in ("overview", "reviews", "incidents")}


class TakingPage(PlainPage):
    """A page that remembers the files it was given."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.taken: list[Path] = []

    def take_files(self, paths: list[Path]) -> None:
        """Remember."""
        self.taken += paths


def make_page(place: Place, services: Services) -> Page:
    """Make a page of this module."""
    return TakingPage(services)


@pytest.fixture
def window(qtbot: QtBot, settings: QSettings, services: Services) -> MainWindow:
    """Return the window at the overview."""
    made = MainWindow(settings, PLACES)
    qtbot.addWidget(made)
    made.attach(services, make_page)
    made.settle()
    made.go("overview")
    return made


def dropped(window: MainWindow, path: Path) -> bool:
    """Drag a file over the window; drop it where that is taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(300, 300), action, data, button, keys)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(300, 300), action, data, button, keys))
    return enter.isAccepted()


def test_that_files_dropped_on_the_overview_are_imported(window: MainWindow, tmp_path: Path) -> None:
    assert dropped(window, tmp_path)
    page = window.page("incidents")
    assert isinstance(page, TakingPage)
    assert page.taken == [tmp_path]
    assert window.current is not None
    assert window.current.place == "incidents"


def test_that_reports_and_files_dropped_beside_a_review_are_not(window: MainWindow, tmp_path: Path) -> None:
    assert not dropped(window, tmp_path / "REV-1.pdf")
    window.go("reviews")
    assert not dropped(window, tmp_path / "log.csv")
    assert window.page("incidents") is None
