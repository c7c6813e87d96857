"""Every folder of real files: a dry run that adds up, the import, once more without a change, and back."""

import re

import pytest

from tests.cli.terminal import Terminal
from tests.interchange.samples import SAMPLES, sample

_COUNTS = re.compile(r"(\d+) new, (\d+) changed, (\d+) same, (\d+) refused")
EXPECTED = {
    "agent-incident-corpus": (1, 0, 0),
    "agent-incident-log": (1, 0, 0),
    "agent-postmortems": (11, 7, 0),
    "aiid": (2, 5, 0),
    "atlas": (57, 3, 0),
    "atlas-navigator": (0, 2, 0),
    "atlas-stix": (0, 1, 0),
    "avid": (357, 1, 159),
    "awesome-agent-failures": (19, 9, 0),
    "cve": (1, 0, 0),
    "incident-register": (2, 1, 0),
    "osv-pypa": (22, 1, 0),
    "owasp-asi": (6, 0, 0),
    "postmortems-md": (12, 2, 0),
    "risk-atlas-nexus": (0, 5, 0),
}
"""New, refused, left out; counted by hand in the folders."""


def counts(out: str) -> tuple[int, ...]:
    """Return the numbers of the last line."""
    found = _COUNTS.fullmatch(out.rstrip().splitlines()[-1])
    assert found, out
    return tuple(int(number) for number in found.groups())


def test_that_no_folder_of_real_files_is_forgotten() -> None:
    assert {path.name for path in sample(".").iterdir() if path.is_dir()} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_that_a_real_folder_is_imported_once_and_taken_back(terminal: Terminal, name: str) -> None:
    folder = sample(name)
    new, refused, left_out = EXPECTED[name]
    status = 0 if new else 2
    dry = terminal.type("import", str(folder), "--dry-run", "--json")
    assert (dry.status, dry.data["new"], dry.data["refused"]) == (status, new, refused)
    assert sum(dry.data["left_out"].values()) == left_out

    files = dry.data["files"]
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {file["name"] for file in files} == there
    assert sum(file["records"] + file["refusals"] + file["left_out"] for file in files) == new + refused + left_out
    assert len(dry.data["refusals"]) == refused
    assert all(refusal["reason"].endswith(".") for refusal in dry.data["refusals"])

    assert counts(terminal.type("import", str(folder)).out) == (new, 0, 0, refused)
    before = terminal.contents()
    assert counts(terminal.type("import", str(folder)).out) == (0, 0, new, refused)
    assert terminal.contents() == before
    assert "Nothing is wrong" in terminal.well("doctor").out
    if new:
        terminal.well("undo")
    assert terminal.well("incident", "list", "--json").data == []


def test_that_all_folders_at_once_name_what_two_sources_tell(terminal: Terminal) -> None:
    """The Replit deletion and its like are in several: known by an id that both have, or named as likely."""
    data = terminal.well("import", str(sample(".")), "--json").data
    new, refused, left_out = (sum(column) for column in zip(*EXPECTED.values(), strict=True))
    assert data["refused"] == refused + 1, "with the list of sources"
    assert data["new"] + data["same"] == new
    assert sum(data["left_out"].values()) == left_out
    pairs = {(match["file"].split("/")[0], match["known_as"]) for match in data["likely_duplicates"]}
    assert len(pairs) > 5
    assert SAMPLES.exists()
