"""A malformed file of a pack is refused by file, line and reason, and the rest loads."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.catalogue.checklists import load_checklists
from workbench.catalogue.loader import load_pack
from workbench.catalogue.pack_file import MAX_BYTES
from workbench.data import resource
from workbench.domain.errors import UserError

MODE = """\
---
id: M01
slug: too-fast
name: Too fast
class: Operational
severity: HIGH
severity_source: set by us
trigger: A trigger
lead: A lead.
primary_fix: A fix
controls: [brake]
check:
  id: speed_check
  question: Is it too fast?
  applies_when: always
  because: speed matters
  criteria:
    passes: Slow.
    warns: Medium.
    fails: Fast.
sub_modes:
  - {id: M01.1, slug: much-too-fast, name: Much too fast}
sources: [source 1]
---

## How it happens

It runs.

## What it looks like

```log
## not a heading
fast
```

## Root cause

No brake.
"""
CONTROLS = "controls:\n  - {id: brake, name: A brake, kind: prevents, source: source 1}\n"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return a pack with one control and two modes, of which M02 is always good."""
    folder = tmp_path / "pack"
    (folder / "failure-modes").mkdir(parents=True)
    (folder / "pack.yaml").write_text("name: Ours\nversion: 3\n", encoding="utf-8")
    (folder / "controls.yaml").write_text(CONTROLS, encoding="utf-8")
    (folder / "failure-modes" / "M01.md").write_text(MODE, encoding="utf-8")
    other = MODE.replace("M01", "M02").replace("too-fast", "too-slow").replace("speed_check", "pace_check")
    (folder / "failure-modes" / "M02.md").write_text(other, encoding="utf-8")
    return folder


def test_that_a_good_pack_loads_whole(pack: Path) -> None:
    catalogue = load_pack(pack)
    assert catalogue.refused == ()
    assert catalogue.version == 3
    mode = catalogue.mode("M01")
    assert (mode.mechanism, mode.log_sample, mode.root_cause) == ("It runs.", "## not a heading\nfast", "No brake.")
    assert mode.controls == catalogue.mode("M02").controls


def line_of(text: str, part: str) -> int:
    """Return the line, from 1, on which a part of a text first stands."""
    return text[: text.index(part)].count("\n") + 1


Malformed = tuple[str, Callable[[str], str], Callable[[str], int], str]


