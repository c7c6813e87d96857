"""Everything of one review, read at one moment."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pydantic import TypeAdapter

from workbench.catalogue.rules import applicability_rules, tool_rules
from workbench.domain.applicability import Applicability, applicability, contradictions, pulled_in
from workbench.domain.approval import Approval, LedgerEntry, approval, close_conditions, differences, is_approved
from workbench.domain.catalogue import AnyTopic, Checklist
from workbench.domain.deployment import Deployment, Person, Profile, Version
from workbench.domain.dissent import StandingDissent, standing_dissents
from workbench.domain.errors import UserError
from workbench.domain.evidence import Evidence, EvidenceFact, EvidenceUse, fact_of
from workbench.domain.model import Model, Status
from workbench.domain.policy import Policy
from workbench.domain.purge import Purge
from workbench.domain.record import Record, VerdictRecord
from workbench.domain.review import Condition, Dissent, Finding, Review, Waiver
from workbench.domain.risk import Scales
from workbench.domain.standing import is_wider
from workbench.domain.tool_rules import FilledControl, ToolProposal, filled_controls, tool_proposal
from workbench.domain.verdict import Verdict, verdict
from workbench.storage.store import Store

_KEY = re.compile(r"REV-(\d{1,9})(?:\.(\d{1,9}))?", re.IGNORECASE)
M = TypeVar("M", bound=Model)
_MODES = TypeAdapter(tuple[AnyTopic, ...])


def find_review(store: Store, key: str) -> Review:
    """Return the review that a key names; the bare key names the newest revision."""
    match = _KEY.fullmatch(key.strip())
    if match is None:
        raise UserError(f"{key} is not a review. Nothing was changed. Reviews are named like REV-1 or REV-1.2.")
    number, revision = match.groups()
    where, values = ("number = ?", [int(number)])
    if revision:
        where, values = ("number = ? AND revision = ?", [int(number), int(revision)])
    review = store.reviews.first(where, *values, order="revision DESC")
    if review is None:
        raise UserError(f"There is no review {key}. Nothing was changed. `workbench review list` names them all.")
    return review


@dataclass(frozen=True)
class ReviewView:
    """Everything of one review, read at one moment; `damaged` holds the SHA-256 of files that changed or went."""

    review: Review
    deployment: Deployment
    version: Version
    checklist: Checklist
    modes: dict[str, AnyTopic]
    """What each check asks about, by check id."""
    policy: Policy
    scales: Scales
    findings: dict[str, Finding]
    """By check id; every check of the checklist has one."""
    evidence: dict[str, Evidence]
    uses: tuple[EvidenceUse, ...]
    conditions: tuple[Condition, ...]
    waivers: tuple[Waiver, ...]
    dissents: tuple[Dissent, ...]
    """Recorded before the freeze."""
    people: dict[str, Person]
    damaged: frozenset[str]
    purged: frozenset[str]
    """SHA-256 of files that were erased on purpose."""
    ledger: tuple[LedgerEntry, ...]
    record: Record | None
    """What the freeze pinned; None for a draft."""
    as_frozen: VerdictRecord | None
    is_superseded: bool
    """Whether a newer revision has been approved."""

    def facts(self, now: datetime) -> tuple[EvidenceFact, ...]:
        """Gather the facts of every use at an instant."""
        return tuple(
            fact_of(
                use,
                self.evidence[use.evidence_id],
                intact=self.evidence[use.evidence_id].sha256 not in self.damaged,
                version_id=self.review.version_id,
                now=now,
                self_confirmation=self.policy.self_confirmation,
                purged=self.evidence[use.evidence_id].sha256 in self.purged,
            )
            for use in self.uses
        )

    def verdict(self, now: datetime) -> Verdict:
        """Return today's verdict; for a frozen review the record's statuses with the ledger laid over them."""
        if self.record is not None:
            return self.record.verdict(
                now, damaged=self.damaged, purged=self.purged, conditions=self.current_conditions()
            )
        return verdict(
            self.version.profile,
            self.checklist,
            self.modes,
            self.policy,
            self.findings,
            self.facts(now),
            self.waivers,
            self.conditions,
            now,
        )

    def is_in_review(self, verdict: Verdict) -> bool:
        """Tell whether it is too early for a word: a draft in which a check is unknown."""
        return self.record is None and any(line.status is Status.UNKNOWN for line in verdict.lines)

    def current_conditions(self) -> tuple[Condition, ...]:
        """Return the conditions as they are now."""
        conditions = self.conditions if self.record is None else self.record.conditions
        return close_conditions(conditions, self.ledger)

    def frozen_dissents(self) -> tuple[StandingDissent, ...]:
        """Return the dissents that were recorded before the freeze, without what came later."""
        return standing_dissents(self.dissents if self.record is None else self.record.dissents, (), self.name_of)

    def current_dissents(self) -> tuple[StandingDissent, ...]:
        """Return every dissent with its answers: what was recorded before the freeze, then what was signed."""
        recorded = self.dissents if self.record is None else self.record.dissents
        return standing_dissents(recorded, self.ledger, self.name_of)

    def applicability(self, check_id: str) -> Applicability:
        """Tell whether a check applies, and why; for a frozen review as it was frozen."""
        if self.record is not None and check_id in self.record.applicability:
            return self.record.applicability[check_id]
        found = applicability(self.modes[check_id].check, self.profile, applicability_rules())
        pulled = self.findings[check_id].pulled_in
        if pulled is None or found.applies is not False:
            return found
        return pulled_in(found, self.name_of(pulled.by), pulled.reason)

    @property
    def profile(self) -> Profile:
        """The profile as the review judges it: pinned by a freeze, else the version's."""
        return self.version.profile if self.record is None else self.record.profile

    @property
    def contradictions(self) -> tuple[str, ...]:
        """What in the profile cannot be true together, in sentences."""
        return contradictions(self.profile, applicability_rules())

    def tool_proposal(self, check_id: str) -> ToolProposal | None:
        """Return what the tool sheet proposes for a check, or None."""
        return tool_proposal(check_id, self.profile, tool_rules())

    def filled_controls(self, check_id: str) -> tuple[FilledControl, ...]:
        """Return the controls of a check that the tool sheet can fill in, as far as that changes something."""
        controls, said = self.modes[check_id].controls, self.findings[check_id].controls
        found = filled_controls(tuple(control.id for control in controls), self.profile, tool_rules())
        return tuple(each for each in found if each.control not in said or said[each.control].state != each.state)

    def approval(self, now: datetime) -> Approval | None:
        """Return what the decisions amount to; None for a draft."""
        if self.record is None:
            return None
        changed = (*differences(self.record, self.version.profile), *self.runs_otherwise)
        return approval(self.record, self.ledger, now, differences=changed, superseded=self.is_superseded)

    @property
    def runs_otherwise(self) -> tuple[str, ...]:
        """In what that runs now differs from what was frozen: a newer version, or this one more widely."""
        running, asked = self.deployment.running, self.profile.stage
        if running is None or self.record is None:
            return ()
        # An older version may well run on while a newer one is approved; ids are in the order of making.
        if running.version_id > self.version.id:
            return ("the version that runs",)
        if running.version_id == self.version.id and asked is not None and is_wider(running.stage, asked):
            return (f"runs in {running.stage.value} use, approved for {asked.value}",)
        return ()

    def uses_of(self, check_id: str) -> tuple[EvidenceUse, ...]:
        """Return the uses under a finding and its controls."""
        return tuple(use for use in self.uses if use.check_id == check_id)

    def name_of(self, person_id: str | None) -> str:
        """Return a person's name, or an empty text."""
        person = self.people.get(person_id or "")
        return person.name if person else ""


