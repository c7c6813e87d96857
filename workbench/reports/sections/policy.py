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
    policy = report_input.record.policy
    return {
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
