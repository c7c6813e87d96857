"""Slow work reports, is cancelled, fails, and is silent once its page is gone."""

import threading
from typing import Any

from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workbench.desktop.shell.jobs import Job, Jobs, Report


def test_that_a_result_and_its_progress_arrive_on_the_main_thread(qtbot: QtBot) -> None:
    jobs, owner, seen = Jobs(), QWidget(), []
    qtbot.addWidget(owner)

    def work(report: Report) -> int:
        report(0.5, "page 14 of 24")
        report(None, "signing")
        return 42

    def note(*values: Any) -> None:
        seen.append((*values, QThread.currentThread() is owner.thread()))

    job = jobs.start(work, note, owner, on_progress=note)
    with qtbot.waitSignal(job.finished):
        pass
    assert seen == [(0.5, "page 14 of 24", True), (-1.0, "signing", True), (42, True)]
    assert jobs.running() == []


def test_that_cancelled_work_delivers_nothing(qtbot: QtBot) -> None:
    jobs, owner, done = Jobs(), QObject(), []
    begun, go_on = threading.Event(), threading.Event()

    def work(report: Report) -> str:
        begun.set()
        go_on.wait(5)
        report(0.5, "too late")
        return "never"

    job = jobs.start(work, done.append, owner)
    begun.wait(5)
    with qtbot.waitSignal(job.cancelled):
        jobs.cancel_of(owner)
        go_on.set()
    assert done == []


def test_that_cancel_wins_over_a_result_that_came_at_the_same_time(qtbot: QtBot) -> None:
    job = Job(lambda report: "done")
    results: list[object] = []
    job.succeeded.connect(results.append)
    job.start()
    job.join(5)
    with qtbot.waitSignal(job.cancelled):
        job.cancel()
    assert results == []


def test_that_a_failure_goes_to_its_starter_or_to_everybody(qtbot: QtBot) -> None:
    jobs, owner, own = Jobs(), QObject(), []

    def work(report: Report) -> None:
        raise OSError("disk full")

    with qtbot.waitSignal(jobs.failed) as signal:
        jobs.start(work, own.append, owner)
    assert str(signal.args[0]) == "disk full"
    job = jobs.start(work, own.append, owner, on_failed=own.append)
    with qtbot.waitSignal(job.finished):
        pass
    assert [str(error) for error in own] == ["disk full"]


def test_that_a_page_that_is_gone_gets_nothing(qtbot: QtBot) -> None:
    jobs, owner, done = Jobs(), QWidget(), []
    go_on = threading.Event()

    def work(report: Report) -> bool:
        return go_on.wait(5)

    job = jobs.start(work, done.append, owner)
    owner.deleteLater()
    qtbot.wait(1)
    with qtbot.waitSignal(job.finished):
        go_on.set()
    assert done == []


def test_that_the_end_of_the_program_cancels_everything() -> None:
    jobs, owner = Jobs(), QObject()
    jobs.start(lambda report: _until_cancelled(report), print, owner)
    jobs.close()
    assert not any(thread.name.startswith("job") for thread in threading.enumerate())


def _until_cancelled(report: Report) -> None:
    wait = threading.Event()
    while not report.is_cancelled():
        wait.wait(0.005)
