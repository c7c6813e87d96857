"""Start to the first paint of the frame, and to the overview with its rows, against an empty PySide6 window."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks.ratio import ratio
from workbench.tasks.example import make_example

ROOT = Path(__file__).parent.parent.parent
DRIVER = Path(__file__).with_name("start_driver.py")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_example(tmp_path_factory.mktemp("start") / "example").workspace


@pytest.fixture(params=["offscreen", "xcb"])
def platform(request: pytest.FixtureRequest) -> str:
    if request.param == "xcb" and not os.environ.get("DISPLAY"):
        pytest.skip("no DISPLAY: the real window is measured under Xvfb only")
    return str(request.param)


@pytest.mark.parametrize(("what", "aim"), [("frame", 1.5), ("page", 4)])
def test_that_the_window_is_soon_there(what: str, aim: float, platform: str, example: Path, tmp_path: Path) -> None:
    """From the start of the process to what is on the screen; the process ends there."""
    environment = {**os.environ, "HOME": str(tmp_path), "QT_QPA_PLATFORM": platform, "PYTHONPATH": str(ROOT)}

    def started(*arguments: str) -> Callable[[], object]:
        command = [sys.executable, str(DRIVER), *arguments]
        return lambda: subprocess.run(command, env=environment, check=True, timeout=60)

    ours, floor = started(what, str(example)), started("empty")
    ours()
    floor()
    ratio(f"start to {what}, {platform}", ours, floor, aim=aim, rounds=15)