def read_review(store: Store, key: str) -> ReviewView:
    """Read everything of the review that a key names."""
    return view_of(store, find_review(store, key))


def view_of(store: Store, review: Review) -> ReviewView:
    """Read everything of a review."""
    return Views(store).of(review)


class Views:
    """Everything of many reviews, read at one moment: each of them once, and once what they are judged by."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._views: dict[str, ReviewView] = {}
        self._read: dict[tuple[type[Model], str], Model] = {}
        self._modes: dict[str, dict[str, AnyTopic]] = {}
        self._deployments: dict[str, Deployment] = {}
        self._people = {person.id: person for person in store.people.all()}
        self._purged = purged_files(store)

    def of(self, review: Review) -> ReviewView:
        """Return everything of a review."""
        if review.id not in self._views:
            self._views[review.id] = self._view_of(review)
        return self._views[review.id]

    def before(self, view: ReviewView) -> ReviewView | None:
        """Return the revision that a review goes on from."""
        return self.of(self._store.reviews.get(view.review.revises)) if view.review.revises else None

    def _view_of(self, review: Review) -> ReviewView:
        store = self._store
        version = store.versions.get(review.version_id)
        uses = store.uses.all("review_id = ?", review.id, order="CAST(substr(key, 2) AS INTEGER)")
        evidence = _evidence(store, uses)
        frozen = review.verdict_sha256
        if review.modes_snapshot not in self._modes:
            self._modes[review.modes_snapshot] = modes_of(store, review)
        return ReviewView(
            review=review,
            deployment=self._deployment(version.deployment_id),
            version=version,
            checklist=self._text(Checklist, review.checklist_snapshot),
            modes=self._modes[review.modes_snapshot],
            policy=self._text(Policy, review.policy_snapshot),
            scales=self._text(Scales, review.scales_snapshot),
            findings={finding.check_id: finding for finding in store.findings.all("review_id = ?", review.id)},
            evidence=evidence,
            uses=uses,
            conditions=store.conditions.all("review_id = ?", review.id),
            waivers=store.waivers.all("review_id = ?", review.id),
            dissents=store.dissents.all("review_id = ?", review.id),
            people=self._people,
            damaged=_damaged(store, evidence.values(), self._purged),
            purged=self._purged,
            ledger=store.ledger.all("review_id = ?", review.id),
            record=_record_of(store, review),
            as_frozen=VerdictRecord.model_validate_json(store.snapshot(frozen)) if frozen else None,
            is_superseded=_is_superseded(store, review),
        )

    def _deployment(self, deployment_id: str) -> Deployment:
        if deployment_id not in self._deployments:
            self._deployments[deployment_id] = self._store.deployments.get(deployment_id)
        return self._deployments[deployment_id]

    def _text(self, kind: type[M], sha256: str) -> M:
        """Return a kept text, which is the same for most reviews."""
        found = self._read.get((kind, sha256))
        if not isinstance(found, kind):
            found = self._read[kind, sha256] = kind.model_validate_json(self._store.snapshot(sha256))
        return found


def dissents_from(store: Store, digest: str) -> tuple[StandingDissent, ...]:
    """Return the dissents from the frozen review whose record has a digest; nothing where it lies elsewhere."""
    review = store.reviews.first("record_sha256 = ?", digest)
    return view_of(store, review).current_dissents() if review is not None else ()


def signoff_text(views: Views, view: ReviewView, now: datetime) -> str:
    """Say what the decisions amount to; of a draft what still stands, the approval of the revision before it."""
    approval = view.approval(now)
    if approval is not None:
        return approval.text
    old = views.before(view)
    before = old.approval(now) if old is not None else None
    return f"{old.review.full_key}: {before.text}" if old and before else "Not frozen yet"


def _is_superseded(store: Store, review: Review) -> bool:
    newer = store.reviews.all("number = ? AND revision > ? AND state = 'frozen'", review.number, review.revision)
    return any(
        is_approved(record, store.ledger.all("review_id = ?", row.id))
        for row in newer
        if (record := _record_of(store, row))
    )


def _record_of(store: Store, review: Review) -> Record | None:
    return Record.model_validate_json(store.snapshot(review.record_sha256)) if review.record_sha256 else None


def modes_of(store: Store, review: Review) -> dict[str, AnyTopic]:
    """Return the modes and parts of operations that a review is judged by, by check id."""
    return {mode.check.id: mode for mode in _MODES.validate_json(store.snapshot(review.modes_snapshot))}


def policy_of(store: Store, review: Review) -> Policy:
    """Return the policy that a review is judged by."""
    return Policy.model_validate_json(store.snapshot(review.policy_snapshot))


def _evidence(store: Store, uses: Iterable[EvidenceUse]) -> dict[str, Evidence]:
    wanted = json.dumps(sorted({use.evidence_id for use in uses}))
    return {row.id: row for row in store.evidence.all("id IN (SELECT value FROM json_each(?))", wanted)}


def damaged_files(store: Store, evidence: Iterable[Evidence]) -> frozenset[str]:
    """Return the SHA-256 of every file that changed or is gone, and was not purged."""
    return _damaged(store, evidence, purged_files(store))


def _damaged(store: Store, evidence: Iterable[Evidence], purged: frozenset[str]) -> frozenset[str]:
    hashes = {row.sha256 for row in evidence if row.sha256} - purged
    return frozenset(sha256 for sha256 in hashes if not store.files.is_intact(sha256))


def purged_files(store: Store) -> frozenset[str]:
    """Return the SHA-256 of every file that was erased on purpose."""
    rows = store.database.conn.execute("SELECT sha256 FROM purge WHERE sha256 IS NOT NULL")
    return frozenset(row[0] for row in rows)


def purge_of_report(store: Store, review: Review) -> Purge | None:
    """Return the purge that keeps the report of a frozen review from being made again, or None."""
    where = "EXISTS (SELECT 1 FROM json_each(reviews) AS each WHERE each.value = ?)"
    return store.purges.first(where, review.id, order="id DESC")


def newest_reviews(store: Store) -> tuple[Review, ...]:
    """Return the newest revision of every review, newest review first."""
    where = "revision = (SELECT max(other.revision) FROM review AS other WHERE other.number = review.number)"
    return store.reviews.all(where, order="number DESC")
