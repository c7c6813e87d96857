"""What is done with the file of a report: writing it, copying it, taking a returned one, and its ledger."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from workbench.desktop.kit.page import Page
from workbench.desktop.shell.jobs import Job
from workbench.desktop.shell.services import Services
from workbench.desktop.signoff.column import SignersColumn
from workbench.desktop.signoff.reading import Frozen, SignoffView
from workbench.desktop.signoff.signing import copy_report, take, write_ledger, write_report
from workbench.desktop.signoff.signing_act import example_authority
from workbench.desktop.signoff.unwritten import Unwritten
from workbench.domain.errors import UserError
from workbench.text import visible


class ReportActs(QObject):
    """Acts on the report of the review that the page shows, in the background."""

    taken = Signal(object)
    """`Taken`: what became of a returned file."""
    written = Signal()
    """Writing the report has ended, well or not."""

    def __init__(self, services: Services, page: Page, column: SignersColumn, unwritten: Unwritten) -> None:
        super().__init__(page)
        self._services, self._page, self._column, self._unwritten = services, page, column, unwritten
        self._view: SignoffView | None = None
        self._writing: Job | None = None
        column.zone.files_dropped.connect(self.collect)
        column.zone.chosen.connect(self.choose_returned)
        column.collect_pressed.connect(self._on_collect_held)
        unwritten.wanted.connect(self.write_report)

    def show(self, view: SignoffView) -> None:
        """Act on this review from now on."""
        self._view = view

    @property
    def _frozen(self) -> Frozen | None:
        return self._view.frozen if self._view else None

    @Slot()
    def write_report(self) -> None:
        """Write the report of the review that is shown, unless that is being done."""
        frozen, view = self._frozen, self._view
        if frozen is None or view is None or view.shown is None or self._writing is not None:
            return
        self._writing = self._services.jobs.start(
            partial(write_report, self._services.workspace.folder, view.shown.full_key, frozen.report),
            self._on_written,
            self._page,
            verb="Writing the report",
            on_failed=self.fail,
            on_progress=self._unwritten.show_progress,
        )
        self._unwritten.begin()
        self._unwritten.cancelled.connect(self._writing.cancel)
        self._writing.finished.connect(self._on_writing_ended)

    def _on_written(self, path: Path) -> None:
        self._services.toast(f"Report written: {path.name}", undo=False)

    @Slot()
    def _on_writing_ended(self) -> None:
        self._writing = None
        self._unwritten.end()
        self.written.emit()

    @Slot(list)
    def collect(self, files: list[Path]) -> None:
        """Take a returned file into the workspace, once it is verified."""
        self._column.zone.refuse("")
        self._services.jobs.start(
            partial(take, files[0], example_authority(self._services.workspace), self._services.with_session),
            self.taken.emit,
            self._page,
            verb="Collecting",
            on_failed=self._on_refused_file,
        )

    @Slot()
    def choose_returned(self) -> None:
        """Ask for a returned file."""
        self._services.prompter.choose_files(self._page, "Collect a returned file", self.collect)

    @Slot()
    def _on_collect_held(self) -> None:
        if self._frozen is not None:
            self.collect([self._frozen.report])

    def _on_refused_file(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._column.zone.refuse(str(error))
        else:
            self._services.failed.emit(error)

    @Slot()
    def export(self) -> None:
        """Ask where a copy of the report shall go."""
        frozen = self._frozen
        if frozen is not None:
            copy = partial(self._copy, frozen.report)
            self._services.prompter.choose_target(self._page, "Export the report", frozen.report.name, copy)

    def _copy(self, report: Path, target: Path) -> None:
        self._start(partial(copy_report, report, target), "Copy written", "Writing the copy")

    @Slot()
    def export_ledger(self) -> None:
        """Ask where the ledger shall go."""
        view = self._view
        if view is not None and view.shown is not None and view.frozen is not None:
            name = f"{view.frozen.report.stem}.ledger.json"
            write = partial(self._write_ledger, view.shown.full_key)
            self._services.prompter.choose_target(self._page, "Export the ledger", name, write)

    def _write_ledger(self, review: str, target: Path) -> None:
        work = partial(write_ledger, self._services.workspace.folder, review, target)
        self._start(work, "Ledger written", "Writing the ledger")

    def _start(self, work: "partial[Path]", said: str, verb: str) -> None:
        def on_done(path: Path) -> None:
            self._services.toast(f"{said}: {visible(path.name)}", undo=False)

        self._services.jobs.start(work, on_done, self._page, verb=verb, on_failed=self.fail)

    @Slot(Exception)
    def fail(self, error: Exception) -> None:
        """Say what went wrong."""
        if isinstance(error, UserError):
            self._services.refuse(str(error))
        else:
            self._services.failed.emit(error)