def replaced(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


MALFORMED: list[Malformed] = [
    ("a missing key", replaced("trigger: A trigger\n", ""), lambda _: 1, "`trigger` is missing"),
    (
        "a missing key further in",
        replaced("    warns: Medium.\n", ""),
        lambda text: line_of(text, "  criteria:"),
        "`check.criteria.warns` is missing",
    ),
    ("a wrong type", replaced("name: Too fast", "name: [x]"), lambda _: 4, "`name`: input should be a valid string"),
    (
        "a wrong word",
        replaced("severity: HIGH", "severity: AWFUL"),
        lambda _: 6,
        "`severity`: input should be 'CRITICAL', 'HIGH', 'MEDIUM' or 'LOW'",
    ),
    ("an unknown field", replaced("lead:", "colour: red\nlead:"), lambda _: 9, "`colour` is not a known field"),
    ("bad YAML", replaced("lead: A lead.", "lead: [A lead."), lambda text: line_of(text, "primary_fix"), "not YAML"),
    ("a key given twice", replaced("lead:", "name: Again\nlead:"), lambda _: 9, "`name` is given twice"),
    (
        "an alias",
        replaced("sources: [source 1]", "sources: &s [source 1]"),
        lambda text: line_of(text, "sources:"),
        "anchors",
    ),
    (
        "a missing heading",
        replaced("## Root cause\n", ""),
        lambda text: line_of(text, "---\n\n## How"),
        "the heading `## Root cause` is missing",
    ),
    (
        "no heading at all",
        lambda text: text[: text.index("## How")],
        lambda text: len(text.splitlines()) - 1,
        "the heading `## How it happens` is missing",
    ),
    (
        "nothing after the front matter",
        lambda text: text[: text.index("\n## How")],
        lambda text: len(text.splitlines()),
        "the heading `## How it happens` is missing",
    ),
    (
        "an unknown heading",
        replaced("## Root cause", "## Roots"),
        lambda text: line_of(text, "## Roots"),
        "`## Roots` is not one of: How it happens, What it looks like, Root cause",
    ),
    (
        "a heading twice",
        replaced("## Root cause", "## How it happens"),
        lambda text: len(text.splitlines()) - 2,
        "`## How it happens` stands here twice",
    ),
    (
        "an empty heading",
        replaced("No brake.\n", ""),
        lambda text: line_of(text, "## Root cause"),
        "nothing is written under `## Root cause`",
    ),
    (
        "no log sample",
        replaced("```log\n## not a heading\nfast\n```", "words"),
        lambda text: line_of(text, "## What it looks like"),
        "a log sample",
    ),
    (
        "text before the headings",
        replaced("## How it happens", "Hello\n\n## How it happens"),
        lambda text: line_of(text, "Hello") - 1,
        "text before the first",
    ),
    ("no front matter", lambda text: text[4:], lambda _: 1, "does not begin with `---`"),
    ("front matter left open", replaced("\n---\n\n", "\n\n"), lambda _: 1, "is not closed"),
    ("nothing in it", lambda _: "", lambda _: 1, "does not begin with `---`"),
    (
        "an unknown control",
        replaced("controls: [brake]", "controls:\n  - brake\n  - wings"),
        lambda text: line_of(text, "  - wings"),
        "there is no control `wings`",
    ),
    (
        "an unknown fact",
        replaced("applies_when: always", "applies_when: often"),
        lambda text: line_of(text, "  applies_when"),
        "`often` is not one of: always",
    ),
    ("another id", replaced("id: M01", "id: M03"), lambda _: 2, "the id `M03` differs from the file name"),
    (
        "a stranger's sub-mode",
        replaced("id: M01.1", "id: M02.1"),
        lambda text: line_of(text, "M02.1"),
        "does not belong to M01",
    ),
    ("prose as a field", replaced("lead:", "root_cause: x\nlead:"), lambda _: 9, "`root_cause` is written as prose"),
]


@pytest.mark.parametrize(("name", "spoil", "line", "reason"), MALFORMED, ids=[case[0] for case in MALFORMED])
def test_that_a_malformed_file_is_refused_and_the_rest_loads(
    pack: Path, name: str, spoil: Callable[[str], str], line: Callable[[str], int], reason: str
) -> None:
    text = spoil(MODE)
    (pack / "failure-modes" / "M01.md").write_text(text, encoding="utf-8")
    catalogue = load_pack(pack)
    assert [mode.id for mode in catalogue.modes] == ["M02"]
    (refused,) = catalogue.refused
    assert refused.file == "failure-modes/M01.md"
    assert reason in refused.reason
    assert refused.line == line(text)


def test_that_the_wrong_encoding_is_refused_with_its_line(pack: Path) -> None:
    (pack / "failure-modes" / "M01.md").write_bytes(MODE.replace("A lead.", "Größe.").encode("latin-1"))
    (refused,) = load_pack(pack).refused
    assert (refused.line, refused.reason) == (9, "is not UTF-8: byte 0xF6")


def test_that_a_byte_order_mark_and_windows_line_ends_are_fine(pack: Path) -> None:
    (pack / "failure-modes" / "M01.md").write_bytes(b"\xef\xbb\xbf" + MODE.replace("\n", "\r\n").encode())
    assert load_pack(pack).refused == ()


def test_that_a_fault_among_several_names_the_first_line_and_counts_the_rest(pack: Path) -> None:
    text = MODE.replace("severity: HIGH", "severity: x").replace("kind", "x").replace("lead: A lead.", "lead: [x]")
    (pack / "failure-modes" / "M01.md").write_text(text, encoding="utf-8")
    (refused,) = load_pack(pack).refused
    assert refused.line == 6
    assert refused.reason.endswith("(and 1 more)")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("slug: too-slow", "slug: too-fast", "the slug too-fast is already in failure-modes/M01.md"),
        ("pace_check", "speed_check", "the check speed_check is already in failure-modes/M01.md"),
        ("slug: much-too-slow", "slug: too-slow", "the slug too-slow is already in failure-modes/M02.md"),
    ],
)
def test_that_what_two_modes_claim_goes_to_the_first(pack: Path, old: str, new: str, reason: str) -> None:
    path = pack / "failure-modes" / "M02.md"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    catalogue = load_pack(pack)
    assert [mode.id for mode in catalogue.modes] == ["M01"]
    assert [refused.reason for refused in catalogue.refused] == [reason]


