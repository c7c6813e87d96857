"""Attaching a 100 MB file, the job alone, against `cp`, `sha256sum` and `sync` of it."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.benchmarks.ratio import ratio
from workbench.analysers.analyser import DEFAULT_TOLERANCE
from workbench.storage.evidence_files import stage
from workbench.tasks.attach import gather

SIZE = 100 * 1024 * 1024
CHECK = "rate_limit_handling"
"""A check that no analyser answers: its evidence is staged and nothing more."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "large.bin"
    path.write_bytes(os.urandom(SIZE))
    return path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Text: its beginning is looked through for credentials."""
    path = tmp_path / "large.log"
    line = '{"at": "2026-11-01T10:00:00Z", "url": "https://api/x", "usage": {"prompt_tokens": 812}, "said": "fine"}\n'
    path.write_text(line * (SIZE // len(line)))
    return path


def copy_hash_and_sync(source: Path) -> None:
    copy = source.with_suffix(".copy")
    copy.unlink(missing_ok=True)
    subprocess.run(f"cp {source} {copy} && sha256sum {copy} && sync {copy}", shell=True, check=True, stdout=-3)


def test_that_attaching_is_close_to_copying(source: Path, tmp_path: Path) -> None:
    """From asking for it to the staged file, the worker's start included."""

    def ours() -> None:
        gather(tmp_path, [source], CHECK, DEFAULT_TOLERANCE).discard()

    ours()
    ratio("attach 100 MB, through the worker", ours, lambda: copy_hash_and_sync(source), aim=1.2, rounds=15)


def test_that_staging_is_close_to_copying(source: Path, tmp_path: Path) -> None:
    """What the worker does, without its start."""

    def ours() -> None:
        Path(stage(source, tmp_path / "staging", lambda fraction, doing: None).path).unlink()

    ratio("stage 100 MB", ours, lambda: copy_hash_and_sync(source), aim=1.2, rounds=15)


def test_that_attaching_text_is_close_to_copying_though_it_is_scanned(log: Path, tmp_path: Path) -> None:
    """The scan for credentials looks at the beginning only."""

    def ours() -> None:
        gather(tmp_path, [log], CHECK, DEFAULT_TOLERANCE).discard()

    ours()
    ratio("attach 100 MB of text, scanned", ours, lambda: copy_hash_and_sync(log), aim=1.2, rounds=7)
