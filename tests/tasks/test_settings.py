"""What is remembered between two starts."""

from pathlib import Path

from workbench.tasks.settings import RECENT, last_workspace, load_settings, remember_workspace, settings_file


def test_that_nothing_is_remembered_at_first() -> None:
    assert last_workspace() is None


def test_that_the_workspace_opened_last_comes_first_and_once(tmp_path: Path) -> None:
    for name in ("a", "b", "a"):
        remember_workspace(tmp_path / name)
    assert last_workspace() == tmp_path / "a"
    assert load_settings().recent == (str(tmp_path / "a"), str(tmp_path / "b"))


def test_that_only_so_many_are_kept(tmp_path: Path) -> None:
    for number in range(RECENT + 3):
        remember_workspace(tmp_path / str(number))
    assert len(load_settings().recent) == RECENT


def test_that_damaged_settings_count_as_never_made(tmp_path: Path) -> None:
    remember_workspace(tmp_path)
    settings_file().write_bytes(b"\xff{")
    assert last_workspace() is None
    remember_workspace(tmp_path)
    assert last_workspace() == tmp_path
