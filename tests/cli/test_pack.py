"""The packs of a team from the command line."""

from pathlib import Path

import pytest

from tests.catalogue.test_own_pack import OWN
from tests.cli.terminal import Terminal
from workbench.catalogue.layers import builtin_text
from workbench.cli import main


@pytest.fixture
def own(terminal: Terminal, tmp_path: Path) -> Path:
    """Return a file with a mode, after its control was added."""
    terminal.well("catalogue", "control", "retry-cap", "--name", "Retries capped", "--kind", "contains")
    file = tmp_path / "M13.md"
    file.write_text(OWN, encoding="utf-8")
    return file


def test_that_a_mode_is_added_listed_shown_and_taken_back(terminal: Terminal, own: Path) -> None:
    added = terminal.well("catalogue", "add", "--from", str(own), "--json").data
    lies = Path(added["file"])
    assert lies == terminal.workspace / "packs/team/failure-modes/M13.md"
    assert lies.read_text() == OWN
    rows = {row["id"]: row for row in terminal.well("catalogue", "list", "--json").data}
    assert (rows["M13"]["pack"], rows["M06"]["pack"]) == ("team", "")
    assert "M13  HIGH" in terminal.well("catalogue", "list").out
    shown = terminal.well("catalogue", "show", "M13").out
    assert "Pack: team" in shown
    assert "retry-cap: Retries capped (contains)" in shown
    assert "M13" in terminal.well("search", "retry_idempotency").out
    terminal.well("undo")
    assert not lies.exists()
    assert terminal.type("catalogue", "show", "M13").status == 2


def test_that_a_built_in_entry_is_changed_compared_and_its_history_told(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "M06.md"
    file.write_text((builtin_text("failure-modes/M06.md") or "").replace("severity: CRITICAL", "severity: HIGH"))
    refused = terminal.type("catalogue", "diff", "M06")
    assert (refused.status, refused.err) == (
        2,
        "M06 is built in and nobody changed it. There is nothing to compare.\n",
    )
    terminal.well("catalogue", "edit", "M06", "--from", str(file))
    diff = terminal.well("catalogue", "diff", "M06").out
    assert "Built in → team/failure-modes/M06.md" in diff
    assert "- severity: CRITICAL\n+ severity: HIGH" in diff
    lies = terminal.workspace / "packs/team/failure-modes/M06.md"
    lies.write_text(lies.read_text().replace("overrides: ", "overrides: a"))
    told = terminal.type("catalogue", "check")
    assert told.status == 1
    assert "team/failure-modes/M06.md, line 3: `overrides`" in told.out
    assert (
        "noted in the journal: team/failure-modes/M06.md"
        in terminal.type("open", str(terminal.workspace), actor="Ben Okoro").err
    )
    [newest, first] = terminal.well("catalogue", "history", "M06", "--json").data
    assert (newest["by"], newest["kind"]) == ("Ben Okoro", "FollowPackFiles")
    assert (first["by"], first["kind"]) == ("Ana Silva", "EditEntry")


def test_that_a_deprecated_mode_is_marked_and_not_asked(terminal: Terminal, own: Path) -> None:
    terminal.well("catalogue", "add", "--from", str(own))
    terminal.well("catalogue", "deprecate", "M13", "--reason", "Part of M01 now")
    assert terminal.well("catalogue", "list").out.split()[-2:] == ["team", "deprecated"]
    assert "Deprecated: Part of M01 now" in terminal.well("catalogue", "show", "M13").out
    terminal.well("deployment", "add", "Support desk agent", "--version", "v1")
    asked = terminal.well("review", "new", "DEP-1@v1", "--checklist", "twelve", "--json").data["checks"]
    assert "retry_idempotency" not in asked
    terminal.well("catalogue", "deprecate", "M13", "--reason", "")
    told = terminal.well("review", "take-over", "REV-1", "--dry-run").out
    assert "M13 Silent retry is asked too" in told
    terminal.well("review", "take-over", "REV-1")
    assert "retry_idempotency" in terminal.well("review", "show", "REV-1").out
    nothing = terminal.well("review", "take-over", "REV-1", "--dry-run").out
    assert "nothing to take over" in nothing


def test_that_the_check_of_a_pack_names_file_line_and_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "ours"
    (pack / "failure-modes").mkdir(parents=True)
    (pack / "pack.yaml").write_text("name: Ours\nversion: 1\n")
    assert main(["catalogue", "check", str(pack)]) == 0
    (pack / "failure-modes" / "M13.md").write_text(OWN)
    assert main(["catalogue", "check", str(pack)]) == 1
    assert "ours/failure-modes/M13.md, line 12: there is no control `retry-cap`" in capsys.readouterr().out
    assert main(["catalogue", "check", str(tmp_path / "nowhere")]) == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("catalogue", "add", "--from", "missing.md"), "missing.md, line 1: is missing"),
        (("catalogue", "edit", "poisoning-success", "--from", "x"), "is neither a failure mode nor a category"),
        (("catalogue", "deprecate", "M77", "--reason", "x"), "has no entry M77"),
        (("catalogue", "control", "Not An Id", "--name", "x", "--kind", "detects"), "id: String should match"),
    ],
)
def test_that_wrong_use_is_a_sentence(terminal: Terminal, arguments: tuple[str, ...], says: str) -> None:
    before = terminal.contents()
    done = terminal.type(*arguments)
    assert (done.status, done.out) == (2, "")
    assert says in done.err
    assert terminal.contents() == before
