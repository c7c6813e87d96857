"""Conditions, waivers and dissent: what an approval depends on, recorded exceptions, and who disagrees."""

from collections.abc import Mapping
from typing import Any

from workbench.domain.record import Record
from workbench.domain.review import Condition, Dissent, Waiver
from workbench.reports import words
from workbench.reports.input import ReportInput
from workbench.reports.section import Section


def build(report_input: ReportInput) -> Mapping[str, Any]:
    """Return every condition, waiver and dissent as it stood."""
    record = report_input.record
    return {
        "conditions": [_condition(record, row) for row in record.conditions],
        "waivers": [_waiver(record, row) for row in record.waivers],
        "dissents": [_dissent(record, row) for row in record.dissents],
    }


def _condition(record: Record, row: Condition) -> Mapping[str, str]:
    state = row.state(record.as_of)
    closed = f"Closed by {record.name_of(row.closed_by)}" if state == "closed" else state.capitalize()
    return {
        "key": row.key,
        "check": row.check_id,
        "text": row.text,
        "owner": record.name_of(row.owner),
        "due": words.short_date(row.due),
        "launch": "before the launch" if row.launch == "before" else "",
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


def _dissent(record: Record, row: Dissent) -> Mapping[str, str | None]:
    return {
        "key": row.key,
        "text": row.text,
        "check": row.check_id,
        "by": f"{record.name_of(row.by)}, {words.short_date(row.at)}",
    }


SECTION = Section("obligations", "Conditions, waivers and dissent", 50, build)
