"""Commands that somebody ends, and targets that are no files."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, finish


def ended(board: Terminal, folder: Path, how: signal.Signals, *command: str) -> int | Path:
    """Start a command, end it as soon as something of it lies in a folder, and return its exit status."""
    started = board.start(*command)
    deadline = time.monotonic() + 30
    while not list(folder.iterdir()) and started.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    started.send_signal(how)
    done = finish(started)
    assert "Traceback" not in done.err
    return done.status


@pytest.mark.parametrize(("how", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_that_an_ended_report_leaves_nothing_behind(
    board: Terminal, tmp_path: Path, how: signal.Signals, status: int
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert ended(board, out, how, "report", "REV-1", "--out", str(out / "r.pdf")) == status
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(("how", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_that_an_ended_attachment_leaves_nothing_behind(
    board: Terminal, tmp_path: Path, how: signal.Signals, status: int
) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(1_500_000_000)
    staging = board.workspace / "evidence" / ".staging"
    try:
        command = ("evidence", "add", "REV-2", "rate_limit_handling", str(large))
        assert ended(board, staging, how, *command) == status
        assert list(staging.iterdir()) == []
    finally:
        large.unlink()
    assert "Nothing is wrong" in board.type("doctor").out


@pytest.mark.parametrize("what", ["pipe", "device", "folder"])
def test_that_a_report_takes_the_place_of_files_only(board: Terminal, tmp_path: Path, what: str) -> None:
    target = tmp_path / "target"
    if what == "pipe":
        os.mkfifo(target)
    elif what == "device":
        target.symlink_to("/dev/zero")
    else:
        target.mkdir()
    done = finish(board.start("report", "REV-1", "--out", str(target)))
    assert (done.status, "Nothing was written" in done.err) == (2, True), done
    assert not Path("/dev/zero").is_file()
