"""What a freeze pins: the record and the verdict as frozen, with their canonical bytes and digests."""

import operator
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, WrapSerializer, model_serializer

from workbench.domain.applicability import Applicability
from workbench.domain.catalogue import AnyTopic, Category, Checklist, Topic
from workbench.domain.deployment import Person, Profile
from workbench.domain.evidence import Evidence, EvidenceFact, EvidenceUse, ProofCounts, fact_of
from workbench.domain.journal import canonical, digest
from workbench.domain.model import Model, Severity, Status
from workbench.domain.policy import Policy
from workbench.domain.review import Condition, Dissent, Finding, Waiver
from workbench.domain.risk import Scales
from workbench.domain.verdict import Line, Reason, Verdict, Word, verdict

_LATER: dict[str, Any] = {
    "launch": "after",
    "renewals": 0,
    "approved_as": None,
    "holds": None,
    "redacted_from": None,
}


def _without_nothing(value: Model, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
    """Leave out what an older record does not have and a newer one says nothing with."""
    data: dict[str, Any] = handler(value)
    return {name: each for name, each in data.items() if name not in _LATER or each != _LATER[name]}


class AskedPerson(Model):
    """The person asked to sign for a role."""

    name: str
    email: str | None = None


class RequiredRole(Model):
    """A role that has to sign, with the person asked where one is named."""

    id: str
    name: str
    person: AskedPerson | None = None


class RecordReview(Model):
    """Which review this is."""

    key: str
    full_key: str
    number: int
    revision: int
    purpose: str
    deployment_key: str
    deployment: str
    owner: str | None
    version: str
    version_id: str
    created_at: datetime
    created_by: str


class Precedent(Model):
    """An incident that shows the mode at work."""

    key: str
    title: str
    when: str
    grade: str


class Record(Model):
    """Everything that was reviewed; its RFC 8785 bytes are `record.json`, whose SHA-256 is *the digest*."""

    schema_version: Literal[1, 2] = Field(default=2, alias="schema")
    """2 may hold stages and waiver rules in the policy; a record of schema 1 keeps its bytes, as every field that
    came later is left out where it says nothing."""
    review: RecordReview
    profile: Profile
    catalogue_version: int
    checklist: Checklist
    policy: Policy
    scales: Scales
    modes: tuple[AnyTopic, ...]
    """What the checklist asks about, in its order: failure modes and parts of operations."""
    categories: tuple[Category, ...]
    incident_counts: dict[str, int]
    """Own incidents by category at the freeze."""
    applicability: dict[str, Applicability]
    findings: tuple[Finding, ...]
    evidence: tuple[Annotated[Evidence, WrapSerializer(_without_nothing)], ...]
    uses: tuple[Annotated[EvidenceUse, WrapSerializer(_without_nothing)], ...]
    conditions: tuple[Annotated[Condition, WrapSerializer(_without_nothing)], ...]
    waivers: tuple[Annotated[Waiver, WrapSerializer(_without_nothing)], ...]
    dissents: tuple[Dissent, ...] = ()
    """Those recorded before the freeze; a record without any does not have the field."""
    precedents: dict[str, tuple[Precedent, ...]]
    people: dict[str, Person]
    required_roles: tuple[RequiredRole, ...]
    valid_until: date
    as_of: datetime
    purged: Annotated[tuple[str, ...], Field(exclude_if=operator.not_)] = ()
    """SHA-256 of evidence files that had been purged by then."""

    @model_serializer(mode="wrap")
    def _without_silence(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave the dissent out where nobody dissents, so that an older record keeps its bytes."""
        data: dict[str, Any] = handler(self)
        return {name: value for name, value in data.items() if name != "dissents" or value}

    def mode_of(self, check_id: str) -> AnyTopic:
        """Return what one of its checks asks about."""
        return next(mode for mode in self.modes if mode.check.id == check_id)

    def finding(self, check_id: str) -> Finding | None:
        """Return the finding of a check, or None."""
        return next((finding for finding in self.findings if finding.check_id == check_id), None)

    def name_of(self, person_id: str | None) -> str:
        """Return a person's name, or an empty text."""
        person = self.people.get(person_id or "")
        return person.name if person else ""

    def facts(
        self, now: datetime, damaged: frozenset[str] = frozenset(), purged: frozenset[str] = frozenset()
    ) -> tuple[EvidenceFact, ...]:
        """Gather the facts of every use at an instant.

        `damaged` and `purged` hold SHA-256 of files that changed or went, and of those erased since the freeze.
        """
        purged = purged.union(self.purged)
        rows = {row.id: row for row in self.evidence}
        return tuple(
            fact_of(
                use,
                rows[use.evidence_id],
                intact=rows[use.evidence_id].sha256 not in damaged,
                version_id=self.review.version_id,
                now=now,
                self_confirmation=self.policy.self_confirmation,
                purged=rows[use.evidence_id].sha256 in purged,
            )
            for use in self.uses
        )

    def verdict(
        self,
        now: datetime,
        *,
        damaged: frozenset[str] = frozenset(),
        purged: frozenset[str] = frozenset(),
        conditions: Iterable[Condition] | None = None,
    ) -> Verdict:
        """Apply the policy at an instant; `conditions` are those of the record with the ledger laid over them."""
        return verdict(
            self.profile,
            self.checklist,
            {mode.check.id: mode for mode in self.modes},
            self.policy,
            {finding.check_id: finding for finding in self.findings},
            self.facts(now, damaged, purged),
            self.waivers,
            self.conditions if conditions is None else conditions,
            now,
        )


class JournalHead(Model):
    """Where the journal stood."""

    seq: int
    hash: str


class VerdictRecord(Model):
    """The verdict as frozen; its RFC 8785 bytes are `verdict.json`."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    record_sha256: str
    as_of: datetime
    word: Word
    result: str
    lines: tuple[Line, ...]
    reasons: tuple[Reason, ...]
    proof: ProofCounts
    journal: JournalHead
    """The head before the freeze."""


def to_bytes(model: Model) -> bytes:
    """Return the RFC 8785 bytes of a model."""
    return canonical(model.model_dump(mode="json", by_alias=True))


def digest_of(model: Model) -> str:
    """Return the SHA-256 of the RFC 8785 bytes of a model."""
    return digest(to_bytes(model))


def valid_until(
    policy: Policy,
    modes: Iterable[Topic],
    record_facts: Iterable[EvidenceFact],
    findings: Iterable[Finding],
    now: datetime,
) -> date:
    """Return the policy's maximum or the earliest expiry of evidence under a CRITICAL pass, whichever is first."""
    critical = {mode.check.id for mode in modes if mode.severity is Severity.CRITICAL}
    passed = {finding.check_id for finding in findings if finding.status is Status.PASS} & critical
    days = [fact.expires_on for fact in record_facts if fact.expires_on and fact.check_id in passed]
    length = min(timedelta(days=policy.maximum_days), date.max - now.date())
    return min([*days, now.date() + length])


def manifest(record: Record) -> list[dict[str, Any]]:
    """List every evidence revision with its uses, for `evidence-manifest.json`; paths are below the workspace."""
    return [
        {
            "name": row.name,
            "kind": row.kind,
            "sha256": row.sha256,
            "size": row.size,
            "path": f"evidence/{row.sha256[:2]}/{row.sha256}" if row.sha256 else None,
            "url": row.url,
            "captured_on": row.captured_on.isoformat() if row.captured_on else None,
            **({"redacted_from": row.redacted_from} if row.redacted_from else {}),
            "uses": [
                {"id": use.key, "check": use.check_id, "control": use.control_id, "contradicts": use.contradicts}
                for use in record.uses
                if use.evidence_id == row.id
            ],
        }
        for row in record.evidence
    ]
