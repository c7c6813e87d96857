"""Slow work: an ordinary function on a thread, with progress and cancel; its result arrives on the window's thread."""

import threading
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from workbench.tasks.worker_client import Cancelled

Work = Callable[["Report"], Any]
LEAVE_SECONDS = 5.0
"""How long the end of the program waits for cancelled work."""


class Report:
    """What work gets: `report(fraction, doing)` tells how far it is and raises `Cancelled` when it was cancelled.

    `report.is_cancelled` suits `run_worker(on_progress=report, cancelled=report.is_cancelled)`.
    """

    def __init__(self, job: "Job", stop: threading.Event) -> None:
        self._job = job
        self._stop = stop

    def __call__(self, fraction: float | None, doing: str = "") -> None:
        if self._stop.is_set():
            raise Cancelled
        self._job.reported.emit(-1.0 if fraction is None else float(fraction), doing)

    def is_cancelled(self) -> bool:
        """Say whether the work was cancelled."""
        return self._stop.is_set()


class Job(QObject):
    """One piece of slow work. It reads values, returns a value and never touches widgets or the session."""

    progressed = Signal(float, str)
    """Fraction (negative: nobody knows) and what is being done."""
    succeeded = Signal(object)
    failed = Signal(Exception)
    cancelled = Signal()
    finished = Signal()
    """After one of the three above."""
    reported = Signal(float, str)
    """The same, from the job's own thread."""
    _ended = Signal(object, object)

    def __init__(self, work: Work, verb: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.verb = verb
        """What is done, for the person ("Writing the report")."""
        self._work = work
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"job {verb}", daemon=True)
        self.reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to stop; `cancelled` follows when it has."""
        self._stop.set()

    def join(self, seconds: float) -> None:
        """Wait for the thread, when the program ends."""
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        result, error = None, None
        try:
            result = self._work(Report(self, self._stop))
        except Exception as caught:  # noqa: BLE001  # handed to the window's thread, which shows it
            error = caught
        if shiboken6.isValid(self):
            self._ended.emit(result, error)

    @Slot(float, str)
    def _on_reported(self, fraction: float, doing: str) -> None:
        if not self._stop.is_set():
            self.progressed.emit(fraction, doing)

    @Slot(object, object)
    def _on_ended(self, result: Any, error: Exception | None) -> None:
        if self._stop.is_set() or isinstance(error, Cancelled):
            self.cancelled.emit()
        elif error is not None:
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)
        self.finished.emit()


class Jobs(QObject):
    """All running jobs; a closing page cancels its own, the closing window all."""

    changed = Signal()
    """A job began or ended."""
    failed = Signal(Exception)
    """A job went wrong whose starter gave no `on_failed`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: list[tuple[Job, QObject]] = []

    def start(
        self,
        work: Work,
        on_done: Callable[[Any], None],
        owner: QObject,
        *,
        verb: str = "",
        on_failed: Callable[[Exception], None] | None = None,
        on_progress: Callable[[float, str], None] | None = None,
    ) -> Job:
        """Start work for a page (`owner`); nothing is delivered once the owner is destroyed or the job cancelled."""
        job = Job(work, verb, self)
        job.succeeded.connect(_while_alive(owner, on_done))
        job.failed.connect(_while_alive(owner, on_failed) if on_failed else self.failed)
        if on_progress is not None:
            job.progressed.connect(_while_alive(owner, on_progress))
        job.finished.connect(self._on_finished)
        self._running.append((job, owner))
        job.start()
        self.changed.emit()
        return job

    def running(self) -> list[Job]:
        """The jobs that have not ended."""
        return [job for job, _owner in self._running]

    def cancel_of(self, owner: QObject) -> None:
        """Cancel what a page started."""
        for job, of in self._running:
            if of is owner:
                job.cancel()

    def close(self) -> None:
        """Cancel everything and wait a little for it."""
        for job in self.running():
            job.cancel()
        for job in self.running():
            job.join(LEAVE_SECONDS)

    @Slot()
    def _on_finished(self) -> None:
        ended = self.sender()
        self._running = [(job, owner) for job, owner in self._running if job is not ended]
        if ended is not None:
            ended.deleteLater()
        self.changed.emit()


def _while_alive(owner: QObject, slot: Callable[..., None]) -> Callable[..., None]:
    def deliver(*values: Any) -> None:
        if shiboken6.isValid(owner):
            slot(*values)

    return deliver
