"""The evidence manifest: every file with its whole hash, where it came from and what it was used for."""

from collections.abc import Mapping
from typing import Any

from workbench.domain.evidence import Evidence, EvidenceUse
from workbench.domain.record import Record
from workbench.reports import words
from workbench.reports.input import ReportInput
from workbench.reports.section import Section


def build(report_input: ReportInput) -> Mapping[str, Any]:
    """Return a row for each piece of evidence, in the order in which it was attached."""
    record = report_input.record
    rows = sorted(record.evidence, key=lambda row: (row.attached_at, row.id))
    return {"rows": [_row(record, row) for row in rows], "proof": report_input.verdict.proof}


def _row(record: Record, row: Evidence) -> Mapping[str, str]:
    uses = [use for use in record.uses if use.evidence_id == row.id]
    about = "this version" if row.subject_version == record.review.version_id else "another version"
    observed = f"observed {words.short_date(row.period_from)} to {words.short_date(row.period_to)}"
    facts = (
        row.kind,
        row.media_type if row.sha256 else "",
        words.size_of(row.size),
        f"captured {words.short_date(row.captured_on)}" if row.captured_on else "capture date not known",
        observed if row.period_from else "",
        f"attached {words.short_date(row.attached_at)} by {record.name_of(row.collector) or 'somebody unknown'}",
        f"expires {words.short_date(row.expires_on)}" if row.expires_on else "",
        f"about {about}",
        row.environment or "",
        f"a copy without its credentials of SHA-256 {words.grouped(row.redacted_from)}" if row.redacted_from else "",
    )
    return {
        "name": row.name,
        "url": row.url or "",
        "facts": ", ".join(fact for fact in facts if fact),
        "uses": ", ".join(_use(use) for use in uses),
        "sha256": words.grouped(row.sha256) if row.sha256 else "",
    }


def _use(use: EvidenceUse) -> str:
    control = f" ({use.control_id})" if use.control_id else ""
    return f"{use.key} {use.check_id}{control}{', contradicting' if use.contradicts else ''}"


SECTION = Section("evidence", "Evidence", 60, build)
