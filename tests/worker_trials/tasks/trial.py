"""Tasks that go well and tasks that go wrong in every way there is."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.domain.errors import UserError

Report = Callable[[float | None, str], None]


def echo(report: Report, text: str) -> dict[str, Any]:
    return {"text": text, "nice": os.nice(0)}


def count(report: Report, steps: int) -> int:
    for step in range(steps):
        report(step / steps, f"step {step}")
    report(None, "done")
    return steps


def sleep(report: Report, pid_file: str, seconds: float = 60) -> None:
    Path(pid_file).write_text(str(os.getpid()))
    report(None, "sleeping")
    time.sleep(seconds)


def spin(report: Report) -> None:
    while True:
        pass


def fill_memory(report: Report) -> int:
    return len(bytearray(4 << 30))


def crash(report: Report) -> None:
    print("last words", file=sys.stderr)
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGSEGV)


def leave(report: Report) -> None:
    sys.exit(0)


def refuse(report: Report) -> None:
    raise UserError("The file is empty. Nothing was changed. Choose another.")


def stumble(report: Report) -> None:
    raise KeyError("a slip of ours")


def chatter(report: Report) -> str:
    print('{"result": "from Python"}')
    os.write(1, b'{"result": "from C"}\n')
    return "the true one"


def unsendable(report: Report) -> object:
    return object()
