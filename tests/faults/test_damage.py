"""A database that was changed by something else than the workbench."""

import random
import sqlite3
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

READING = (
    ("check", "REV-1"),
    ("check", "REV-2"),
    ("review", "show", "REV-2"),
    ("review", "list"),
    ("incident", "list"),
    ("search", "agent"),
    ("history", "REV-1"),
    ("evidence", "verify"),
    ("undo",),
)


def run_all(board: Terminal, damaged: bytes) -> int | Path:
    """Run every command on a damaged database; return what the doctor says."""
    database = board.workspace / "workspace.db"
    for command in READING:
        database.write_bytes(damaged)
        done = board.type(*command)  # a bug would be raised here
        assert done.status in (0, 1, 2), done
        if done.status == 2:
            assert any(words in done.err for words in ("damaged", "nothing to undo", "cannot be undone")), done
    database.write_bytes(damaged)
    examined = board.type("doctor")
    named = ("damaged", "does not hold", "does not have its digest")
    assert any(words in examined.out for words in named) or examined.status == 0, examined
    return examined.status


@pytest.mark.parametrize("seed", range(12))
def test_that_flipped_bytes_are_a_sentence_and_named_by_the_doctor(board: Terminal, seed: int) -> None:
    chance = random.Random(seed)
    damaged = bytearray((board.workspace / "workspace.db").read_bytes())
    for _ in range(chance.choice((30, 300))):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    assert run_all(board, bytes(damaged)) == 1


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.99])
def test_that_a_cut_database_is_a_sentence_and_named_by_the_doctor(board: Terminal, share: float) -> None:
    whole = (board.workspace / "workspace.db").read_bytes()
    assert run_all(board, whole[: int(len(whole) * share)]) == 1


def change(board: Terminal, sql: str) -> None:
    """Change the database by hand."""
    database = sqlite3.connect(board.workspace / "workspace.db")
    with database:
        database.executescript(sql)
    database.close()


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE finding SET summary = 'all is well' WHERE summary != ''", "(summary)"),
        ("UPDATE finding SET reviewer = '{\"status\": ' WHERE reviewer NOT NULL", "malformed finding row"),
        ("UPDATE review SET state = 'open' WHERE state = 'frozen'", "malformed review row"),
        ("UPDATE snapshot SET body = replace(body, '\"pass\"', '\"fail\"') WHERE kind = 'record'", "frozen record of"),
        ("DELETE FROM incident_row", "does not hold what the journal says"),
        ("UPDATE journal_value SET new = replace(new, 'pass', 'fail')", "the value of reviewer was changed"),
        (
            "DROP TRIGGER journal_is_append_only; UPDATE journal SET actor = 'eve' WHERE seq = 4",
            "The journal does not hold from entry 4 on",
        ),
        ("DROP TRIGGER journal_is_append_only; UPDATE journal SET at = 'noon' WHERE seq = 4", "malformed journal"),
        ("UPDATE journal_value SET new = 'x' WHERE seq = 5", "malformed value in the journal"),
        ("DROP TABLE waiver", "no such table"),
        ("DELETE FROM workspace", "damaged"),
    ],
)
def test_that_what_was_changed_by_hand_is_named(board: Terminal, sql: str, says: str) -> None:
    change(board, sql)
    done = board.type("doctor")
    assert (done.status, says in done.out) == (1, True), done


def test_that_a_frozen_record_changed_by_hand_is_not_shown_as_if_it_held(board: Terminal) -> None:
    change(board, "UPDATE snapshot SET body = replace(body, 'Seen in the log', 'Seen by all')")
    done = board.type("check", "REV-1")
    assert (done.status, "is damaged" in done.err) == (2, True), done


def test_that_the_journal_refuses_to_be_changed(board: Terminal) -> None:
    for sql in ("UPDATE journal SET actor = 'eve'", "DELETE FROM journal"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            change(board, sql)


def test_that_nothing_is_pruned_while_something_is_damaged(board: Terminal) -> None:
    (board.workspace / "evidence" / "aa").mkdir(exist_ok=True)
    (board.workspace / "evidence" / "aa" / ("a" * 64)).write_text("orphan")
    change(board, "DELETE FROM incident_row")
    assert board.type("doctor", "--prune").status == 2
    assert (board.workspace / "evidence" / "aa" / ("a" * 64)).exists()
