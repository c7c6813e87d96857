"""A workspace made by commands alone."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, start_review


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """Return a terminal on a new, empty workspace."""
    made = Terminal(tmp_path / "board")
    made.well("init", str(made.workspace))
    return made


@pytest.fixture
def reviewed(tmp_path: Path) -> Terminal:
    """Return a terminal on a workspace with one unanswered review on the nine checks."""
    made = Terminal(tmp_path / "board")
    start_review(made)
    return made
