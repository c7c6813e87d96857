"""Delta reviews and revocation from the command line."""

from pathlib import Path

from tests.cli.terminal import Terminal


def test_that_a_delta_says_what_is_asked_again_and_why(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "board")
    terminal.well("init", str(terminal.workspace))
    profile = tmp_path / "profile.yaml"
    profile.write_text("cost_budget: 1 EUR\n", encoding="utf-8")
    terminal.well("deployment", "add", "Refund agent", "--version", "1.0", "--from", str(profile))
    terminal.well("review", "new", "DEP-1", "--checklist", "nine")
    terminal.well("review", "freeze", "REV-1")
    nothing = terminal.type("review", "revise", "REV-1", "--delta")
    assert (nothing.status, "nothing to ask again" in nothing.err) == (2, True)
    profile.write_text("cost_budget: 2 EUR\n", encoding="utf-8")
    terminal.well("deployment", "version", "DEP-1", "1.1", "--from", str(profile))
    made = terminal.well("review", "revise", "REV-1", "--version", "1.1", "--delta", "--json")
    assert made.data["revision"] == "REV-1.2"
    assert list(made.data["asked_again"]) == ["cost_routing"]
    assert "Asked again: cost_routing, because cost budget: 1 EUR → 2 EUR." in made.err


def test_that_only_an_approval_can_be_revoked(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "board")
    terminal.well("init", str(terminal.workspace))
    terminal.well("deployment", "add", "Refund agent", "--version", "1.0")
    terminal.well("review", "new", "DEP-1", "--checklist", "nine")
    refused = terminal.type("review", "revoke", "REV-1", "--reason", "why not")
    assert (refused.status, "no approval to revoke" in refused.err) == (2, True)
