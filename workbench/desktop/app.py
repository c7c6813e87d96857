"""The window as a program: the frame first, everything else after its first paint."""

import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QSettings, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from workbench.desktop.kit.theme import look
from workbench.desktop.shell.places import Place, make_page, page_class, places
from workbench.desktop.shell.window import WELCOME, MainWindow, remembered_look

if TYPE_CHECKING:
    from workbench.desktop.shell.errors import Errors
    from workbench.desktop.shell.services import Services


def window_settings() -> QSettings:
    """Return where layout, scheme and text size are remembered: beside the other settings of the user."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return QSettings(str(Path(folder) / "workbench" / "window.ini"), QSettings.Format.IniFormat)


def run_window(workspace: Path | None, prepare: Callable[[], object]) -> int:
    """Open the window, on a workspace or on the welcome page; return the exit status when it is closed.

    `prepare` is done on a thread after the first paint, before anything else.
    """
    app, _window = open_window(workspace, prepare)
    return app.exec()


def open_window(workspace: Path | None, prepare: Callable[[], object]) -> tuple[QApplication, MainWindow]:
    """Show the frame; what belongs in it comes once the application runs. Whoever calls keeps both."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("workbench")
    app.setApplicationDisplayName("Workbench")
    settings = window_settings()
    look().start(*remembered_look(settings))
    window = MainWindow(settings)
    if workspace is None:
        window.show_desk()
    starter = Starter(window, workspace, prepare)
    window.first_painted.connect(starter.load, Qt.ConnectionType.QueuedConnection)
    window.show()
    return app, window


class Starter(QObject):
    """Brings in, after the first paint, what the first page needs, and after that page what the others need."""

    loaded = Signal(object)
    """None, or the error that importing ended with."""

    def __init__(self, window: MainWindow, workspace: Path | None, prepare: Callable[[], object]) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._prepare = prepare
        self.services: Services | None = None
        self.loaded.connect(self._on_loaded, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def load(self) -> None:
        """Import on a thread: the frame can be moved meanwhile."""
        threading.Thread(target=self._import, name="start", daemon=True).start()

    def _import(self) -> None:
        outcome: Exception | None = None
        try:
            self._prepare()
            from workbench.desktop.shell import errors, prompter, services  # noqa: F401  # for _on_loaded and _attach

            self._workspace = self._workspace or _last_workspace()
            page_class(first_place(places(), self._workspace))
        except Exception as error:  # noqa: BLE001  # handed to the window's thread, which shows it
            outcome = error
        if shiboken6.isValid(self):  # the window may be closed by now
            self.loaded.emit(outcome)

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

    def _attach(self, errors: "Errors") -> None:
        from workbench.desktop.shell.prompter import DialogPrompter
        from workbench.desktop.shell.services import Services

        services = Services(DialogPrompter(), parent=self)
        services.failed.connect(errors.handle)
        services.open_failed.connect(self._on_open_failed)
        services.open_failed.connect(errors.handle)
        self._window.attach(services, make_page)
        services.page_shown.connect(self._on_page_shown)
        self.services = services
        if self._workspace is None:
            self._window.go(WELCOME)
        else:
            services.open_workspace(self._workspace)

    @Slot()
    def _on_page_shown(self) -> None:
        threading.Thread(target=self._import_rest, name="start", daemon=True).start()

    def _import_rest(self) -> None:
        """Read the catalogue and import what the first edit needs, before anybody has to wait for it."""
        from workbench.storage.database import import_sqlite_utils

        assert self.services is not None
        import_sqlite_utils()
        self.services.index_catalogue()
        self.services.index_evidence()

    @Slot(Exception)
    def _on_open_failed(self, _error: Exception) -> None:
        if self._window.current is None:
            self._window.go(WELCOME)

    @Slot(str)
    def _on_refused(self, sentence: str) -> None:
        self._window.show_toast(sentence, False, True)


def first_place(known: Mapping[str, Place], workspace: Path | None) -> Place:
    """Return the place that the window shows first."""
    return known[WELCOME] if workspace is None else next(place for place in known.values() if place.on_rail)


def _last_workspace() -> Path | None:
    """Return the workspace that was opened last, if it is still there; the first run has none."""
    from workbench.storage.workspace import DATABASE
    from workbench.tasks.settings import last_workspace

    folder = last_workspace()
    return folder if folder is not None and (folder / DATABASE).is_file() else None
