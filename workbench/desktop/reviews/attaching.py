"""Attaching from the window: staged in the worker by a job, then made an edit on the store's thread."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from workbench.desktop.reviews.credentials_dialog import Question
from workbench.desktop.reviews.model import ReviewData, ReviewModel
from workbench.domain.credentials import CredentialsFound
from workbench.domain.errors import UserError
from workbench.edits.evidence import About, AttachEvidence
from workbench.edits.obligations import CloseCondition
from workbench.tasks.attach import Gathered, Source, gather, without_twins
from workbench.tasks.staging import Choice
from workbench.tasks.worker_client import Cancelled

if TYPE_CHECKING:
    from workbench.desktop.shell.jobs import Job, Report
    from workbench.desktop.shell.services import Services

PICTURE = "pasted-picture.png"


@dataclass(frozen=True)
class Attachment:
    """What is attached to what."""

    review: str
    check_id: str
    sources: tuple[Source, ...]
    about: About = field(default_factory=About)

    @property
    def says(self) -> str:
        """`Attaching 3 files`."""
        number = len(self.sources)
        return f"Attaching {number} pieces" if number > 1 else "Attaching evidence"


class Attaching(QObject):
    """Runs one attachment after the other, with progress and cancel."""

    started = Signal(str)
    """The verb."""
    progressed = Signal(float, str)
    ended = Signal()
    refused = Signal(str)
    """Why a source was not taken."""
    told = Signal(str)
    """What is to be known of what was taken."""
    asked = Signal(object)
    """A `Question`: files hold credentials."""

    def __init__(self, services: "Services", model: ReviewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._model = model
        self._job: Job | None = None
        self._again: Callable[[Choice], None] | None = None
        """Starts what ran last with a choice about credentials."""

    @property
    def is_running(self) -> bool:
        """Whether something is being attached."""
        return self._job is not None

    def cancel(self) -> None:
        """Stop; nothing of what was being attached is kept."""
        if self._job is not None:
            self._job.cancel()

    def attach(self, attachment: Attachment, credentials: Choice = "ask") -> None:
        """Stage the sources in the background, then link them in one edit."""
        data = self._model.data
        if data is None or not self._may_start():
            return
        folder, tolerance = self._services.workspace.folder, _tolerance(data)

        def work(report: "Report") -> Gathered:
            return _gather(folder, attachment.sources, attachment.check_id, tolerance, report, credentials)

        self._again = lambda choice: self.attach(attachment, choice)
        self._start(work, lambda gathered: self._link(attachment, gathered), attachment.says)

    def attach_picture(self, review: str, check_id: str, picture: QImage) -> None:
        """Attach a pasted picture as a PNG file."""
        data = self._model.data
        if data is None or not self._may_start():
            return
        folder, tolerance = self._services.workspace.folder, _tolerance(data)

        def work(report: "Report") -> Gathered:
            with tempfile.TemporaryDirectory(prefix="workbench-paste-") as place:
                path = Path(place) / PICTURE
                if not picture.save(str(path), b"PNG"):
                    raise UserError("The picture could not be read. Nothing was attached. Save it and attach the file.")
                return _gather(folder, (path,), check_id, tolerance, report)

        attachment = Attachment(review, check_id, ())
        self._start(work, lambda gathered: self._link(attachment, gathered), "Attaching the picture")

    def close_condition(self, key: str, path: Path, credentials: Choice = "ask") -> None:
        """Close a condition with a file; for a frozen review that goes to the ledger."""
        data = self._model.data
        if data is None or not self._may_start():
            return
        folder, tolerance = self._services.workspace.folder, _tolerance(data)

        def work(report: "Report") -> Gathered:
            return _gather(folder, (path,), "", tolerance, report, credentials)

        self._again = lambda choice: self.close_condition(key, path, choice)
        self._start(work, lambda gathered: self._close(key, gathered), f"Closing {key}")

    def _may_start(self) -> bool:
        if self.is_running:
            self.refused.emit("Something is being attached already. Nothing was attached. Wait for it, or cancel it.")
        return not self.is_running

    def _start(self, work: object, on_done: object, verb: str) -> None:
        self.started.emit(verb)
        self._job = self._services.jobs.start(
            work,  # type: ignore[arg-type]  # both are closures of the callers above
            on_done,  # type: ignore[arg-type]  # as above
            self,
            verb=verb,
            on_failed=self._on_failed,
            on_progress=self._on_progress,
        )
        self._job.finished.connect(self._on_finished)

    def _link(self, attachment: Attachment, gathered: Gathered) -> None:
        try:
            notices = self._link_pieces(attachment, gathered)
        finally:
            gathered.discard()
        if notices:
            self.told.emit(" ".join(notices))

    def _link_pieces(self, attachment: Attachment, gathered: Gathered) -> tuple[str, ...]:
        """Make the edit; return what there is to say of it."""
        data = self._model.data
        if data is None:
            return ()
        view = data.view
        found = without_twins(
            gathered.pieces, view.uses, view.evidence, attachment.check_id, attachment.about, view.purged
        )
        if found.pieces:
            number = len(found.pieces)
            edit = AttachEvidence(attachment.review, attachment.check_id, found.pieces, **attachment.about)
            said = f"{number} pieces attached" if number > 1 else "Evidence attached"
            self._model.write(edit, f"{said}, credentials redacted" if gathered.redacted else said)
        return (*gathered.notices, *found.notices)

    def _close(self, key: str, gathered: Gathered) -> None:
        try:
            staged = gathered.pieces[0].staged
            if staged is not None and self._model.write(CloseCondition(key, staged)):
                self._services.toast(f"{key} closed", undo=False)
                self.told.emit(" ".join(gathered.notices))
        finally:
            gathered.discard()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, CredentialsFound) and self._again is not None:
            self.asked.emit(Question(error, self._again))
        elif isinstance(error, UserError):
            self.refused.emit(str(error))
        else:
            self._services.failed.emit(error)

    def _on_progress(self, fraction: float, doing: str) -> None:
        self.progressed.emit(fraction, doing)

    def _on_finished(self) -> None:
        self._job = None
        self.ended.emit()


def _gather(
    folder: Path,
    sources: Sequence[Source],
    check_id: str,
    tolerance: float,
    report: "Report",
    credentials: Choice = "ask",
) -> Gathered:
    gathered = gather(
        folder,
        sources,
        check_id,
        tolerance,
        credentials=credentials,
        on_progress=report,
        cancelled=report.is_cancelled,
    )
    if report.is_cancelled():
        gathered.discard()
        raise Cancelled
    return gathered


def _tolerance(data: ReviewData) -> float:
    return data.view.policy.tolerance(data.view.version.profile.worst_effect())
