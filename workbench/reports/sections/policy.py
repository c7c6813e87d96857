"""How the verdict is made: the table of the policy cell by cell, and the limits that go with it."""

from collections.abc import Mapping
from typing import Any

from workbench.domain.model import STATUS_WORDS, Severity, Status
from workbench.domain.policy import Cell, Policy, Proven
from workbench.reports.input import ReportInput
from workbench.reports.section import Section

_CELL_WORDS = {Cell.NOTHING: "–", Cell.BLOCKS_COMPENSATED: "Blocks; waivable with a compensating control"}
_HALVES = {
    (Status.PASS, Proven.YES): "Pass, verified",
    (Status.PASS, Proven.NO): "Pass without a verified supporting use",
    (Status.NOT_APPLICABLE, Proven.YES): "Not applicable, said by two persons",
    (Status.NOT_APPLICABLE, Proven.NO): "Not applicable, unconfirmed",
}
_EFFECTS = {"irreversible": "irreversible", "reversible": "reversible", "read": "read only", "default": "not known"}


def build(report_input: ReportInput) -> Mapping[str, Any]:
    """Return the table and the limits of the policy that was pinned."""
    pinned, stage = report_input.record.policy, report_input.record.profile.stage
    policy = pinned.for_stage(stage)
    asked = f"{stage.value} use" if stage else "a stage that nobody knows, which counts as the widest"
    return {
        "tightened": f"The table is that for {asked}." if pinned.stage else "",
        "waivers": _waivers(policy),
        "approvers": _approvers(policy),
        "policy": policy,
        "severities": [(severity, severity.value.capitalize()) for severity in Severity],
        "rows": _rows(policy),
        "tolerances": [
            (word, f"{100 * policy.tolerances[effect]:g} %")
            for effect, word in _EFFECTS.items()
            if effect in policy.tolerances
        ],
        "roles": ", ".join(role.name for role in policy.roles),
    }


def _waivers(policy: Policy) -> str:
    """Say who approves a waiver and for how long, by severity; empty where the policy has no such rule."""
    parts = []
    for severity, rule in policy.waiver.items():
        who = f"approved by {policy.role_name(rule.approver)}" if rule.approver else "approved by another person"
        parts.append(f"{severity.value.lower()}: {who}, {policy.waiver_days_for(severity)} days")
    if policy.renewal_role:
        parts.append(f"from the third renewal on {policy.role_name(policy.renewal_role)} approves")
    return "; ".join(parts)


def _approvers(policy: Policy) -> str:
    """Say how many have to approve, and whether who built it may be the only one."""
    many = f"{policy.quorum} of {len(policy.roles)}" if policy.quorum else "all"
    alone = "; who built it is not the only one who approves" if policy.independent_approver else ""
    return f"{many}{alone}"


def _rows(policy: Policy) -> list[tuple[str, list[str]]]:
    rows = []
    for status in (Status.FAIL, Status.UNKNOWN, Status.NOT_APPLICABLE, Status.WARN, Status.PASS):
        halves = [[_cell(policy.table[status][half][severity]) for severity in Severity] for half in Proven]
        if halves[0] == halves[1]:
            rows.append((STATUS_WORDS[status], halves[0]))
        else:
            rows += [(_HALVES.get((status, half), f"{STATUS_WORDS[status]}, {half.value}"), cells)
                     for half, cells in zip(Proven, halves, strict=True)]  # fmt: skip
    return rows


def _cell(cell: Cell) -> str:
    return _CELL_WORDS.get(cell, cell.value.replace(",", ";").capitalize())


SECTION = Section("policy", "How the verdict is made", 70, build)
