"""A disk that is read-only or full, in a mount namespace of our own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import ROOT, Terminal

UNSHARE = ["unshare", "--user", "--map-root-user", "--mount"]


def can_mount() -> bool:
    """Tell whether this machine lets us mount in a namespace."""
    if shutil.which("unshare") is None:
        return False
    trial = [*UNSHARE, "sh", "-c", "mount -t tmpfs none /mnt"]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not can_mount(), reason="this machine lets nobody mount in a namespace of their own")


def script(folder: Path, *lines: str) -> list[str]:
    """Run shell lines in the namespace; `W …` is the workbench, whose status is printed after what it says."""
    begin = [
        f'W() {{ s=0; "{sys.executable}" -P -m workbench -w "{folder}" --actor Ana "$@" 2>&1 || s=$?',
        'echo "status $s"; }',
        "set -e",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [*UNSHARE, "sh", "-c", "\n".join([*begin, *lines])],
        env=environment,
        cwd=folder.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done
    return done.stdout.splitlines()


def test_that_a_read_only_workspace_is_read_and_not_written(reviewed: Terminal) -> None:
    folder = reviewed.workspace
    told = script(
        folder,
        f'mount --bind "{folder}" "{folder}"',
        f'mount -o remount,bind,ro "{folder}"',
        "W check REV-1 --json > checked",
        "tail -1 checked",
        "W undo",
        "W doctor",
    )
    assert told[0] == "status 1"
    assert "cannot be written" in told[1]
    assert told[2] == "status 2"
    assert told[-1] == "status 0"


def test_that_a_full_disk_keeps_what_was_there_and_takes_nothing_half(tmp_path: Path) -> None:
    folder = tmp_path / "board"
    folder.mkdir()
    (tmp_path / "large.log").write_bytes(b"x" * 200_000)
    told = script(
        folder,
        f'mount -t tmpfs -o size=2m none "{folder}"',
        f'W init "{folder}"',
        "W incident add kept",
        "W deployment add agent --version v1 > /dev/null",
        "W review new DEP-1 > /dev/null",
        f'dd if=/dev/zero of="{folder}/logs/filler" bs=1k 2> /dev/null || true',
        "echo full",
        f'W incident add lost --summary "$(head -c 40000 {tmp_path}/large.log)"',
        f'W evidence add REV-1 rate_limit_handling "{tmp_path}/large.log"',
        f'ls -A "{folder}/evidence/.staging"',
        f'rm "{folder}/logs/filler"',
        "echo freed",
        "W doctor",
        "W incident list",
        "W incident add again",
    )
    full, freed = told.index("full"), told.index("freed")
    refusals = told[full + 1 : freed]
    assert [line for line in refusals if line.startswith("status")] == ["status 2", "status 2"]
    assert len(refusals) == 4, refusals
    assert "full, so the change was not kept" in refusals[0]
    assert "could not be copied (No space left on device). Nothing was attached" in refusals[2]
    assert "Nothing is wrong." in told[freed:]
    assert told[-1] == "status 0"
    assert [line for line in told[freed:] if "kept" in line or "lost" in line] == ["INC-2026-001    confirmed    kept"]
