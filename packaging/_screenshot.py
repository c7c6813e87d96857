"""Grab the window on the example workspace; called by `packaging/screenshot`."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from workbench.desktop.app import Starter
from workbench.desktop.kit.theme import look
from workbench.desktop.shell.window import MainWindow
from workbench.tasks.example import make_example

SIZE = (1280, 800)
PICTURES = {"review.png": ("reviews", "REV-1.1/injection_defense")}


def main(target: Path) -> None:
    """Make the example in a temporary folder, open the window on it and save each picture."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_example(Path(folder) / "Example workspace")
        app = QApplication([])
        look().start("light", 100)
        window = MainWindow(QSettings(str(Path(folder) / "window.ini"), QSettings.Format.IniFormat))
        starter = Starter(window, made.workspace, lambda: None)
        window.first_painted.connect(starter.load, Qt.ConnectionType.QueuedConnection)
        window.resize(*SIZE)
        window.show()
        wait_until_settled(starter)
        target.mkdir(exist_ok=True)
        for name, (place, argument) in PICTURES.items():
            window.go(place, argument)
            wait_until_settled(starter)
            window.grab().save(str(target / name))
        window.close()
        app.quit()


def wait_until_settled(starter: Starter) -> None:
    """Let events run until every page has its data and has laid it out."""
    for _ in range(100):
        run_events(100)
        services = starter.services
        if services and services.has_workspace and services.reads.is_idle() and not services.jobs.running():
            break
    run_events(1000)


def run_events(milliseconds: int) -> None:
    """Let the window work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
