"""Run a task in a worker process from here: progress, cancel, limits, and every way to end as one exception."""

import json
import logging
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from workbench.domain.errors import UserError

_log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parent.parent.parent
"""The folder of the package: a checkout is not installed anywhere."""
_POLL_SECONDS = 0.05
"""How long a cancel may go unnoticed while the worker says nothing."""


_LEAVE_SECONDS = 5.0
"""How long the end of a worker waits for what it wrote to be read."""


class Cancelled(Exception):
    """A person asked for the work to stop; nothing of it is kept."""


class WorkerBug(Exception):
    """The task raised what it should not; the message is its traceback, for the log."""


class _Ended(Exception):
    """The worker closed its stdout without a result."""


def run_worker(
    task: str,
    arguments: dict[str, Any],
    *,
    on_progress: Callable[[float | None, str], None] = lambda fraction, doing: None,
    cancelled: Callable[[], bool] = lambda: False,
    memory_mb: int = 2048,
    seconds: float = 600,
) -> Any:
    """Do `module:function(report=…, **arguments)` in a process of its own and return its result.

    Arguments and result are what JSON can hold; they travel through a pipe, so that no secret shows in the list of
    processes. Blocks: for the command line and for a thread of the window. `on_progress` is called on this thread.

    Raises UserError for what the task says to a person and when the process ran out of memory or time or crashed,
    Cancelled soon after `cancelled()` is true, and WorkerBug for everything else. The process is gone by then.
    """
    request = json.dumps({"arguments": arguments, "memory_mb": memory_mb, "seconds": seconds})
    with tempfile.TemporaryFile() as stderr, _process(task, stderr) as (process, lines):
        _send(process, request)
        try:
            return _wait_for_result(lines, on_progress, cancelled, time.monotonic() + seconds)
        except _Ended:
            raise _crash(task, process, stderr) from None


def _wait_for_result(
    lines: "queue.Queue[bytes]",
    on_progress: Callable[[float | None, str], None],
    cancelled: Callable[[], bool],
    deadline: float,
) -> Any:
    while True:
        if cancelled():
            raise Cancelled
        if time.monotonic() > deadline:
            raise UserError(
                "This took longer than allowed and was stopped. Nothing was changed. Try it with a smaller file."
            )
        try:
            line = lines.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            continue
        if not line.endswith(b"\n"):  # the end, or a line that was cut short by a crash
            raise _Ended
        message = json.loads(line)
        if "result" in message:
            return message["result"]
        if "error" in message:
            raise _error(**message["error"])
        on_progress(message["progress"], message["doing"])


def _error(kind: str, message: str) -> Exception:
    return UserError(message) if kind == "user" else WorkerBug(message)


@contextmanager
def _process(task: str, stderr: IO[bytes]) -> "Iterator[tuple[subprocess.Popen[bytes], queue.Queue[bytes]]]":
    """Start the worker in a group of its own, with the lines it writes, and leave nothing of the group behind."""
    command = [sys.executable, "-P", "-m", "workbench.worker", task]
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,  # Ctrl+C reaches us alone, and we end the group
    )
    lines: queue.Queue[bytes] = queue.Queue()
    reader = threading.Thread(target=_read, args=[process, lines], name="worker-lines", daemon=True)
    try:  # from here on: Ctrl+C may come between any two lines
        reader.start()
        yield process, lines
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert process.stdin
        with suppress(BrokenPipeError):  # a request that it did not take
            process.stdin.close()
        if reader.is_alive():
            reader.join(_LEAVE_SECONDS)


def _read(process: "subprocess.Popen[bytes]", lines: "queue.Queue[bytes]") -> None:
    """Read lines on a thread, because reading a pipe cannot be interrupted; an empty line is the end.

    The thread closes what it reads, at the end that comes with the death of the group: whoever closed the pipe from
    elsewhere would wait for the line that is being read.
    """
    assert process.stdout
    with process.stdout:
        for line in process.stdout:
            lines.put(line)
    lines.put(b"")


def _send(process: "subprocess.Popen[bytes]", request: str) -> None:
    """Hand over the request; stdin stays open, because the worker ends with it."""
    assert process.stdin
    try:
        process.stdin.write(request.encode() + b"\n")
        process.stdin.flush()
    except BrokenPipeError:
        _log.warning("the worker was gone before it had its request")


def _crash(task: str, process: "subprocess.Popen[bytes]", stderr: IO[bytes]) -> UserError:
    """Log what the worker left behind; return the sentence for the person."""
    status = process.wait()
    stderr.seek(0)
    _log.error("worker %s ended with %s: %s", task, status, stderr.read().decode(errors="replace")[-8000:])
    return UserError(
        "The work ran out of memory or crashed, and was stopped. Nothing was changed. Try it with a smaller file."
    )
