"""A killable process with limits: `python -m workbench.worker MODULE:FUNCTION` does one piece of slow work.

One line of JSON comes in on stdin: `{"arguments": {…}, "memory_mb": 2048, "seconds": 600}`. Lines of JSON go out on
stdout: `{"progress": 0.5, "doing": "…"}` as often as the work reports, then one of `{"result": …}` and
`{"error": {"kind": "user" | "bug", "message": "…"}}`. The other side is `workbench/tasks/worker_client.py`.
"""

import importlib
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, TextIO

CRASHED = 3
"""Exit status when memory ran out: too little is left to say so in words."""


class Channel:
    """The lines that go back; at most twenty a second while only the fraction moves."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._said = ""
        self._said_at = 0.0

    def report(self, fraction: float | None, doing: str) -> None:
        """Tell how far the work is, from 0 to 1 or unknown, and what it does just now."""
        now = time.monotonic()
        if doing == self._said and now - self._said_at < 0.05:
            return
        self._said, self._said_at = doing, now
        self.send({"progress": fraction, "doing": doing})

    def send(self, message: dict[str, Any]) -> None:
        """Write one line; text that JSON cannot hold is a bug of the task (TypeError)."""
        self._stream.write(json.dumps(message) + "\n")
        self._stream.flush()


def main() -> int:
    """Do the work that the command line names; return the exit status."""
    channel = Channel(_claim_stdout())
    request = json.loads(_read_line())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit(request["memory_mb"], request["seconds"])
    try:
        result = resolve(sys.argv[1])(report=channel.report, **request["arguments"])
        channel.send({"result": result})
    except MemoryError:
        return CRASHED
    except Exception as error:  # noqa: BLE001 - whatever it is, the other side has to hear of it
        channel.send({"error": _describe(error)})
    return 0


def resolve(task: str) -> Callable[..., Any]:
    """Return the function that `module:function` names; a ValueError refuses what is not ours."""
    module, _, name = task.partition(":")
    if not module.startswith("workbench.") or not name.isidentifier():
        raise ValueError(f"not a task of the workbench: {task}")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return function


def _claim_stdout() -> TextIO:
    """Keep stdout for our lines: what libraries and their C code print goes to stderr."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return stream


def _read_line() -> bytes:
    """Read the request, unbuffered: the thread that waits for the end of stdin must not share a lock with a buffer."""
    line = bytearray()
    while not line.endswith(b"\n"):
        chunk = os.read(0, 1 << 16)
        if not chunk:
            break
        line += chunk
    return bytes(line)


def _end_with_parent() -> None:
    """End when stdin does: whoever asked for the work is gone and nobody would read the result."""
    while os.read(0, 1024):
        pass
    os._exit(CRASHED)


def _limit(memory_mb: int, seconds: float) -> None:
    """Take no more memory and processor time than allowed, and leave the processor to the window."""
    import resource

    bytes_allowed = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (bytes_allowed, bytes_allowed))
    # The other side keeps the clock; this ends a loop should it be stopped. Several threads may use time at once.
    processor_seconds = int(seconds * (os.cpu_count() or 1)) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)


def _describe(error: Exception) -> dict[str, str]:
    from workbench.domain.errors import UserError

    if isinstance(error, UserError):
        return {"kind": "user", "message": str(error)}
    return {"kind": "bug", "message": "".join(traceback.format_exception(error))}


if __name__ == "__main__":
    sys.exit(main())
