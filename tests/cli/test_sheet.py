"""What the tool sheet proposes, and checks that do not apply, from the command line."""

from pathlib import Path

from tests.cli.terminal import Terminal

PROFILE = """
agents: 1
topology: planner and worker
retrieval: []
fine_tuned: false
tools:
  - {name: look, effect: read, schema_checked: true}
  - {name: refund, effect: irreversible}
"""


def reviewed(terminal: Terminal, folder: Path) -> None:
    file = folder / "profile.yaml"
    file.write_text(PROFILE, encoding="utf-8")
    terminal.well("init", str(terminal.workspace))
    terminal.well("deployment", "add", "Desk", "--version", "v1", "--from", str(file))
    terminal.well("review", "new", "DEP-1", "--checklist", "twelve")


def test_that_an_unguarded_tool_is_proposed_as_fail_and_set_only_when_confirmed(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "w")
    reviewed(terminal, tmp_path)
    proposed = terminal.well("review", "propose", "REV-1", "--json").data
    assert {row["check"]: (row["status"], row["tools"]) for row in proposed if row["status"]} == {
        check: ("fail", ["refund"])
        for check in ("tool_call_validation", "injection_defense", "tool_contract_testing", "fallback_handling")
    }
    shown = {row["check"]: row for row in terminal.well("review", "show", "REV-1", "--json").data["findings"]}
    assert shown["tool_call_validation"]["status"] == "unknown"
    assert "Tool sheet proposes Fail, not confirmed: refund: " in terminal.well("review", "show", "REV-1").out
    done = terminal.well("review", "propose", "REV-1", "tool_call_validation", "--confirm", "--controls", "--json").data
    assert (done[0]["confirmed_by"], done[0]["controls"]) == ("Ana Silva", [])
    finding = {row["check"]: row for row in terminal.well("review", "show", "REV-1", "--json").data["findings"]}
    assert finding["tool_call_validation"]["status"] == "fail"
    assert finding["tool_call_validation"]["controls"]["human-approval"]["state"] == "absent"
    assert finding["tool_call_validation"]["controls"]["tool-call-schema"]["state"] == "partly"
    assert finding["injection_defense"]["status"] == "unknown"
    terminal.well("undo")
    again = terminal.well("review", "propose", "REV-1", "tool_call_validation", "--json").data
    assert again[0]["confirmed_by"] is None


def test_that_a_check_that_reads_no_sheet_cannot_be_confirmed_from_it(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "w")
    reviewed(terminal, tmp_path)
    before = terminal.contents()
    refused = terminal.type("review", "propose", "REV-1", "cost_routing", "--confirm")
    assert refused.status == 2
    assert "The tool sheet proposes nothing for cost_routing. Nothing was changed." in refused.err
    assert terminal.type("review", "propose", "REV-1", "colour").status == 2
    assert terminal.contents() == before


def test_that_contradictions_and_what_does_not_apply_stand_apart(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "w")
    reviewed(terminal, tmp_path)
    told = terminal.well("review", "show", "REV-1").out
    assert "The profile contradicts itself: One agent works alone" in told
    asked, _, rest = told.partition("Does not apply by the profile; ")
    for check in ("fine_tune_regression", "retrieval_freshness", "handoff_validation"):
        assert (check in asked, check in rest) == (False, True)
    assert "contradiction: One agent works alone" in terminal.well("deployment", "show", "DEP-1").out


def test_that_a_check_is_pulled_in_kept_in_the_record_and_left_out_again(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "w")
    reviewed(terminal, tmp_path)
    why = terminal.well("review", "pull-in", "REV-1", "handoff_validation", "--reason", "two from May", "--json").data
    assert (why["applies"], "Ana Silva pulled it in: two from May." in why["why"]) == (True, True)
    twice = terminal.type("review", "pull-in", "REV-1", "handoff_validation")
    assert (twice.status, "asked already" in twice.err) == (2, True)
    assert terminal.type("review", "pull-in", "REV-1", "cost_routing").status == 2
    left = terminal.well("review", "leave-out", "REV-1", "handoff_validation", "--json").data
    assert left["applies"] is False
    assert terminal.type("review", "leave-out", "REV-1", "handoff_validation").status == 2
    terminal.well("undo")
    assert (
        terminal.well("review", "show", "REV-1", "--json").data["findings"][-2]["pulled_in"]["reason"] == "two from May"
    )
    terminal.well("doctor")
