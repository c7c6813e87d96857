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


def test_that_lint_is_listed_and_told_at_a_freeze_which_it_does_not_block(reviewed: Terminal) -> None:
    reviewed.well("review", "answer", "REV-1", "injection_defense", "--status", "fail")
    remarks = reviewed.well("review", "lint", "REV-1", "--json").data
    assert {"summary-empty", "stage-unknown"} == {remark["rule"] for remark in remarks}
    sentence = next(remark["sentence"] for remark in remarks if remark["rule"] == "summary-empty")
    assert sentence in reviewed.well("review", "lint", "REV-1").out
    frozen = reviewed.well("review", "freeze", "REV-1")
    assert sentence in frozen.err
    assert "is frozen" in frozen.out
    assert reviewed.well("review", "lint", "REV-1").out == "Nothing to remark.\n"


def test_that_the_way_to_ready_is_told_with_its_sets(reviewed: Terminal) -> None:
    for check in reviewed.well("review", "show", "REV-1", "--json").data["findings"]:
        if check["check"] != "retrieval_freshness":
            reviewed.well("review", "answer", "REV-1", check["check"], "--status", "warn")
    reviewed.well("review", "answer", "REV-1", "retrieval_freshness", "--status", "fail")
    found = reviewed.well("review", "path", "REV-1", "--json").data
    assert (found["word"], found["complete"]) == ("not-ready", True)
    assert [(each["name"], each["word"]) for each in found["to_conditions"]] == [
        ("Waive it", "ready-with-conditions"),
        ("Fix it", "ready-with-conditions"),
    ]
    assert [each["name"] for each in found["to_ready"]] == ["Fix all nine"]
    text = reviewed.well("review", "path", "REV-1").out
    assert "Ready with conditions is reached by" in text
    assert "Effort in working days: rule of thumb." in text
