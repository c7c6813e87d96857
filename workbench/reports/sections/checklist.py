"""The checklist as it was answered, its result to the letter, every reason, and what the marks mean."""

from collections.abc import Mapping
from typing import Any

from workbench.domain.model import STATUS_WORDS, Proof, Severity, Status
from workbench.domain.verdict import Reason
from workbench.reports import words
from workbench.reports.input import ReportInput
from workbench.reports.section import Section

EFFECT_WORDS = {"blocks": "Blocks", "condition": "Condition", "note": "Note", "nothing": "None"}
_MEANINGS = (
    (Proof.DECLARED, "Declared", "a link, a note, or a file that nobody else has confirmed"),
    (Proof.VERIFIED, "Verified", "an intact file about this version, confirmed by another person than who attached it"),
    (Proof.STALE, "Stale", "was verified, and has expired or is about another version"),
)


def build(report_input: ReportInput) -> Mapping[str, Any]:
    """Return the lines, the result, the reasons and the legend."""
    record, verdict = report_input.record, report_input.verdict
    return {
        "checklist": record.checklist,
        "lines": [
            {
                "check": line.check_id,
                "status": line.status,
                "word": STATUS_WORDS[line.status],
                "tint": words.status_class(line.status),
                "summary": line.summary,
                "effect": EFFECT_WORDS[line.effect],
                "severity": record.mode_of(line.check_id).severity,
                "anchor": f"check-{line.check_id}",
            }
            for line in verdict.lines
        ],
        "result": verdict.result,
        "proof": verdict.proof,
        "reasons": [_told(reason) for reason in verdict.reasons],
        "statuses": [(status, STATUS_WORDS[status]) for status in Status],
        "severities": [(severity, severity.value.capitalize()) for severity in Severity],
        "meanings": _MEANINGS,
    }


def _told(reason: Reason) -> Mapping[str, Any]:
    return {
        "effect": EFFECT_WORDS[reason.effect],
        "item": reason.item,
        "check": reason.check_id if reason.item != reason.check_id else "",
        "rule": reason.rule,
        "severity": reason.severity,
        "severity_word": reason.severity.value.capitalize(),
        "evidence": ", ".join(reason.evidence),
        "blocks": reason.effect == "blocks",
    }


SECTION = Section("checklist", "Result", 10, build)
