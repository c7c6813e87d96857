"""The recipes for pipelines do what they say: their commands are run as a shell would, one after the other."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from ruamel.yaml import YAML

from tests.cli.terminal import Terminal
from tests.tasks.approved import PROFILE, approve, make_team
from workbench.edits.session import Session
from workbench.storage.workspace import Workspace
from workbench.tasks.gate import GateAnswer

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "pipeline.md").read_text(encoding="utf-8")
GITHUB, GITLAB = (YAML(typ="safe").load(block) for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL))
ADMIT = re.findall(r"```sh\n(.*?)\n```", TEXT, re.DOTALL)
INSTALL = "pip install ."
RUNS = '<testsuites><testsuite name="runs"><testcase classname="refund" name="one"/></testsuite></testsuites>'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with a workspace in it, and `workbench` on the way to be found."""
    terminal = Terminal(tmp_path / "readiness")
    terminal.well("init", str(terminal.workspace))
    terminal.well("deployment", "add", "Refund agent", "--version", "1.0")
    terminal.well("review", "new", "Refund agent", "--checklist", "nine")
    (tmp_path / "runs.xml").write_text(RUNS, encoding="utf-8")
    put_on_the_way(tmp_path)
    return tmp_path


def put_on_the_way(folder: Path) -> None:
    tool = folder / "bin" / "workbench"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m workbench "$@"\n', encoding="utf-8")
    tool.chmod(0o755)


def run(project: Path, line: str, variables: dict[str, Any]) -> int:
    environment = {
        **os.environ,
        **{name: str(value) for name, value in variables.items()},
        "PATH": f"{project / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "GITHUB_STEP_SUMMARY": str(project / "summary.md"),
    }
    return subprocess.run(["bash", "-e", "-c", line], cwd=project, env=environment, check=False).returncode


def test_that_the_recipe_for_github_adds_evidence_fails_and_leaves_its_files(project: Path) -> None:
    job = GITHUB["jobs"]["readiness"]
    lines = [step["run"] for step in job["steps"] if "run" in step]
    assert lines[0] == INSTALL
    statuses = [run(project, line, job["env"]) for line in lines[1:]]
    assert statuses == [0, 1, 0]
    suite = ElementTree.parse(project / "readiness.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("9", "9")
    assert "Not ready" in (project / "summary.md").read_text(encoding="utf-8")


def test_that_the_recipe_for_gitlab_adds_evidence_fails_and_leaves_its_files(project: Path) -> None:
    job = GITLAB["readiness"]
    assert job["before_script"] == [INSTALL]
    statuses = [run(project, line, job["variables"]) for line in job["script"]]
    assert statuses == [0, 0, 1]
    answer = GateAnswer.model_validate(json.loads((project / "readiness.json").read_text(encoding="utf-8")))
    assert answer.proof.declared == 1
    for name in (*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]):
        assert (project / name).is_file()


def test_that_the_recipe_for_admission_lets_run_what_was_approved_and_nothing_else(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    workspace = Workspace.create(tmp_path / "readiness", "Readiness")
    store = workspace.store(write=True)
    team = make_team(tmp_path, now)
    report = approve(workspace, Session(store, "Ada Silva", lambda: now), team, tmp_path)
    store.close()
    workspace.close()
    shutil.copyfile(report, tmp_path / "REV-1.pdf")
    shutil.copyfile(team.authority, tmp_path / "team.pem")
    (tmp_path / "profile.json").write_text(PROFILE.model_dump_json(), encoding="utf-8")
    put_on_the_way(tmp_path)
    export, admit = ADMIT
    assert (run(tmp_path, export, {}), run(tmp_path, admit, {})) == (0, 0)
    assert run(tmp_path, admit.replace(" --trust team.pem", ""), {}) == 1
    other = PROFILE.model_copy(update={"memory": "none"})
    (tmp_path / "profile.json").write_text(other.model_dump_json(), encoding="utf-8")
    assert run(tmp_path, admit, {}) == 1
    (tmp_path / "profile.json").write_text("{", encoding="utf-8")
    assert run(tmp_path, admit, {}) == 2
