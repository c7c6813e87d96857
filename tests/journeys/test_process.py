"""The program itself, as a person starts and ends it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0


def until(found: Callable[[], str], what: str) -> str:
    """Wait for a text that is not empty."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if text := found():
            return text
        time.sleep(0.05)
    raise AssertionError(what)


def xdotool(*arguments: str) -> str:
    done = subprocess.run(["xdotool", *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def test_that_the_program_opens_takes_ctrl_q_and_ends_well(home: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-P", "-m", "workbench"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        try:
            search = ("search", "--onlyvisible", "--pid", str(program.pid), "--name", "^Welcome")
            window = until(lambda: xdotool(*search), "No window opened.").splitlines()[0]
            until(lambda: "yes" if xdotool("getactivewindow") == window else "", "The window never became active.")
            xdotool("key", "ctrl+q")
            said, complained = program.communicate(timeout=PATIENCE)
        finally:
            program.kill()
    assert (program.returncode, said, complained) == (0, "", "")
    assert (home / ".config" / "workbench" / "window.ini").is_file()
