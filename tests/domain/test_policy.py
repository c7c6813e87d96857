"""Every cell of the three built-in policies, and what a policy must not say."""

from itertools import product
from typing import Any

import pytest

from tests.domain.builders import CHECK, NOW, answer, checklist, fact, finding, mode
from workbench.catalogue.policies import load_policy
from workbench.domain.deployment import Profile, Stage
from workbench.domain.model import Severity, Status
from workbench.domain.policy import Cell, Policy, Proven
from workbench.domain.policy_rules import policy_faults
from workbench.domain.verdict import Verdict, verdict

# One row per status and proof; the letters are CRITICAL, HIGH, MEDIUM, LOW. Written from the rules, not from the files.
CELLS = {
    "B": Cell.BLOCKS,
    "K": Cell.BLOCKS_COMPENSATED,
    "W": Cell.BLOCKS_WAIVABLE,
    "c": Cell.CONDITION,
    "n": Cell.NOTE,
    "-": Cell.NOTHING,
}
ROWS = ("fail+", "fail-", "unknown+", "unknown-", "na+", "na-", "warn+", "warn-", "pass+", "pass-")
DEFAULT = ("KWcn", "KWcn", "BBcn", "BBcn", "----", "BBcn", "ccnn", "ccnn", "----", "Bcnn")
STRICT = ("KKWc", "KKWc", "BBBc", "BBBc", "----", "BBBc", "cccn", "Wccn", "----", "BBcn")
STRICT_GENERAL = ("KKWc", "KKWc", "BBBc", "BBBc", "----", "BBBc", "cccn", "WWcn", "----", "BBBn")
PILOT = ("Kcnn", "Kcnn", "Bcnn", "Bcnn", "----", "Bcnn", "cnnn", "cnnn", "----", "cnnn")
EXPECTED = {
    ("default", Stage.PILOT): DEFAULT,
    ("default", Stage.LIMITED): DEFAULT,
    ("default", Stage.GENERAL): DEFAULT,
    ("default", None): DEFAULT,
    ("strict", Stage.PILOT): STRICT,
    ("strict", Stage.LIMITED): STRICT,
    ("strict", Stage.GENERAL): STRICT_GENERAL,
    ("strict", None): STRICT_GENERAL,
    ("pilot", Stage.PILOT): PILOT,
    ("pilot", Stage.LIMITED): DEFAULT,
    ("pilot", Stage.GENERAL): DEFAULT,
    ("pilot", None): DEFAULT,
}
ALL = [
    (policy_id, stage, Status(row[:-1]), row[-1] == "+", severity, CELLS[letter])
    for (policy_id, stage), table in EXPECTED.items()
    for row, letters in zip(ROWS, table, strict=True)
    for severity, letter in zip(Severity, letters, strict=True)
]
EFFECTS = {Cell.CONDITION: "condition", Cell.NOTE: "note", Cell.NOTHING: "nothing"}


def decided(policy: Policy, stage: Stage | None, status: Status, severity: Severity, *, proven: bool) -> Verdict:
    """The verdict of a review of one check."""
    team = answer(Status.NOT_APPLICABLE, "ada") if status is Status.NOT_APPLICABLE and proven else None
    facts = (fact(),) if proven else ()
    modes, findings = {CHECK: mode(severity)}, {CHECK: finding(status, team=team)}
    return verdict(Profile(stage=stage), checklist(), modes, policy, findings, facts, (), (), NOW)


def test_that_the_expectations_name_every_cell_of_every_stage() -> None:
    assert len(ALL) == 3 * 4 * len(Status) * len(Proven) * len(Severity)
    assert {(row[2], row[3], row[4]) for row in ALL} == set(product(Status, (True, False), Severity))


@pytest.mark.parametrize(("policy_id", "stage", "status", "proven", "severity", "cell"), ALL)
def test_that_every_cell_of_the_three_policies_has_its_effect(
    policy_id: str, stage: Stage | None, status: Status, proven: bool, severity: Severity, cell: Cell
) -> None:
    policy = load_policy(policy_id)
    assert policy.for_stage(stage).cell(status, severity, proven=proven) is cell
    assert decided(policy, stage, status, severity, proven=proven).lines[0].effect == EFFECTS.get(cell, "blocks")


