"""Run the gates of the project, one after the other, and say what came out; started by packaging/test."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
TESTED_ELSEWHERE = ("tests/journeys", "tests/benchmarks", "tests/reports", "tests/test_architecture.py")
"""What the gate `tests` leaves to other gates, or to nobody: benchmarks are run by hand."""
SPREAD = ("-n", "auto", "--dist", "worksteal")
"""A process for each core."""
MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30
"""Bytes that must be free in memory before tests write there; a run of all tests takes up to two GB."""


@dataclass(frozen=True)
class Gate:
    """A set of checks with a name."""

    name: str
    about: str
    run: Callable[[], bool]
    needs: str = "."
    """The path, from the root, without which there is nothing to check yet."""

    def is_due(self) -> bool:
        """Say whether there is anything to check; pytest calls a folder without tests an error."""
        path = ROOT / self.needs
        return path.is_file() or self.needs == "." or (path.is_dir() and any(path.rglob("test_*.py")))


def run_module(*arguments: str, **environment: str) -> bool:
    """Run a Python module on the repository; true when it found nothing wrong."""
    # PYTHONPATH, because -P keeps the root out of the path: a module must not shadow one of the library.
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    # A shell that forbids byte-code would let each of the many processes that tests start compile the program again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run([PYTHON, "-P", "-m", *arguments], cwd=ROOT, env=environment, check=False).returncode == 0


def lint() -> bool:
    """Run both halves, so that one run tells everything."""
    return all([run_module("ruff", "check", "."), run_module("ruff", "format", "--check", ".")])


def types() -> bool:
    return run_module("mypy")


def run_pytest(*arguments: str, **environment: str) -> bool:
    # Every edit waits for the disk several times. Tests end processes and not the machine, and what a process wrote
    # outlives it in memory as it does on a disk.
    with tempfile.TemporaryDirectory(prefix="workbench-gate-", dir=MEMORY if memory_is_roomy() else None) as folder:
        standard = {"QT_QPA_PLATFORM": "offscreen", "TMPDIR": folder}
        return run_module("pytest", "-q", *arguments, **{**standard, **environment})


def memory_is_roomy() -> bool:
    """Say whether tests can write to memory, and start from there what they wrote."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return False
    found = os.statvfs(MEMORY)
    return found.f_bavail * found.f_frsize >= ROOM and not found.f_flag & os.ST_NOEXEC


def architecture() -> bool:
    return run_pytest("tests/test_architecture.py", *SPREAD)


def tests() -> bool:
    return run_pytest("tests", *SPREAD, *(f"--ignore={path}" for path in TESTED_ELSEWHERE))


def pdf() -> bool:
    return run_pytest("tests/reports", *SPREAD)


def journeys() -> bool:
    """Run them in processes with a screen each: a keyboard and a clipboard belong to a screen."""
    with ExitStack() as stack:
        screens = [stack.enter_context(screen()) for _ in range(min(os.cpu_count() or 1, 4))]
        return run_pytest(
            "tests/journeys",
            *("-n", str(len(screens)), "--dist", "worksteal"),
            JOURNEY_SCREENS=" ".join(screens),
            QT_QPA_PLATFORM="xcb",
            LIBGL_ALWAYS_SOFTWARE="1",
        )


@contextmanager
def screen() -> Iterator[str]:
    """Yield the DISPLAY of a screen of our own, with a window manager: without one, typed text goes nowhere."""
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with tempfile.TemporaryFile() as log, subprocess.Popen(command, pass_fds=[write_end], stdout=log, stderr=log) as x:
        os.close(write_end)
        try:
            with os.fdopen(read_end) as ready:
                number = ready.readline().strip()  # Xvfb writes the number when it listens; nothing when it died
            if not number:
                log.seek(0)
                raise SystemExit(f"Xvfb did not start: {log.read().decode(errors='replace')}")
            with window_manager(f":{number}"):
                yield f":{number}"
        finally:
            x.terminate()


@contextmanager
def window_manager(display: str) -> Iterator[None]:
    """Run openbox without the settings of whoever is at the machine."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "DISPLAY": display, "HOME": home}
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            environment[name] = home
        with subprocess.Popen(
            ["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as manager:
            try:
                yield
            finally:
                manager.terminate()


GATES = (
    Gate("lint", "ruff: rules and format", lint),
    Gate("types", "mypy, strict", types),
    Gate("architecture", "who may import whom, sizes, the layout", architecture, "tests/test_architecture.py"),
    Gate("tests", "everything that needs no screen", tests),
    Gate("pdf", "reports, read by poppler and qpdf", pdf, "tests/reports"),
    Gate("journeys", "the main job in a real window", journeys, "tests/journeys"),
)


def run_gates(gates: list[Gate]) -> bool:
    """Run the gates, print the time of each and the summary; true when all are green."""
    outcomes = []
    for gate in gates:
        print(f"== {gate.name}: {gate.about}", flush=True)
        start = time.monotonic()
        passed = gate.run()
        outcomes.append((gate.name, passed, time.monotonic() - start))
        print(f"== {gate.name}: {'passed' if passed else 'FAILED'} in {outcomes[-1][2]:.1f} s\n", flush=True)
    for name, passed, seconds in outcomes:
        print(f"{'passed' if passed else 'FAILED'}  {name:<14}{seconds:7.1f} s")
    failed = [name for name, passed, _ in outcomes if not passed]
    print(f"FAILED: {', '.join(failed)}" if failed else "Every gate is green.")
    return not failed


def main() -> int:
    """Return 0 when every chosen gate is green, else 1."""
    names = [gate.name for gate in GATES]
    gates_help = "\n".join(f"  {gate.name:<14}{gate.about}" for gate in GATES)
    parser = argparse.ArgumentParser(
        prog="packaging/test",
        description=f"Run the gates of the project:\n{gates_help}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", metavar="NAME", action="append", choices=names, help="this gate; may be repeated")
    chosen = parser.parse_args().only or names
    gates = [gate for gate in GATES if gate.name in chosen and gate.is_due()]
    if not gates:
        print(f"There is nothing to check for {', '.join(chosen)}.")
        return 1
    return 0 if run_gates(gates) else 1


if __name__ == "__main__":
    sys.exit(main())
