"""Decisions and signatures: what each decision is bound to, the places to sign, and how to check the document."""

from collections.abc import Mapping
from typing import Any

from workbench.domain.record import manifest
from workbench.reports.input import ReportInput
from workbench.reports.section import Section


def build(report_input: ReportInput) -> Mapping[str, Any]:
    """Return the values of the last chapter."""
    record, journal = report_input.record, report_input.verdict.journal
    roles = record.required_roles
    return {
        "digest": report_input.digest,
        "journal": journal,
        "boxes": [
            {
                "id": role.id,
                "role": role.name,
                "person": role.person.name if role.person else "",
                "email": role.person.email or "" if role.person else "",
                "place": f"Signature field {number} of {len(roles)}",
            }
            for number, role in enumerate(roles, 1)
        ],
        "valid_until": record.valid_until,
        "report_name": report_name(report_input),
        "items": len(manifest(record)),
    }


def report_name(report_input: ReportInput) -> str:
    """Return the file name of the report below `reports/`."""
    review = report_input.record.review
    return f"{review.key if review.revision == 1 else review.full_key}.pdf"


SECTION = Section("signatures", "Decisions and signatures", 90, build)