def test_that_only_the_pilot_lets_people_confirm_their_own_evidence() -> None:
    assert [key for key in ("default", "strict", "pilot") if load_policy(key).self_confirmation] == ["pilot"]


def test_that_no_stage_of_a_built_in_policy_is_looser_than_a_narrower_one() -> None:
    for policy_id, status, half, severity in product(("default", "strict", "pilot"), Status, Proven, Severity):
        policy = load_policy(policy_id)
        ranks = [policy.for_stage(stage).table[status][half][severity].rank for stage in Stage]
        assert ranks == sorted(ranks)


def test_that_the_rule_says_when_a_stage_tightened_it() -> None:
    pilot = load_policy("pilot")
    assert decided(pilot, Stage.GENERAL, Status.FAIL, Severity.HIGH, proven=False).reasons[0].rule == (
        "fail on HIGH: blocks, waivable (tightened for general use)"
    )
    assert (
        decided(pilot, None, Status.FAIL, Severity.HIGH, proven=False)
        .reasons[0]
        .rule.endswith("(tightened: nobody knows the stage)")
    )
    assert decided(pilot, Stage.PILOT, Status.FAIL, Severity.HIGH, proven=False).reasons[0].rule == (
        "fail on HIGH: condition"
    )


def changed(**values: Any) -> Policy:
    return Policy.model_validate({**load_policy("default").model_dump(), **values})


def cell(status: str, half: str, severity: str, value: Cell) -> dict[str, Any]:
    table = load_policy("default").model_dump(mode="json")["table"]
    table[status][half][severity] = value
    return {"table": table}


@pytest.mark.parametrize(
    ("values", "place", "reason"),
    [
        ({"stage": {"general": {"warn": {"proven": {"HIGH": "note"}}}}}, "stage.general.warn.proven.HIGH", "loosens"),
        (
            {
                "stage": {
                    "limited": {"warn": {"proven": {"LOW": "condition"}}},
                    "general": {"warn": {"proven": {"LOW": "note"}}},
                }
            },
            "stage.general.warn.proven.LOW",
            "loosens",
        ),
        (
            {"stage": {"general": {"warn": {"proven": {"HIGH": "condition"}}}}},
            "stage.general.warn.proven.HIGH",
            "changes nothing",
        ),
        (cell("pass", "proven", "HIGH", Cell.CONDITION), "table.pass.proven.HIGH", "never come to ready"),
        (cell("na", "proven", "LOW", Cell.BLOCKS), "table.na.proven.LOW", "never come to ready"),
        (cell("warn", "proven", "LOW", Cell.BLOCKS), "table.warn.proven.LOW", "proof would make it worse"),
        (cell("unknown", "unproven", "HIGH", Cell.NOTE), "table.unknown.proven.HIGH", "proof would make it worse"),
        ({"quorum": 4}, "quorum", "can never hold"),
        ({"renewal_role": "king"}, "renewal_role", "can never hold"),
        ({"waiver": {"HIGH": {"approver": "king"}}}, "waiver.HIGH.approver", "can never hold"),
        ({"waiver": {"HIGH": {"days": 61}}}, "waiver.HIGH.days", "can never hold"),
        ({"waiver": {"LOW": {"days": 3}}}, "waiver.LOW", "nothing of LOW can be waived"),
        ({"roles": []}, "roles", "no role has to sign"),
        ({"tolerances": {"read": 0.1}}, "tolerances", "missing"),
    ],
)
def test_that_a_rule_that_cannot_stand_is_found_at_its_place(values: dict[str, Any], place: str, reason: str) -> None:
    faults = list(policy_faults(changed(**values)))
    assert place in [".".join(fault.place) for fault in faults]
    assert any(reason in fault.reason for fault in faults)


def test_that_an_unknown_may_not_count_more_than_an_unproven_pass() -> None:
    table = load_policy("default").model_dump(mode="json")["table"]
    for half in ("proven", "unproven"):
        table["unknown"][half]["HIGH"] = "note"
    assert "unknown would count more" in " ".join(fault.reason for fault in policy_faults(changed(table=table)))


@pytest.mark.parametrize("policy_id", ["default", "strict", "pilot", "example"])
def test_that_the_built_in_policies_have_no_fault(policy_id: str) -> None:
    assert list(policy_faults(load_policy(policy_id))) == []
