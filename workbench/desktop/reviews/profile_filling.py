"""Filling a profile from a file in the window: read on a job, show what would change, take it over in one step."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.progress import ProgressCard
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px
from workbench.domain.deployment import Profile
from workbench.domain.errors import UserError
from workbench.domain.profile_diff import profile_diff
from workbench.domain.profile_fill import Filling, filling_lines
from workbench.interchange.manifests.manifest import Manifest
from workbench.tasks.profile_file import Described, described, described_from_json
from workbench.tasks.worker_client import run_worker
from workbench.text import visible

if TYPE_CHECKING:
    from workbench.desktop.shell.jobs import Report
    from workbench.desktop.shell.services import Services

SECONDS = 120
MEMORY_MB = 2048


@dataclass(frozen=True)
class Preview:
    """What a file would make of a profile."""

    profile: Profile
    filling: Filling | None
    lines: tuple[str, ...]


def preview_of(before: Profile, found: Described, *, remove_gone: bool) -> Preview:
    """Return what would be known then, and what would change, a line each."""
    after, filling = described(before, found, remove_gone=remove_gone)
    notes = found.notes if isinstance(found, Manifest) else ()
    if filling is None:
        lines = tuple(difference.words for difference in profile_diff(before, after))
    else:
        lines = filling_lines(filling)
    return Preview(after, filling, (*lines, *notes))


class FillingDialog(DialogBase):
    """Reads, shows what would change, asks."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        purpose = f"From {visible(name)}. What people have said stays; what the file only hints at is proposed."
        super().__init__("Fill the profile from a file", purpose, primary="Take over", width=560, parent=parent)
        self.progress = ProgressCard("Reading")
        self.progress.cancelled.connect(self.reject)
        self.counts = Label("", "name", wrap=True)
        self.changes = QPlainTextEdit()
        self.changes.setReadOnly(True)
        self.changes.setTabChangesFocus(True)
        self.changes.setFixedHeight(px(220))
        self.changes.setAccessibleName("What would change")
        self.gone = QCheckBox("")
        for widget in (self.progress, self.counts, self.changes, self.gone):
            self.body.addWidget(widget)
        for widget in (self.counts, self.changes, self.gone):
            widget.hide()
        self.primary.setEnabled(False)

    def show_preview(self, preview: Preview, *, changes_something: bool) -> None:
        """Say what would change."""
        self.progress.hide()
        filling = preview.filling
        if filling is not None:
            self.counts.setText(
                f"{len(filling.new)} new, {len(filling.changed)} changed, {filling.same} the same tools."
            )
            number = f"{len(filling.gone)} tools" if len(filling.gone) > 1 else "1 tool"
            self.gone.setText(f"Remove the {number} that the file does not have")
        else:
            self.counts.setText(f"{len(preview.lines)} differences from what is known now.")
        if not changes_something:
            self.counts.setText("The profile says all of this already.")
        self.counts.show()
        self.gone.setVisible(filling is not None and bool(filling.gone))
        self.changes.setPlainText("\n".join(visible(line).replace("`", "") for line in preview.lines))
        self.changes.setVisible(bool(preview.lines))
        self.primary.setEnabled(changes_something)
        if not self.gone.hasFocus():  # it was on a button of the progress, which is gone
            (self.primary if changes_something else self.changes).setFocus()


class ProfileFilling(QObject):
    """One file, from its choice to the question; `taken(profile)` when the person says yes."""

    taken = Signal(Profile)

    def __init__(self, services: "Services", path: Path, before: Profile, owner: QWidget) -> None:
        super().__init__(owner)
        self._services, self._path, self._before = services, path, before
        self._found: Described | None = None
        self.dialog = FillingDialog(path.name, owner.window())
        self.dialog.submitted.connect(self._on_submitted)
        self.dialog.gone.toggled.connect(self._show)
        self.dialog.finished.connect(self._on_finished)

    def start(self) -> None:
        """Read the file."""
        self.dialog.open()
        self._services.jobs.start(
            self._read, self._on_read, self, verb=f"Reading {visible(self._path.name)}", on_failed=self._on_failed
        )

    def _read(self, report: "Report") -> Described:
        found = run_worker(
            "workbench.tasks.profile_file:read_described_to_json",
            {"path": str(self._path)},
            on_progress=report,
            cancelled=report.is_cancelled,
            memory_mb=MEMORY_MB,
            seconds=SECONDS,
        )
        return described_from_json(found)

    def _on_read(self, found: Described) -> None:
        self._found = found
        self._show()

    def _preview(self) -> Preview:
        assert self._found is not None
        return preview_of(self._before, self._found, remove_gone=self.dialog.gone.isChecked())

    @Slot()
    def _show(self) -> None:
        preview = self._preview()
        self.dialog.show_preview(preview, changes_something=preview.profile != self._before)

    @Slot()
    def _on_submitted(self) -> None:
        if self._found is not None:
            self.dialog.accept()
            self.taken.emit(self._preview().profile)

    def _on_failed(self, error: Exception) -> None:
        self.dialog.reject()
        if isinstance(error, UserError):
            self._services.refuse(str(error))
        else:
            self._services.failed.emit(error)

    @Slot()
    def _on_finished(self) -> None:
        self._services.jobs.cancel_of(self)
        self.dialog.deleteLater()
        self.deleteLater()
