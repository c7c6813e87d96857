"""The cover: what was reviewed, the verdict with what blocks, the strip, proof counts and the digest."""

from collections.abc import Mapping
from typing import Any

from workbench.domain.model import STATUS_WORDS, Status
from workbench.domain.verdict import VERDICT_WORDS, Kind, Reason, Word
from workbench.reports import words
from workbench.reports.input import ReportInput
from workbench.reports.marks import VERDICT_STATUS
from workbench.reports.section import Section

SHOWN = 5
"""Reasons on the cover; the checklist has them all."""
SHOWN_ABOVE_TWO_ROWS = 2
"""How many where the strip takes two rows of the page."""
CELLS = 9
"""Checks in one row of the strip: the longest word of an id still has room."""
_BLOCKING: dict[Kind, tuple[str, str]] = {
    "failure": ("failed check blocks", "failed checks block"),
    "unknown": ("check is unknown", "checks are unknown"),
    "unproven": ("pass is unproven", "passes are unproven"),
    "contradicted": ("pass is contradicted", "passes are contradicted"),
    "lapsed": ("condition or waiver has lapsed", "conditions or waivers have lapsed"),
    "damaged": ("piece of evidence is damaged", "pieces of evidence are damaged"),
}


def build(report_input: ReportInput) -> Mapping[str, Any]:
    """Return the values of the cover."""
    record, verdict = report_input.record, report_input.verdict
    reasons = [reason for reason in verdict.reasons if reason.effect != "note"]
    blocking = [reason for reason in reasons if reason.effect == "blocks"]
    blocking.sort(key=lambda reason: list(_BLOCKING).index(reason.kind))
    telling = blocking or reasons
    rows = _rows(report_input)
    shown = SHOWN if len(rows) == 1 else SHOWN_ABOVE_TWO_ROWS
    return {
        "review": record.review,
        "title_size": _title_size(record.review.deployment),
        "mark": VERDICT_STATUS[verdict.word],
        "word": VERDICT_WORDS[verdict.word],
        "is_blocked": verdict.word is Word.NOT_READY,
        "lead": lead(verdict.word, telling),
        "reasons": [_told(report_input, reason) for reason in telling[:shown]],
        "more": len(telling) - shown,
        "rows": rows,
        "proof": verdict.proof,
        "findings": words.counted(len(record.findings), "finding").lower(),
        "block": _block(report_input),
        "digest": report_input.digest,
        "dissents": words.counted(len(record.dissents), "dissent is", "dissents are") if record.dissents else "",
        "self_confirmation": record.policy.self_confirmation,
        "last_role": f"role.{record.required_roles[-1].id}" if record.required_roles else "",
        "fields": len(record.required_roles),
    }


def _title_size(name: str) -> str:
    """Return the class that keeps a long name on the page."""
    return "long" if len(name) > 90 else "middling" if len(name) > 40 else "short"


def lead(word: Word, reasons: list[Reason]) -> str:
    """Return the sentence that says why, such as `Two failed checks block, one check is unknown`."""
    if word is Word.READY:
        return "Every check is answered and nothing blocks."
    if word is Word.WITH_CONDITIONS:
        checks = {reason.check_id for reason in reasons}
        findings = words.counted(len(checks), "finding needs", "findings need")
        return f"{findings} what is written as a condition:"
    kinds = [reason.kind for reason in reasons]
    parts = [words.counted(kinds.count(kind), *names) for kind, names in _BLOCKING.items() if kind in kinds]
    return ", ".join([parts[0], *(part[0].lower() + part[1:] for part in parts[1:])]) + ":"


def _told(report_input: ReportInput, reason: Reason) -> Mapping[str, str]:
    record = report_input.record
    conditions = [row for row in record.conditions if row.check_id == reason.check_id and row.closed_at is None]
    waiver = next((row for row in record.waivers if reason.effect == "condition" and row.key == reason.item), None)
    if waiver is not None:
        finding = report_input.finding(reason.check_id)
        text = f"{finding.summary or record.mode_of(reason.check_id).check.question}: waived until "
        text += f"{words.short_date(waiver.expires_on)} by {waiver.key}"
    elif reason.effect == "condition" and conditions:
        text = "; ".join(f"{row.text}, due {words.short_date(row.due)}" for row in conditions)
    elif reason.kind in ("failure", "unproven", "unknown"):
        text = report_input.finding(reason.check_id).summary or record.mode_of(reason.check_id).check.question
    else:
        text = f"{reason.item}: {reason.rule}"
    return {"check": reason.check_id, "text": text}


def _rows(report_input: ReportInput) -> list[list[Mapping[str, Any]]]:
    cells: list[Mapping[str, Any]] = [
        {
            "status": line.status,
            "word": short_word(line.status),
            "check": line.check_id,
            "tint": words.status_class(line.status),
        }
        for line in report_input.verdict.lines
    ]
    if len(cells) <= CELLS:
        return [cells]
    half = (len(cells) + 1) // 2
    return [cells[:half], cells[half:]]


def short_word(status: Status) -> str:
    """Return a word that fits a narrow cell."""
    return "N/A" if status is Status.NOT_APPLICABLE else STATUS_WORDS[status]


def _block(report_input: ReportInput) -> list[tuple[str, str]]:
    record = report_input.record
    stage = record.profile.stage
    return [
        ("As of" if report_input.is_draft else "Frozen", words.long_date(record.as_of)),
        ("Checklist", f"{record.checklist.name}, version {record.checklist.version}"),
        ("Edition", "Full, internal"),
        ("Policy", f"{record.policy.name}, version {record.policy.version}"),
        ("Catalogue", f"Built-in pack, version {record.catalogue_version}"),
        ("Valid until at most", words.long_date(record.valid_until)),
        ("Owner", record.review.owner or "Not known"),
        ("Stage asked for", stage.value.capitalize() if stage else "Not known"),
    ]


SECTION = Section("cover", "", 0, build)
