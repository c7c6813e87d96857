"""Killing the workbench at any moment loses nothing that it acknowledged."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.edits.steps import start
from workbench.domain.journal import JournalEntry, digest
from workbench.edits.session import Session
from workbench.storage.doctor import examine
from workbench.storage.purging import is_finished
from workbench.storage.store import Store
from workbench.storage.workspace import Workspace

ROUNDS = 200
MOST_ROUNDS = 3 * ROUNDS
"""On a loaded machine many a child is killed before its first edit: then there are more rounds, not fewer edits."""
SCRIPT = Path(__file__).with_name("scripted_review.py")
LONGEST = 0.12
"""Seconds: a child opens the workspace in some ten milliseconds and makes an edit in a few."""
PURGES = Path(__file__).with_name("scripted_purge.py")
PURGE_ROUNDS = 40
LONGEST_PURGES = 0.4
"""Seconds: writing a secret, copying the workspace as a backup and purging takes some tens of milliseconds."""


@dataclass
class Reviewer:
    """The process that forks a child for each round."""

    process: "subprocess.Popen[str]"

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def said_until_killed(self, seed: str, seconds: float) -> list[str]:
        """Let a child work for a while, kill it, and return what it said."""
        assert self.process.stdin
        self.process.stdin.write(f"{seed}\n")
        self.process.stdin.flush()
        said: list[str] = []
        while (line := self.line()) != "gone":
            assert line, "the reviewer ended by itself"
            if line.startswith("pid "):
                threading.Thread(target=kill_later, args=(int(line[4:]), seconds)).start()
            else:
                said.append(line)
        return said


def kill_later(pid: int, seconds: float) -> None:
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)


@contextmanager
def reviewer_of(folder: Path, script: Path = SCRIPT) -> Iterator[Reviewer]:
    root = Path(__file__).parent.parent.parent
    with subprocess.Popen(
        [sys.executable, str(script), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as process:
        reviewer = Reviewer(process)
        assert reviewer.line() == "ready"
        try:
            yield reviewer
        finally:
            process.kill()


@contextmanager
def store_of(folder: Path) -> Iterator[Store]:
    """Open for writing, as the next start of the workbench does."""
    workspace = Workspace.open(folder, writing=True)
    store = workspace.store(write=True)
    yield store
    store.close()
    workspace.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    workspace = Workspace.create(tmp_path / "workspace", "Killed")
    store = workspace.store(write=True)
    start(Session(store, "Ada <ada@team.example>", lambda: datetime.now(UTC)))
    store.close()
    workspace.close()
    return workspace.folder


def test_that_killing_at_any_moment_loses_nothing_that_was_acknowledged(folder: Path) -> None:
    """Two hundred rounds on one growing workspace; the seed of a failure repeats the edits, not the moments."""
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance = random.Random(seed)
    acknowledged: dict[int, str] = {}
    with reviewer_of(folder) as reviewer:
        for number in range(MOST_ROUNDS):
            if number >= ROUNDS and len(acknowledged) > ROUNDS:
                break
            said = [int(line) for line in reviewer.said_until_killed(f"{seed}-{number}", chance.uniform(0, LONGEST))]
            with store_of(folder) as store:
                assert said == [seq for seq in said if store.journal.entry(seq)], f"round {number} of seed {seed}"
                assert unchanged(store, acknowledged), f"round {number} of seed {seed}"
                assert examine(store).complaints == (), f"round {number} of seed {seed}"
                acknowledged |= {seq: entry_of(store, seq).hash for seq in said}
    assert len(acknowledged) > ROUNDS
    with store_of(folder) as store:
        assert_that_the_rows_are_what_the_journal_says(store)


def test_that_a_purge_killed_at_any_moment_has_not_happened_or_is_finished_by_the_next_open(folder: Path) -> None:
    chance = random.Random()
    written: list[str] = []
    purged: set[str] = set()
    with reviewer_of(folder, PURGES) as person:
        for number in range(PURGE_ROUNDS):
            said = [line.split() for line in person.said_until_killed(str(number), chance.uniform(0, LONGEST_PURGES))]
            written += [secret for word, secret in said if word == "wrote"]
            purged |= {secret for word, secret in said if word == "purged"}
            with store_of(folder) as store:
                assert is_finished(store)
                assert examine(store).complaints == (), f"round {number}"
                found = {secret for secret in written if lies_somewhere(folder, secret)}
                assert not found & purged, f"round {number}"
                assert all(is_kept(store, secret) for secret in found), f"round {number}"
    assert purged


def is_kept(store: Store, secret: str) -> bool:
    """Whether the workspace itself has it whole: as a value of its journal, or as a file of evidence."""
    journaled = store.database.conn.execute(
        "SELECT 1 FROM journal_value WHERE field = 'rationale' AND instr(new, ?)", (secret,)
    )
    return journaled.fetchone() is not None or store.files.is_intact(digest(secret.encode()))


def lies_somewhere(folder: Path, secret: str) -> bool:
    files = (path for path in folder.rglob("*") if path.is_file())
    return any(secret.encode() in path.read_bytes() for path in files)


def entry_of(store: Store, seq: int) -> JournalEntry:
    entry = store.journal.entry(seq)
    assert entry is not None
    return entry


def unchanged(store: Store, acknowledged: dict[int, str]) -> bool:
    """Whether the newest entry known before is still what it was; the chain ties all earlier ones to it."""
    if not acknowledged:
        return True
    newest = max(acknowledged)
    return entry_of(store, newest).hash == acknowledged[newest]


def assert_that_the_rows_are_what_the_journal_says(store: Store) -> None:
    """Play the journal from its first entry and compare with the tables."""
    played: dict[str, dict[str, object]] = {}
    for entry in store.journal.entries():
        for change in store.journal.changes(entry.seq):
            played.setdefault(change.entity, {})[change.field] = change.new
    for entity, fields in played.items():
        table, row_id = store.rows(entity)
        row = table.read(row_id) or {}
        assert {name: value for name, value in fields.items() if value is not None} == {
            name: value for name, value in row.items() if value is not None
        }
