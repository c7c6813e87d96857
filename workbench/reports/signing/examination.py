"""Examine a PDF: what it carries, who signed it, and everything that is wrong with it. Loads pyHanko.

pyHanko's own judgement is not enough: it says yes to appended junk and to a padding that is not zero, and no library
can see from the signatures that a file was cut back to an earlier one (so the roles of the record are counted).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]  # it has no stubs
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from workbench.domain.moment import utc
from workbench.reports.garbage import collecting_rarely
from workbench.reports.signing import certificates as certs
from workbench.reports.signing.additions import examine_additions
from workbench.reports.signing.cms_form import cms_complaint, container_complaint, has_strange_certificate
from workbench.reports.signing.decisions import DissentReason, Reason, clean_line, is_dissent_field
from workbench.reports.signing.report_file import MAX_PDF, NotAReportError, Report, entry, objection, read_report
from workbench.reports.signing.report_reader import ReportReader

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

# pyHanko logs a traceback for every suspicious file; what is wrong is in the reasons.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SignatureFacts:
    """One signature as it was found."""

    field: str
    person: str
    email: str
    fingerprint: str
    """SHA-256 of the certificate, as printed; empty when the signature could not be read."""
    reason: Reason | None
    """What was decided; None for a dissent, and for what cannot be read."""
    dissent: DissentReason | None
    time: datetime | None
    """What the signer claims, UTC, unless `time_proven`."""
    time_proven: bool
    trusted: bool
    """Whether the certificate leads to one of the anchors at the time of the examination."""
    damage: tuple[str, ...]
    """What is wrong whoever is trusted, without full stops."""
    distrust: tuple[str, ...]
    """Why the identity is not proven, without full stops."""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.damage and not self.distrust


@dataclass(frozen=True)
class Examination:
    """Everything found in a PDF."""

    report: Report | None
    signatures: tuple[SignatureFacts, ...]
    file_reasons: tuple[str, ...]
    """What is wrong with the file as a whole, without full stops."""
    additions: tuple[str, ...] = ()
    """Harmless things that came after the last signature of a person."""

    @property
    def damage(self) -> tuple[str, ...]:
        """Everything that is wrong whoever is trusted."""
        return self.file_reasons + tuple(reason for signature in self.signatures for reason in signature.damage)

    @property
    def distrust(self) -> tuple[str, ...]:
        """Why identities are not proven."""
        return tuple(reason for signature in self.signatures for reason in signature.distrust)


def examine(data: bytes, anchors: Sequence[Certificate], at: datetime) -> Examination:
    """Examine any bytes against these anchors, as of `at`. Never raises."""
    try:
        with collecting_rarely():
            return _examine(data, anchors, at)
    except NotAReportError as error:
        return Examination(None, (), (f"This is not the report of a frozen review: {error}",))
    except Exception as error:  # noqa: BLE001 - the bytes are a stranger's; whatever they provoke means: do not trust
        _log.info("bytes that are no PDF that can be read", exc_info=error)
        return Examination(None, (), ("This file cannot be read as a PDF; choose the signed report itself",))


def _examine(data: bytes, anchors: Sequence[Certificate], at: datetime) -> Examination:
    if len(data) > MAX_PDF:
        raise NotAReportError(f"it has more than {MAX_PDF // 2**20} MB")
    reader = ReportReader(data)
    if reader.encrypted:
        raise NotAReportError("it is encrypted")
    people, stamps, reasons = _read_signatures(reader)
    # What counts is what the first signer saw, not what a later update shows.
    revision = people[0].signed_revision if people else reader.xrefs.total_revisions - 1
    report = read_report(reader.get_historical_resolver(revision))
    roots = [_asn1(anchor) for anchor in anchors]
    facts = tuple(_facts(data, signature, report, roots, at) for signature in people)
    additions: tuple[str, ...] = ()
    if people:
        reasons += _order_reasons(people) + _certification_reasons(reader, people)
        additions, wrong = examine_additions(data, reader, people[-1], stamps, roots, at)
        reasons += wrong
    elif stamps:
        reasons.append("There is a time-stamp, but nobody has signed")
    return Examination(report, facts, tuple(reasons), additions)


def _read_signatures(
    reader: PdfFileReader,
) -> tuple[list[EmbeddedPdfSignature], list[EmbeddedPdfSignature], list[str]]:
    """Return the signatures of people and the document time-stamps in file order, and what could not be read."""
    people: list[EmbeddedPdfSignature] = []
    stamps: list[EmbeddedPdfSignature] = []
    reasons: list[str] = []
    names: set[str] = set()
    for name, _, field in enumerate_sig_fields(reader, filled_status=True):
        if name in names:
            reasons.append(f"The field {clean_line(name)!r} is there twice")
        names.add(name)
        try:
            signature = EmbeddedPdfSignature(reader, field, name)
            _ = signature.signer_cert
            target = {"/Sig": people, "/DocTimeStamp": stamps}[str(signature.sig_object_type)]
        except Exception:  # noqa: BLE001 - as above: a signature that cannot be read is one more reason
            reasons.append(f"The signature in {clean_line(name)!r} cannot be read")
            continue
        target.append(signature)
    return sorted(people, key=_position), sorted(stamps, key=_position), reasons


def _position(signature: EmbeddedPdfSignature) -> int:
    return int(signature.byte_range[1])


def _order_reasons(people: list[EmbeddedPdfSignature]) -> list[str]:
    """Each signature has to cover all of the one before it."""
    for earlier, later in pairwise(people):
        if int(later.byte_range[1]) < int(earlier.byte_range[2]) + int(earlier.byte_range[3]):
            return ["The signatures do not follow one another"]
    return []


def _certification_reasons(reader: PdfFileReader, people: list[EmbeddedPdfSignature]) -> list[str]:
    """The first signature certifies that only further signatures may follow (DocMDP P2)."""
    permissions = entry(reader.root, "/Perms")
    certified = permissions.raw_get("/DocMDP") if entry(permissions, "/DocMDP") is not None else None
    first = people[0]
    if getattr(certified, "reference", None) != first.sig_field.raw_get("/V").reference:
        return ["The first signature does not certify the report"]
    if first.docmdp_level is not MDPPerm.FILL_FORMS:
        return ["The first signature allows other changes than further signatures"]
    return []


def _facts(
    data: bytes, signature: EmbeddedPdfSignature, report: Report, roots: list[asn1_x509.Certificate], at: datetime
) -> SignatureFacts:
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    person, email = clean_line(certs.common_name(certificate)), clean_line(certs.email_of(certificate))
    who = person or email or signature.field_name
    text = str(entry(signature.sig_object, "/Reason") or "")
    reason, dissent = Reason.parse(text), None
    if is_dissent_field(signature.field_name):
        reason, dissent = None, DissentReason.parse(text)
        damage = _dissent_damage(signature, dissent, report, who)
    else:
        damage = _reason_damage(signature, reason, report, who, email)
    damage = _form_damage(data, signature, who) + damage
    status = _status(signature, roots, at)
    if status is None:
        damage.append(f"The signature of {who} cannot be checked")
        distrust: list[str] = []
    else:
        damage += _status_damage(status, who)
        distrust = [] if status.trusted else [_distrust(signature, certificate, who, at)]
        if status.trusted and has_strange_certificate(signature, _path(status)):
            damage.append(f"The signature of {who} carries a certificate that does not belong to it")
    return SignatureFacts(
        field=signature.field_name,
        person=person,
        email=email,
        fingerprint=certs.fingerprint(certificate),
        reason=reason,
        dissent=dissent,
        time=_time(signature),
        time_proven=status is not None and _is_stamped(status),
        trusted=status is not None and bool(status.trusted),
        damage=tuple(damage),
        distrust=tuple(distrust),
    )


def _form_damage(data: bytes, signature: EmbeddedPdfSignature, who: str) -> list[str]:
    complaint = container_complaint(data, signature) or cms_complaint(signature)
    return [f"The signature of {who} {complaint}"] if complaint else []


def _reason_damage(
    signature: EmbeddedPdfSignature, reason: Reason | None, report: Report, who: str, email: str
) -> list[str]:
    if reason is None:
        return [f"The signature of {who} does not say what was decided"]
    if signature.field_name != f"role.{reason.role}":
        return [f"The signature of {who} stands in another field than its role"]
    complaint = objection(report, reason, email)
    return [complaint] if complaint else []


def _dissent_damage(
    signature: EmbeddedPdfSignature, dissent: DissentReason | None, report: Report, who: str
) -> list[str]:
    if dissent is None:
        return [f"The dissent of {who} does not say what it is about"]
    if dissent.digest != report.digest:
        return [f"The dissent of {who} names another record"]
    box = entry(signature.sig_field, "/Rect") or ()
    if any(float(box[index]) for index in range(len(box))):
        return [f"The dissent of {who} stands in a visible field, which only a role has"]
    return []


def _status(
    signature: EmbeddedPdfSignature, roots: list[asn1_x509.Certificate], at: datetime
) -> PdfSignatureStatus | None:
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=at, revocation_mode="soft-fail")
    try:
        return validate_pdf_signature(signature, context)
    except Exception:  # noqa: BLE001 - as above: whatever a stranger's bytes provoke, the signature does not hold
        return None


def _status_damage(status: PdfSignatureStatus, who: str) -> list[str]:
    """Say in words why pyHanko's bottom line does not hold, apart from trust."""
    if not status.intact:
        return [f"The bytes that {who} signed have been changed"]
    if not status.valid:
        return [f"The signature of {who} is not genuine"]
    if not status.docmdp_ok:
        return [f"After {who} signed, something was changed that the first signature does not allow"]
    if status.trusted and not status.bottom_line:
        return [f"The signature of {who} or its time-stamp does not hold"]
    return []


