"""The life of an incident on the command line: what it lacks, how long it took, and until when it is reported."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

KEY = "INC-2026-001"
CLOCK = "eu-ai-act-73"


def refused(terminal: Terminal, *arguments: str) -> str:
    done = terminal.type(*arguments)
    assert done.status == 2, done
    return done.err


@pytest.fixture
def recorded(terminal: Terminal) -> Terminal:
    terminal.well("incident", "add", "The agent refunded twice", "--began", "2026-02-17", "--detected", "2026-02-19")
    return terminal


def test_that_show_prints_what_each_phase_lacks_and_the_three_times(recorded: Terminal) -> None:
    out = recorded.well("incident", "show", KEY).out
    assert "Detection: when it began, when it was detected" in out
    assert f"`workbench incident set {KEY} detection TEXT`" in out
    assert "Time to detect: 1 to 2 days" in out
    assert "Time to contain: not known: contained is not recorded" in out
    data = recorded.well("incident", "show", KEY, "--json").data
    assert [phase["id"] for phase in data["phases"]] == ["detection", "triage", "resolution", "post-incident"]
    assert data["times"][0]["most_minutes"] == 3 * 24 * 60 - 1
    assert data["clocks"] == []


@pytest.mark.parametrize(
    ("field", "value", "need"),
    [
        ("limit", "halted", "containment"),
        ("takeover", "The service desk", "takeover"),
        ("users-told", "Two customers", "users-told"),
        ("post-mortem", "https://wiki.example/pm", "post-mortem"),
        ("pattern", "The second one", "pattern"),
        ("reviews", "REV-1 revised", "reviews"),
    ],
)
def test_that_what_a_phase_lacks_can_be_set_and_emptied(recorded: Terminal, field: str, value: str, need: str) -> None:
    def lacks() -> set[str]:
        data = recorded.well("incident", "show", KEY, "--json").data
        return {lack["need"] for phase in data["phases"] for lack in phase["lacks"]}

    assert need in lacks()
    recorded.well("incident", "set", KEY, field, value)
    assert need not in lacks()
    assert value in recorded.well("incident", "show", KEY).out
    recorded.well("incident", "set", KEY, field)
    assert need in lacks()
    assert recorded.well("incident", "show", KEY, "--json").data["response"] is None


def test_that_a_wrong_way_to_contain_is_refused(recorded: Terminal) -> None:
    assert "halted, limited" in refused(recorded, "incident", "set", KEY, "limit", "paused")


def test_that_a_clock_counts_once_it_is_on_and_a_person_has_decided(recorded: Terminal) -> None:
    recorded.well("incident", "set", KEY, "aware", "2026-02-19")
    assert "switched off here" in recorded.well("incident", "clock", KEY, CLOCK, "73-2").out
    assert recorded.well("due", "--json").data == []
    recorded.well("clock", "on", CLOCK)
    done = recorded.type("due", "--json")
    [due] = done.data
    assert done.status == 1
    assert (due["kind"], due["id"], due["on"], due["check"]) == ("clock", KEY, "2026-03-06", CLOCK)
    assert "days late" in recorded.well("incident", "show", KEY).out
    recorded.well("incident", "clock", KEY, CLOCK, "73-2", "--reported", "2026-03-01")
    assert recorded.well("due", "--json").data == []
    assert "reported on 2026-03-01, in time" in recorded.well("incident", "show", KEY).out
    recorded.well("undo")
    assert recorded.type("due").status == 1
    recorded.well("incident", "clock", KEY, CLOCK, "none")
    assert recorded.well("due", "--json").data == []
    recorded.well("clock", "off", CLOCK)
    assert recorded.well("incident", "show", KEY, "--json").data["clocks"] == []


def test_that_a_clock_or_clause_that_is_not_there_is_refused(recorded: Terminal) -> None:
    assert "There is no clock gdpr" in refused(recorded, "clock", "on", "gdpr")
    assert "has no clause 73-9" in refused(recorded, "incident", "clock", KEY, CLOCK, "73-9")
    assert "has not come yet" in refused(recorded, "incident", "clock", KEY, CLOCK, "73-2", "--reported", "2999-01-01")
    assert "No clock" in refused(recorded, "clock", "off", CLOCK)


def test_that_a_team_adds_a_clock_of_its_own_and_a_bad_file_is_refused_with_its_line(recorded: Terminal) -> None:
    folder = Path(recorded.workspace) / "clocks"
    folder.mkdir()
    clause = '[[clauses]]\nid = "a"\narticle = "4"\nname = "Any"\ndays = 3\n'
    text = (
        f'id = "contract"\nname = "Our contract"\nduty = "Tell the customer"\nsource = "Contract, section 4"\n{clause}'
    )
    (folder / "contract.toml").write_text(text)
    (folder / "broken.toml").write_text(text.replace("contract", "broken").replace("days = 3", "days = 0"))
    done = recorded.well("clock", "list")
    assert "contract" in done.out
    assert "clocks/broken.toml, line 9 was refused: `clauses.0.days`" in done.err
    recorded.well("clock", "on", "contract")
    assert "line 9" in refused(recorded, "clock", "on", "broken")
