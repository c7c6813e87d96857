"""Turn the bytes of a report into the bytes of the report with one more signature. Loads pyHanko."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from asn1crypto import keys as asn1_keys  # type: ignore[import-untyped]  # it has no stubs
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from workbench.domain.errors import UserError
from workbench.reports.signing import certificates as certs
from workbench.reports.signing.appearance import AppearanceText, SignatureStyle
from workbench.reports.signing.decisions import MAX_COMMENT, Decision, DissentReason, Reason, clean_comment, clean_line
from workbench.reports.signing.examination import Examination, examine
from workbench.reports.signing.report_file import Report, objection, places
from workbench.reports.signing.report_reader import ReportReader

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from workbench.reports.signing.keys import SigningKey

_UNCHANGED = "Nothing was signed and the file is unchanged."


class _ReportWriter(IncrementalPdfFileWriter):
    """Leaves the document properties as the report has them.

    pyHanko 0.38 names itself as producer differently in the two places where a PDF says it; PDF/A wants them equal.
    """

    def _update_meta(self) -> None:
        pass


class _SignerAt(PdfSigner):
    """A signer with a clock that it is given."""

    def __init__(
        self, meta: PdfSignatureMetadata, signer: SimpleSigner, style: SignatureStyle | None, at: datetime
    ) -> None:
        super().__init__(meta, signer, stamp_style=style)
        self._at = at

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        """Begin to sign at the given time."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


def add_dissent(pdf: bytes, key: SigningKey, said: str, at: datetime) -> tuple[DissentReason, bytes]:
    """Return the reason and the file with one more dissent, in an invisible field. Raises `UserError`.

    A visible field would break the certification. A dissenter may sign a role too, before or after.
    """
    examination = examine(pdf, (), at)
    report = _report(examination)
    reason = DissentReason(report.digest, _comment(said))
    _refuse_dissent(examination, key, reason, at)
    writer = _ReportWriter.from_reader(ReportReader(pdf))
    certifies = not examination.signatures
    if certifies:
        _create_fields(writer, report)
    name = _free_field(writer)
    append_signature_field(writer, SigFieldSpec(name))
    output = BytesIO()
    signer = _SignerAt(_meta(name, reason.text, key, certifies=certifies), _signer(key), None, at)
    signer.sign_pdf(writer, existing_fields_only=True, output=output)
    return reason, output.getvalue()


def add_signature(
    pdf: bytes, key: SigningKey, role: str, decision: Decision, comment: str, at: datetime, fonts: Path
) -> tuple[Reason, bytes]:
    """Return the reason and the signed file. Raises `UserError` when this person cannot sign this file so."""
    examination = examine(pdf, (), at)
    report = _report(examination)
    reason = Reason(decision, role, report.digest, _comment(comment))
    _refuse(examination, report, key, reason, at)
    certifies = not examination.signatures
    writer = _ReportWriter.from_reader(ReportReader(pdf))
    if certifies:
        _create_fields(writer, report)
    meta = _meta(f"role.{role}", reason.text, key, certifies=certifies)
    style = SignatureStyle(words=_words(key, report, reason, at, certifies=certifies), fonts=fonts)
    output = BytesIO()
    signer = _SignerAt(meta, _signer(key), style, at)
    signer.sign_pdf(writer, existing_fields_only=True, output=output)
    return reason, output.getvalue()


def _meta(field: str, reason: str, key: SigningKey, *, certifies: bool) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=field,
        reason=reason,
        name=clean_line(key.person),
        certify=certifies,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )


def _free_field(writer: IncrementalPdfFileWriter) -> str:
    """Return the name of the first field for a dissent that is not there yet, signed or not."""
    taken = {name for name, _, _ in enumerate_sig_fields(writer.prev)}
    return next(name for number in count(1) if (name := f"dissent-{number}") not in taken)


def _report(examination: Examination) -> Report:
    if examination.report is None:
        raise UserError(f"{examination.file_reasons[0]}. {_UNCHANGED} Export the report of a frozen review.")
    return examination.report