def _distrust(signature: EmbeddedPdfSignature, certificate: Certificate, who: str, at: datetime) -> str:
    """Say why a certificate does not lead to an anchor; each cause has its own sentence."""
    if at > certificate.not_valid_after_utc:
        return f"The certificate of {who} expired on {certificate.not_valid_after_utc:%Y-%m-%d}"
    if at < certificate.not_valid_before_utc:
        return f"The certificate of {who} is only valid from {certificate.not_valid_before_utc:%Y-%m-%d}"
    if not _may_sign(certificate):
        return f"The certificate of {who} is not meant for signing documents"
    authority, mark = clean_line(certs.issuer_name(certificate)), certs.fingerprint(certificate)
    for other in signature.other_embedded_certs:
        if other.subject == signature.signer_cert.issuer:
            mark = other.sha256.hex(":").upper()
            return f"The authority {authority!r} of {who} is not trusted here; its fingerprint is {mark}"
    return f"The authority {authority!r} of {who} is not trusted here; the fingerprint of the certificate is {mark}"


def _may_sign(certificate: Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment
    except x509.ExtensionNotFound:
        return False


def _path(status: PdfSignatureStatus) -> set[bytes]:
    path: Any = status.validation_path
    return {bytes(certificate.dump()) for certificate in path} if path is not None else set()


def _time(signature: EmbeddedPdfSignature) -> datetime | None:
    claimed = signature.self_reported_timestamp
    return utc(claimed) if claimed is not None and claimed.tzinfo is not None else None


def _is_stamped(status: PdfSignatureStatus) -> bool:
    stamp = status.timestamp_validity
    return stamp is not None and bool(stamp.valid and stamp.intact and stamp.trusted)


def _asn1(certificate: Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
