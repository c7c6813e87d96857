"""Building the record and the verdict that a freeze pins, from what lies in the workspace."""

from collections import Counter
from datetime import datetime

from workbench.domain.deployment import Person
from workbench.domain.evidence import count_proof
from workbench.domain.incident import Incident
from workbench.domain.record import (
    AskedPerson,
    JournalHead,
    Precedent,
    Record,
    RecordReview,
    RequiredRole,
    VerdictRecord,
    digest_of,
    valid_until,
)
from workbench.storage.review_view import ReviewView
from workbench.storage.store import Store

PRECEDENTS = 4
"""How many incidents a check shows."""


def build_record(store: Store, view: ReviewView, now: datetime) -> Record:
    """Gather everything that is reviewed, as it stands."""
    catalogue = store.catalogue
    incidents = store.incidents.all(order="key DESC")
    modes = tuple(view.modes[check] for check in view.checklist.checks)
    facts = view.facts(now)
    return Record(
        review=_review(view),
        profile=view.version.profile,
        catalogue_version=catalogue.version,
        checklist=view.checklist,
        policy=view.policy,
        scales=view.scales,
        modes=modes,
        categories=catalogue.categories,
        incident_counts=own_counts(incidents),
        applicability={check: view.applicability(check) for check in view.checklist.checks},
        findings=tuple(view.findings[check] for check in view.checklist.checks),
        evidence=tuple(view.evidence.values()),
        uses=view.uses,
        conditions=view.conditions,
        waivers=view.waivers,
        dissents=view.dissents,
        precedents={mode.check.id: precedents(incidents, mode.id) for mode in modes},
        people=_people_in(view),
        required_roles=tuple(
            RequiredRole(id=role.id, name=role.name, person=_asked(view, role.id)) for role in view.policy.roles
        ),
        valid_until=valid_until(view.policy, modes, facts, view.findings.values(), now),
        as_of=now,
        purged=tuple(sorted({row.sha256 for row in view.evidence.values() if row.sha256} & view.purged)),
    )


def build_verdict(record: Record, view: ReviewView, head: JournalHead) -> VerdictRecord:
    """Pin the verdict at the record's instant."""
    verdict = record.verdict(record.as_of, damaged=view.damaged)
    return VerdictRecord(
        record_sha256=digest_of(record),
        as_of=record.as_of,
        word=verdict.word,
        result=verdict.result,
        lines=verdict.lines,
        reasons=verdict.reasons,
        proof=count_proof(view.facts(record.as_of)),
        journal=head,
    )


def own_counts(incidents: tuple[Incident, ...]) -> dict[str, int]:
    """Count own incidents by post-mortem category; public ones and exercises are not counted."""
    own = [row for row in incidents if row.origin == "own" and row.kind == "incident"]
    return dict(sorted(Counter(row.category or "other" for row in own).items()))


def precedents(incidents: tuple[Incident, ...], mode_id: str) -> tuple[Precedent, ...]:
    """Return the newest incidents that show a mode at work."""
    seen = [row for row in incidents if any(role.mode == mode_id for role in row.modes)]
    return tuple(Precedent(key=row.key, title=row.title, when=row.when, grade=row.grade) for row in seen[:PRECEDENTS])


def _review(view: ReviewView) -> RecordReview:
    review = view.review
    return RecordReview(
        key=review.key,
        full_key=review.full_key,
        number=review.number,
        revision=review.revision,
        purpose=review.purpose,
        deployment_key=view.deployment.key,
        deployment=view.deployment.name,
        owner=view.deployment.owner,
        version=view.version.label,
        version_id=view.version.id,
        created_at=review.created_at,
        created_by=review.created_by,
    )


def _asked(view: ReviewView, role: str) -> AskedPerson | None:
    person = view.people.get(view.review.signers.get(role, ""))
    return None if person is None else AskedPerson(name=person.name, email=person.email)


def _people_in(view: ReviewView) -> dict[str, Person]:
    named = {view.review.created_by, *view.review.signers.values()}
    for finding in view.findings.values():
        said = (finding.team, finding.reviewer, finding.pulled_in, finding.sheet_proposal)
        named |= {each.by for each in said if each}
        named |= {hole.by for hole in (finding.accepted_holes or {}).values()}
        named.add(finding.owner or "")
    for use in view.uses:
        named |= {use.attached_by, use.confirmed_by or "", use.analysis_confirmed_by or ""}
        named |= {said.by for said in (use.answer, use.holds) if said}
    named |= {row.collector for row in view.evidence.values()}
    for condition in view.conditions:
        named |= {condition.owner, condition.closed_by or ""}
    for waiver in view.waivers:
        named |= {waiver.owner, waiver.requested_by, waiver.approved_by or ""}
    named |= {dissent.by for dissent in view.dissents}
    return {key: view.people[key] for key in sorted(named & view.people.keys())}
