"""Profiles and manifests from the command line."""

import json
from pathlib import Path

from tests.cli.terminal import Terminal

TOOLS = {
    "tools": [
        {"name": "look", "inputSchema": {}, "annotations": {"readOnlyHint": True}},
        {"name": "refund", "inputSchema": {}, "annotations": {"destructiveHint": True, "idempotentHint": False}},
    ]
}


def described(terminal: Terminal) -> None:
    terminal.well("init", str(terminal.workspace))
    terminal.well("deployment", "add", "Desk", "--version", "v1")


def test_that_a_manifest_is_previewed_filled_taken_over_and_taken_back(tmp_path: Path) -> None:
    terminal, file = Terminal(tmp_path / "w"), tmp_path / "tools.json"
    file.write_text(json.dumps(TOOLS), encoding="utf-8")
    described(terminal)
    before = terminal.contents()
    preview = terminal.well("deployment", "profile", "DEP-1", "--from", str(file), "--dry-run", "--json").data
    assert preview["new"] == ["look", "refund"]
    assert preview["differences"] == ["new tool of unknown effect `look`", "new tool of unknown effect `refund`"]
    assert {each["source"] for each in preview["proposals"] if each["tool"] == "look"} == {
        "MCP readOnlyHint: true, in tools.json"
    }
    assert terminal.contents() == before
    filled = terminal.well("deployment", "profile", "DEP-1", "--from", str(file))
    assert "2 new: look, refund" in filled.err
    assert "proposed: effect of `refund` irreversible (MCP destructiveHint: true, in tools.json)" in filled.err
    shown = terminal.well("deployment", "show", "DEP-1", "--json").data["versions"][0]["profile"]
    assert [tool["effect"] for tool in shown["tools"]] == [None, None]
    terminal.well("deployment", "profile", "DEP-1", "--accept-proposals")
    shown = terminal.well("deployment", "show", "DEP-1", "--json").data["versions"][0]["profile"]
    assert [tool["effect"] for tool in shown["tools"]] == ["read", "irreversible"]
    terminal.well("undo")
    terminal.well("undo")
    assert terminal.well("deployment", "show", "DEP-1", "--json").data["versions"][0]["profile"]["tools"] is None


def test_that_a_new_version_can_be_made_from_a_manifest_and_compared(tmp_path: Path) -> None:
    terminal, file = Terminal(tmp_path / "w"), tmp_path / "tools.json"
    file.write_text(json.dumps(TOOLS), encoding="utf-8")
    described(terminal)
    terminal.well("deployment", "version", "DEP-1", "v2", "--from", str(file))
    terminal.well("deployment", "profile", "DEP-1", "--accept-proposals")
    told = terminal.well("deployment", "diff", "DEP-1", "v1", "v2").out
    assert told == "new read-only tool `look`\nnew irreversible tool `refund`\n"
    terminal.well("deployment", "version", "DEP-1", "v3", "--like", "v2")
    assert terminal.well("deployment", "diff", "DEP-1", "v2", "v3").out == "The profiles of v2 and v3 say the same.\n"
    [first, _] = terminal.well("deployment", "diff", "DEP-1", "v1", "v2", "--json").data
    assert first == {
        "kind": "new",
        "field": "tools",
        "item": "look",
        "column": None,
        "old": None,
        "new": None,
        "words": "new read-only tool `look`",
    }


def test_that_a_table_of_tools_replaces_the_sheet(tmp_path: Path) -> None:
    terminal, file = Terminal(tmp_path / "w"), tmp_path / "tools.csv"
    described(terminal)
    file.write_text("Tool;Effect;Gate\nrefund;Irreversible;none\n", encoding="utf-8")
    terminal.well("deployment", "profile", "DEP-1", "--from", str(file))
    [tool] = terminal.well("deployment", "show", "DEP-1", "--json").data["versions"][0]["profile"]["tools"]
    assert (tool["name"], tool["effect"], tool["gate"]) == ("refund", "irreversible", "none")
    out = tmp_path / "out.csv"
    terminal.well("deployment", "tools", "DEP-1", "--version", "v1", "--out", str(out))
    assert (
        terminal.well("deployment", "profile", "DEP-1", "--from", str(out), "--dry-run").out
        == "Nothing would change.\n"
    )
    refused = terminal.type("deployment", "tools", "DEP-1", "--out", str(tmp_path / "out.ods"))
    assert (refused.status, "Known: csv, xlsx" in refused.err) == (2, True)


def test_that_a_bad_manifest_changes_nothing(tmp_path: Path) -> None:
    terminal, file = Terminal(tmp_path / "w"), tmp_path / "api.json"
    file.write_text('{"openapi": "9.0", "paths": {}}', encoding="utf-8")
    described(terminal)
    before = terminal.contents()
    refused = terminal.type("deployment", "profile", "DEP-1", "--from", str(file))
    assert (refused.status, "OpenAPI 9.0" in refused.err, terminal.contents()) == (2, True, before)
