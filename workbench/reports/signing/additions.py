"""What came after the last signature of a person: validation data and time-stamps, or something else. Loads pyHanko."""

from __future__ import annotations

from datetime import datetime

from asn1crypto import x509  # type: ignore[import-untyped]  # it has no stubs
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DiffResult,
    DSSCompareRule,
    FormUpdatingRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.validation import validate_pdf_timestamp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from workbench.reports.signing.cms_form import container_complaint

# pyHanko's default also lets the document properties and the metadata change.
_ONLY_VALIDATION_DATA = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),  # type: ignore[no-untyped-call]
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=FormUpdatingRule(
        field_rules=[
            SigFieldCreationRule(),  # type: ignore[no-untyped-call]
            SigFieldModificationRule(),
        ]
    ),
)


def examine_additions(
    data: bytes,
    reader: PdfFileReader,
    last: EmbeddedPdfSignature,
    stamps: list[EmbeddedPdfSignature],
    roots: list[x509.Certificate],
    at: datetime,
) -> tuple[tuple[str, ...], list[str]]:
    """Return what was added after the last signature of a person and may be there, and what may not."""
    end = int(last.byte_range[2]) + int(last.byte_range[3])
    if end == len(data):
        return (), (["A time-stamp stands before the last signature"] if stamps else [])
    added = reader.xrefs.total_revisions - 1 - last.signed_revision
    if added < 1 or data.count(b"startxref", end) != added or not _ends_properly(data):
        return (), [f"After the last signature, {len(data) - end:,} bytes were added that belong to no proper update"]
    judged = _ONLY_VALIDATION_DATA.review_file(reader, last.signed_revision, doc_mdp=last.docmdp_level)
    if not isinstance(judged, DiffResult) or judged.modification_level > ModificationLevel.LTA_UPDATES:
        return (), ["After the last signature, something other than validation data was added"]
    wrong = [f"The time-stamp in {stamp.field_name!r} does not hold" for stamp in stamps if not _holds(data, stamp)]
    told = [_tell(stamp, roots, at) for stamp in stamps]
    return tuple(told or ["Validation data"]), wrong


def _ends_properly(data: bytes) -> bool:
    return data[-8:].rstrip(b"\r\n").endswith(b"%%EOF") and len(data) - len(data.rstrip(b"\r\n")) <= 2


def _holds(data: bytes, stamp: EmbeddedPdfSignature) -> bool:
    status = validate_pdf_timestamp(stamp, ValidationContext(trust_roots=[], allow_fetching=False))
    return bool(status.intact and status.valid) and container_complaint(data, stamp) is None


def _tell(stamp: EmbeddedPdfSignature, roots: list[x509.Certificate], at: datetime) -> str:
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=at)
    status = validate_pdf_timestamp(stamp, context)
    proof = "proven" if status.trusted else "claimed, its authority is not trusted here"
    return f"Document time-stamp of {status.timestamp:%Y-%m-%d %H:%M} UTC ({proof})"
