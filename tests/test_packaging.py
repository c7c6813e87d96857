"""The locks fit pyproject.toml, the two commands set up what they need and no more, and the wheel is whole."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from workbench.data import resource, template, version

ROOT = Path(__file__).parent.parent
PACKAGING = ROOT / "packaging"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REQUIRED = {
    "app": PROJECT["project"]["dependencies"],
    "dev": PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"],
}
MACHINE_PATHS = re.compile(r"index-url|find-links|file:|(?<![\w.])/(home|opt|root|tmp|usr)/")


def lines_of(lock: str) -> list[str]:
    return (PACKAGING / f"{lock}.lock").read_text(encoding="utf-8").splitlines()


def pins(lock: str) -> dict[str, set[str]]:
    """Return the pinned versions of each name; a marker may give one name two."""
    found: dict[str, set[str]] = {}
    for line in lines_of(lock):
        if line and line[0].isalnum():
            requirement = Requirement(line.removesuffix("\\").strip())
            pinned = {specifier.version for specifier in requirement.specifier}
            found.setdefault(canonicalize_name(requirement.name), set()).update(pinned)
    return found


def asked_for_directly(lock: str) -> set[str]:
    """Return the names that the lock says come from pyproject.toml itself."""
    names, name = set(), ""
    for line in lines_of(lock):
        if line and line[0].isalnum():
            name = canonicalize_name(re.split(r"[=\[;\s]", line)[0])
        elif re.search(r"#\s+(via )?workbench \(pyproject\.toml(:dev)?\)", line):
            names.add(name)
    return names


@pytest.mark.parametrize("lock", ["app", "dev"])
def test_that_the_lock_fits_what_the_project_asks_for(lock: str) -> None:
    """When this fails, run packaging/lock and commit what it writes."""
    pinned = pins(lock)
    for text in REQUIRED[lock]:
        requirement = Requirement(text)
        versions = pinned.get(canonicalize_name(requirement.name), set())
        assert versions, f"{text} is not in {lock}.lock"
        assert all(requirement.specifier.contains(one) for one in versions), f"{text}: {lock}.lock has {versions}"


@pytest.mark.parametrize("lock", ["app", "dev"])
def test_that_the_lock_holds_nothing_that_the_project_no_longer_asks_for(lock: str) -> None:
    """When this fails, run packaging/lock and commit what it writes."""
    assert asked_for_directly(lock) == {canonicalize_name(Requirement(text).name) for text in REQUIRED[lock]}


def test_that_tests_run_with_the_versions_that_people_get() -> None:
    assert pins("app").items() <= pins("dev").items()


@pytest.mark.parametrize("lock", ["app", "dev"])
def test_that_every_pin_has_hashes_and_nothing_of_the_machine_that_made_it(lock: str) -> None:
    text = "\n".join(lines_of(lock))
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=[a-z0-9])", text)[1:])
    assert not MACHINE_PATHS.search(text)


def run(*command: str | Path, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The two commands in a checkout of their own that is not set up."""
    root = tmp_path / "a checkout"
    (root / "packaging").mkdir(parents=True)
    for name in ("run", "test", "_env.sh", "_bootstrap.sh", "app.lock", "dev.lock"):
        source = PACKAGING / name
        (root / "packaging" / name).write_bytes(source.read_bytes())
        (root / "packaging" / name).chmod(source.stat().st_mode)
    return root


def pretend_set_up(checkout: Path, kind: str) -> Path:
    """Leave what a set-up leaves: the stamp, and a python that says how it was called and where."""
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text('#!/bin/sh\necho "$PWD" "$@"\n')
    python.chmod(0o755)
    key = run("bash", "-c", '. packaging/_env.sh; set_up_key . "$0"', kind, cwd=checkout).stdout
    (checkout / ".venv" / f".{kind}.stamp").write_text(key)
    return python


def test_that_a_second_start_does_no_set_up_and_keeps_the_directory(checkout: Path, tmp_path: Path) -> None:
    pretend_set_up(checkout, "app")
    link = tmp_path / "workbench"
    link.symlink_to(checkout / "packaging" / "run")
    done = run(link, "verify", "a b.pdf", cwd=tmp_path)
    assert (done.stdout, done.stderr, done.returncode) == (f"{tmp_path} -P -m workbench verify a b.pdf\n", "", 0)
    assert not (checkout / ".venv.lock").exists()


def test_that_a_changed_lock_asks_for_a_set_up_and_a_touched_one_does_not(checkout: Path) -> None:
    pretend_set_up(checkout, "app")
    check = ("bash", "-c", ". packaging/_env.sh; is_set_up . app")
    (checkout / "packaging" / "app.lock").touch()
    assert run(*check, cwd=checkout).returncode == 0
    with (checkout / "packaging" / "app.lock").open("a") as lock:
        lock.write("# changed\n")
    assert run(*check, cwd=checkout).returncode == 1


