"""Dissent from the command line: recorded in a draft and said wherever the review is listed."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

TEXT = "The attack set is a year old"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path / "board")
    terminal.well("init", str(terminal.workspace))
    terminal.well("deployment", "add", "Refund agent", "--version", "1.0")
    terminal.well("review", "new", "DEP-1", "--checklist", "nine")
    return terminal


def test_that_a_dissent_is_shown_listed_and_printed_by_check(terminal: Terminal) -> None:
    made = terminal.well("review", "dissent", "REV-1", TEXT, "--check", "injection_defense", "--json", actor="Ben Ode")
    assert {name: made.data[name] for name in ("revision", "id", "check", "text", "by", "signed", "answers")} == {
        "revision": "REV-1.1",
        "id": "D1",
        "check": "injection_defense",
        "text": TEXT,
        "by": "Ben Ode",
        "signed": False,
        "answers": [],
    }
    shown = terminal.well("review", "show", "REV-1")
    assert "\nDissent\n  D1 injection_defense, Ben Ode, " in shown.out
    assert terminal.well("review", "show", "REV-1", "--json").data["dissents"][0]["id"] == "D1"
    assert terminal.well("review", "list").out.rstrip().endswith("draft, 1 dissent")
    assert terminal.well("review", "list", "--json").data[0]["dissents"] == 1
    assert TEXT in terminal.well("history", "D1").out
    assert TEXT in terminal.well("history", "REV-1", "D1").out


def test_that_check_prints_the_nine_lines_alone_and_the_dissent_beside_them(terminal: Terminal) -> None:
    before = terminal.type("check", "REV-1")
    terminal.well("review", "dissent", "REV-1", f"{TEXT} <b>|x", actor="Ben Ode")
    after = terminal.type("check", "REV-1")
    assert (after.status, after.out) == (before.status, before.out)
    assert f"D1, Ben Ode dissents: {TEXT} <b>|x" in after.err
    (dissent,) = terminal.type("check", "REV-1", "--json").data["dissents"]
    assert (dissent["id"], dissent["check"], dissent["signed"], dissent["answered"]) == ("D1", None, False, False)
    markdown = terminal.type("check", "REV-1", "--format", "markdown").out
    assert f"**Dissent**\n\n- D1, Ben Ode dissents: {TEXT} \\<b\\>\\|x\n" in markdown
    assert f"D1, Ben Ode dissents: {TEXT}" in terminal.type("check", "REV-1", "--format", "junit").out


def test_that_only_who_dissented_withdraws_it(terminal: Terminal) -> None:
    terminal.well("review", "dissent", "REV-1", TEXT, actor="Ben Ode")
    refused = terminal.type("review", "withdraw-dissent", "REV-1", "D1")
    assert (refused.status, "is the dissent of Ben Ode" in refused.err) == (2, True)
    terminal.well("review", "withdraw-dissent", "REV-1", "D1", actor="Ben Ode")
    assert terminal.well("review", "show", "REV-1", "--json").data["dissents"] == []
    terminal.well("undo")
    assert len(terminal.well("review", "show", "REV-1", "--json").data["dissents"]) == 1
