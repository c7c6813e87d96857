"""A team's pack lies over the built-in one: it adds, it replaces, and what is bad in it is refused by file and line."""

import os
from pathlib import Path

import pytest

from workbench.catalogue.layers import builtin_hash, builtin_text
from workbench.catalogue.loader import builtin_catalogue, check_pack, workspace_catalogue
from workbench.catalogue.pack_file import MAX_BYTES, MAX_FILES
from workbench.catalogue.writing import with_field
from workbench.domain.catalogue import Catalogue, ControlKind

OWN = """\
---
id: M13
slug: silent-retry
name: Silent retry
class: Operational
severity: HIGH
severity_source: set by us
category: tool-api-drift
trigger: A call that looks as if it failed
lead: The agent does it again, and it happens twice.
primary_fix: An idempotency key on every write
controls: [retry-cap, human-approval]
check:
  id: retry_idempotency
  question: Can a retry act twice?
  applies_when: has_tools
  because: the agent can act
  criteria:
    passes: Every write carries a key.
    warns: Most do.
    fails: None does.
links:
  - {to: M01, relation: causes, note: Retries fill the quota}
sources: [our own]
---

## How it happens

A time-out is no failure.

## What it looks like

```log
POST /pay 504
POST /pay 200
```

## Root cause

Nobody knows whether the first call came through.
"""
CONTROLS = "controls:\n  - {id: retry-cap, name: Retries capped, kind: contains, source: our own}\n"
CATEGORY = """\
---
id: double-booking
name: Double booking
impact: A customer pays twice
modes: [M13]
source: source 1
---

## What it is

The same thing is done twice.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a workspace folder whose team has a pack with one mode, one control and one category."""
    write(tmp_path, "team/pack.yaml", "name: Ours\nversion: 1\n")
    write(tmp_path, "team/controls.yaml", CONTROLS)
    write(tmp_path, "team/failure-modes/M13.md", OWN)
    write(tmp_path, "team/categories/double-booking.md", CATEGORY)
    return tmp_path


def write(folder: Path, path: str, text: str) -> None:
    target = folder / "packs" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def override(name: str, old: str, new: str) -> str:
    text = builtin_text(name)
    assert text is not None
    assert old in text
    return text.replace(old, new, 1)


def refusals(catalogue: Catalogue) -> list[tuple[str, int, str]]:
    return [(f"{one.pack}/{one.file}", one.line, one.reason) for one in catalogue.refused]


def test_that_a_workspace_without_packs_has_the_built_in_catalogue(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    assert workspace_catalogue(tmp_path) is builtin_catalogue()


def test_that_a_pack_adds_modes_controls_and_categories(folder: Path) -> None:
    catalogue = workspace_catalogue(folder)
    assert catalogue.refused == ()
    mode = catalogue.mode("M13")
    assert [control.id for control in mode.controls] == ["retry-cap", "human-approval"]
    assert catalogue.origin("M13").pack == "team"
    assert catalogue.origin("M06").pack == ""
    category = catalogue.category("double-booking")
    assert (category.share, category.n_at_least) == (0, 0)
    assert len(catalogue.modes) == len(builtin_catalogue().modes) + 1


def test_that_checklists_of_all_modes_ask_an_own_one_and_say_so_while_the_nine_stay_nine(folder: Path) -> None:
    catalogue = workspace_catalogue(folder)
    assert catalogue.checklist("twelve").checks[-1] == "retry_idempotency"
    assert catalogue.checklist("twelve").name.endswith(", and 1 of our own")
    assert catalogue.checklist("nine") == builtin_catalogue().checklist("nine")


def test_that_a_deprecated_mode_stays_listed_and_is_not_asked(folder: Path) -> None:
    write(folder, "team/failure-modes/M13.md", with_field(OWN, "deprecated", "Part of M01 now"))
    write(folder, "team/failure-modes/M07.md", override("failure-modes/M07.md", "id: M07", "id: M07\ndeprecated: No"))
    catalogue = workspace_catalogue(folder)
    assert catalogue.origin("M13").deprecated == "Part of M01 now"
    assert catalogue.mode("M13").name == "Silent retry"
    assert "retry_idempotency" not in catalogue.checklist("twelve").checks
    assert "determinism_testing" not in catalogue.checklist("nine").checks
    assert catalogue.checklist("nine").name.endswith(", without 1 deprecated")


def test_that_an_entry_is_replaced_and_says_over_which_text(folder: Path) -> None:
    before = builtin_hash("failure-modes/M06.md")
    text = override("failure-modes/M06.md", "severity: CRITICAL", "severity: HIGH")
    write(folder, "team/failure-modes/M06.md", with_field(text, "overrides", before))
    catalogue = workspace_catalogue(folder)
    assert catalogue.refused == ()
    assert catalogue.mode("M06").severity == "HIGH"
    origin = catalogue.origin("M06")
    assert (origin.pack, origin.builtin, origin.is_behind) == ("team", before, False)
    write(folder, "team/failure-modes/M06.md", with_field(text, "overrides", "0" * 64))
    assert workspace_catalogue(folder).origin("M06").is_behind


def test_that_a_control_that_is_replaced_is_replaced_in_built_in_modes_too(folder: Path) -> None:
    row = "  - {id: human-approval, name: Two people approve, kind: detects, source: our own}\n"
    write(folder, "team/controls.yaml", CONTROLS + row)
    catalogue = workspace_catalogue(folder)
    shown = {control.id: control for mode in catalogue.modes for control in mode.controls}
    assert shown["human-approval"].name == "Two people approve"
    assert shown["human-approval"].kind is ControlKind.DETECTS


def test_that_two_packs_cannot_say_the_same_entry(folder: Path) -> None:
    write(folder, "yours/pack.yaml", "name: Yours\nversion: 1\n")
    write(folder, "yours/failure-modes/M13.md", OWN)
    catalogue = workspace_catalogue(folder)
    assert refusals(catalogue) == [("yours/failure-modes/M13.md", 2, "M13 is already in the pack `team`")]
    assert catalogue.origin("M13").pack == "team"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("M06", override("failure-modes/M06.md", "id: injection_defense", "id: another_check"), "the check stays"),
        ("M06", override("failure-modes/M06.md", "id: M06\n", "id: M60\n"), "differs from the file name"),
        ("M13", OWN.replace("slug: silent-retry", "slug: prompt-injection"), "the slug prompt-injection is already"),
        ("M13", OWN.replace("retry_idempotency", "injection_defense"), "the check injection_defense is already in"),
        ("M13", OWN.replace("retry-cap", "no-such-control"), "there is no control `no-such-control`"),
        ("M13", OWN.replace("id: M13", "id: M13\noverrides: abc"), "`overrides`"),
        ("M13", OWN.replace("id: M13", f"id: M13\ndeprecated: {'x' * 401}"), "`deprecated`"),
    ],
)
def test_that_a_bad_entry_is_refused_and_the_rest_of_the_pack_loads(
    folder: Path, name: str, text: str, reason: str
) -> None:
    write(folder, f"team/failure-modes/{name}.md", text)
    catalogue = workspace_catalogue(folder)
    [(where, line, told)] = refusals(catalogue)
    assert where == f"team/failure-modes/{name}.md"
    assert line >= 1
    assert reason in told
    assert catalogue.category("double-booking")
    assert catalogue.mode("M06") == builtin_catalogue().mode("M06")


