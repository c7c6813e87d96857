"""Evidence, its use under a finding, and the rule that tells what kind of proof a use is."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from workbench.domain.analysis import Analysis
from workbench.domain.model import Model, Proof

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Evidence(Model):
    """One revision of a file, a note or a link; revisions are new rows."""

    id: str
    kind: Literal["file", "note", "link"]
    name: str
    """As the person named it; shown with control characters made visible, never used as a path."""
    sha256: Sha256 | None = None
    """None only for a link."""
    size: Annotated[int, Field(ge=0)] | None = None
    """Bytes."""
    media_type: str = "application/octet-stream"
    """By content, not by name."""
    url: str | None = None
    captured_on: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    attached_at: datetime
    collector: str
    """Person id."""
    subject_version: str
    """Version id."""
    environment: str | None = None
    """Where it was made: `staging`, `production`."""
    expires_on: date | None = None
    revises: str | None = None
    """The evidence that this revision replaces."""
    redacted_from: Sha256 | None = None
    """SHA-256 of the file as it was, where the one that is kept is a copy without its credentials."""


class ContradictionAnswer(Model):
    """Why a contradicting use does not overturn a pass."""

    text: str
    by: str
    at: datetime


class Justification(Model):
    """Why older evidence still holds: it covers what was stale when it was written, and nothing that comes later."""

    text: str
    by: str
    at: datetime
    version: str
    """Id of the version for which it holds."""


class EvidenceUse(Model):
    """The link from a finding, or from one of its controls, to one evidence revision."""

    id: str
    review_id: str
    key: str
    """`E1`, counted per review."""
    check_id: str
    control_id: str | None = None
    evidence_id: str
    contradicts: bool = False
    """Contradicts the claim that the check is met or the control works; never about the status."""
    attached_by: str
    attached_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    answer: ContradictionAnswer | None = None
    analysis: Analysis | None = None
    """What an analyser read in the file."""
    analysis_confirmed_by: str | None = None
    holds: Justification | None = None


class EvidenceFact(Model):
    """What the verdict needs to know of one use; read by the caller, so that the rule stays pure."""

    use: str
    check_id: str
    control_id: str | None = None
    name: str
    proof: Proof
    contradicts: bool = False
    answered: bool = False
    damaged: bool = False
    purged: bool = False
    """Whether the file was erased on purpose: it proves nothing, and is not damaged."""
    expires_on: date | None = None


def end_of(day: date) -> datetime:
    """Return the first instant after a day, UTC; a due date holds until then.

    After the last day of the calendar there is none: its last instant stands for it.
    """
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)


def has_passed(day: date | None, now: datetime) -> bool:
    """Tell whether a day, UTC, is over."""
    return day is not None and now >= end_of(day)


def proof_of(
    use: EvidenceUse,
    evidence: Evidence,
    *,
    intact: bool,
    version_id: str,
    now: datetime,
    self_confirmation: bool = False,
) -> Proof:
    """Tell which kind of proof a use is (record.md section 2: exactly one of three)."""
    confirmed = use.confirmed_by is not None and (self_confirmation or use.confirmed_by != use.attached_by)
    if evidence.kind != "file" or not intact or not confirmed:
        return Proof.DECLARED
    said = _justification(use, self_confirmation=self_confirmation)
    expired = has_passed(_expiry(evidence, said), now)
    other = evidence.subject_version != version_id and (said is None or said.version != version_id)
    return Proof.STALE if expired or other else Proof.VERIFIED


def _justification(use: EvidenceUse, *, self_confirmation: bool) -> Justification | None:
    """Return why a use still holds, where somebody said so who may."""
    return use.holds if use.holds and (self_confirmation or use.holds.by != use.attached_by) else None


def _expiry(evidence: Evidence, said: Justification | None) -> date | None:
    """Return the day until which evidence counts; none any more where a reviewer wrote after it why it still holds."""
    lifted = said is not None and has_passed(evidence.expires_on, said.at)
    return None if lifted else evidence.expires_on


def fact_of(
    use: EvidenceUse,
    evidence: Evidence,
    *,
    intact: bool,
    version_id: str,
    now: datetime,
    self_confirmation: bool = False,
    purged: bool = False,
) -> EvidenceFact:
    """Gather what the verdict needs of one use."""
    return EvidenceFact(
        use=use.key,
        check_id=use.check_id,
        control_id=use.control_id,
        name=evidence.name,
        proof=proof_of(
            use,
            evidence,
            intact=intact and not purged,
            version_id=version_id,
            now=now,
            self_confirmation=self_confirmation,
        ),
        contradicts=use.contradicts,
        answered=use.answer is not None,
        damaged=evidence.sha256 is not None and not intact and not purged,
        purged=purged,
        expires_on=_expiry(evidence, _justification(use, self_confirmation=self_confirmation)),
    )


def same_use(
    uses: Iterable[EvidenceUse],
    evidence: Mapping[str, Evidence],
    *,
    sha256: str | None,
    check_id: str,
    control_id: str | None = None,
    contradicts: bool = False,
) -> EvidenceUse | None:
    """Return the use of the same content that says the same under the same check or control, or None."""
    return next(
        (
            use
            for use in uses
            if sha256 is not None
            and evidence[use.evidence_id].sha256 == sha256
            and (use.check_id, use.control_id, use.contradicts) == (check_id, control_id, contradicts)
        ),
        None,
    )


class ProofCounts(Model):
    """How many uses of each kind; counted apart, never added up."""

    declared: int = 0
    verified: int = 0
    stale: int = 0
    contradicting: int = 0
    """How many of the uses contradict; they are counted under their kind too."""


def count_proof(facts: tuple[EvidenceFact, ...]) -> ProofCounts:
    """Count the uses of each kind of proof."""
    kinds = [fact.proof for fact in facts]
    return ProofCounts(
        declared=kinds.count(Proof.DECLARED),
        verified=kinds.count(Proof.VERIFIED),
        stale=kinds.count(Proof.STALE),
        contradicting=sum(fact.contradicts for fact in facts),
    )
