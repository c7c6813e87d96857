"""Evidence from the command line: what it observed, revisions, other checks, and why it still holds."""

from hashlib import sha256
from pathlib import Path

from tests.cli.terminal import Terminal

CHECK, OTHER = "cost_routing", "rate_limit_handling"


def test_that_evidence_is_added_revised_linked_and_justified(reviewed: Terminal, tmp_path: Path) -> None:
    file, newer = tmp_path / "runs.log", tmp_path / "runs-2.log"
    file.write_text("first", encoding="utf-8")
    newer.write_text("second", encoding="utf-8")
    days = ("--captured", "2026-11-10", "--period-from", "2026-11-01", "--period-to", "2026-11-09")
    reviewed.well("evidence", "add", "REV-1", CHECK, str(file), *days, "--environment", "staging")
    again = reviewed.well("evidence", "add", "REV-1", CHECK, str(file), "--json")
    assert again.data["uses"][0]["id"] == "E1"
    assert "runs.log is E1 here already, so it was not attached." in again.err
    [use] = reviewed.well("evidence", "list", "REV-1", "--json").data
    assert (use["period_from"], use["period_to"], use["environment"]) == ("2026-11-01", "2026-11-09", "staging")
    assert (use["version"], use["revises"], use["holds"]) == ("this", None, None)

    linked = reviewed.well("evidence", "link", "REV-1", "E1", OTHER, "--json").data
    assert [(one["id"], one["check"]) for one in linked["uses"]] == [("E2", OTHER)]
    reviewed.well("evidence", "revise", "REV-1", "e1", str(newer))
    uses = reviewed.well("evidence", "list", "REV-1", "--json").data
    assert [(one["id"], one["file"], one["revises"]) for one in uses] == [
        ("E1", "runs.log", None),
        ("E2", "runs.log", None),
        ("E3", "runs-2.log", "E1"),
    ]

    refused = reviewed.type("evidence", "holds", "REV-1", "E1", "Only a label changed.", actor="Ben")
    assert refused.status == 2
    assert "E1 is declared" in refused.err
    reviewed.well("evidence", "confirm", "REV-1", "E1", actor="Ben")
    reviewed.well("evidence", "holds", "REV-1", "E1", "Only a label changed.", actor="Ben")
    told = reviewed.well("evidence", "list", "REV-1").out
    assert "still holds (Ben): Only a label changed." in told
    assert "captured 2026-11-10; observed 2026-11-01 to 2026-11-09; made in staging" in told
    assert "newer revision of E1" in told


def test_that_days_in_the_wrong_order_are_refused(reviewed: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "runs.log"
    file.write_text("first", encoding="utf-8")
    days = ("--period-from", "2026-11-09", "--period-to", "2026-11-01")
    done = reviewed.type("evidence", "add", "REV-1", CHECK, str(file), *days)
    assert done.status == 2
    assert "ends on 2026-11-01, before it begins on 2026-11-09" in done.err
    assert reviewed.well("evidence", "list", "REV-1", "--json").data == []


def test_that_credentials_are_refused_until_an_option_says_what_to_do(reviewed: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "client.log"
    secret = "AKIAQ4XK7SJ2" + "LMNB3TZV"
    file.write_text(f"one\ntwo {secret}\n", encoding="utf-8")
    refused = reviewed.type("evidence", "add", "REV-1", CHECK, str(file))
    assert refused.status == 2
    assert "client.log holds what looks like credentials: AWS key (line 2)." in refused.err
    assert secret not in refused.err + refused.out
    assert reviewed.well("evidence", "list", "REV-1", "--json").data == []

    reviewed.well("evidence", "add", "REV-1", CHECK, str(file), "--redact")
    [use] = reviewed.well("evidence", "list", "REV-1", "--json").data
    original = sha256(file.read_bytes()).hexdigest()
    assert use["redacted_from"] == original
    assert use["sha256"] != original
    assert f"redacted copy of {original[:8]}…" in reviewed.well("evidence", "list", "REV-1").out

    newer = tmp_path / "client-2.log"
    newer.write_text(f"three {secret}\n", encoding="utf-8")
    assert reviewed.type("evidence", "revise", "REV-1", "E1", str(newer)).status == 2
    reviewed.well("evidence", "revise", "REV-1", "E1", str(newer), "--with-secrets")
    use = reviewed.well("evidence", "list", "REV-1", "--json").data[-1]
    assert (use["redacted_from"], use["sha256"]) == (None, sha256(newer.read_bytes()).hexdigest())
    assert reviewed.well("evidence", "remove", "REV-1", "e1").out == "E1 is removed.\n"
    assert [use["id"] for use in reviewed.well("evidence", "list", "REV-1", "--json").data] == ["E2"]


def test_that_the_context_of_a_check_is_told_as_text_and_as_json(reviewed: Terminal) -> None:
    reviewed.well("review", "answer", "REV-1", CHECK, "--status", "pass", "--summary", "budgets hold")
    reviewed.well("deployment", "add", "Second agent", "--version", "v1")
    reviewed.well("review", "new", "Second agent", "--checklist", "twelve")
    told = reviewed.well("review", "context", "REV-2", CHECK)
    assert "No earlier review of this deployment." in told.out
    assert "Other reviews: 1 pass." in told.out
    assert "Some of them on another checklist: nine." in told.out
    assert "budgets hold" in told.out
    data = reviewed.well("review", "context", "REV-2", CHECK, "--json").data
    assert data["before"] is None
    assert data["answers"] == {"pass": 1}
    assert data["elsewhere"][0]["summary"] == "budgets hold"
    assert reviewed.type("review", "context", "REV-2", "no_such_check").status == 2
