"""A review with evidence, a condition and a frozen record, made once by commands and copied for each fault."""

import shutil
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, start_review


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """Make a workspace with REV-1 frozen, REV-2 a draft and an incident."""
    folder = tmp_path_factory.mktemp("faults")
    terminal = Terminal(folder / "board")
    start_review(terminal)
    file = folder / "client.log"
    file.write_text("HTTP 429 at 09:14\n" * 20, encoding="utf-8")
    terminal.well("evidence", "add", "REV-1", "rate_limit_handling", str(file))
    answer = ("--status", "pass", "--summary", "circuit breaker", "--rationale", "Seen in the log.")
    terminal.well("review", "answer", "REV-1", "rate_limit_handling", *answer)
    terminal.well("review", "freeze", "REV-1")
    terminal.well("review", "new", "DEP-1@v1", "--checklist", "twelve")
    terminal.well("evidence", "add", "REV-2", "rate_limit_handling", str(file))
    terminal.well("incident", "add", "The agent repeated itself", "--summary", "Fifteen turns, then the same again.")
    return terminal


@pytest.fixture
def board(made: Terminal, tmp_path: Path) -> Terminal:
    """Return a terminal on a copy."""
    return Terminal(Path(shutil.copytree(made.workspace, tmp_path / "board")))