def test_that_two_first_starts_at_once_set_up_once(checkout: Path) -> None:
    bootstrap = (
        'echo set-up >> "$1/count"; sleep 0.5; . "$1/packaging/_env.sh"; set_up_key "$1" "$2" > "$1/.venv/.$2.stamp"\n'
    )
    pretend_set_up(checkout, "app")
    (checkout / "packaging" / "_bootstrap.sh").write_text(bootstrap)
    starts = [subprocess.Popen([checkout / "packaging" / "run"], stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [start.wait(timeout=30) for start in starts] == [0, 0]
    assert (checkout / "count").read_text() == "set-up\n"


def test_that_a_set_up_that_fails_starts_nothing(checkout: Path) -> None:
    pretend_set_up(checkout, "app")
    (checkout / "packaging" / "_bootstrap.sh").write_text("echo the reason >&2; exit 2\n")
    done = run(checkout / "packaging" / "run", cwd=checkout)
    assert (done.stdout, done.stderr, done.returncode) == ("", "the reason\n", 2)


def fake_commands(folder: Path, **scripts: str) -> str:
    """Return a PATH on which these commands come first."""
    folder.mkdir()
    for name, script in scripts.items():
        (folder / name.replace("_", "-")).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name.replace("_", "-")).chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def test_that_without_rights_the_line_to_type_is_printed(checkout: Path, tmp_path: Path) -> None:
    """A machine on which Ubuntu's name of one library is there and the other libraries are not."""
    path = fake_commands(
        tmp_path / "bin",
        id="echo 1000",
        sudo="exit 1",
        apt_cache='case "$3" in libdbus-1-3) exit 1;; esac',
        dpkg_query='case "$3" in libglib2.0-0t64) printf "install ok installed";; *) exit 1;; esac',
    )
    done = run(checkout / "packaging" / "run", cwd=tmp_path, PATH=path)
    assert done.returncode == 2
    assert "Nothing was changed" in done.stderr
    line = done.stderr.splitlines()[-1]
    assert line.startswith("  sudo apt-get update && sudo apt-get install -y --no-install-recommends libgl1 libegl1 ")
    assert "libglib2.0" not in line
    assert "libfontconfig1 libdbus-1-3t64 libpango-1.0-0" in line
    assert not (checkout / ".venv").exists()


def test_that_a_python_that_is_too_old_is_a_sentence(checkout: Path, tmp_path: Path) -> None:
    names = ("python3", "python3.11", "python3.12", "python3.13", "python3.14")
    path = fake_commands(tmp_path / "bin", **dict.fromkeys(names, "exit 1"))
    done = run(checkout / "packaging" / "run", cwd=tmp_path, PATH=path)
    assert done.returncode == 2
    assert done.stderr.startswith("The workbench needs Python 3.11 or newer")


@pytest.mark.parametrize("script", ["run", "test", "lock", "_env.sh", "_bootstrap.sh"])
def test_that_the_scripts_are_sound_bash(script: str) -> None:
    assert run("bash", "-n", PACKAGING / script, cwd=ROOT).returncode == 0


def test_that_continuous_integration_runs_the_gates(checkout: Path, tmp_path: Path) -> None:
    pretend_set_up(checkout, "dev")
    script = checkout / ".ci" / "run"
    script.parent.mkdir()
    script.write_bytes((ROOT / ".ci" / "run").read_bytes())
    done = run("bash", script, "--only", "lint", cwd=tmp_path)
    assert done.stdout == f"{tmp_path} -P {checkout}/packaging/_gates.py --only lint\n"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_that_the_version_is_the_one_of_the_project() -> None:
    assert version() == PROJECT["project"]["version"]


def test_that_resources_are_found_in_a_checkout() -> None:
    assert resource("a", "b.svg") == ROOT / "resources" / "a" / "b.svg"
    assert template("report") == ROOT / "templates" / "report"


def test_that_an_installed_wheel_finds_its_resources_and_version(tmp_path: Path) -> None:
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    built = run(*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT, cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    [wheel] = tmp_path.glob("*.whl")
    target = tmp_path / "installed"
    installed = run(*pip, "install", "-q", "--no-deps", "--no-index", "--target", target, wheel, cwd=tmp_path)
    assert installed.returncode == 0, installed.stderr
    code = (
        "from workbench import data\n"
        "print(data.version())\n"
        "print(*[sum(p.is_file() for p in folder().rglob('*')) for folder in (data.resource, data.template)])\n"
        "print(data.resource())"
    )
    done = run(sys.executable, "-P", "-c", code, cwd=tmp_path, PYTHONPATH=str(target))
    said = done.stdout.splitlines()
    files = [sum(path.is_file() for path in (ROOT / name).rglob("*")) for name in ("resources", "templates")]
    assert said == [
        PROJECT["project"]["version"],
        f"{files[0]} {files[1]}",
        str(target / "workbench" / "_data" / "resources"),
    ]
