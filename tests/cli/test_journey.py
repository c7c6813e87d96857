"""The main job by command line alone: from an empty folder to a verdict that explains itself."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, start_review

LINES = """\
rate_limit_handling ✓ circuit breaker + exponential backoff configured
context_management ✓ hierarchical memory + token budget tracking
fine_tune_regression ✓ LoRA adapters + capability preservation tests
tool_call_validation ⚠ HITL gates only on write operations — review scope
training_data_provenance ✓ watermarking + human verification gates active
injection_defense ✗ retrieved content not sandboxed from action layer
determinism_testing ⚠ only 50 test runs — need 1000+ for tail events
retrieval_freshness ✗ no embedding refresh schedule configured
cost_routing ✓ model routing by task complexity active
"""
NOT_READY = f"{LINES}RESULT: 2 CRITICAL failures — not production ready\n"
STATUSES = {"✓": "pass", "⚠": "warn", "✗": "fail"}
DUE = "2099-12-31"
TODAY = datetime.now(UTC).date()
YEAR = str(TODAY.year)
SOON = ("--expires", str(TODAY + timedelta(days=30)))


@pytest.fixture(scope="module")
def answered_once(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """Answer the nine checks: one person attaches, another confirms and finds."""
    tmp_path = tmp_path_factory.mktemp("answered")
    reviewed = Terminal(tmp_path / "board")
    start_review(reviewed)
    for line in LINES.splitlines():
        check, mark, summary = line.split(" ", 2)
        if mark == "✓":
            prove(reviewed, tmp_path, check)
        rationale = f"What was seen about {check}."
        answer = ("--status", STATUSES[mark], "--summary", summary, "--rationale", rationale)
        reviewed.well("review", "answer", "REV-1", check, *answer, actor="Ben Ode")
    for check, text in (("tool_call_validation", "review the scope"), ("determinism_testing", "998 clean runs")):
        reviewed.well("condition", "add", "REV-1", check, text, "--owner", "Cleo Marsh", "--due", DUE)
    return reviewed


@pytest.fixture
def answered(answered_once: Terminal, tmp_path: Path) -> Terminal:
    """Return a terminal on a copy of the answered review."""
    return Terminal(Path(shutil.copytree(answered_once.workspace, tmp_path / "board")))


def prove(terminal: Terminal, folder: Path, check: str) -> None:
    file = folder / f"{check}.log"
    file.write_text(f"the proof of {check}\n", encoding="utf-8")
    added = terminal.well("evidence", "add", "REV-1", check, str(file), "--json")
    [use] = added.data["uses"]
    terminal.well("evidence", "confirm", "REV-1", use["id"], actor="Ben Ode")


def test_that_nine_checks_answered_by_commands_give_the_nine_lines_to_the_letter(answered: Terminal) -> None:
    done = answered.type("check", "REV-1")
    assert (done.status, done.out) == (1, NOT_READY)
    assert done.err == "REV-1.1 is a draft: the answer can still change.\n"


def test_that_a_revision_in_which_two_persons_fix_the_failures_is_ready_with_conditions(
    answered: Terminal, tmp_path: Path
) -> None:
    answered.well("review", "freeze", "REV-1")
    frozen = answered.type("check", "REV-1")
    assert (frozen.status, frozen.out, frozen.err) == (1, NOT_READY, "")
    assert answered.well("review", "revise", "REV-1", "--json").data == {
        "revision": "REV-1.2",
        "conditions": ["C1", "C2"],
        "taken_anew": [],
        "asked_again": {},
    }
    for check in ("injection_defense", "retrieval_freshness"):
        prove(answered, tmp_path, check)
        answered.well("review", "answer", "REV-1", check, "--status", "pass", "--summary", "mended", actor="Ben Ode")
    fixed = answered.type("check", "REV-1")
    assert (fixed.status, fixed.out.splitlines()[-1]) == (0, "RESULT: production ready with 2 conditions")
    assert "injection_defense ✓ mended" in fixed.out
    before = answered.type("check", "REV-1.1", "--as-frozen")
    assert (before.status, before.out) == (1, NOT_READY)


def test_that_a_condition_closed_after_the_freeze_counts_today_and_not_as_frozen(
    answered: Terminal, tmp_path: Path
) -> None:
    answered.well("review", "freeze", "REV-1")
    runs = tmp_path / "runs.txt"
    runs.write_text("998 clean runs")
    answered.well("condition", "close", "C2", "--evidence", str(runs))
    states = {row["id"]: row["state"] for row in answered.well("review", "show", "REV-1", "--json").data["conditions"]}
    assert states == {"C1": "open", "C2": "closed"}
    assert answered.type("check", "REV-1", "--as-frozen").out == NOT_READY
    assert answered.well("doctor").out.endswith("Nothing is wrong.\n")


def test_that_what_lapses_later_blocks_then(answered: Terminal) -> None:
    later = answered.type("check", "REV-1", "--at", "2100-01-01")
    assert later.out.splitlines()[-1] == "RESULT: 2 CRITICAL failures, 2 lapsed — not production ready"


def test_that_the_verdict_as_json_says_the_same_and_has_no_percentage(answered: Terminal) -> None:
    done = answered.type("check", "REV-1", "--json")
    assert done.data == answered.type("check", "REV-1", "--format", "json").data | {"as_of": done.data["as_of"]}
    assert done.data["result"] == NOT_READY.splitlines()[-1]
    assert [row["status"] for row in done.data["lines"]].count("pass") == 5
    assert done.data["proof"] == {"verified": 5, "declared": 0, "stale": 0, "contradicting": 0}
    assert {row["check"] for row in done.data["reasons"] if row["effect"] == "blocks"} == {
        "injection_defense",
        "retrieval_freshness",
    }
    assert "percent" not in done.out
    assert "%" not in done.out


def test_that_a_waiver_by_two_persons_turns_a_block_into_a_condition(answered: Terminal) -> None:
    soon = answered.well("review", "show", "REV-1", "--json")
    assert soon.data["waivers"] == []
    refused = answered.type(
        *("waiver", "add", "REV-1", "retrieval_freshness", "--reason", "rebuilt by hand", "--owner", "Cleo Marsh"),
        *("--expires", DUE),
    )
    assert refused.status == 2
    day = refused.err.split("between today and ")[1][:10]
    answered.well(
        *("waiver", "add", "REV-1", "retrieval_freshness", "--reason", "rebuilt by hand", "--owner", "Cleo Marsh"),
        *("--expires", day),
    )
    assert answered.type("waiver", "approve", "W1").status == 2
    answered.well("waiver", "approve", "W1", actor="Ben Ode")
    last = answered.type("check", "REV-1").out.splitlines()[-1]
    assert last == "RESULT: 1 CRITICAL failure — not production ready"
    assert "injection_defense blocks" in answered.well("review", "path", "REV-1").out


def test_that_one_undo_takes_back_what_one_command_did(answered: Terminal) -> None:
    before = answered.type("check", "REV-1").out
    answered.well("review", "answer", "REV-1", "cost_routing", "--status", "warn", "--summary", "x", "--rationale", "y")
    assert answered.well("undo").out == "Taken back: Check answered.\n"
    assert answered.type("check", "REV-1").out == before
    assert answered.well("redo").out == "Made again: Check answered.\n"
    assert "cost_routing ⚠ x" in answered.type("check", "REV-1").out
    answered.well("undo")
    answered.well("review", "freeze", "REV-1")
    assert "undo stops at a freeze" in answered.type("undo").err


def test_that_the_history_names_who_changed_what(answered: Terminal) -> None:
    told = answered.well("history", "REV-1", "cost_routing").out
    assert "Ben Ode  Check answered  cost_routing  reviewer: – → status pass, by Ben Ode" in told
    assert "Ana Silva  Evidence attached  E5  key: – → E5" in told
    rows = answered.well("history", "C1", "--json").data
    assert {row["said"] for row in rows} == {"Condition added"}
    assert answered.type("history", "C9").status == 2
    assert answered.well("history", "DEP-1").out


def test_that_the_history_knows_every_kind_of_key_also_of_what_was_taken_back(answered: Terminal) -> None:
    answered.well("incident", "add", "Refunded twice")
    answered.well("waiver", "add", "REV-1", "cost_routing", "--reason", "x", "--owner", "Cleo Marsh", *SOON)
    for key in ("REV-1", "rev-1.1", "DEP-1", "Support desk agent", "E1", "C1", "w1", "INC-2026-001", "Ben Ode"):
        assert answered.well("history", key.replace("2026", YEAR), "--json").data, key
    assert answered.well("history", "REV-1", "C1").out.startswith("  ")
    answered.well("undo")
    gone = answered.well("history", "W1", "--json").data
    assert {row["subject"] for row in gone} == {"W1"}
    assert gone[-1]["undoes"] is not None
    refused = answered.type("history", "M06")
    assert (refused.status, refused.err) == (
        2,
        "The journal knows nothing of M06. Nothing was changed. Check the key.\n",
    )


def test_that_nobody_confirms_what_they_attached_themselves(answered: Terminal) -> None:
    refused = answered.type("evidence", "confirm", "REV-1", "E1")
    assert (refused.status, refused.err.split(".")[0]) == (2, "You attached E1, so somebody else has to confirm it")


def test_that_somebody_new_is_announced_once(reviewed: Terminal) -> None:
    said = "Dora Lind is new here and was added to the people of this workspace.\n"
    arguments = ("review", "signers", "REV-1", "security", "Dora Lind <dora@example.org>")
    assert reviewed.well(*arguments).err == said
    assert reviewed.well(*arguments).err == ""
    assert reviewed.well("incident", "add", "x", actor="dora@example.org").err == ""


def test_that_a_revision_of_another_version_says_what_it_takes_anew_and_the_versions_what_differs(
    answered: Terminal, tmp_path: Path
) -> None:
    profile = tmp_path / "profile.yaml"
    profile.write_text("model: desk-2\ntools:\n  - {name: refund, effect: irreversible}\n", encoding="utf-8")
    answered.well("deployment", "version", "DEP-1", "v2", "--from", str(profile))
    told = answered.well("deployment", "diff", "DEP-1", "v1", "v2").out
    assert told == "model: unknown → desk-2\nnew irreversible tool `refund`\n"
    assert answered.well("deployment", "diff", "DEP-1", "v2", "v2", "--json").data == []
    answered.well("review", "freeze", "REV-1")
    assert (
        "Taken anew and different from REV-1.1: version."
        in answered.well("review", "revise", "REV-1", "--version", "v2").err
    )
    assert {row["proof"] for row in answered.well("evidence", "list", "REV-1", "--json").data} == {"stale"}