def test_that_an_override_gives_up_no_sub_mode(folder: Path) -> None:
    text = builtin_text("failure-modes/M06.md") or ""
    kept = [line for line in text.split("\n") if "id: M06.6" not in line]
    without = "\n".join(kept).partition("### M06.6")[0]
    write(folder, "team/failure-modes/M06.md", without)
    [(_, _, told)] = refusals(workspace_catalogue(folder))
    assert "M06.6 is missing: ids are never given up" in told


def test_that_a_category_with_a_source_that_nobody_describes_is_refused(folder: Path) -> None:
    write(folder, "team/categories/double-booking.md", CATEGORY.replace("source 1", "hearsay"))
    [(_, line, told)] = refusals(workspace_catalogue(folder))
    assert (line, told) == (6, "there is no source `hearsay` in sources.yaml")


BOMB = "---\na: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n---\n"


def test_that_a_hostile_pack_is_refused_and_harms_nothing(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "secret.md"
    outside.write_text(OWN.replace("M13", "M14"), encoding="utf-8")
    modes = folder / "packs" / "team" / "failure-modes"
    (modes / "M14.md").symlink_to(outside)
    (modes / "M15.md").symlink_to(modes / "M15.md")
    (modes / "M16.md").write_text(BOMB, encoding="utf-8")
    (modes / "M17.md").write_text("---\n" + "[" * 5000, encoding="utf-8")
    (modes / "M18.md").write_bytes(b"x" * (MAX_BYTES + 1))
    (modes / "M19.md").write_bytes(b"---\nid: \xff\n---\n")
    (modes / "M20.md").mkdir()
    os.mkfifo(modes / "M21.md")
    (modes / os.fsdecode(b"M22\xff.md")).write_text(OWN, encoding="utf-8")
    (modes / "M23.md").write_text(OWN.replace("id: M13", "id: !!python/object:os.system x"), encoding="utf-8")
    (folder / "packs" / "elsewhere").symlink_to("/etc")
    (folder / "packs" / "Not A Pack").mkdir()
    catalogue = workspace_catalogue(folder)
    told = {Path(name).name: reason for name, _, reason in refusals(catalogue)}
    assert catalogue.mode("M13")
    assert len(catalogue.modes) == len(builtin_catalogue().modes) + 1
    assert "is a link that leads out of the pack" in told["M14.md"]
    assert "anchors" in told["M16.md"]
    assert "is larger than" in told["M18.md"]
    assert "is not UTF-8" in told["M19.md"]
    assert told["M20.md"] == told["M21.md"] == "is not a regular file"
    assert "has a name with other characters" in told["M22\\xff.md"]
    assert "is not allowed" in told["M23.md"]
    assert {"M15.md", "M17.md"} <= told.keys()
    assert told["elsewhere"] == "is a link; a pack is a folder of its own"
    assert "is not named like a pack" in told["Not A Pack"]
    for reason in told.values():
        reason.encode()


def test_that_a_folder_with_too_many_files_is_not_read(folder: Path) -> None:
    modes = folder / "packs" / "team" / "failure-modes"
    for number in range(MAX_FILES + 1):
        (modes / f"X{number}.md").touch()
    [(where, _, told)] = refusals(workspace_catalogue(folder))
    assert where == "team/failure-modes"
    assert "more than 500 files" in told


def test_that_a_pack_can_be_checked_by_itself(folder: Path) -> None:
    found = check_pack(folder / "packs" / "team")
    assert [mode.id for mode in found.modes] == ["M13"]
    assert found.refused == ()


def test_that_a_changed_file_is_read_again(folder: Path) -> None:
    assert workspace_catalogue(folder) is workspace_catalogue(folder)
    write(folder, "team/failure-modes/M13.md", OWN.replace("name: Silent retry", "name: Loud retry"))
    assert workspace_catalogue(folder).mode("M13").name == "Loud retry"
