"""Real worker processes: what comes back, and how every bad end looks from here."""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.domain.errors import UserError
from workbench.tasks.worker_client import Cancelled, WorkerBug, run_worker
from workbench.worker import resolve

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker find the tasks of `worker_trials/`."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "worker_trials"))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def wait_until(is_true: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not is_true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_true()


def test_that_a_result_comes_back_from_a_process_that_yields_to_others() -> None:
    result = run_worker("workbench.trial:echo", {"text": "Ада Žižek 山田 \n \x00"})
    assert result == {"text": "Ада Žižek 山田 \n \x00", "nice": os.nice(0) + 5}


def test_that_a_large_request_and_a_large_result_pass() -> None:
    text = "x" * 3_000_000
    assert run_worker("workbench.trial:echo", {"text": text})["text"] == text


def test_that_progress_arrives_in_order() -> None:
    seen: list[tuple[float | None, str]] = []
    run_worker(
        "workbench.trial:count", {"steps": 3}, on_progress=lambda fraction, doing: seen.append((fraction, doing))
    )
    assert seen == [(0, "step 0"), (1 / 3, "step 1"), (2 / 3, "step 2"), (None, "done")]


def test_that_a_cancelled_worker_is_gone_at_once(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    seen_at: list[float] = []

    def cancelled() -> bool:
        if pid_file.is_file() and pid_file.read_text() and not seen_at:
            seen_at.append(time.monotonic())
        return bool(seen_at)

    with pytest.raises(Cancelled):
        run_worker("workbench.trial:sleep", {"pid_file": str(pid_file)}, cancelled=cancelled)
    assert time.monotonic() - seen_at[0] < 1
    assert not is_running(int(pid_file.read_text()))
    # Its pipe is read to the end before it is closed: the thread that reads would fail on a closed file.
    assert "worker-lines" not in {thread.name for thread in threading.enumerate()}


def test_that_time_runs_out_with_a_sentence(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    with pytest.raises(UserError, match="longer than allowed"):
        run_worker("workbench.trial:sleep", {"pid_file": str(pid_file)}, seconds=1)
    assert not is_running(int(pid_file.read_text()))


def test_that_memory_runs_out_with_a_sentence() -> None:
    with pytest.raises(UserError, match="ran out of memory or crashed"):
        run_worker("workbench.trial:fill_memory", {}, memory_mb=512)


def test_that_a_crash_is_a_sentence_and_its_last_words_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(UserError, match="ran out of memory or crashed"):
        run_worker("workbench.trial:crash", {})
    assert "ended with -11: last words" in caplog.text


def test_that_an_exit_without_a_result_is_a_crash_even_with_status_0() -> None:
    with pytest.raises(UserError, match="ran out of memory or crashed"):
        run_worker("workbench.trial:leave", {})


def test_that_what_a_task_says_to_a_person_arrives_unchanged() -> None:
    with pytest.raises(UserError, match=r"^The file is empty\. Nothing was changed\. Choose another\.$"):
        run_worker("workbench.trial:refuse", {})


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("workbench.trial:stumble", "a slip of ours"),
        ("workbench.trial:unsendable", "not JSON serializable"),
        ("workbench.trial:absent", "absent"),
        ("os:system", "not a task of the workbench"),
        ("workbench.trial:os.system", "not a task of the workbench"),
    ],
)
def test_that_our_own_mistakes_come_back_with_their_traceback(task: str, words: str) -> None:
    with pytest.raises(WorkerBug, match="Traceback") as caught:
        run_worker(task, {})
    assert words in str(caught.value)


def test_that_stray_prints_do_not_disturb_the_result() -> None:
    assert run_worker("workbench.trial:chatter", {}) == "the true one"


def test_that_a_worker_ends_when_whoever_started_it_is_killed(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = (
        "from workbench.tasks.worker_client import run_worker\n"
        f"run_worker('workbench.trial:sleep', {{'pid_file': {str(pid_file)!r}}})"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ["PYTHONPATH"]])}
    with subprocess.Popen([sys.executable, "-c", code], env=environment) as parent:
        assert wait_until(lambda: pid_file.is_file() and bool(pid_file.read_text()))
        parent.kill()
    assert wait_until(lambda: not is_running(int(pid_file.read_text())))


def test_that_an_interrupt_at_any_moment_of_the_start_ends_the_worker_and_returns() -> None:
    code = """
import signal, threading, time
from workbench.tasks.worker_client import run_worker

def interrupt(*_):
    raise KeyboardInterrupt

signal.signal(signal.SIGALRM, interrupt)
for moment in range(150):
    try:
        signal.setitimer(signal.ITIMER_REAL, 1e-4 + moment * 1e-4)
        run_worker('workbench.trial:spin', {})
    except KeyboardInterrupt:
        pass

deadline = time.monotonic() + 5
while any(thread.name == 'worker-lines' and thread.is_alive() for thread in threading.enumerate()):
    assert time.monotonic() < deadline
    time.sleep(0.01)
print('each came back')
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ["PYTHONPATH"]])}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("each came back\n", "")


def test_that_an_endless_loop_ends_by_itself_when_its_keeper_is_stopped() -> None:
    request = b'{"arguments": {}, "memory_mb": 1024, "seconds": 0}\n'
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ["PYTHONPATH"]])}
    command = [sys.executable, "-m", "workbench.worker", "workbench.trial:spin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as worker:
        assert worker.stdin
        worker.stdin.write(request)
        worker.stdin.flush()
        assert worker.wait(timeout=30) < 0


def test_that_only_functions_of_the_workbench_are_tasks() -> None:
    with pytest.raises(ValueError, match="not a task"):
        resolve("subprocess:run")
