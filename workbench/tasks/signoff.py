"""Take the signatures of a returned file into the workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.approval import Decision, DecisionWord, SignedDissent
from workbench.domain.errors import UserError
from workbench.domain.review import Review
from workbench.edits.session import Session
from workbench.edits.signoff import RecordDecisions
from workbench.reports.signing.verification import SignedDecision, Verification
from workbench.reports.signing.verify import verify
from workbench.storage.store import Store
from workbench.whole_file import write_whole

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


@dataclass(frozen=True)
class Collected:
    """What became of a returned file."""

    verification: Verification
    review: str
    """Full key of the review it belongs to; empty when nothing was taken."""
    path: Path | None
    """Where its signatures now lie; None when the file is not to be trusted and nothing was taken."""


def collect(session: Session, pdf: Path, trusted: Sequence[Certificate], now: datetime) -> Collected:
    """Verify a returned file, put it in place of the report held, and index its decisions.

    A file that is not to be trusted is not taken, and the verification says why. A UserError refuses a file of another
    record, and one that does not continue the report held byte by byte.
    """
    body = _read(pdf)
    verification = verify(body, trusted, now)
    if not verification.is_valid:
        return Collected(verification, "", None)
    review = _review_of(session.store, verification)
    held = session.store.folder / "reports" / review.report_name
    _put(body, held, pdf.name)
    said = decisions_of(verification, now), dissents_of(verification, now)
    session.do(RecordDecisions(review.full_key, verification.digest, *said))
    return Collected(verification, review.full_key, held)


def decisions_of(verification: Verification, now: datetime) -> tuple[Decision, ...]:
    """Return the decisions as the ledger keeps them; one without a time counts from when it was collected."""
    return tuple(_decision(signed, now) for signed in verification.decisions)


def dissents_of(verification: Verification, now: datetime) -> tuple[SignedDissent, ...]:
    """Return the dissents as the ledger keeps them; the time as for decisions."""
    return tuple(
        SignedDissent(
            name=signed.name,
            email=signed.email or None,
            text=signed.text,
            at=signed.time or now,
            fingerprint=signed.fingerprint,
        )
        for signed in verification.dissents
    )


def _decision(signed: SignedDecision, now: datetime) -> Decision:
    return Decision(
        role=signed.role,
        decision=DecisionWord(signed.decision.value),
        name=signed.name,
        email=signed.email or None,
        comment=signed.comment,
        at=signed.time or now,
        fingerprint=signed.fingerprint,
    )


def _review_of(store: Store, verification: Verification) -> Review:
    review = store.reviews.first("record_sha256 = ?", verification.digest)
    if review is None:
        raise UserError(
            f"No review of this workspace has the record of this report ({verification.review_key or 'unnamed'}, "
            f"digest {verification.digest[:8]}…). Nothing was changed. Collect it in the workspace it was frozen in."
        )
    return review


def _read(pdf: Path) -> bytes:
    try:
        return pdf.read_bytes()
    except OSError as error:
        raise UserError(f"{pdf} cannot be read ({error.strerror}). Nothing was changed. Check the path.") from error


def _put(body: bytes, held: Path, name: str) -> None:
    """Put the returned file in place in one step, unless it is there already; it has to continue what is held."""
    before = _read(held) if held.exists() else b""
    if before == body:
        return
    if before.startswith(body):
        raise UserError(
            f"{name} is an earlier state of {held.name}, which holds more signatures. Nothing was changed. "
            "Send the newer file to whoever signs next."
        )
    if not body.startswith(before):
        raise UserError(
            f"{name} does not continue {held.name} byte by byte: it was made from another copy. Nothing was changed. "
            "Send the file in the workspace to whoever signs next, and collect what comes back."
        )
    _replace(body, held)


def _replace(body: bytes, held: Path) -> None:
    try:
        held.parent.mkdir(exist_ok=True)
        write_whole(held, body)
    except OSError as error:
        raise UserError(
            f"{held.name} could not be written ({error.strerror}). The report held is unchanged. Check the disk."
        ) from error
