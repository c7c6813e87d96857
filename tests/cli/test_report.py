"""`workbench report` writes the PDF, the same every time, and never over signatures."""

import hashlib
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal


@pytest.fixture
def frozen(reviewed: Terminal) -> Terminal:
    reviewed.well("review", "freeze", "REV-1")
    return reviewed


def test_that_the_report_of_a_frozen_review_is_the_same_file_every_time(frozen: Terminal, tmp_path: Path) -> None:
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    done = frozen.well("report", "REV-1", "--out", str(first))
    assert done.out == f"{first}\n"
    frozen.well("report", "REV-1", "--out", str(second))
    assert hashlib.sha256(first.read_bytes()).digest() == hashlib.sha256(second.read_bytes()).digest()


def test_that_exporting_writes_no_journal_entry(frozen: Terminal, tmp_path: Path) -> None:
    before = frozen.contents()
    frozen.well("report", "REV-1", "--out", str(tmp_path / "a.pdf"))
    assert frozen.contents() == before


def test_that_a_draft_says_that_it_is_one(reviewed: Terminal, tmp_path: Path) -> None:
    done = reviewed.well("report", "REV-1", "--out", str(tmp_path / "a.pdf"), "--json")
    assert done.data["is_draft"] is True
    assert "is a draft" in done.err


def test_that_an_older_file_at_the_target_is_replaced_and_a_signed_one_kept(frozen: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"something old")
    frozen.well("report", "REV-1", "--out", str(target))
    signed = target.read_bytes() + b"\n/ByteRange [0 1 2 3]\n"
    target.write_bytes(signed)
    done = frozen.type("report", "REV-1", "--out", str(target))
    assert done.status == 2
    assert "holds signatures, which would be lost" in done.err
    assert target.read_bytes() == signed


def test_that_a_folder_or_a_missing_place_is_a_sentence(frozen: Terminal, tmp_path: Path) -> None:
    for out in (tmp_path, tmp_path / "none" / "a.pdf"):
        done = frozen.type("report", "REV-1", "--out", str(out))
        assert done.status == 2, done
        assert "Traceback" not in done.err
    assert list(tmp_path.glob("*.pdf")) == []
    assert list(tmp_path.glob(".*")) == []


def test_that_an_unknown_review_is_a_sentence(frozen: Terminal, tmp_path: Path) -> None:
    done = frozen.type("report", "REV-9", "--out", str(tmp_path / "a.pdf"))
    assert done.status == 2
    assert "There is no review REV-9" in done.err
