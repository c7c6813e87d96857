"""What a crash, permissions and foreign hands leave on the disk."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.terminal import HANGS, ROOT, Done, Terminal, finish
from workbench.domain.errors import UserError
from workbench.edits.people import AddPerson
from workbench.edits.session import Session
from workbench.storage.workspace import Workspace

NOBODY = ["unshare", "--user", "--map-user=4242"]
"""As a user without a name and without a right that the files do not give."""


def can_become_nobody() -> bool:
    """Tell whether this machine lets us run as another user."""
    return bool(shutil.which("unshare")) and subprocess.run([*NOBODY, "true"], check=False).returncode == 0


needs_nobody = pytest.mark.skipif(not can_become_nobody(), reason="this machine lets nobody make a user namespace")


def as_nobody(terminal: Terminal, *arguments: str) -> Done:
    """Run a command as a user that the operating system has no name for."""
    environment = {key: os.environ[key] for key in os.environ if key not in ("USER", "LOGNAME", "LNAME", "USERNAME")}
    command = [*NOBODY, sys.executable, "-P", "-m", "workbench", "-w", str(terminal.workspace), *arguments]
    done = subprocess.run(
        command,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=HANGS,
    )
    return Done(done.returncode, done.stdout, done.stderr)


CRASH = """
import os, signal, sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA journal_mode = TRUNCATE")
database.execute("PRAGMA cache_size = 2")
database.execute("BEGIN IMMEDIATE")
database.execute("UPDATE finding SET rationale = 'half done'")
database.execute("UPDATE document SET body = body || zeroblob(5000)")
os.kill(os.getpid(), signal.SIGKILL)
"""


def crash(terminal: Terminal) -> Path:
    """Kill a program in the middle of a change; return the journal it leaves behind."""
    done = subprocess.run([sys.executable, "-c", CRASH, str(terminal.workspace / "workspace.db")], check=False)
    assert done.returncode == -signal.SIGKILL
    journal = terminal.workspace / "workspace.db-journal"
    assert journal.stat().st_size > 0
    return journal


@pytest.mark.parametrize("command", [("check", "REV-1"), ("doctor",), ("evidence", "verify"), ("undo",)])
def test_that_the_first_command_after_a_crash_takes_back_what_was_half_done(
    board: Terminal, command: tuple[str, ...]
) -> None:
    before = board.type("review", "show", "REV-2").out
    journal = crash(board)
    done = board.type(*command)
    assert (done.status in (0, 1), done.err) == (True, ""), done
    assert not journal.exists() or journal.stat().st_size == 0
    if command != ("undo",):
        assert board.type("review", "show", "REV-2").out == before
    assert "Nothing is wrong" in board.type("doctor").out


def test_that_a_lost_journal_of_a_crash_is_named(board: Terminal) -> None:
    crash(board).unlink()
    done = board.type("doctor")
    assert (done.status, "half done" in done.out) == (1, False)
    assert "does not hold" in done.out or "not hold what the journal says" in done.out or "damaged" in done.out


@needs_nobody
def test_that_a_user_without_a_name_can_work(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "board")
    assert as_nobody(terminal, "init", str(terminal.workspace)).status == 0
    assert "user 4242 is new here" in as_nobody(terminal, "incident", "add", "x").err


@needs_nobody
def test_that_what_cannot_be_read_is_a_sentence(board: Terminal) -> None:
    (stored,) = (board.workspace / "evidence").glob("??/*")
    for path, command, status, says in (
        (stored, ("doctor",), 1, "client.log cannot be read: Permission denied"),
        (stored, ("evidence", "verify"), 1, "client.log has changed on disk or is gone"),
        (board.workspace / "evidence", ("check", "REV-1"), 1, "damaged"),
        (board.workspace / "workspace.db", ("check", "REV-1"), 2, "cannot be opened"),
        (board.workspace, ("check", "REV-1"), 2, ""),
    ):
        mode = path.stat().st_mode
        path.chmod(0)
        try:
            done = as_nobody(board, *command)
        finally:
            path.chmod(mode)
        assert done.status == status, (path, done)
        assert says in done.out + done.err
        assert "bug" not in done.err, done


@needs_nobody
def test_that_a_folder_without_the_right_to_write_is_read_and_not_written(board: Terminal, tmp_path: Path) -> None:
    everything = [board.workspace, *board.workspace.rglob("*")]
    for path in everything:
        path.chmod(0o555)
    try:
        assert as_nobody(board, "check", "REV-1").status == 1
        assert as_nobody(board, "doctor").status == 0
        assert as_nobody(board, "report", "REV-1", "--out", str(tmp_path / "r.pdf")).status == 0
        done = as_nobody(board, "incident", "add", "x")
        assert (done.status, "cannot be written (Permission denied)" in done.err) == (2, True), done
    finally:
        for path in everything:
            path.chmod(0o755)


def test_that_a_pipe_or_a_device_in_the_place_of_evidence_is_damage_and_not_waited_for(board: Terminal) -> None:
    (stored,) = (board.workspace / "evidence").glob("??/*")
    stored.unlink()
    os.mkfifo(stored)
    for replacement in ("/dev/zero", str(board.workspace), ""):
        done = finish(board.start("doctor"))
        assert (done.status, "not a regular file any more" in done.out) == (1, True), done
        assert "1 damaged" in finish(board.start("check", "REV-1")).out
        stored.unlink()
        stored.symlink_to(replacement or "nowhere")


def test_that_damage_under_a_failed_check_is_told_too(board: Terminal) -> None:
    answer = ("review", "answer", "REV-2", "rate_limit_handling", "--status", "fail", "--rationale", "No.")
    board.well(*answer)
    (stored,) = (board.workspace / "evidence").glob("??/*")
    stored.unlink()
    assert "client.log has changed on disk or is gone" in board.type("check", "REV-2").err


def test_that_the_report_of_a_frozen_review_does_not_need_its_evidence(board: Terminal, tmp_path: Path) -> None:
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    board.well("report", "REV-1", "--out", str(first))
    shutil.rmtree(board.workspace / "evidence")
    board.well("report", "REV-1", "--out", str(second))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    "name", ["two words", 'it\'s "quoted"', "Prüfung 空🜁", "50%20%41", "a#b", "a?mode=memory&x", "a\nb", ":memory:"]
)
def test_that_the_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    terminal = Terminal(tmp_path / name)
    terminal.well("init", str(terminal.workspace))
    terminal.well("incident", "add", "kept")
    assert (tmp_path / name / "workspace.db").is_file()
    assert [row["title"] for row in terminal.well("incident", "list", "--json").data] == ["kept"]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_that_a_note_about_the_holder_that_makes_no_sense_is_no_obstacle(board: Terminal) -> None:
    elsewhere = Workspace.open(board.workspace, writing=True)
    try:
        for text in ("[]", "{", '{"process": 1}', "null", "\udcff"):
            (board.workspace / ".lock.json").write_text(text, encoding="utf-8", errors="surrogateescape")
            assert "is open in another program (it does not say which)" in board.type("undo").err
    finally:
        elsewhere.close()


def test_that_a_folder_that_went_away_while_open_takes_no_more_changes(board: Terminal) -> None:
    workspace = Workspace.open(board.workspace, writing=True)
    store = workspace.store(write=True)
    session = Session(store, "Ana Silva", lambda: datetime.now(UTC))
    shutil.rmtree(board.workspace)
    with pytest.raises(UserError, match=r"cannot be (written|opened)"):
        session.do(AddPerson.named("Lost"))
    store.close()
    workspace.close()


def test_that_a_database_replaced_while_open_takes_no_more_changes(board: Terminal) -> None:
    workspace = Workspace.open(board.workspace, writing=True)
    store = workspace.store(write=True)
    session = Session(store, "Ana Silva", lambda: datetime.now(UTC))
    database = board.workspace / "workspace.db"
    shutil.copy2(database, database.with_name("theirs.db"))
    database.with_name("theirs.db").replace(database)
    with pytest.raises(UserError, match="cannot be written"):
        session.do(AddPerson.named("Lost"))
    store.close()
    workspace.close()
    assert sqlite3.connect(database).execute("SELECT count(*) FROM person WHERE name = 'Lost'").fetchone() == (0,)
