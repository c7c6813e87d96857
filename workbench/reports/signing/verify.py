"""Verify a signed report from the file alone, by the rule of record.md section 4."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.reports.signing.verification import SignedDecision, SignedDissent, Verification, Word

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from workbench.reports.signing.examination import Examination, SignatureFacts


def verify(pdf: Path | bytes, anchors: Sequence[Certificate], at: datetime) -> Verification:
    """Judge a file against the given anchors as of `at` (with a zone). Never raises, whatever the bytes are."""
    return verify_record(pdf, anchors, at)[0]


def verify_record(pdf: Path | bytes, anchors: Sequence[Certificate], at: datetime) -> tuple[Verification, bytes]:
    """Judge a file as `verify` does, and return the record that was judged with it; empty when there is none."""
    from workbench.reports.signing.examination import Examination, examine

    data = _read(pdf)
    examination = Examination(None, (), (data,)) if isinstance(data, str) else examine(data, anchors, at)
    return _judge(examination), examination.report.record if examination.report else b""


def _read(pdf: Path | bytes) -> bytes | str:
    """Return the bytes, or why there are none."""
    from workbench.reports.signing.report_file import MAX_PDF

    if isinstance(pdf, bytes):
        return pdf
    try:
        if pdf.stat().st_size > MAX_PDF:
            return f"{pdf.name} has more than {MAX_PDF // 2**20} MB; no report is that large"
        return pdf.read_bytes()
    except OSError as error:
        return f"{pdf.name} cannot be read: {error.strerror}"


def _judge(examination: Examination) -> Verification:
    reasons = list(dict.fromkeys(examination.damage + examination.distrust))
    if not examination.signatures and not reasons:
        reasons.append("Nobody has signed this report yet")
    word = Word.VALID_LATER_ADDITIONS if examination.additions else Word.VALID_UNCHANGED
    report = examination.report
    return Verification(
        word=Word.DO_NOT_TRUST if reasons else word,
        signed=_count(examination.signatures),
        required=len(report.roles) if report else 0,
        decisions=tuple(decision for facts in examination.signatures if (decision := _decision(facts))),
        dissents=tuple(dissent for facts in examination.signatures if (dissent := _dissent(facts))),
        reasons=tuple(f"{reason}." for reason in reasons),
        additions=examination.additions,
        digest=report.digest if report else "",
        review_key=report.review_key if report else "",
    )


def _count(signatures: Sequence[SignatureFacts]) -> int:
    """Count distinct roles signed by distinct certificates; one person in two roles counts once."""
    by_role = {facts.reason.role: facts.fingerprint for facts in signatures if facts.holds and facts.reason}
    return len(set(by_role.values()))


def _decision(facts: SignatureFacts) -> SignedDecision | None:
    if facts.reason is None:
        return None
    return SignedDecision(
        role=facts.reason.role,
        name=facts.person,
        email=facts.email,
        decision=facts.reason.decision,
        comment=facts.reason.comment,
        time=facts.time,
        time_proven=facts.time_proven,
        identity_proven=facts.holds and facts.trusted,
        fingerprint=facts.fingerprint,
    )


def _dissent(facts: SignatureFacts) -> SignedDissent | None:
    if facts.dissent is None:
        return None
    return SignedDissent(
        name=facts.person,
        email=facts.email,
        text=facts.dissent.said,
        time=facts.time,
        time_proven=facts.time_proven,
        identity_proven=facts.holds and facts.trusted,
        fingerprint=facts.fingerprint,
    )
