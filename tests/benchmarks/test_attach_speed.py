"""Attaching a 100 MB file, the job alone, against `cp`, `sha256sum` and `sync` of it."""

import os
import subprocess
from pathlib import Path

from tests.benchmarks.ratio import ratio
from workbench.storage.evidence_files import stage

SIZE = 100 * 1024 * 1024


def test_that_attaching_is_close_to_copying(tmp_path: Path) -> None:
    source = tmp_path / "large.bin"
    source.write_bytes(os.urandom(SIZE))
    copy, staging = tmp_path / "copy.bin", tmp_path / "staging"

    def floor() -> None:
        copy.unlink(missing_ok=True)
        subprocess.run(f"cp {source} {copy} && sha256sum {copy} && sync {copy}", shell=True, check=True, stdout=-3)

    def ours() -> None:
        staged = stage(source, staging, lambda fraction, doing: None)
        Path(staged.path).unlink()

    ratio("attach 100 MB", ours, floor, aim=1.2)
