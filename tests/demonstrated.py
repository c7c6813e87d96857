"""The example workspace. Making it takes half a minute, so that it is made once for all processes of a run."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest
from filelock import FileLock

from tests.cli.terminal import Done, Terminal, finish


def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """Return what `workbench demo` made and said in a process of its own; who wants to write takes a copy."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demonstrated"
    folder, said = shared / "made" / "Workbench example", shared / "said.json"
    shared.mkdir(exist_ok=True)
    with FileLock(shared / "lock"):
        if not said.is_file():
            # `-w` names a folder that the command must not touch.
            done = finish(Terminal(folder.parent / "elsewhere").start("demo", "--to", str(folder)))
            said.write_text(json.dumps(asdict(done)), encoding="utf-8")
    return folder, Done(**json.loads(said.read_text(encoding="utf-8")))
