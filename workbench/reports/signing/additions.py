"""What came after the last signature of a person: validation data and time-stamps, or something else. Loads pyHanko."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from asn1crypto import x509  # type: ignore[import-untyped]  # it has no stubs
from defusedxml import ElementTree  # type: ignore[import-untyped]  # it has no stubs
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.validation import validate_pdf_timestamp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from workbench.reports.signing.cms_form import container_complaint
from workbench.reports.signing.report_file import properties

_MAY_CHANGE = {"ModDate", "ModifyDate", "MetadataDate", "Producer", "xmptk"}
"""Document properties that a program updates by itself when it adds validation data."""


def examine_additions(
    data: bytes,
    reader: PdfFileReader,
    last: EmbeddedPdfSignature,
    stamps: list[EmbeddedPdfSignature],
    roots: list[x509.Certificate],
    at: datetime,
) -> tuple[tuple[str, ...], list[str]]:
    """Return what was added after the last signature of a person and may be there, and what may not.

    The last signature has been validated before, so pyHanko has compared the revisions already.
    """
    end = int(last.byte_range[2]) + int(last.byte_range[3])
    if end == len(data):
        return (), (["A time-stamp stands before the last signature"] if stamps else [])
    added = reader.xrefs.total_revisions - 1 - last.signed_revision
    if added < 1 or data.count(b"startxref", end) != added or not _ends_properly(data):
        return (), [f"After the last signature, {len(data) - end:,} bytes were added that belong to no proper update"]
    if not _is_validation_data(last) or not _keeps_properties(reader, last.signed_revision):
        return (), ["After the last signature, something other than validation data was added"]
    wrong = [f"The time-stamp in {stamp.field_name!r} does not hold" for stamp in stamps if not _holds(data, stamp)]
    told = [_tell(stamp, roots, at) for stamp in stamps]
    return tuple(told or ["Validation data"]), wrong


def _is_validation_data(last: EmbeddedPdfSignature) -> bool:
    judged = last.diff_result
    return isinstance(judged, DiffResult) and judged.modification_level <= ModificationLevel.LTA_UPDATES


def _keeps_properties(reader: PdfFileReader, since: int) -> bool:
    """Whether title, author and so on stayed the same; pyHanko lets every property change."""
    revisions = range(since, reader.xrefs.total_revisions)
    return len({_properties(reader.get_historical_resolver(revision)) for revision in revisions}) == 1


def _properties(resolver: HistoricalResolver) -> frozenset[tuple[str, str]]:
    found = [(key.removeprefix("/"), value) for key, value in properties(resolver).items()]
    if "/Metadata" in resolver.root:
        # Not `root["/Metadata"]`: that fails for a revision before the newest.
        stream: Any = resolver.root.get_value_as_reference("/Metadata").get_object()
        for element in ElementTree.fromstring(stream.data).iter():
            found += [(element.tag, (element.text or "").strip()), *element.attrib.items()]
    return frozenset((key, value) for key, value in found if value and key.rpartition("}")[2] not in _MAY_CHANGE)


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
