"""Recording incidents and writing down the rest by commands."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

KEY = "INC-2026-001"


@pytest.fixture
def recorded(terminal: Terminal) -> Terminal:
    terminal.well("deployment", "add", "Support desk", "--version", "1.4")
    terminal.well(
        *("incident", "add", "The agent refunded twice", "--began", "2026-02", "--deployment", "DEP-1@1.4"),
        *("--summary", "A time-out was retried and the order was booked twice."),
    )
    return terminal


def set_to(terminal: Terminal, field: str, *values: str) -> dict[str, object]:
    data: dict[str, object] = terminal.well("incident", "set", KEY, field, *values, "--json").data
    return data


@pytest.mark.parametrize(
    ("field", "values", "name", "becomes"),
    [
        ("title", ["Another title"], "title", "Another title"),
        ("root-cause", ["No key"], "root_cause", "No key"),
        ("contributing-factors", ["One", "Two"], "contributing_factors", ["One", "Two"]),
        ("kind", ["Near-Miss"], "kind", "near-miss"),
        ("severity", ["high"], "severity", "HIGH"),
        ("category", ["tool-api-drift"], "category", "tool-api-drift"),
        ("controls", ["circuit-breaker:absent"], "controls", [{"control": "circuit-breaker", "outcome": "absent"}]),
        ("facts", ["CVSS: 7.8 (CVE record)"], "facts", [{"label": "CVSS", "value": "7.8", "source": "CVE record"}]),
        ("external-ids", ["aiid:7"], "external_ids", ["aiid:7"]),
        ("modes", ["m04"], "modes", [{"mode": "M04", "role": "cause", "assigned_by": "person"}]),
    ],
)
def test_that_a_field_is_set_and_emptied(
    recorded: Terminal, field: str, values: list[str], name: str, becomes: object
) -> None:
    assert set_to(recorded, field, *values)[name] == becomes
    if field not in ("title", "kind"):
        assert not set_to(recorded, field)[name]


def test_that_the_numbers_of_the_extent_are_set_one_by_one(recorded: Terminal) -> None:
    set_to(recorded, "money", "~1200-3000", "eur")
    set_to(recorded, "people", "7")
    extent = set_to(recorded, "reversibility", "partly")["extent"]
    money = {"money": 1200.0, "money_most": 3000.0, "currency": "EUR", "is_estimated": True}
    assert extent == money | {"records": None, "people": 7, "minutes": None, "reversibility": "partly"}
    assert "Money: 1,200 to 3,000 EUR, estimated" in recorded.well("incident", "show", KEY).out
    for field in ("money", "people", "reversibility"):
        set_to(recorded, field)
    assert recorded.well("incident", "show", KEY, "--json").data["extent"] is None


def test_that_a_milestone_is_as_precise_as_it_was_typed(recorded: Terminal) -> None:
    set_to(recorded, "detected", "2026-02-17T14:05Z", "by a customer")
    stones = set_to(recorded, "resolved", "Q1 2026")["milestones"]
    assert stones == [
        {"name": "began", "at": "2026-02", "precision": "month", "note": ""},
        {"name": "detected", "at": "2026-02-17T14:05", "precision": "minute", "note": "by a customer"},
        {"name": "resolved", "at": "2026-Q1", "precision": "quarter", "note": ""},
    ]


def test_that_actions_and_moments_are_added_changed_and_removed(recorded: Terminal) -> None:
    add = ("incident", "action", "add", KEY)
    recorded.well(*add, "Add a key", "--owner", "Ada", "--due", "2026-12-31", "--link", "OPS-7")
    recorded.well(*add, "Add an alert")
    recorded.well("incident", "action", "set", KEY, "1", "--done")
    shown = recorded.well("incident", "show", KEY).out
    assert "Action 1: Add a key (done, Ada, due 2026-12-31, OPS-7)" in shown
    assert "Action 2: Add an alert (open, nobody yet)" in shown
    recorded.well("incident", "action", "remove", KEY, "1")
    recorded.well("incident", "moment", "add", KEY, "later", "Fixed")
    recorded.well("incident", "moment", "add", KEY, "+6:00", "Detected", "--text", "by a customer", "--at", "1")
    data = recorded.well("incident", "show", KEY, "--json").data
    assert [action["text"] for action in data["actions"]] == ["Add an alert"]
    assert [moment["when"] for moment in data["timeline"]] == ["+6:00", "later"]
    recorded.well("undo")
    assert len(recorded.well("incident", "show", KEY, "--json").data["timeline"]) == 1


def test_that_show_names_the_deployment_and_the_version_that_ran(recorded: Terminal) -> None:
    assert "Deployment: DEP-1 Support desk, version 1.4" in recorded.well("incident", "show", KEY).out
    set_to(recorded, "deployment")
    assert "Deployment" not in recorded.well("incident", "show", KEY).out


def test_that_adding_proposes_modes_with_the_words_that_matched(terminal: Terminal) -> None:
    add = ("incident", "add", "The vendor renamed a field", "--summary", "The API schema drifted, silently.")
    said = terminal.well(*add)
    assert "  M10 Tool API drift, by the words " in said.out
    assert "renamed" in said.out
    assert terminal.well(*add, "--json").data["proposed_modes"][0]["mode"] == "M10"
    assert terminal.well(*add, "--mode", "M10", "--json").data["proposed_modes"] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("set", "INC-9999-001", "title", "x"), "There is no incident"),
        (("set", KEY, "colour", "red"), "colour is no field of an incident"),
        (("set", KEY, "title", "two", "words"), "takes one value"),
        (("set", KEY, "title"), "title: "),
        (("set", KEY, "kind", "rumour"), "rumour is no kind"),
        (("set", KEY, "modes", "M99"), "names no failure mode"),
        (("set", KEY, "controls", "magic"), "magic is no control"),
        (("set", KEY, "controls", "circuit-breaker:broken"), "broken is no outcome"),
        (("set", KEY, "detected", "soon"), "is not a date"),
        (("set", KEY, "detected", "2099-01-01"), "has not come yet"),
        (("set", KEY, "money", "much"), "is no sum of money"),
        (("set", KEY, "people", "-3"), "No such option"),
        (("set", KEY, "people", "some"), "is no whole number"),
        (("set", KEY, "reversibility", "maybe"), "reversibility: "),
        (("set", KEY, "facts", "nothing"), "is no fact"),
        (("set", KEY, "deployment", "DEP-1@9"), "has no version 9"),
        (("action", "add", KEY, " "), "text: "),
        (("action", "add", KEY, "x", "--due", "soon"), "due: "),
        (("action", "set", KEY, "1", "--done"), "There is no action 1"),
        (("moment", "remove", KEY, "0"), "There is no line 0"),
    ],
)
def test_that_what_makes_no_sense_is_refused(recorded: Terminal, arguments: tuple[str, ...], says: str) -> None:
    before = recorded.contents()
    done = recorded.type("incident", *arguments)
    assert (done.status, done.out) == (2, "")
    assert says in done.err.replace("\n", " ")
    assert recorded.contents() == before


def test_that_a_sub_mode_gives_the_category_of_its_mode(terminal: Terminal) -> None:
    made = terminal.well("incident", "add", "Cut off", "--began", "2026-02", "--mode", "M02.1", "--json").data
    assert made["category"] == "context-pollution"


def test_that_a_post_mortem_is_written_into_a_file_or_printed(recorded: Terminal, tmp_path: Path) -> None:
    printed = recorded.well("incident", "write", KEY, "post-mortem").out
    assert printed.startswith("# Post-mortem: The agent refunded twice\n")
    target = tmp_path / "post-mortem.md"
    done = recorded.well("incident", "write", KEY, "post-mortem", "--out", str(target))
    assert (done.out, target.read_text(encoding="utf-8")) == ("", printed)
    assert recorded.type("incident", "write", "INC-2026-099", "post-mortem").status == 2