def _comment(comment: str) -> str:
    text = clean_comment(comment)
    if len(text) > MAX_COMMENT:
        raise UserError(
            f"The text has {len(text):,} characters; the limit is {MAX_COMMENT:,}. {_UNCHANGED} Shorten it."
        )
    return text


def _refuse_dissent(examination: Examination, key: SigningKey, reason: DissentReason, at: datetime) -> None:
    """Say why this dissent must not be added."""
    _refuse_damage(examination)
    if not reason.said:
        raise UserError(f"A dissent needs a text. {_UNCHANGED} Say what you disagree about.")
    mark = certs.fingerprint(key.certificate)
    if any(facts.dissent == reason and facts.fingerprint == mark for facts in examination.signatures):
        raise UserError(f"{key.person} has signed this dissent already. {_UNCHANGED}")
    _refuse_expired(key, at)


def _refuse_damage(examination: Examination) -> None:
    if examination.damage:
        raise UserError(f"{examination.damage[0]}. {_UNCHANGED} Ask for a fresh copy of the report.")


def _refuse(examination: Examination, report: Report, key: SigningKey, reason: Reason, at: datetime) -> None:
    """Say why this signature must not be added."""
    _refuse_damage(examination)
    complaint = objection(report, reason, key.email)
    if complaint:
        raise UserError(f"{complaint}. {_UNCHANGED} Sign another decision or role, or let the person asked sign.")
    for signature in examination.signatures:
        if signature.reason is None:
            continue
        if signature.reason.role == reason.role:
            raise UserError(f"{signature.person} has signed for this role already. {_UNCHANGED}")
        if signature.fingerprint == certs.fingerprint(key.certificate):
            raise UserError(
                f"This key has signed for another role already. {_UNCHANGED} Each role needs its own person."
            )
    _refuse_expired(key, at)


def _refuse_expired(key: SigningKey, at: datetime) -> None:
    if not key.certificate.not_valid_before_utc <= at <= key.certificate.not_valid_after_utc:
        until = key.certificate.not_valid_after_utc
        raise UserError(
            f"The certificate of {key.person} is not valid at this time (until {until:%d %b %Y}). {_UNCHANGED}"
        )


def _create_fields(writer: IncrementalPdfFileWriter, report: Report) -> None:
    """Create the fields of all roles: after the certification no visible field can be added."""
    found = places(writer.prev)
    for role in report.roles:
        if role.id not in found:
            raise UserError(f"The report has no place for the signature of {role.name}. {_UNCHANGED} Export it again.")
        place = found[role.id]
        append_signature_field(writer, SigFieldSpec(f"role.{role.id}", on_page=place.page, box=place.box))


def _words(key: SigningKey, report: Report, reason: Reason, at: datetime, *, certifies: bool) -> AppearanceText:
    role = report.role(reason.role)
    short = certs.short_fingerprint(key.certificate)
    issuer = clean_line(certs.issuer_name(key.certificate))
    return AppearanceText(
        name=clean_line(key.person),
        name_otherwise=clean_line(key.email) or certs.short_fingerprint(key.certificate),
        role=clean_line(role.name if role else reason.role),
        decision=reason.decision.words,
        comment=reason.comment,
        act="Certified" if certifies else "Signed",
        time=f"{at.day} {_MONTHS[at.month - 1]} {at:%Y, %H:%M} UTC",
        key=f"Allows further signatures only · key {short}" if certifies else f"Key {short}, {issuer}",
    )


# Not strftime: the month of a report must not depend on the locale of its signer.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _signer(key: SigningKey) -> SimpleSigner:
    from cryptography.hazmat.primitives import serialization

    private = key.private_key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko leaves its constructor bare
    store.register_multiple(_asn1(certificate) for certificate in key.chain)
    return SimpleSigner(
        signing_cert=_asn1(key.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=store,
    )


def _asn1(certificate: Certificate) -> asn1_x509.Certificate:
    from cryptography.hazmat.primitives.serialization import Encoding

    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
