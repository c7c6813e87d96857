"""What is wrong with a policy that is complete: rules that can never hold, and stages that loosen."""

from collections.abc import Iterator
from typing import NamedTuple

from workbench.domain.model import Severity, Status
from workbench.domain.policy import STAGES, Cell, Policy, Proven, Table, laid_over


class PolicyFault(NamedTuple):
    """A rule of a policy that must not stand, and where it stands."""

    place: tuple[str, ...]
    """`("stage", "general", "warn", "proven", "HIGH")`."""
    reason: str


def policy_faults(policy: Policy) -> Iterator[PolicyFault]:
    """Yield everything that is wrong with a policy.

    Not part of the model: what a frozen record pinned stays readable whatever this asks for later.
    """
    yield from _never_ready(("table",), policy.table)
    yield from _of_stages(policy)
    yield from _of_roles(policy)
    yield from _of_waivers(policy)
    if "default" not in policy.tolerances:
        yield PolicyFault(("tolerances",), "`tolerances.default` is missing: it holds while no tool effect is known")


def _of_stages(policy: Policy) -> Iterator[PolicyFault]:
    table = policy.table
    for stage in STAGES:
        cells = policy.stage.get(stage, {})
        for status, half, severity, cell in _cells(cells):
            before = table[status][half][severity]
            place = ("stage", stage.value, status.value, half.value, severity.value)
            if cell.rank < before.rank:
                yield PolicyFault(place, f"a stage never loosens: without it the cell is `{before}`")
            elif cell is before:
                yield PolicyFault(place, f"changes nothing: the cell is `{before}` already")
        table = laid_over(table, cells)
        if cells:
            yield from _never_ready(("stage", stage.value), table)


def _never_ready(top: tuple[str, ...], table: Table) -> Iterator[PolicyFault]:
    """Yield the cells that contradict what a status means (record.md section 3)."""
    for severity in Severity:
        for status in (Status.PASS, Status.NOT_APPLICABLE):
            best = table[status][Proven.YES][severity]
            if best.rank > Cell.NOTE.rank:
                reason = f"can never come to ready: `{best}` even when it is {_WELL[status]}"
                yield PolicyFault((*top, status.value, Proven.YES.value, severity.value), reason)
        for status in Status:
            proven, unproven = (table[status][half][severity] for half in (Proven.YES, Proven.NO))
            if proven.rank > unproven.rank:
                reason = f"proof would make it worse: `{proven}` with it, `{unproven}` without"
                yield PolicyFault((*top, status.value, Proven.YES.value, severity.value), reason)
        known, unknown = (table[status][Proven.NO][severity] for status in (Status.PASS, Status.UNKNOWN))
        if unknown.rank < known.rank:
            reason = f"unknown would count more than a pass: `{unknown}` against `{known}`"
            yield PolicyFault((*top, Status.UNKNOWN.value, Proven.NO.value, severity.value), reason)


_WELL = {Status.PASS: "verified", Status.NOT_APPLICABLE: "confirmed by two persons"}


def _of_roles(policy: Policy) -> Iterator[PolicyFault]:
    ids = [role.id for role in policy.roles]
    if not ids:
        yield PolicyFault(("roles",), "no role has to sign, so nothing could ever be approved")
    if len(set(ids)) != len(ids):
        yield PolicyFault(("roles",), "a role is listed twice")
    if policy.quorum is not None and policy.quorum > len(ids):
        yield PolicyFault(("quorum",), f"can never hold: {policy.quorum} roles of {len(ids)} have to approve")
    if policy.renewal_role is not None and policy.renewal_role not in ids:
        yield PolicyFault(("renewal_role",), f"can never hold: no role is `{policy.renewal_role}`")


def _of_waivers(policy: Policy) -> Iterator[PolicyFault]:
    ids = {role.id for role in policy.roles}
    tables = [policy.for_stage(stage).table for stage in STAGES]
    for severity, rule in policy.waiver.items():
        place = ("waiver", severity.value)
        if rule.approver is not None and rule.approver not in ids:
            yield PolicyFault((*place, "approver"), f"can never hold: no role is `{rule.approver}`")
        if rule.days is not None and rule.days > policy.waiver_days:
            reason = f"can never hold: a waiver lives {policy.waiver_days} days at most (`waiver_days`)"
            yield PolicyFault((*place, "days"), reason)
        waivable = {cell.is_waivable for table in tables for *_, where, cell in _cells(table) if where is severity}
        if True not in waivable:
            yield PolicyFault(place, f"can never hold: nothing of {severity} can be waived")


def _cells(table: Table) -> Iterator[tuple[Status, Proven, Severity, Cell]]:
    for status, halves in table.items():
        for half, row in halves.items():
            for severity, cell in row.items():
                yield status, half, severity, cell
