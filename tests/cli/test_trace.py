"""review matrix from the command line."""

import json
from pathlib import Path

from tests.cli.terminal import Terminal

CLAIM = ("control", "set", "REV-1", "injection_defense", "untrusted-content", "in-place")


def test_that_the_matrix_lists_holes_and_who_accepted_them(reviewed: Terminal, tmp_path: Path) -> None:
    reviewed.well(*CLAIM)
    told = reviewed.well("review", "matrix", "REV-1", "--holes").out
    assert told.splitlines()[0].endswith(": 9 holes, 0 of them accepted.")
    assert "injection_defense  " in told
    where = ("REV-1", "injection_defense", "--control", "untrusted-content")
    assert "accepted" in reviewed.well("review", "accept-hole", *where[:2], "seen", *where[2:]).out
    data = reviewed.well("review", "matrix", "REV-1", "--holes", "--json").data
    [row] = [row for row in data["rows"] if row["accepted"]]
    assert (row["control_id"], row["hole"], row["accepted"]["text"], row["accepted"]["by"]) == (
        *("untrusted-content", "unsupported", "seen"),
        "Ana Silva",
    )
    reviewed.well("review", "reopen-hole", *where)
    assert reviewed.well("review", "matrix", "REV-1").out.splitlines()[0].endswith("9 holes, 0 of them accepted.")
    assert len(reviewed.well("review", "matrix", "REV-1", "--json").data["rows"]) > 9


def test_that_it_goes_into_a_file_whole_or_not_at_all(reviewed: Terminal, tmp_path: Path) -> None:
    for form, starts in (("xlsx", b"PK"), ("text", b"REV-1.1 "), ("json", b"{")):
        target = tmp_path / f"matrix.{form}"
        done = reviewed.well("review", "matrix", "REV-1", "--format", form, "--out", str(target))
        assert (done.out, target.read_bytes()[: len(starts)]) == ("", starts)
        assert "was written: 9 holes" in done.err
    assert json.loads((tmp_path / "matrix.json").read_text(encoding="utf-8"))["review"] == "REV-1.1"
    assert reviewed.type("review", "matrix", "REV-1", "--format", "xlsx").status == 2
    assert reviewed.type("review", "matrix", "REV-1", "--format", "xlsx", "--out", str(tmp_path)).status == 2
    assert reviewed.type("review", "accept-hole", "REV-1", "injection_defense", " ").status == 2
