"""Reads run in the background, in order, and only the latest of a key is delivered."""

import sqlite3
import threading
import weakref
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workbench.desktop.shell.reads import Reads


@dataclass
class TinyStore:
    """A store on a database in memory."""

    database: Any = field(default_factory=lambda: SimpleNamespace(conn=sqlite3.connect(":memory:")))
    thread: str = field(default_factory=lambda: threading.current_thread().name)

    def close(self) -> None:
        """Close the connection."""
        self.database.conn.close()


@pytest.fixture
def reads() -> Any:
    """Return reads that end with the test."""
    made = Reads(TinyStore)
    yield made
    made.close()


def test_that_a_read_has_a_store_of_its_own_thread(qtbot: QtBot, reads: Reads) -> None:
    answers: list[str] = []
    reads.fetch(lambda store: store.thread, answers.append, reads)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers[0].startswith("reads")
    assert reads.is_idle()


def test_that_a_later_request_supersedes_an_earlier_one(qtbot: QtBot, reads: Reads) -> None:
    answers: list[int] = []
    gate = threading.Event()
    reads.fetch(lambda store: gate.wait(5), lambda _result: None, reads)
    for number in range(5):
        reads.fetch(lambda store, number=number: number, answers.append, reads, key="search")
    reads.fetch(lambda store: -1, answers.append, reads, key="other")
    gate.set()
    qtbot.waitUntil(reads.is_idle)
    assert answers == [4, -1]


ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"


def test_that_a_running_query_is_interrupted_by_the_next_key(qtbot: QtBot, reads: Reads) -> None:
    answers: list[object] = []
    begun = threading.Event()

    def endless(store: TinyStore) -> object:
        begun.set()
        return store.database.conn.execute(ENDLESS).fetchone()

    reads.fetch(endless, answers.append, reads, key="search")
    begun.wait(5)
    qtbot.wait(20)
    reads.fetch(lambda store: "next", answers.append, reads, key="search")
    qtbot.waitUntil(lambda: answers == ["next"], timeout=5000)


def test_that_an_interruption_does_not_reach_the_request_that_follows(qtbot: QtBot, reads: Reads) -> None:
    """A cursor that is half read keeps SQLite interrupting until it is gone."""
    answers: list[int] = []
    begun = threading.Event()

    def half_read(store: TinyStore) -> None:
        cursor = store.database.conn.execute("SELECT 1 UNION ALL SELECT 2")
        cursor.fetchone()
        begun.set()
        store.database.conn.execute(ENDLESS).fetchone()
        cursor.fetchone()

    def count(store: TinyStore) -> int:
        return int(store.database.conn.execute("SELECT count(*) FROM (SELECT 1 UNION ALL SELECT 2)").fetchone()[0])

    reads.fetch(half_read, lambda _result: None, reads, key="search")
    assert begun.wait(5)
    with qtbot.assertNotEmitted(reads.failed):
        for _ in range(3):
            reads.fetch(count, answers.append, reads, key="search")
            reads.fetch(count, answers.append, reads)
        qtbot.waitUntil(reads.is_idle)
    assert answers == [2, 2, 2, 2]


def test_that_an_owner_that_is_gone_gets_nothing(qtbot: QtBot, reads: Reads) -> None:
    owner, answers = QWidget(), []
    gate = threading.Event()
    reads.fetch(lambda store: gate.wait(5), answers.append, owner)
    owner.deleteLater()
    qtbot.wait(1)
    gate.set()
    qtbot.waitUntil(reads.is_idle)
    assert answers == []


def test_that_the_thread_never_holds_what_belongs_to_the_window(qtbot: QtBot) -> None:
    """A widget whose last reference goes on another thread is ended there, which Qt does not survive."""
    reads, owner, ended_on = Reads(TinyStore), QWidget(), list[str]()
    begun, gate = threading.Event(), threading.Event()
    weakref.finalize(owner, lambda: ended_on.append(threading.current_thread().name))

    def wait(store: TinyStore) -> None:
        begun.set()
        gate.wait(5)

    reads.fetch(wait, lambda _result, _owner=owner: None, owner)
    assert begun.wait(5)
    del owner
    gate.set()
    reads.close()
    assert ended_on == [threading.main_thread().name]


def test_that_an_error_goes_to_the_asker_or_to_everybody(qtbot: QtBot, reads: Reads) -> None:
    errors: list[Exception] = []

    def broken(store: TinyStore) -> None:
        raise LookupError("gone")

    reads.fetch(broken, print, reads, on_failed=errors.append)
    with qtbot.waitSignal(reads.failed) as signal:
        reads.fetch(broken, print, reads)
    assert [str(error) for error in (*errors, signal.args[0])] == ["gone", "gone"]


def test_that_nothing_is_delivered_after_the_end(qtbot: QtBot) -> None:
    reads, owner, answers = Reads(TinyStore), QObject(), []
    reads.fetch(lambda store: 1, answers.append, owner)
    reads.close()
    reads.fetch(lambda store: 2, answers.append, owner)
    qtbot.wait(10)
    assert answers == []
