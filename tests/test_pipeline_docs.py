"""The recipes for pipelines do what they say: their commands are run as a shell would, one after the other."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from ruamel.yaml import YAML

from tests.cli.terminal import Terminal
from workbench.tasks.gate import GateAnswer

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "pipeline.md").read_text(encoding="utf-8")
GITHUB, GITLAB = (YAML(typ="safe").load(block) for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL))
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
    tool = tmp_path / "bin" / "workbench"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m workbench "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    return tmp_path


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
