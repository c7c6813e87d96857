"""Imported vulnerabilities stand at the tools of a deployment and are not counted as incidents."""

import json
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

ADVISORY = """\
id: PYSEC-2026-{number}
modified: "2026-02-01T00:00:00Z"
published: "2026-01-31T00:00:00Z"
details: {details}
aliases: [CVE-2026-{number}]
affected:
- package: {{ecosystem: PyPI, name: {package}}}
  ranges:
  - type: ECOSYSTEM
    events: [{{introduced: "0"}}, {{fixed: 0.0.247}}]
{more}"""


@pytest.fixture
def advisories(tmp_path: Path) -> Path:
    folder = tmp_path / "advisories"
    folder.mkdir()
    rows = (
        (1001, "langchain", "Code execution by a prompt.", ""),
        (1002, "numpy", "A loop without an end.", ""),
        (1003, "langchain", "It was no fault.", 'withdrawn: "2026-02-01T00:00:00Z"\n'),
    )
    for number, package, details, more in rows:
        text = ADVISORY.format(number=number, package=package, details=details, more=more)
        (folder / f"{number}.yaml").write_text(text)
    return folder


def profile(tmp_path: Path, *tools: str) -> str:
    path = tmp_path / "profile.json"
    path.write_text(json.dumps({"tools": [{"name": name} for name in tools]}))
    return str(path)


def test_that_a_deployment_shows_the_vulnerabilities_of_its_tools(
    terminal: Terminal, tmp_path: Path, advisories: Path
) -> None:
    terminal.well("import", str(advisories))
    terminal.well(
        "deployment", "add", "Desk", "--version", "1", "--from", profile(tmp_path, "LangChain SQL agent", "refund")
    )
    [version] = terminal.well("deployment", "show", "DEP-1", "--json").data["versions"]
    found = [(one["part"]["name"], one["ids"], bool(one["withdrawn"])) for one in version["vulnerabilities"]]
    assert found == [
        ("LangChain SQL agent", ["osv:PYSEC-2026-1001", "cve:CVE-2026-1001"], False),
        ("LangChain SQL agent", ["osv:PYSEC-2026-1003", "cve:CVE-2026-1003"], True),
    ]
    text = terminal.well("deployment", "show", "DEP-1").out
    assert "fixed 0.0.247" in text
    assert "withdrawn" in text
    assert "numpy" not in text
    terminal.well("undo")
    terminal.well("undo")
    assert terminal.well("incident", "list", "--json").data == []


def test_that_a_version_without_tools_has_none(terminal: Terminal, advisories: Path) -> None:
    terminal.well("import", str(advisories))
    terminal.well("deployment", "add", "Desk", "--version", "1")
    [version] = terminal.well("deployment", "show", "DEP-1", "--json").data["versions"]
    assert version["vulnerabilities"] == []
    assert "vulnerabilities" not in terminal.well("deployment", "show", "DEP-1").out
