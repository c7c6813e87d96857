"""Policies by commands: listed, chosen at the start, changed on a draft, refused with file and line."""

from tests.catalogue.test_policies import OWN
from tests.cli.terminal import Terminal
from tests.cli.test_bad_input import refused


def put(terminal: Terminal, text: str) -> None:
    folder = terminal.workspace / "policies"
    folder.mkdir(exist_ok=True)
    (folder / "ours.toml").write_text(text, encoding="utf-8")


def test_that_a_review_starts_on_the_policy_that_is_named(reviewed: Terminal) -> None:
    started = reviewed.well("review", "new", "DEP-1@v1", "--policy", "strict", "--json").data
    assert started["policy"] == "strict"
    assert reviewed.well("review", "show", "REV-2", "--json").data["policy"] == "strict"


def test_that_a_draft_is_judged_by_another_policy_until_that_is_undone(reviewed: Terminal) -> None:
    chosen = reviewed.well("review", "policy", "REV-1", "pilot", "--json").data
    assert (chosen["policy"], chosen["version"]) == ("pilot", 1)
    assert reviewed.well("undo").out
    assert reviewed.well("review", "show", "REV-1", "--json").data["policy"] == "default"


def test_that_policies_are_listed_with_those_of_the_workspace(reviewed: Terminal) -> None:
    put(reviewed, OWN)
    listed = reviewed.well("policy", "list", "--json").data
    assert {row["id"] for row in listed["policies"]} == {"default", "strict", "pilot", "example", "ours"}
    assert listed["refused"] == []
    assert reviewed.well("review", "policy", "REV-1", "ours").out.startswith("REV-1.1 is judged by Ours, version 3.")


def test_that_a_refused_policy_is_named_with_file_and_line(reviewed: Terminal) -> None:
    put(reviewed, OWN.replace('"blocks, waivable"', '"note"'))
    listed = reviewed.type("policy", "list")
    assert listed.status == 1
    assert "policies/ours.toml, line 7: " in listed.err
    for arguments in (("review", "policy", "REV-1", "ours"), ("review", "new", "DEP-1@v1", "--policy", "ours")):
        assert "a stage never loosens" in refused(reviewed, *arguments).err
    assert "There are: default" in refused(reviewed, "review", "policy", "REV-1", "lenient").err
