"""Importing in the window: read and compare on a job, ask in a dialog, import on another job."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from workbench.desktop.incidents.import_dialog import ImportDialog, brought
from workbench.desktop.shell.jobs import Job, Report
from workbench.desktop.shell.services import Services
from workbench.domain.errors import UserError
from workbench.storage.store import Store
from workbench.tasks.importing import Plan, carry_out_by, plan
from workbench.tasks.reading_files import read_into


class Importing(QObject):
    """One import, from the files to the toast; `ended` when its dialog is gone."""

    ended = Signal()

    def __init__(self, services: Services, paths: Sequence[Path], window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._paths = list(paths)
        self._folder = Path(tempfile.mkdtemp(prefix="workbench-import-"))
        self._plan: Plan | None = None
        self._job: Job | None = None
        self.dialog = ImportDialog(", ".join(path.name for path in self._paths), window)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.submitted.connect(self._on_submitted)
        self.dialog.finished.connect(self._on_finished)

    def start(self) -> None:
        """Read the files and show what would become of them."""
        self.dialog.open()
        self._job = self._services.jobs.start(
            self._read,
            self._show_plan,
            self,
            verb="Reading incidents",
            on_failed=self._on_failed,
            on_progress=self._on_progress,
        )

    def _read(self, report: Report) -> Plan:
        readings = read_into(self._folder, self._paths, on_progress=report, cancelled=report.is_cancelled)
        store = Store(self._services.workspace.folder)
        try:
            return plan(store, readings, on_progress=report, cancelled=report.is_cancelled)
        finally:
            store.close()

    def _show_plan(self, made: Plan) -> None:
        self._plan = made
        self.dialog.show_plan(made)

    @Slot()
    def _on_submitted(self) -> None:
        if self._plan is None:
            return
        self.dialog.show_importing()
        self._job = self._services.jobs.start(
            self._import,
            self._on_imported,
            self,
            verb="Importing incidents",
            on_failed=self._on_failed,
            on_progress=self._on_progress,
        )

    def _import(self, report: Report) -> str:
        assert self._plan is not None
        carry_out_by(self._services.with_session, self._plan, on_progress=report, cancelled=report.is_cancelled)
        return brought(self._plan)

    def _on_imported(self, what: str) -> None:
        self.dialog.accept()
        self._services.toast(f"{what} imported")

    def _on_progress(self, fraction: float, doing: str) -> None:
        self.dialog.progress.set_progress(fraction, doing)

    def _on_failed(self, error: Exception) -> None:
        self.dialog.reject()
        if isinstance(error, UserError):
            self._services.refuse(str(error))
        else:
            self._services.failed.emit(error)

    @Slot()
    def _on_finished(self) -> None:
        if self._job is not None:
            self._services.jobs.cancel_of(self)
        shutil.rmtree(self._folder, ignore_errors=True)
        self.ended.emit()
        self.deleteLater()
