"""`workbench demo`, and what a newcomer does next with the example, by commands alone."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import Done, Terminal, finish
from tests.demonstrated import demonstrated
from tests.tasks.test_example import LINES
from workbench.cli import main
from workbench.storage.workspace import Workspace

LEAD, TEAM, SECURITY = "remi.adeyemi@harbour.example", "maja.lindqvist@harbour.example", "karim.haddad@harbour.example"


def demo(folder: Path, *more: str) -> Done:
    """Run `demo` in a process of its own; `-w` names a folder that it must not touch."""
    return finish(Terminal(folder.parent / "elsewhere").start("demo", "--to", str(folder), *more))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    return demonstrated(tmp_path_factory)


@pytest.fixture(scope="module")
def example(first: tuple[Path, Done]) -> Path:
    return first[0]


@pytest.fixture
def copied(example: Path, tmp_path: Path) -> Terminal:
    return Terminal(Path(shutil.copytree(example, tmp_path / "copy")))


def test_that_demo_prints_the_checklist_the_signed_report_and_its_verification(first: tuple[Path, Done]) -> None:
    folder, done = first
    assert done.status == 0, done.err
    assert done.out.startswith(f"{LINES}\n\n{folder / 'reports' / 'REV-1.pdf'}\nValid, unchanged\n3 of 3 signed\n")
    assert not (folder.parent / "elsewhere").exists()


def test_that_the_example_is_used_again_while_another_program_holds_it(example: Path) -> None:
    before = (example / "workspace.db").read_bytes()
    holder = Workspace.open(example, writing=True)
    try:
        done = demo(example, "--json")
    finally:
        holder.close()
    assert done.status == 0, done.err
    assert (done.data["result"], done.data["verification"]["word"]) == (LINES.splitlines()[-1], "Valid, unchanged")
    assert (example / "workspace.db").read_bytes() == before


def test_that_commands_find_the_example_after_demo(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--to", str(example), "--no-window"]) == 0
    capsys.readouterr()
    assert main(["check", "REV-1"]) == 1
    assert capsys.readouterr().out == f"{LINES}\n"


def test_that_the_window_gets_the_example_where_there_is_a_display(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    assert main(["demo", "--to", str(example)]) == example
    assert main(["demo", "--to", str(example), "--no-window"]) == 0


def test_that_the_example_lies_in_the_documents_unless_told_otherwise(example: Path, home: Path) -> None:
    (home / "Documents").mkdir()
    shutil.copytree(example, home / "Documents" / "Workbench example")
    assert main(["demo", "--no-window"]) == 0


def test_that_demo_leaves_a_workspace_and_a_full_folder_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Workspace.create(tmp_path / "mine", "Mine").close()
    assert main(["demo", "--to", str(tmp_path / "mine")]) == 2
    assert "not the example" in capsys.readouterr().err
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    assert main(["demo", "--to", str(tmp_path)]) == 2
    assert "is not empty" in capsys.readouterr().err


def test_that_demo_says_so_when_its_report_was_changed(copied: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    report = copied.workspace / "reports" / "REV-1.pdf"
    body = bytearray(report.read_bytes())
    body[body.index(b"/Type")] ^= 1
    report.write_bytes(body)
    assert main(["demo", "--to", str(copied.workspace), "--no-window"]) == 1
    assert "Do not trust" in capsys.readouterr().out


def test_that_fixing_both_failures_in_a_revision_leaves_two_conditions(copied: Terminal, tmp_path: Path) -> None:
    """By commands in processes of their own: revise, attach, let another person confirm, answer, check."""
    run(copied, "review", "revise", "REV-1", actor=LEAD)
    fixes = {"injection_defense": "sandbox-test.json", "retrieval_freshness": "index-schedule.json"}
    for check, name in fixes.items():
        proof = tmp_path / name
        proof.write_text(json.dumps({"check": check, "attempts": 240, "executed": 0}), encoding="utf-8")
        added = run(copied, "evidence", "add", "REV-1", check, str(proof), "--json", actor=TEAM).data
        assert [(use["check"], use["file"]) for use in added["uses"]] == [(check, name)]
        refused = finish(copied.start("evidence", "confirm", "REV-1", added["uses"][0]["id"], actor=TEAM))
        assert refused.status == 2
        run(copied, "evidence", "confirm", "REV-1", added["uses"][0]["id"], actor=SECURITY)
        run(copied, "review", "answer", "REV-1", check, "--status", "pass", "--summary", "mended", actor=LEAD)
    done = run(copied, "check", "REV-1")
    assert done.out.splitlines()[-1] == "RESULT: production ready with 2 conditions"
    assert [row["text"] for row in conditions(copied)] == [
        "review which read operations need approval",
        "998 clean runs",
    ]
    run(copied, "doctor")


def test_that_answering_pass_without_new_proof_is_not_enough(copied: Terminal) -> None:
    copied.well("review", "revise", "REV-1", actor=LEAD)
    for check in ("injection_defense", "retrieval_freshness"):
        copied.well("review", "answer", "REV-1", check, "--status", "pass", actor=LEAD)
    done = copied.type("check", "REV-1")
    assert (done.status, done.out.splitlines()[-1]) == (1, "RESULT: 1 unproven — not production ready")


def run(terminal: Terminal, *arguments: str, actor: str = LEAD) -> Done:
    done = finish(terminal.start(*arguments, actor=actor))
    assert done.status == 0, done
    return done


def conditions(terminal: Terminal) -> list[dict[str, Any]]:
    shown = terminal.well("review", "show", "REV-1", "--json").data
    return [row for row in shown["conditions"] if row["state"] == "open"]
