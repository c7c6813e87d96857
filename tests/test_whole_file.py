"""Files that are written whole or not at all."""

import errno
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from workbench import whole_file
from workbench.whole_file import beside, take_place, write_whole


def test_that_a_file_is_replaced_with_its_rights_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "r.pdf"
    target.write_bytes(b"old")
    write_whole(target, b"new", mode=0o600)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("r.pdf", b"new")]
    assert target.stat().st_mode & 0o777 == 0o600


def test_that_what_fails_on_the_way_leaves_the_old_file_alone(tmp_path: Path) -> None:
    target = tmp_path / "r.pdf"
    target.write_bytes(b"old")
    with pytest.raises(OSError, match="full"), beside(target) as fresh:
        fresh.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "the disk is full")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("r.pdf", b"old")]


def test_that_a_target_that_is_a_folder_stays_one(tmp_path: Path) -> None:
    target = tmp_path / "r"
    (target / "in it").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"), beside(target) as fresh:
        take_place(fresh, target)
    assert list(tmp_path.iterdir()) == [target]


def test_that_ctrl_c_in_the_moment_the_file_is_made_leaves_nothing(tmp_path: Path) -> None:
    def interrupt(frame: FrameType, _event: str, _argument: object) -> Any:
        if frame.f_code.co_filename == whole_file.__file__ and list(tmp_path.iterdir()):
            sys.settrace(None)
            raise KeyboardInterrupt
        return interrupt

    before = sys.gettrace()
    sys.settrace(interrupt)
    try:
        with pytest.raises(KeyboardInterrupt), beside(tmp_path / "r.pdf"):
            pytest.fail("it was not interrupted")
    finally:
        sys.settrace(before)
    assert list(tmp_path.iterdir()) == []
