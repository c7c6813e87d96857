"""The window as a program: the frame first, everything else after its first paint."""

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from workbench.desktop.kit.theme import look
from workbench.desktop.shell.window import WELCOME, MainWindow, remembered_look

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services


def window_settings() -> QSettings:
    """Return where layout, scheme and text size are remembered: beside the other settings of the user."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return QSettings(str(Path(folder) / "workbench" / "window.ini"), QSettings.Format.IniFormat)


def run_window(workspace: Path | None) -> int:
    """Open the window, on a workspace or on the welcome page; return the exit status when it is closed."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("workbench")
    app.setApplicationDisplayName("Workbench")
    settings = window_settings()
    look().start(*remembered_look(settings))
    window = MainWindow(settings)
    if workspace is None:
        window.show_desk()
    starter = Starter(window, workspace)
    window.first_painted.connect(starter.load, Qt.ConnectionType.QueuedConnection)
    window.show()
    return app.exec()


class Starter(QObject):
    """Brings in, after the first paint, what the pages need, without stopping the window."""

    loaded = Signal(object)
    """None, or the error that importing ended with."""

    def __init__(self, window: MainWindow, workspace: Path | None) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self.services: Services | None = None
        self.loaded.connect(self._on_loaded, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def load(self) -> None:
        """Import on a thread: the frame can be moved meanwhile."""
        threading.Thread(target=self._import, name="start", daemon=True).start()

    def _import(self) -> None:
        try:
            from workbench.catalogue.loader import builtin_catalogue

            self._workspace = self._workspace or _last_workspace()
            if self._workspace is not None:
                builtin_catalogue()
        except Exception as error:  # noqa: BLE001  # handed to the window's thread, which shows it
            self.loaded.emit(error)
        else:
            self.loaded.emit(None)

    @Slot(object)
    def _on_loaded(self, error: Exception | None) -> None:
        from workbench.desktop.shell.errors import Errors

        errors = Errors(self._window)
        errors.install()
        errors.refused.connect(self._on_refused)
        if error is not None:
            errors.handle(error)
            return
        self._attach(errors)

    def _attach(self, errors: "QObject") -> None:
        from workbench.desktop.shell.errors import Errors
        from workbench.desktop.shell.places import make_page
        from workbench.desktop.shell.prompter import DialogPrompter
        from workbench.desktop.shell.services import Services

        assert isinstance(errors, Errors)
        services = Services(DialogPrompter(), parent=self)
        services.failed.connect(errors.handle)
        services.open_failed.connect(self._on_open_failed)
        services.open_failed.connect(errors.handle)
        self._window.attach(services, make_page)
        self.services = services
        if self._workspace is None:
            self._window.go(WELCOME)
        else:
            services.open_workspace(self._workspace)

    @Slot(Exception)
    def _on_open_failed(self, _error: Exception) -> None:
        if self._window.current is None:
            self._window.go(WELCOME)

    @Slot(str)
    def _on_refused(self, sentence: str) -> None:
        self._window.show_toast(sentence, False, True)


def _last_workspace() -> Path | None:
    """Return the workspace that was opened last, if it is still there; the first run has none."""
    from workbench.storage.workspace import DATABASE
    from workbench.tasks.settings import last_workspace

    folder = last_workspace()
    return folder if folder is not None and (folder / DATABASE).is_file() else None
