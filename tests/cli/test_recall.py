"""incident recall, from the command line."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.desktop.workspaces import make_rich
from workbench.edits.incidents import RecordIncident
from workbench.edits.session import Session
from workbench.storage.workspace import Workspace

FAILED = {"control": "structured-output", "outcome": "failed"}


@pytest.fixture
def rich(tmp_path: Path) -> Terminal:
    folder = make_rich(tmp_path)
    workspace = Workspace.open(folder, writing=True)
    store = workspace.store(write=True)
    session = Session(store, "Ana Silva", lambda: store.journal.entry(1).at)  # type: ignore[union-attr]  # it is there
    session.do(RecordIncident({"title": "A reply carried a link", "controls": (FAILED,)}))
    store.close()
    workspace.close()
    return Terminal(folder)


def newest(terminal: Terminal) -> str:
    return str(max(row["key"] for row in terminal.well("incident", "list", "--json").data))


def test_that_recall_names_the_review_the_check_and_the_reason(rich: Terminal) -> None:
    key = newest(rich)
    lines = rich.well("incident", "recall", key).out.splitlines()
    assert lines[0].startswith(key)
    assert "failed: " in lines[1]
    assert any(line.startswith("REV-1.1  Support desk agent 4.1, 0 of 3 signed") for line in lines)
    assert any("injection_defense" in line and "nothing else in place is verified" in line for line in lines)


def test_that_recall_as_json_says_the_same(rich: Terminal) -> None:
    data = rich.well("incident", "recall", newest(rich), "--json").data
    [review] = data["reviews"]
    assert (review["review"], review["state"], review["nothing_else"]) == ("REV-1.1", "frozen", True)
    assert [tie["check"] for tie in review["ties"]] == ["injection_defense", "retrieval_freshness"]
    assert data["controls"][0]["outcome"] == "failed"


def test_that_an_incident_that_recalls_nothing_says_so_and_is_no_error(rich: Terminal) -> None:
    rich.well("incident", "add", "Something else")
    said = rich.well("incident", "recall", newest(rich)).out
    assert "No control is recorded as failed or absent" in said
    assert "It puts no review in doubt" in said


def test_that_an_unknown_incident_is_refused_with_a_sentence(rich: Terminal) -> None:
    done = rich.type("incident", "recall", "INC-1999-001")
    assert done.status == 2
    assert "There is no incident INC-1999-001." in done.err


def test_that_patterns_are_counted_with_intervals_and_the_rule(rich: Terminal) -> None:
    said = rich.well("incident", "patterns").out
    assert "own, counted apart: 4 incident, 0 near-miss, 0 exercise, 0 vulnerability" in said
    assert "published 22 %" in said
    assert "n is too small to rank any" in said
    assert "No data: it is not recorded what runs and since when" in said
    data = rich.well("incident", "patterns", "--since", "2026-07", "--until", "2026-08", "--json").data
    assert (data["counted"], data["undated"]) == (2, 1)
    assert {one["id"]: one["count"] for one in data["modes"]} == {"M04": 1, "M08": 1}
    assert data["categories"][0]["interval"][0] == pytest.approx(0.0126, abs=1e-4)


@pytest.mark.parametrize("wrong", [("--since", "2026-13"), ("--until", "soon"), ("--deployment", "DEP-99")])
def test_that_patterns_refuse_what_is_no_period_and_no_deployment(rich: Terminal, wrong: tuple[str, str]) -> None:
    done = rich.type("incident", "patterns", *wrong)
    assert done.status == 2
    assert wrong[1] in done.err
