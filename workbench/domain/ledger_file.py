"""The ledger of one frozen review as a file: what happened after the freeze, for whoever has no workspace."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from workbench.domain.approval import DecisionWord, LedgerEntry
from workbench.domain.dissent import StandingDissent
from workbench.domain.evidence import Evidence, Sha256
from workbench.domain.model import Model

Text = Annotated[str, StringConstraints(max_length=100_000)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Z]+[0-9]{1,9}$")]
Rows = 10_000
"""The most of one kind that a file may hold."""


class _Published(Model):
    """Takes its descriptions into the schema."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class LedgerDecision(_Published):
    """A decision that was verified in the report; the report is the truth, and `admit` reads none from here."""

    role: Text
    decision: DecisionWord
    name: Text
    email: Text | None
    comment: Text
    at: AwareDatetime
    """As the signer claims it."""
    fingerprint: Text
    """Of the certificate, SHA-256."""


class LedgerAnswer(_Published):
    """What somebody answered a dissent."""

    text: Text
    by: Text
    at: AwareDatetime


class LedgerDissent(_Published):
    """A dissent, recorded before the freeze or signed after it, with its answers."""

    id: Key
    check: Text | None
    """None when it is about the review as a whole."""
    text: Text
    by: Text
    at: AwareDatetime
    fingerprint: Text
    """Of the certificate that signed it; empty for one that was only recorded."""
    answers: Annotated[tuple[LedgerAnswer, ...], Field(max_length=Rows)]


class LedgerClosing(_Published):
    """A condition of the record that was closed with evidence."""

    condition: Key
    by: Text
    at: AwareDatetime
    evidence: Text
    """Its name."""
    sha256: Sha256 | None


class LedgerRevocation(_Published):
    """An approval that was taken back."""

    text: Text
    by: Text
    at: AwareDatetime


class LedgerFile(_Published):
    """What `workbench export ledger REV` writes; nobody signed it. The schema is docs/ledger.schema.json."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    review: Text
    """`REV-1`."""
    revision: Text
    """`REV-1.2`."""
    digest: Sha256
    """SHA-256 of the record that all of it is about."""
    written_at: AwareDatetime
    decisions: Annotated[tuple[LedgerDecision, ...], Field(max_length=Rows)]
    closed: Annotated[tuple[LedgerClosing, ...], Field(max_length=Rows)]
    dissents: Annotated[tuple[LedgerDissent, ...], Field(max_length=Rows)]
    revoked: LedgerRevocation | None


def closings_of(
    ledger: Iterable[LedgerEntry], evidence: Mapping[str, Evidence], name_of: Callable[[str], str]
) -> tuple[LedgerClosing, ...]:
    """Return the conditions that a ledger closed; `evidence` by its id."""
    return tuple(
        LedgerClosing(
            condition=entry.condition or "",
            by=name_of(entry.by),
            at=entry.at,
            evidence=evidence[entry.evidence_id or ""].name,
            sha256=evidence[entry.evidence_id or ""].sha256,
        )
        for entry in ledger
        if entry.kind == "condition-closed"
    )


def decisions_of(ledger: Iterable[LedgerEntry]) -> tuple[LedgerDecision, ...]:
    """Return the decisions of a ledger in the order of collecting."""
    return tuple(LedgerDecision(**entry.decision.model_dump()) for entry in ledger if entry.decision is not None)


def revocation_of(ledger: Iterable[LedgerEntry], name_of: Callable[[str], str]) -> LedgerRevocation | None:
    """Return the revocation in a ledger, or None."""
    found = (LedgerRevocation(text=row.text, by=name_of(row.by), at=row.at) for row in ledger if row.kind == "revoked")
    return next(found, None)


def dissent_of(row: StandingDissent) -> LedgerDissent:
    """Return a dissent as the file has it."""
    return LedgerDissent(
        id=row.key,
        check=row.check_id,
        text=row.text,
        by=row.by,
        at=row.at,
        fingerprint=row.fingerprint,
        answers=tuple(LedgerAnswer(text=each.text, by=each.by, at=each.at) for each in row.answers),
    )


def entries_of(file: LedgerFile) -> tuple[LedgerEntry, ...]:
    """Return what a file may add to signed decisions: closed conditions and a revocation, and nothing else."""

    def entry(number: int, kind: Literal["condition-closed", "revoked"], by: str, at: datetime) -> LedgerEntry:
        return LedgerEntry(id=str(number), review_id=file.digest, kind=kind, by=by, at=at)

    closed = [
        entry(number, "condition-closed", row.by, row.at).model_copy(update={"condition": row.condition})
        for number, row in enumerate(file.closed)
    ]
    if file.revoked is None:
        return tuple(closed)
    revoked = entry(len(closed), "revoked", file.revoked.by, file.revoked.at)
    return (*closed, revoked.model_copy(update={"text": file.revoked.text}))
