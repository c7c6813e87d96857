"""The way in, as a process: what a person sees when there is no display and when we made a mistake."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def workbench(*arguments: str, before: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the workbench in a process without a display, after some lines of Python."""
    code = f"import sys\nsys.argv[0] = 'workbench'\nfrom workbench import __main__\n{before}\nsys.exit(__main__.main())"
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run(
        [sys.executable, "-P", "-c", code, *arguments],
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def raising(statement: str) -> str:
    """Return lines that let every command end in a certain way."""
    return f"def run(arguments):\n    {statement}\n__main__._run_command = run"


def test_that_the_version_is_printed() -> None:
    done = workbench("--version")
    assert (done.stdout.split()[0], done.returncode) == ("workbench", 0)


def test_that_no_display_is_a_sentence_and_2() -> None:
    for arguments in ((), ("-w", "somewhere"), ("--workspace", "somewhere")):
        done = workbench(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            "There is no display here, so the window cannot open. Nothing was changed. "
            "Type a command (`workbench --help` lists them), or start again where a screen is.\n"
        )


def test_that_what_is_meant_for_a_person_is_one_sentence() -> None:
    done = workbench(
        "check",
        before="from workbench.domain.errors import UserError\n"
        + raising("raise UserError('It is empty – 空. Choose another.')"),
    )
    assert (done.stderr, done.returncode) == ("It is empty – 空. Choose another.\n", 2)


def test_that_a_bug_is_a_sentence_and_its_traceback_is_in_the_log(home: Path) -> None:
    done = workbench("check", before=raising("raise KeyError('a slip of ours')"))
    log = home / ".local" / "state" / "workbench" / "log" / "workbench.log"
    assert done.returncode == 2
    assert done.stderr.startswith("That is a bug in the workbench (KeyError).")
    assert done.stderr.endswith(f"The details are in {log}\n")
    assert "Traceback" not in done.stderr
    assert "a slip of ours" in log.read_text(encoding="utf-8")


def test_that_a_log_that_cannot_be_written_stops_nothing(home: Path) -> None:
    (home / ".local").write_text("a file where a folder should be")
    done = workbench("check", before=raising("return 1"))
    assert done.returncode == 1
    assert "cannot be written" in done.stderr


def test_that_what_libraries_log_stays_off_the_screen(home: Path) -> None:
    done = workbench(
        "check", before="import logging\n" + raising("logging.getLogger('pyhanko').error('noise'); return 0")
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_that_an_interrupt_is_quiet() -> None:
    done = workbench("check", before=raising("raise KeyboardInterrupt"))
    assert (done.stderr, done.returncode) == ("", 130)


def test_that_a_reader_that_goes_away_is_quiet() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    code = f"import sys\nfrom workbench import __main__\n{raising('print(1); return 0')}\nsys.exit(__main__.main())"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, "check"], env=environment, stdout=write_end, stderr=subprocess.PIPE, check=False
    )
    os.close(write_end)
    assert (done.stderr, done.returncode) == (b"", 141)


def test_that_output_is_utf8_in_any_locale() -> None:
    done = workbench("check", before=raising("print('✓ \\udcff'); return 0"), LC_ALL="C", PYTHONIOENCODING="latin-1")
    assert (done.stdout, done.returncode) == ("✓ \\udcff\n", 0)


def test_that_what_a_command_made_opens_only_where_there_is_a_display() -> None:
    cli = (
        "import pathlib, types\n"
        "cli = types.ModuleType('workbench.cli'); cli.main = lambda arguments: pathlib.Path(arguments[0])\n"
        "app = types.ModuleType('workbench.desktop.app')\n"
        "app.run_window = lambda path, log: print('window on', path) or 0\n"
        "desktop = types.ModuleType('workbench.desktop')\n"
        "sys.modules |= {'workbench.cli': cli, 'workbench.desktop': desktop, 'workbench.desktop.app': app}"
    )
    with_display = {"DISPLAY": ":7", "QT_QPA_PLATFORM": "xcb"}
    assert workbench("demo", before=cli).stdout == ""
    assert workbench("demo", before=cli, **with_display).stdout == "window on demo\n"
    assert workbench("demo", before=cli, DISPLAY=":7", QT_QPA_PLATFORM="offscreen").stdout == ""
    assert workbench(before=cli, WORKBENCH_WORKSPACE="kept", **with_display).stdout == "window on kept\n"
