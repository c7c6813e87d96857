"""incident list and incident filter in a terminal."""

import pytest

from tests.cli.terminal import Terminal


@pytest.fixture
def kept(terminal: Terminal) -> Terminal:
    terminal.well("deployment", "add", "Support desk")
    terminal.well("incident", "add", "Old one", "--began", "2025-11-02", "--severity", "LOW", "--mode", "M04")
    terminal.well("incident", "add", "New one", "--began", "2026-03", "--deployment", "Support desk")
    terminal.well("incident", "add", "Bad one", "--began", "2026-01-05", "--severity", "CRITICAL", "--origin", "public")
    return terminal


def titles(terminal: Terminal, *options: str) -> list[str]:
    return [row["title"] for row in terminal.well("incident", "list", *options, "--json").data]


def test_that_the_newest_comes_first_unless_another_order_is_asked_for(kept: Terminal) -> None:
    assert titles(kept) == ["New one", "Bad one", "Old one"]
    assert titles(kept, "--order", "oldest") == ["Old one", "Bad one", "New one"]
    assert titles(kept, "--order", "severity", "--limit", "2") == ["Bad one", "Old one"]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--year", "2026"), ["New one", "Bad one"]),
        (("--deployment", "support desk"), ["New one"]),
        (("--severity", "critical"), ["Bad one"]),
        (("--mode", "m04"), ["Old one"]),
        (("--text", "old"), ["Old one"]),
        (("--origin", "public", "--kind", "exercise"), []),
        (("--lacks", "triage"), ["New one", "Old one"]),
        (("--phase", "post-incident"), []),
        (("--text", "phase:reported lacks:triage lacks:resolution new"), ["New one"]),
    ],
)
def test_that_facets_narrow_the_list(kept: Terminal, options: tuple[str, ...], found: list[str]) -> None:
    assert titles(kept, *options) == found


def test_that_a_list_without_a_match_says_so(kept: Terminal) -> None:
    assert kept.well("incident", "list", "--year", "1999").out == "No incident matches.\n"


def test_that_a_saved_filter_narrows_the_list_and_options_go_on_top(kept: Terminal) -> None:
    kept.well("incident", "filter", "save", "This year", "--year", "2026", "--order", "oldest")
    assert titles(kept, "--filter", "THIS YEAR") == ["Bad one", "New one"]
    assert titles(kept, "--filter", "This year", "--origin", "own") == ["New one"]
    assert kept.well("incident", "filter", "list").out == "This year  year: 2026, order: oldest\n"
    kept.well("incident", "filter", "remove", "this year")
    done = kept.type("incident", "list", "--filter", "This year")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("There is no filter This year.")
    kept.well("undo")
    assert titles(kept, "--filter", "This year") == ["Bad one", "New one"]


def test_that_vulnerabilities_are_left_out_and_counted(kept: Terminal) -> None:
    kept.well("incident", "add", "A hole", "--began", "2026-04", "--kind", "vulnerability")
    assert titles(kept) == ["New one", "Bad one", "Old one"]
    said = kept.well("incident", "list").err
    assert "1 vulnerability left out: `--kind vulnerability` lists them." in said
    assert titles(kept, "--kind", "vulnerability") == ["A hole"]
    assert "left out" not in kept.well("incident", "list", "--kind", "vulnerability").err
