"""The way in: the window without a command, else the command line. The only place that knows both."""

import gc
import io
import os
import signal
import sys
from functools import cache
from pathlib import Path

NO_DISPLAY = (
    "There is no display here, so the window cannot open. Nothing was changed. "
    "Type a command (`workbench --help` lists them), or start again where a screen is."
)
BROKEN_PIPE = 141
"""What a shell says of a program whose reader went away: 128 + SIGPIPE."""
INTERRUPTED = 130
"""128 + SIGINT."""
TERMINATED = 143
"""128 + SIGTERM."""


class _Terminated(BaseException):
    """Somebody asked the process to end."""


def main() -> int:
    """Do what the command line says; return the exit status (0 done, 1 the answer is no, 2 wrong use or a fault)."""
    _speak_utf8()
    collect_less()
    arguments = sys.argv[1:]
    if arguments == ["--version"]:  # before anything else is imported
        from workbench.data import version

        print(f"workbench {version()}")
        return 0
    return _guarded(arguments)


def _guarded(arguments: list[str]) -> int:
    """Run, and turn whatever goes wrong into a sentence: a person never sees a traceback."""
    from workbench.domain.errors import UserError

    try:
        status = _run(arguments)
        sys.stdout.flush()
    except UserError as error:
        return _say(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except _Terminated:
        return TERMINATED
    except BrokenPipeError:
        # Whatever Python still wants to flush at exit goes nowhere, without a complaint.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:
        import logging

        log = open_log()
        logging.getLogger("workbench").exception("a bug")
        return _say(
            f"That is a bug in the workbench ({type(error).__name__}). What was entered before is safe. "
            f"The details are in {log}"
        )
    return status


def _run(arguments: list[str]) -> int:
    match arguments:
        case []:
            chosen = os.environ.get("WORKBENCH_WORKSPACE")
            return _open_window(Path(chosen) if chosen else None)
        case ["-w" | "--workspace", workspace]:
            return _open_window(Path(workspace))
    open_log()
    # What is half done is cleared away. The window needs none of it: Qt's loop would not let Python hear the signal.
    signal.signal(signal.SIGTERM, _end)
    try:
        outcome = _run_command(arguments)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return outcome if isinstance(outcome, int) else _show(outcome)


def _end(_signal: int, _frame: object) -> None:
    raise _Terminated


def _run_command(arguments: list[str]) -> int | Path:
    from workbench.cli import main as run_command

    return run_command(arguments)


def _show(workspace: Path) -> int:
    """Open the window on what a command has made, where there is a screen; without one the command is done."""
    from workbench.tasks.display import has_display

    return _open_window(workspace) if has_display() else 0


def _open_window(workspace: Path | None) -> int:
    from workbench.tasks.display import has_display

    if not has_display():
        return _say(NO_DISPLAY)
    from workbench.desktop.app import run_window

    return run_window(workspace, open_log)


@cache
def open_log() -> Path:
    """Send everything that is logged, ours and the libraries', to one file of at most 3 MB, and nothing to stderr.

    The window does it after its first paint: what it imports takes a fifth of the time until then.
    """
    import logging.handlers

    import platformdirs

    path = Path(platformdirs.user_log_dir("workbench", appauthor=False)) / "workbench.log"
    handler: logging.Handler = logging.NullHandler()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    except OSError as error:
        print(f"The log {path} cannot be written ({error.strerror}); the workbench goes on without.", file=sys.stderr)
    logging.basicConfig(
        handlers=[handler], level=logging.WARNING, format="%(asctime)s %(process)d %(name)s %(levelname)s %(message)s"
    )
    return path


def collect_less() -> None:
    """Look for garbage more seldom: what is imported makes no rubbish, and at a start the search takes a tenth."""
    gc.set_threshold(20_000, 20, 100)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says; a file name that is no text is shown escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
