"""admit from the command line: the answer first, then why, and what it does not cover."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.tasks.approved import PROFILE, approve, make_team
from workbench.edits.session import Session
from workbench.storage.workspace import Workspace


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with an approved review, its authority and the profile that was approved."""
    folder, now = tmp_path_factory.mktemp("admit"), datetime.now(UTC)
    workspace = Workspace.create(folder / "board", "Board")
    store = workspace.store(write=True)
    team = make_team(folder, now)
    approve(workspace, Session(store, "Ada Silva", lambda: now), team, folder)
    store.close()
    workspace.close()
    (folder / "profile.json").write_text(PROFILE.model_dump_json(), encoding="utf-8")
    return folder


def ask(folder: Path, *more: str) -> tuple[str, ...]:
    report, config = folder / "board" / "reports" / "REV-1.pdf", folder / "profile.json"
    return "admit", str(report), "--config", str(config), "--trust", str(folder / "authority" / "authority.pem"), *more


def test_that_the_answer_comes_first_and_says_what_was_not_checked(folder: Path, tmp_path: Path) -> None:
    elsewhere = Terminal(tmp_path / "no workspace here")
    lines = elsewhere.well(*ask(folder)).out.splitlines()
    assert lines[:3] == [
        "Admitted",
        "Support desk agent 4.1, REV-1.1: in force",
        "Valid, unchanged, 3 of 3 signed",
    ]
    assert lines[3].startswith("Condition C1 open, due ")
    assert lines[4] == "Note: Revocation not checked: no ledger was given, and every condition counts as open."
    assert not elsewhere.workspace.exists()


def test_that_a_revocation_in_the_ledger_is_no_and_is_said(folder: Path, tmp_path: Path) -> None:
    board = Terminal(folder / "board")
    out = tmp_path / "REV-1.ledger.json"
    made = board.well("export", "ledger", "REV-1", "--out", str(out), "--json")
    assert (made.data["revision"], made.data["file"]) == ("REV-1.1", str(out))
    assert board.well(*ask(folder, "--ledger", str(out), "--json")).data["revocation_checked"] is True
    board.well("review", "revoke", "REV-1", "--reason", "the vendor withdrew the model")
    board.well("export", "ledger", "REV-1", "--format", "json", "--out", str(out))
    done = board.type(*ask(folder, "--ledger", str(out)))
    assert (done.status, done.out.splitlines()[0]) == (1, "Not admitted")
    assert "Reason: It was revoked: the vendor withdrew the model" in done.out
    assert "Note: The ledger is not signed" in done.out


def test_that_unusable_input_is_2_and_a_sentence(folder: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "board")
    out = tmp_path / "ledger.json"
    out.write_text("{}", encoding="utf-8")
    bad = terminal.type(*ask(folder, "--ledger", str(out)))
    assert (bad.status, bad.out, "is not a ledger" in bad.err) == (2, "", True)
    gone = terminal.type("admit", str(tmp_path / "gone.pdf"), "--config", str(folder / "profile.json"))
    assert (gone.status, "is not a file" in gone.err) == (2, True)
