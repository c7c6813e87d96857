"""A package is walked, helpers are passed over, and an id is given once."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.registry import walk


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package `walked`, forgotten afterwards."""
    folder = tmp_path / "walked"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.split(".")[0] == "walked"]:
        del sys.modules[name]


def register(package: Path, module: str, thing_id: str) -> None:
    text = f"from types import SimpleNamespace\nTHING = SimpleNamespace(id={thing_id!r})\n"
    (package / module).write_text(text)


def test_that_every_module_and_folder_is_found_in_order(package: Path) -> None:
    register(package, "second.py", "b")
    register(package, "first.py", "a")
    (package / "third").mkdir()
    register(package, "third/__init__.py", "c")
    (package / "helper.py").write_text("OTHER = 1\n")
    assert list(walk("walked", "THING")) == ["a", "b", "c"]


def test_that_an_id_given_twice_is_refused(package: Path) -> None:
    register(package, "first.py", "a")
    register(package, "second.py", "a")
    with pytest.raises(ValueError, match=r"walked\.second: THING 'a' is registered twice"):
        walk("walked", "THING")


def test_that_a_broken_module_is_not_passed_over(package: Path) -> None:
    (package / "broken.py").write_text("import nothing_of_this_name\n")
    with pytest.raises(ModuleNotFoundError):
        walk("walked", "THING")


def test_that_a_module_may_hold_several_and_classes_go_by_their_name(package: Path) -> None:
    (package / "several.py").write_text("class One:\n    pass\n\nclass Two:\n    id = 'x'\n\nTHING = (One, Two)\n")
    assert list(walk("walked", "THING")) == ["One", "Two"]
