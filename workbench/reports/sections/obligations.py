"""Conditions and waivers: what an approval depends on, and recorded exceptions; both lapse by themselves."""

from collections.abc import Mapping
from typing import Any

from workbench.domain.record import Record
from workbench.domain.review import Condition, Waiver
from workbench.reports import words
from workbench.reports.input import ReportInput
from workbench.reports.section import Section


def build(report_input: ReportInput) -> Mapping[str, Any]:
    """Return every condition and waiver as it stood."""
    record = report_input.record
    return {
        "conditions": [_condition(record, row) for row in record.conditions],
        "waivers": [_waiver(record, row) for row in record.waivers],
    }


def _condition(record: Record, row: Condition) -> Mapping[str, str]:
    state = row.state(record.as_of)
    closed = f"Closed by {record.name_of(row.closed_by)}" if state == "closed" else state.capitalize()
    return {
        "key": row.key,
        "check": row.check_id,
        "text": row.text,
        "owner": record.name_of(row.owner),
        "due": words.short_date(row.due) + (", before the launch" if row.launch == "before" else ""),
        "state": closed,
    }


def _waiver(record: Record, row: Waiver) -> Mapping[str, str]:
    names = {control.id: control.name for mode in record.modes for control in mode.controls}
    approved = f"{record.name_of(row.approved_by)}, {words.short_date(row.approved_at)}"
    return {
        "key": row.key,
        "check": row.check_id,
        "reason": row.reason,
        "owner": record.name_of(row.owner),
        "requested": f"{record.name_of(row.requested_by)}, {words.short_date(row.requested_at)}",
        "approved": approved if row.approved_by else "Nobody yet",
        "control": names.get(row.compensating_control or "", row.compensating_control or "None"),
        "expires": words.short_date(row.expires_on),
        "state": row.state(record.as_of).capitalize(),
    }


SECTION = Section("obligations", "Conditions and waivers", 50, build)
