"""What verification says: one of three words, how many roles have signed, every decision and every dissent."""

from datetime import datetime
from enum import StrEnum

from workbench.domain.model import Model
from workbench.reports.signing.decisions import Decision


class Word(StrEnum):
    """The three words of record.md section 4; the value is how it is printed."""

    VALID_UNCHANGED = "Valid, unchanged"
    VALID_LATER_ADDITIONS = "Valid, later additions"
    DO_NOT_TRUST = "Do not trust"


class SignedDecision(Model):
    """One decision as its signature carries it."""

    role: str
    name: str
    """The person in the certificate."""
    email: str
    decision: Decision
    comment: str
    time: datetime | None
    """UTC; None when the signature claims no time."""
    time_proven: bool
    """By a time-stamp that is trusted; otherwise the time is claimed by the signer."""
    identity_proven: bool
    """By a certificate of a trusted authority, on a signature with which nothing is wrong."""
    fingerprint: str
    """SHA-256 of the certificate."""


class SignedDissent(Model):
    """One dissent as its signature carries it; it stands beside the decisions and never counts among them."""

    name: str
    """The person in the certificate."""
    email: str
    text: str
    time: datetime | None
    """UTC; None when the signature claims no time."""
    time_proven: bool
    identity_proven: bool
    """Both as for a decision."""
    fingerprint: str
    """SHA-256 of the certificate."""


class Verification(Model):
    """The judgement on one PDF."""

    word: Word
    signed: int
    """Distinct required roles signed by distinct certificates, of signatures that hold."""
    required: int
    """Required roles of the record; 0 when it cannot be read."""
    decisions: tuple[SignedDecision, ...]
    dissents: tuple[SignedDissent, ...] = ()
    reasons: tuple[str, ...]
    """Why the file is not to be trusted, as sentences."""
    additions: tuple[str, ...]
    """What came after the last signature, when that is allowed."""
    digest: str
    """SHA-256 of the embedded record, empty when there is none."""
    review_key: str

    @property
    def is_valid(self) -> bool:
        """Whether the word is one of the two valid ones."""
        return self.word is not Word.DO_NOT_TRUST

    @property
    def is_complete(self) -> bool:
        """Whether the exit status is 0: a valid word, and every required role has signed."""
        return self.is_valid and self.signed == self.required > 0

    @property
    def count(self) -> str:
        """Return `2 of 3 signed`."""
        return f"{self.signed} of {self.required} signed"
