"""Importing in the window: read and compare on a job, ask in a dialog, import on another job."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from workbench.desktop.incidents.import_dialog import ImportDialog, brought
from workbench.desktop.shell.jobs import Job, Report
from workbench.desktop.shell.services import Services
from workbench.domain.errors import UserError
from workbench.interchange.reading import Options
from workbench.interchange.table_model import TableMapping, TablePlace
from workbench.storage.store import Store
from workbench.tasks.importing import Plan, carry_out_by, plan
from workbench.tasks.kept_columns import keep_mapping, kept_mappings
from workbench.tasks.reading_files import read_into


@dataclass(frozen=True)
class Wanted:
    """What a person chose in the dialog."""

    origin: Literal["own", "public"] = "public"
    classes: tuple[str, ...] | None = None
    """None for those that come unless somebody says otherwise."""
    places: Mapping[str, TablePlace] = field(default_factory=dict)
    """By the name of the file."""
    mappings: Mapping[tuple[str, ...], TableMapping | None] = field(default_factory=dict)
    """For tables with some headings; None for what the program proposes."""

    def options(self) -> Options:
        """Return it for the readers, with the columns that were remembered."""
        known = [one for one in self.mappings.values() if one]
        known += [one for one in kept_mappings() if one.headings not in self.mappings]
        return Options(origin=self.origin, classes=self.classes, places=dict(self.places), known=tuple(known))


class Importing(QObject):
    """One import, from the files to the toast; `ended` when its dialog is gone."""

    ended = Signal()

    def __init__(self, services: Services, paths: Sequence[Path], window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._paths = list(paths)
        self._folder = Path(tempfile.mkdtemp(prefix="workbench-import-"))
        self._plan: Plan | None = None
        self._spools = self._folder
        """Where the records of the plan lie."""
        self._job: Job | None = None
        self._is_importing = False
        self._wanted = Wanted()
        self._planned = Wanted()
        """What was wanted when the plan was made."""
        self.dialog = ImportDialog(", ".join(path.name for path in self._paths), window)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.submitted.connect(self._on_submitted)
        self.dialog.stopped.connect(self._on_stopped)
        self.dialog.columns.mapping_chosen.connect(self._on_mapping)
        self.dialog.columns.anew_wanted.connect(self._on_anew)
        self.dialog.columns.place_chosen.connect(self._on_place)
        self.dialog.choices.origin_chosen.connect(self._on_origin)
        self.dialog.choices.classes_chosen.connect(self._on_classes)
        self.dialog.finished.connect(self._on_finished)

    def start(self) -> None:
        """Read the files and show what would become of them."""
        self.dialog.open()
        self._read_files()

    def _read_files(self) -> None:
        spools = Path(tempfile.mkdtemp(dir=self._folder))
        self._job = self._services.jobs.start(
            partial(self._read, self._wanted, spools),
            partial(self._show_plan, self._wanted, spools),
            self,
            verb="Reading incidents",
            on_failed=self._on_failed,
            on_progress=self._on_progress,
        )

    def _read(self, wanted: Wanted, spools: Path, report: Report) -> Plan:
        readings = read_into(
            spools,
            self._paths,
            options=wanted.options(),
            on_progress=report,
            cancelled=report.is_cancelled,
        )
        store = Store(self._services.workspace.folder)
        try:
            return plan(store, readings, on_progress=report, cancelled=report.is_cancelled)
        finally:
            store.close()

    def _show_plan(self, wanted: Wanted, spools: Path, made: Plan) -> None:
        if self._plan is not None:
            shutil.rmtree(self._spools, ignore_errors=True)
        self._plan, self._spools, self._planned = made, spools, wanted
        self._job = None
        self.dialog.show_plan(made, wanted.origin)

    @Slot(object)
    def _on_mapping(self, mapping: TableMapping) -> None:
        """Count again with another use of the columns, for every table with these headings."""
        self._want(mappings={**self._wanted.mappings, mapping.headings: mapping})

    @Slot(object)
    def _on_anew(self, mapping: TableMapping) -> None:
        self._want(mappings={**self._wanted.mappings, mapping.headings: None})

    @Slot(str, object)
    def _on_place(self, file: str, place: TablePlace) -> None:
        self._want(places={**self._wanted.places, file: place})

    @Slot(str)
    def _on_origin(self, origin: Literal["own", "public"]) -> None:
        self._want(origin=origin)

    @Slot(object)
    def _on_classes(self, classes: tuple[str, ...]) -> None:
        self._want(classes=classes)

    def _want(self, **changes: Any) -> None:
        """Count again with another choice."""
        self._services.jobs.cancel_of(self)
        self._wanted = replace(self._wanted, **changes)
        self.dialog.show_reading()
        self._read_files()

    @Slot()
    def _on_stopped(self) -> None:
        """Go back to the last counts where it is only read again; else leave."""
        if self._plan is None or self._is_importing:
            self.dialog.reject()
            return
        self._services.jobs.cancel_of(self)
        self._job, self._wanted = None, self._planned
        self.dialog.show_plan(self._plan, self._wanted.origin)

    @Slot()
    def _on_submitted(self) -> None:
        if self._plan is None or self._job is not None:
            return
        self._is_importing = True
        self.dialog.show_importing()
        self._job = self._services.jobs.start(
            self._import,
            self._on_imported,
            self,
            verb="Importing incidents",
            on_failed=self._on_failed,
            on_progress=self._on_progress,
        )

    def _import(self, report: Report) -> UserError | None:
        """Bring it in, then remember the columns; return why they cannot be, for the import stands."""
        assert self._plan is not None
        carry_out_by(self._services.with_session, self._plan, on_progress=report, cancelled=report.is_cancelled)
        try:
            for table in self._plan.readings.tables:
                if table.mapping.headings in self._planned.mappings or table.file in self._planned.places:
                    keep_mapping(table.mapping)
        except UserError as error:
            return error
        return None

    def _on_imported(self, trouble: UserError | None) -> None:
        assert self._plan is not None
        self._job = None
        self.dialog.accept()
        self._services.toast(f"{brought(self._plan)} imported")
        if trouble is not None:
            self._services.refuse(str(trouble))

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
        self._services.jobs.cancel_of(self)
        shutil.rmtree(self._folder, ignore_errors=True)
        self.ended.emit()
        self.deleteLater()
