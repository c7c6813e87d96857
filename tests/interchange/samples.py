"""Real files that are not part of the repository: found beside it, or the test is skipped."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT.parent / "shared" / "samples" / "incidents"
OWN = Path(__file__).parent / "files"


def sample(name: str) -> Path:
    """Return a real file or folder; skips the test where there are none."""
    if not (SAMPLES / name).exists():
        pytest.skip(f"the real files of {name} are not beside this checkout")
    return SAMPLES / name
