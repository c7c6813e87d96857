"""Reading from the workspace off the window's thread."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot


class ReadingStore(Protocol):
    """What `Reads` needs of a store; the rest is between the page and the store."""

    def close(self) -> None:
        """Close the connection."""


@dataclass(frozen=True)
class _Request:
    """What the thread gets: no widget, whose last reference might go there and end it on the wrong thread."""

    number: int
    function: Callable[[Any], Any]
    topic: tuple[int, str] | None
    """The owner's id and the key; None where nothing supersedes."""


@dataclass(frozen=True)
class _Asker:
    """What stays on the window's thread until the answer arrives."""

    owner: QObject
    on_done: Callable[[Any], None]
    on_failed: Callable[[Exception], None] | None


class Reads(QObject):
    """One background thread with a read-only store of its own; answers are delivered on the window's thread."""

    failed = Signal(Exception)
    """A read went wrong and the request had no `on_failed`."""
    _arrived = Signal(object, object, object)

    def __init__(
        self,
        make_store: Callable[[], ReadingStore],
        parent: QObject | None = None,
        *,
        explained: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """`explained` turns what the database says into what a person can do."""
        super().__init__(parent)
        self._explained = explained
        self._make_store = make_store
        self._store: Any = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reads")
        self._count = 0
        self._askers: dict[int, _Asker] = {}
        self._latest: dict[tuple[int, str], int] = {}
        self._running: _Request | None = None
        self._lock = threading.Lock()
        self._is_closed = False
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def fetch(
        self,
        function: Callable[[Any], Any],
        on_done: Callable[[Any], None],
        owner: QObject,
        *,
        key: str = "",
        on_failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run `function(store)` in the background and give its result to `on_done` here.

        Nothing is delivered once `owner` is destroyed. With a `key`, a later request of the same owner and key
        supersedes this one: it is skipped or interrupted, and its answer dropped. Requests run in order.
        """
        if self._is_closed:
            return
        self._count += 1
        self._askers[self._count] = _Asker(owner, on_done, on_failed)
        request = _Request(self._count, function, (id(owner), key) if key else None)
        if request.topic is not None:
            self._latest[request.topic] = request.number
            self._interrupt_superseded()
        self._thread.submit(self._run, request)

    def is_idle(self) -> bool:
        """Say whether every request was answered."""
        return not self._askers

    def close(self) -> None:
        """Drop what is waiting and close the store on its own thread."""
        if self._is_closed:
            return
        self._is_closed = True
        self._latest = dict.fromkeys(self._latest, -1)
        self._interrupt_superseded()
        self._thread.submit(self._close_store)
        self._thread.shutdown(wait=True)
        self._askers.clear()

    def _close_store(self) -> None:
        if self._store is not None:
            self._store.close()

    def _is_superseded(self, request: _Request) -> bool:
        if self._is_closed:
            return True
        return request.topic is not None and self._latest.get(request.topic) != request.number

    def _interrupt_superseded(self) -> None:
        # The lock keeps the thread from starting the next request, which must not be hit.
        with self._lock:
            connection = getattr(getattr(self._store, "database", None), "conn", None)
            if self._running is not None and connection is not None and self._is_superseded(self._running):
                connection.interrupt()

    def _run(self, request: _Request) -> None:
        result, error = None, None
        try:
            if not self._is_superseded(request):
                with self._explained():
                    result = self._answer(request)
        except Exception as caught:  # noqa: BLE001  # handed to the window's thread, which shows it
            # Not that of a superseded one: its frames hold cursors, and while one of those lives SQLite interrupts
            # every statement that begins, also those of the requests that follow.
            error = None if self._is_superseded(request) else caught
        finally:
            with self._lock:
                self._running = None
        self._arrived.emit(request, result, error)

    def _answer(self, request: _Request) -> Any:
        if self._store is None:
            self._store = self._make_store()
        with self._lock:
            self._running = request
        return request.function(self._store)

    @Slot(object, object, object)
    def _on_arrived(self, request: _Request, result: Any, error: Exception | None) -> None:
        asker = self._askers.pop(request.number, None)
        if asker is None or self._is_superseded(request) or not shiboken6.isValid(asker.owner):
            return
        if error is None:
            asker.on_done(result)
        elif asker.on_failed is not None:
            asker.on_failed(error)
        else:
            self.failed.emit(error)