def test_that_a_control_defined_twice_is_refused(pack: Path) -> None:
    (pack / "controls.yaml").write_text(CONTROLS + CONTROLS.splitlines()[1], encoding="utf-8")
    refused = load_pack(pack).refused
    assert (refused[0].file, refused[0].line) == ("controls.yaml", 3)
    assert refused[0].reason == "the control brake is already in controls.yaml"
    assert [entry.file for entry in refused[1:]] == ["failure-modes/M01.md", "failure-modes/M02.md"]


def test_that_files_that_are_no_entries_are_refused(pack: Path, tmp_path: Path) -> None:
    modes = pack / "failure-modes"
    (tmp_path / "outside.md").write_text(MODE, encoding="utf-8")
    (modes / "M03.md").symlink_to(tmp_path / "outside.md")
    (modes / "M04.md").mkdir()
    (modes / "M05.md").write_bytes(b"-" * (MAX_BYTES + 1))
    (modes / "M06.md").symlink_to("M06.md")
    os.mkfifo(modes / "M07.md")
    catalogue = load_pack(pack)
    assert [mode.id for mode in catalogue.modes] == ["M01", "M02"]
    assert [(refused.file[-6:], refused.reason) for refused in catalogue.refused] == [
        ("M03.md", "is a link that leads out of the pack"),
        ("M04.md", "is not a regular file"),
        ("M05.md", "is larger than 256 KB"),
        ("M06.md", "is not a regular file"),
        ("M07.md", "is not a regular file"),
    ]


def test_that_a_pack_without_a_description_loads_and_says_so(pack: Path) -> None:
    (pack / "pack.yaml").unlink()
    catalogue = load_pack(pack)
    assert catalogue.version == 0
    assert [(refused.file, refused.reason) for refused in catalogue.refused] == [("pack.yaml", "is missing")]
    assert len(catalogue.modes) == 2


def test_that_a_malformed_category_is_refused(pack: Path) -> None:
    shutil.copytree(resource("catalogue", "categories"), pack / "categories")
    path = pack / "categories" / "other.md"
    path.write_text(path.read_text(encoding="utf-8").replace("share: 5", "share: 500"), encoding="utf-8")
    catalogue = load_pack(pack)
    assert [category.share for category in catalogue.categories] == [28, 22, 18, 15, 12]
    (refused,) = catalogue.refused
    assert (refused.file, refused.line) == ("categories/other.md", 4)


def test_that_a_pack_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no pack at"):
        load_pack(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('id = "nine"\nversion = x\n', 2, "not TOML"),
        ('id = "nine"\nversion = 1\nname = "N"\nchecks = [\n  "known_one",\n  "unknown_one",\n]\n', 6, "`unknown_one`"),
        ('id = "twelve"\nversion = 1\nname = "N"\nchecks = []\n', 1, "differs from the file name"),
        ('id = "nine"\nversion = 1\nchecks = []\n', 1, "`name` is missing"),
        ('id = "nine"\nname = "N"\nversion = []\nchecks = []\n', 3, "`version`"),
        ('id = "nine"\nversion = 1\nname = "N"\nchecks = ["known_one", "known_one"]\n', 4, "listed twice"),
    ],
)
def test_that_a_malformed_checklist_is_refused_with_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    (tmp_path / "nine.toml").write_text(text, encoding="utf-8")
    loaded, (refused,) = load_checklists(tmp_path, {"known_one"})
    assert loaded == ()
    assert refused.line == line
    assert reason in refused.reason
