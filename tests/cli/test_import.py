"""Importing incidents by commands."""

import json
import signal
import time
from pathlib import Path

import pytest

from tests.cli.terminal import Done, Terminal, finish

LETTER = """\
schema_version: "1.0.0"
incident_id: 2025-{name}
title: "{title}"
summary: >-
  <script>alert(1)</script> The agent did what nobody asked it to do.
date: "2025-07-18"
incident_type: incident
severity: high
primary_failure_class: unsafe-action
failure_classes:
  - class: unsafe-action
trigger: "An unclear request."
root_cause: "No gate before an irreversible write."
sources:
  - url: https://news.example/{name}
    title: "What happened"
"""


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """Two good files, a broken one and one that is something else."""
    folder = tmp_path / "letters"
    folder.mkdir()
    write(folder, "refund", "The agent refunded twice")
    write(folder, "deletion", "The agent deleted the production database")
    (folder / "broken.yaml").write_text("incident_id: 2025-broken\nincident_type: incident\nfailure_classes: [\n")
    (folder / "notes.txt").write_bytes(b"\x00\x01\x02")
    return folder


def write(folder: Path, name: str, title: str) -> None:
    (folder / f"{name}.yaml").write_text(LETTER.format(name=name, title=title))


def last_line(done: Done) -> str:
    return done.out.rstrip().splitlines()[-1]


def test_that_a_dry_run_tells_the_counts_of_the_import_and_writes_nothing(terminal: Terminal, letters: Path) -> None:
    before = terminal.contents()
    dry = terminal.well("import", str(letters), "--dry-run")
    assert terminal.contents() == before
    real = terminal.well("import", str(letters))
    assert last_line(dry) == last_line(real) == "2 new, 0 changed, 0 same, 2 refused"
    assert dry.out == real.out
    assert "broken.yaml" in dry.out
    assert "notes.txt" in dry.out


def test_that_a_second_import_changes_nothing_and_undo_takes_the_whole_back(terminal: Terminal, letters: Path) -> None:
    terminal.well("import", str(letters))
    before = terminal.contents()
    assert last_line(terminal.well("import", str(letters))) == "0 new, 0 changed, 2 same, 2 refused"
    assert terminal.contents() == before
    assert "Incidents imported" in terminal.well("undo").out
    assert terminal.well("incident", "list", "--json").data == []
    terminal.well("redo")
    assert len(terminal.well("incident", "list", "--json").data) == 2
    assert "Nothing is wrong" in terminal.well("doctor").out


def test_that_a_changed_file_changes_its_incident_alone(terminal: Terminal, letters: Path) -> None:
    terminal.well("import", str(letters))
    write(letters, "refund", "The agent refunded three times")
    done = terminal.well("import", str(letters), "--json")
    assert {name: done.data[name] for name in ("new", "changed", "same", "refused")} == {
        "new": 0,
        "changed": 1,
        "same": 1,
        "refused": 2,
    }
    assert [hit["key"] for hit in terminal.well("search", "three times", "--json").data] == ["INC-2025-002"]
    terminal.well("undo")
    assert terminal.well("search", "three times", "--json").data == []
    assert "refunded twice" in terminal.well("incident", "show", "INC-2025-002").out


def test_that_an_imported_incident_tells_where_it_came_from(terminal: Terminal, letters: Path) -> None:
    terminal.well("import", str(letters))
    shown = terminal.well("incident", "show", "INC-2025-001", "--json").data
    [origin] = shown["provenance"]
    assert (origin["importer"], origin["file"], origin["record_key"]) == (
        "agent-postmortems",
        "deletion.yaml",
        "2025-deletion",
    )
    assert origin["raw_sha256"] in terminal.well("incident", "show", "INC-2025-001").out
    assert "Incidents imported" in terminal.well("history", "INC-2025-001").out


