"""A terminal to type commands into: in this process where output is all that matters, else in one of its own."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.cli import main

ROOT = Path(__file__).parent.parent.parent
HANGS = 300.0
"""Seconds after which a process counts as one that hangs; the slowest takes half a minute where it runs alone."""


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    status: int | Path
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What it printed as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Terminal:
    """Types commands about one workspace."""

    workspace: Path

    def type(self, *arguments: str, actor: str = "Ana Silva") -> Done:
        """Run a command in this process."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(["-w", str(self.workspace), "--actor", actor, *arguments])
        return Done(status, out.getvalue(), err.getvalue())

    def well(self, *arguments: str, actor: str = "Ana Silva") -> Done:
        """Run a command that has to end with 0."""
        done = self.type(*arguments, actor=actor)
        assert done.status == 0, done
        return done

    def start(self, *arguments: str, actor: str = "Ana Silva") -> "subprocess.Popen[str]":
        """Start a command in a process of its own."""
        command = [sys.executable, "-P", "-m", "workbench", "-w", str(self.workspace), "--actor", actor, *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )

    def contents(self) -> bytes:
        """Return the database, to see that nothing was changed."""
        return (self.workspace / "workspace.db").read_bytes()


def finish(process: "subprocess.Popen[str]") -> Done:
    """Wait for a process; one that does not end is killed, so that no later test is blamed for it.

    Of SIGINT, and of no other signal, the status is what a shell says: Python ends itself by it where Ctrl+C came while
    it executed a text, as the making of a dataclass does, although we caught it and returned 130.
    """
    try:
        out, err = process.communicate(timeout=HANGS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    status = 128 + signal.SIGINT if process.returncode == -signal.SIGINT else process.returncode
    return Done(status, out, err)


def start_review(terminal: Terminal) -> None:
    """Make the workspace, a deployment and an unanswered review on the nine checks."""
    terminal.well("init", str(terminal.workspace))
    terminal.well("deployment", "add", "Support desk agent", "--version", "v1")
    terminal.well("review", "new", "DEP-1@v1", "--checklist", "nine")
