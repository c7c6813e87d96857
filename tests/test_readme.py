"""The README keeps its word: every command of its tour runs, every place it names is there."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOUR = [line for block in re.findall(r"```tour\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
STATUS = {"check": 1, "verify": 1}
"""The tour's review is not ready, and one of three roles has signed its report: the answer is no."""


def test_that_the_tour_runs_to_its_end(tmp_path: Path) -> None:
    runs = "".join(f'<testcase name="refund[{number}-50]" classname="t"/>' for number in range(1, 51))
    (tmp_path / "runs.xml").write_text(f'<testsuite name="runs" tests="50">{runs}</testsuite>', encoding="utf-8")
    environment = {**os.environ, "HOME": str(tmp_path), "WORKBENCH_PASSPHRASE": "tour", "PYTHONPATH": str(ROOT)}
    printed = {}
    assert len(TOUR) > 10
    for line in TOUR:
        arguments = [word.replace("~", str(tmp_path)) for word in shlex.split(line)[1:]]
        run = subprocess.run(
            [sys.executable, "-m", "workbench", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        command = arguments[0]
        assert run.returncode == STATUS.get(command, 0), f"{line}\n{run.stdout}\n{run.stderr}"
        printed[command] = run.stdout
    assert "determinism_testing ⚠ only 50 test runs\n" in printed["check"]
    assert "RESULT: 8 unknown — not production ready" in printed["check"]
    assert printed["verify"].startswith("Valid, unchanged\n1 of 3 signed")


@pytest.mark.parametrize("place", re.findall(r"`((?:workbench|resources|templates|tests|packaging)/[a-z/]*)`", README))
def test_that_every_place_is_there(place: str) -> None:
    assert (ROOT / place).exists()


def test_that_the_picture_is_made_by_the_project() -> None:
    picture = re.search(r"\]\((docs/.*?\.png)\)", README)
    assert picture is not None
    assert picture[1].removeprefix("docs/") in (ROOT / "packaging" / "_screenshot.py").read_text(encoding="utf-8")
    assert (ROOT / picture[1]).is_file()