def test_that_a_file_without_an_incident_is_2_with_a_reason(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear all, nothing happened.\n")
    done = terminal.type("import", str(path))
    assert (done.status, last_line(done)) == (2, "0 new, 0 changed, 0 same, 1 refused")
    assert "No incident was recognised" in done.err


@pytest.mark.parametrize("arguments", [("nowhere.yaml",), ("--format", "nonsense", "."), ()])
def test_that_wrong_use_changes_nothing(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    before = terminal.contents()
    done = terminal.type("import", *arguments)
    assert (done.status, done.out) == (2, "")
    assert terminal.contents() == before


def test_that_what_was_exported_is_imported_again(terminal: Terminal, letters: Path, tmp_path: Path) -> None:
    terminal.well("import", str(letters))
    out = tmp_path / "incidents.yaml"
    done = terminal.well("export", "incidents", "--format", "agent-postmortems", "--out", str(out), "--json")
    assert done.data == {"file": str(out), "incidents": 2}
    other = Terminal(tmp_path / "other")
    other.well("init", str(other.workspace))
    assert last_line(other.well("import", str(out))) == "2 new, 0 changed, 0 same, 0 refused"
    assert "deleted the production database" in other.well("incident", "show", "INC-2025-001").out


def test_that_some_incidents_are_exported_by_key(terminal: Terminal, letters: Path, tmp_path: Path) -> None:
    terminal.well("import", str(letters))
    out = tmp_path / "one.yaml"
    terminal.well("export", "incidents", "inc-2025-002", "--format", "agent-postmortems", "--out", str(out))
    assert "refunded twice" in out.read_text()
    assert "deleted" not in out.read_text()


def test_that_an_export_that_fails_leaves_the_file_as_it_was(terminal: Terminal, letters: Path) -> None:
    out = letters / "notes.txt"
    before = out.read_bytes()
    for arguments in (
        ("export", "incidents", "--format", "agent-postmortems", "--out", str(out)),
        ("export", "incidents", "--format", "nonsense", "--out", str(out)),
        ("export", "incidents", "INC-1999-001", "--format", "agent-postmortems", "--out", str(out)),
        ("export", "reviews", "--format", "agent-postmortems", "--out", str(out)),
    ):
        done = terminal.type(*arguments)
        assert (done.status, done.out) == (2, ""), done
        assert out.read_bytes() == before


def test_that_an_incident_is_exported_without_names(terminal: Terminal, tmp_path: Path) -> None:
    terminal.well("deployment", "add", "Refund agent", "--owner", "Ada Lovelace")
    terminal.well(
        "incident",
        "add",
        "REFUND AGENT ran twice",
        "--began",
        "2026-02",
        "--summary",
        "Ada asked Zeus; € 4,812 were paid.",
    )
    out = tmp_path / "shared.md"
    options = ("--format", "markdown", "--anonymised", "--also", "zeus", "--out", str(out), "--json")
    done = terminal.well("export", "INC-2026-001", *options)
    text = out.read_text()
    assert "[person 1] asked [word 1]; [thousands of €] were paid." in text
    assert not any(word in text.casefold() for word in ("ada", "lovelace", "refund agent", "zeus", "4,812", "inc-2026"))
    assert {one["was"] for one in done.data["replaced"]} == {"REFUND AGENT", "Ada", "Zeus", "€ 4,812"}
    assert "Zeus → [word 1]" in done.err


def test_that_a_stopped_import_leaves_nothing(terminal: Terminal, tmp_path: Path) -> None:
    """Ctrl+C at any time: while it reads, compares or writes."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(1500):
        write(folder, f"letter-{number}", f"The agent lost letter {number}")
    for seconds in (0.4, 1.2, 2.0):
        process = terminal.start("import", str(folder))
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        done = finish(process)
        assert done.status in (0, 130)
        shown = len(terminal.well("incident", "list", "--json").data)
        assert shown == (1500 if done.status == 0 else 0)
        assert "Nothing is wrong" in terminal.well("doctor").out
        if shown:
            terminal.well("undo")


def test_that_an_empty_folder_is_2_with_a_sentence(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = terminal.type("import", str(tmp_path / "empty"))
    assert (done.status, last_line(done)) == (2, "0 new, 0 changed, 0 same, 0 refused")
    assert "No incident was recognised" in done.err


REGISTER = "Nr,What,Day,How bad\n1,A bot loops,4/5/2026,high\n2,A bot stalls,5/6/2026,low\n"


def test_that_the_columns_of_a_table_are_proposed_changed_and_used(terminal: Terminal, tmp_path: Path) -> None:
    table, saved = tmp_path / "register.csv", tmp_path / "columns.json"
    table.write_text(REGISTER)
    refused = terminal.type("import", str(table))
    assert (refused.status, last_line(refused)) == (2, "0 new, 0 changed, 0 same, 1 refused")
    before = terminal.contents()
    proposed = terminal.well("import", str(table), "--propose-columns")
    assert terminal.contents() == before
    assert "without one of them nothing can be imported" in proposed.err
    mapping = json.loads(proposed.out)
    for use, field in zip(mapping["uses"], ("id", "title", "began", "severity"), strict=True):
        use["field"] = field
    mapping["uses"][2]["date_order"] = "day-month"
    saved.write_text(json.dumps(mapping))
    again = terminal.well("import", str(table), "--columns", str(saved), "--propose-columns", "--json")
    assert again.data["problems"] == []
    assert (again.data["count"], again.data["rows"][0]) == (2, ["1", "A bot loops", "4/5/2026", "high"])
    done = terminal.well("import", str(table), "--columns", str(saved))
    assert last_line(done) == "2 new, 0 changed, 0 same, 0 refused"
    shown = terminal.well("incident", "show", "INC-2026-001", "--json").data
    assert (shown["title"], shown["severity"], shown["milestones"][0]["at"]) == ("A bot loops", "HIGH", "2026-05-04")
    assert last_line(terminal.well("import", str(table), "--columns", str(saved))).startswith(
        "0 new, 0 changed, 2 same"
    )
    later = tmp_path / "later.csv"
    later.write_text(REGISTER.replace("loops", "waits"))
    proposed = terminal.well("import", str(later), "--propose-columns", "--json").data
    assert proposed["is_known"] and proposed["columns"][2]["samples"] == ["4/5/2026", "5/6/2026"]
    done = terminal.well("import", str(later))
    assert "later.csv: its columns are used as they were the last time." in done.out
    assert last_line(done) == "2 new, 0 changed, 0 same, 0 refused"


@pytest.mark.parametrize("text", ["", "[]", '{"uses": 1}', '{"uses": [], "more": 1}'])
def test_that_columns_that_cannot_be_used_are_a_sentence(terminal: Terminal, tmp_path: Path, text: str) -> None:
    (tmp_path / "register.csv").write_text(REGISTER)
    (tmp_path / "columns.json").write_text(text)
    done = terminal.type("import", str(tmp_path / "register.csv"), "--columns", str(tmp_path / "columns.json"))
    assert (done.status, done.out) == (2, "")
    assert "cannot be used" in done.err
    missing = terminal.type("import", str(tmp_path / "register.csv"), "--columns", str(tmp_path / "none.json"))
    assert missing.status == 2 and "cannot be used" in missing.err
    assert terminal.type("import", ".", ".", "--propose-columns").status == 2
