"""The operations card and what runs, from the command line."""

from pathlib import Path

from tests.cli.terminal import Terminal


def made(folder: Path) -> Terminal:
    terminal = Terminal(folder / "board")
    terminal.well("init", str(terminal.workspace))
    terminal.well("deployment", "add", "Refund agent", "--version", "1.0")
    return terminal


def test_that_a_card_is_filled_field_by_field(tmp_path: Path) -> None:
    terminal = made(tmp_path)
    assert "How to stop it     Not written down" in terminal.well("deployment", "operations", "DEP-1").out
    terminal.well("deployment", "operations", "DEP-1", "--stop", "Flag off", "--on-call", "Ana Silva")
    terminal.well("deployment", "operations", "DEP-1", "--on-call", "")
    card = terminal.well("deployment", "operations", "Refund agent", "--json").data
    assert (card["stop"], card["on_call"], card["key"]) == ("Flag off", "", "DEP-1")
    refused = terminal.type("deployment", "operations", "DEP-1", "--stop", "x" * 2001)
    assert (refused.status, "stop" in refused.err) == (2, True)


def test_that_what_runs_is_set_shown_and_taken_away(tmp_path: Path) -> None:
    terminal = made(tmp_path)
    terminal.well("deployment", "add", "Quiet agent")
    runs = terminal.well("deployment", "running", "DEP-1", "--stage", "pilot", "--since", "2026-11-17")
    assert "No approval in force: 1.0 runs without an approval." in runs.err
    terminal.well("deployment", "add", "Loud agent", "--version", "2.0")
    terminal.well("deployment", "running", "DEP-3", "--stage", "pilot")
    listed = terminal.well("deployment", "list")
    assert [line.split()[0] for line in listed.out.splitlines()] == ["DEP-1", "DEP-3", "DEP-2"], "uncovered ones first"
    assert "2.0 runs without an approval" in listed.out
    assert "Runs now: 1.0 in pilot use since 2026-11-17\n" in terminal.well("deployment", "show", "DEP-1").out
    shown = terminal.well("deployment", "show", "DEP-1", "--json").data
    assert shown["runs_without"] == "1.0 runs without an approval"
    assert shown["running"] == {"version": "1.0", "stage": "pilot", "since": "2026-11-17"}
    assert "runs in pilot use" in terminal.well("deployment", "running", "DEP-1", "--stage", "pilot").out
    terminal.well("deployment", "running", "DEP-1", "--nothing")
    assert terminal.type("deployment", "running", "DEP-1", "--nothing").status == 2
    assert terminal.type("deployment", "running", "DEP-1").status == 2
    assert terminal.type("deployment", "running", "DEP-1", "--stage", "pilot", "--since", "soon").status == 2


def test_that_the_history_tells_what_changed_in_words_and_names(tmp_path: Path) -> None:
    terminal = made(tmp_path)
    terminal.well("deployment", "running", "DEP-1", "--stage", "pilot", "--since", "2026-11-17")
    profile = tmp_path / "profile.yaml"
    for tools in ("[]", "[{name: refund, effect: irreversible}]"):
        profile.write_text(f"purpose: {'Refunds. ' * 9}\ntools: {tools}\n", encoding="utf-8")
        terminal.well("deployment", "profile", "DEP-1", "--from", str(profile))
    told = terminal.well("history", "DEP-1").out
    assert "running: – → version 1.0, stage pilot, since 2026-11-17\n" in told
    assert "profile: new irreversible tool `refund`\n" in told
    terminal.well("deployment", "operations", "DEP-1", "--stop", "Flag off. " * 9)
    whole = terminal.well("history", "DEP-1", "--field", "operations").out
    assert f"→ stop {'Flag off. ' * 9}".rstrip() in whole
