"""The built-in policies, the tolerances by what a tool can do, and a team's own policies."""

from pathlib import Path

import pytest

from workbench.catalogue.policies import Policies, load_policies, load_policy
from workbench.data import resource
from workbench.domain.deployment import Stage
from workbench.domain.errors import UserError
from workbench.domain.model import Severity, Status
from workbench.domain.policy import Cell
from workbench.domain.statistics import clean_runs_needed


def test_that_the_tolerance_follows_the_worst_effect() -> None:
    policy = load_policy()
    rates = {effect: policy.tolerance(effect) for effect in ("irreversible", "reversible", "read")}
    assert rates == {"irreversible": 0.001, "reversible": 0.01, "read": 0.05}
    assert clean_runs_needed(rates["irreversible"]) == 2995


def test_that_the_policy_of_the_example_differs_from_the_default_in_one_tolerance_only() -> None:
    example, default = load_policy("example"), load_policy()
    assert clean_runs_needed(example.tolerance("irreversible")) == 998
    named = {"id": default.id, "name": default.name, "tolerances": default.tolerances}
    assert example.model_copy(update=named) == default
    assert {**example.tolerances, "irreversible": 0.001} == default.tolerances


def test_that_an_unknown_policy_is_a_sentence() -> None:
    with pytest.raises(UserError, match="There is no policy lenient"):
        load_policy("lenient")


OWN = """extends = "default"
id = "ours"
version = 3
name = "Ours"

[stage.general.warn.unproven]
HIGH = "blocks, waivable"
"""


def write(folder: Path, text: str, name: str = "policies/ours.toml") -> Policies:
    """Put a policy into a workspace and read what is there."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load_policies(folder)


@pytest.mark.parametrize("name", ["policies/ours.toml", "packs/team/policies/ours.toml"])
def test_that_a_team_has_its_own_policies_beside_the_built_in_ones(tmp_path: Path, name: str) -> None:
    found = write(tmp_path, OWN, name)
    assert found.refused == ()
    assert {"default", "strict", "pilot", "ours"} <= set(found.loaded)
    ours = load_policy("ours", tmp_path)
    assert (ours.version, ours.table) == (3, load_policy().table)
    assert ours.for_stage(Stage.GENERAL).cell(Status.WARN, Severity.HIGH, proven=False) is Cell.BLOCKS_WAIVABLE
    with pytest.raises(UserError, match="There is no policy ours"):
        load_policy("ours")


def test_that_a_policy_extends_another_of_the_same_workspace(tmp_path: Path) -> None:
    write(tmp_path, OWN)
    stern = OWN.replace("ours", "stern").replace("default", "ours").replace("Ours", "Stern")
    stern = (
        stern.partition("[stage")[0] + 'table.fail.proven.LOW = "condition"\ntable.fail.unproven.LOW = "condition"\n'
    )
    found = write(tmp_path, stern, "policies/stern.toml")
    assert found.refused == ()
    assert found.loaded["stern"].stage == found.loaded["ours"].stage
    assert found.loaded["stern"].cell(Status.FAIL, Severity.LOW, proven=True) is Cell.CONDITION
    assert found.loaded["stern"].cell(Status.FAIL, Severity.HIGH, proven=True) is Cell.BLOCKS_WAIVABLE


WARNED = "[table.warn.unproven]\n"
COMPLETE = resource("policies", "default.toml").read_text(encoding="utf-8").replace('id = "default"', 'id = "ours"')


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (OWN.replace('"blocks, waivable"', '"note"'), 7, "a stage never loosens"),
        (OWN.replace('"blocks, waivable"', '"maybe"'), 7, "input should be"),
        (OWN.replace("HIGH", "SEVERE"), 7, "input should be"),
        (OWN.replace("general", "everywhere"), 6, "input should be"),
        (OWN + "\n[waiver.HIGH]\napprover = 'king'\n", 10, "no role is `king`"),
        (OWN + "\n[waiver.LOW]\ndays = 3\n", 9, "nothing of LOW can be waived"),
        (OWN.replace("[stage", 'colour = "red"\n[stage'), 6, "is not a known field"),
        (OWN.replace('"ours"', '"theirs"'), 2, "differs from the file name"),
        (OWN.replace('"default"', '"lenient"'), 1, "there is no policy `lenient`"),
        (OWN.replace('"default"', '"ours"'), 1, "extends this one in turn"),
        (OWN.replace('"default"', "default"), 1, "not TOML"),
        (OWN.replace("version = 3", "version = 'three'"), 3, "valid integer"),
        (COMPLETE.replace(f'{WARNED}CRITICAL = "condition"\n', WARNED), None, "no cell for CRITICAL"),
        (COMPLETE.replace(WARNED, "[table.warn.perhaps]\n"), None, "has no cell for CRITICAL (and 3 more)"),
        ("[" * 5000, 1, "not TOML"),
        ("", 1, "`id` is missing"),
    ],
)  # fmt: skip
def test_that_a_policy_that_cannot_stand_is_refused_with_line_and_reason(
    tmp_path: Path, text: str, line: int | None, reason: str
) -> None:
    found = write(tmp_path, text)
    assert "ours" not in found.loaded
    assert [row.file for row in found.refused] == ["policies/ours.toml"]
    assert reason in found.refused[0].reason
    if line is None:
        line = text[: text.index("[table.warn")].count("\n") + 1
        assert line <= found.refused[0].line <= text.count("\n") + 1
    else:
        assert found.refused[0].line == line
    with pytest.raises(UserError, match=r"policies/ours\.toml, line \d+"):
        load_policy("ours", tmp_path)


def test_that_a_cell_that_a_table_lacks_is_reported_at_that_table(tmp_path: Path) -> None:
    text = COMPLETE.replace(f'{WARNED}CRITICAL = "condition"\n', WARNED)
    assert write(tmp_path, text).refused[0].line == text[: text.index(WARNED)].count("\n") + 1


def test_that_nobody_replaces_a_built_in_policy_or_leads_out_of_the_folder(tmp_path: Path) -> None:
    assert "is a built-in policy" in write(tmp_path, COMPLETE, "policies/default.toml").refused[0].reason
    outside = tmp_path / "outside.toml"
    outside.write_text(OWN, encoding="utf-8")
    (tmp_path / "policies" / "ours.toml").symlink_to(outside)
    assert {row.reason for row in load_policies(tmp_path).refused} > {"is a link that leads out of the pack"}


def test_that_two_files_of_one_name_do_not_hide_each_other(tmp_path: Path) -> None:
    write(tmp_path, OWN)
    found = write(tmp_path, OWN, "packs/team/policies/ours.toml")
    assert "ours" in found.loaded
    assert found.refused[0].reason == "`ours` is in policies/ours.toml already"
