"""What reviews rest on, read for many of them at once: a recall asks all and opens few."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from workbench.domain.catalogue import AnyTopic
from workbench.domain.evidence import EvidenceUse, fact_of
from workbench.domain.recall import CheckFacts, ReviewFacts, UseFact, WaiverFact
from workbench.domain.review import Finding, Review, Waiver
from workbench.storage.repository import Repository
from workbench.storage.review_view import modes_of, policy_of, purged_files
from workbench.storage.store import Store

Row = TypeVar("Row", Finding, EvidenceUse, Waiver)
Intact = Callable[[str], bool]
"""Whether the file of a SHA-256 is there and has it; `presumed` where only the ties are asked for, not the proof."""


def presumed(_sha256: str) -> bool:
    """Take a file for intact without reading it."""
    return True


class Gathered:
    """The rows of some reviews, and from them what each review rests on."""

    def __init__(self, store: Store, reviews: Sequence[Review]) -> None:
        self._store = store
        self.reviews = {review.full_key: review for review in reviews}
        ids = json.dumps([review.id for review in reviews])
        self._findings = _by_review(store.findings, ids)
        self._uses = _by_review(store.uses, ids)
        self._waivers = _by_review(store.waivers, ids)
        self.versions = {version.id: version for version in store.versions.all()}
        self.deployments = {deployment.id: deployment for deployment in store.deployments.all()}
        wanted = json.dumps(sorted({use.evidence_id for uses in self._uses.values() for use in uses}))
        found = store.evidence.all("id IN (SELECT value FROM json_each(?))", wanted)
        self._evidence = {row.id: row for row in found}
        self._purged = purged_files(store)
        self._modes: dict[str, dict[str, AnyTopic]] = {}
        self._may_confirm_alone: dict[str, bool] = {}

    def facts(self, key: str, now: datetime, intact: Intact) -> ReviewFacts:
        """Return what a review rests on."""
        review = self.reviews[key]
        profile = self.versions[review.version_id].profile
        modes = self._modes_of(review)
        return ReviewFacts(
            review=key,
            version_id=review.version_id,
            model=tuple(name for name in (profile.model, profile.model_snapshot) if name),
            tools=tuple(tool.name for tool in profile.tools or ()),
            services=tuple(service.name for service in profile.services or ()),
            checks=tuple(
                self._check(review, finding, modes[finding.check_id], now, intact)
                for finding in self._findings[review.id]
                if finding.check_id in modes
            ),
        )

    def _check(self, review: Review, finding: Finding, mode: AnyTopic, now: datetime, intact: Intact) -> CheckFacts:
        uses = (use for use in self._uses[review.id] if use.check_id == finding.check_id)
        return CheckFacts(
            check_id=finding.check_id,
            mode_id=mode.id,
            mode_controls=tuple(control.id for control in mode.controls),
            status=finding.status,
            controls=finding.controls,
            uses=tuple(self._use(review, use, now, intact) for use in uses),
            waivers=tuple(
                WaiverFact(
                    key=waiver.key, is_live=waiver.state(now) == "live", compensating=waiver.compensating_control
                )
                for waiver in self._waivers[review.id]
                if waiver.check_id == finding.check_id and waiver.state(now) != "lapsed"
            ),
        )

    def _use(self, review: Review, use: EvidenceUse, now: datetime, intact: Intact) -> UseFact:
        evidence = self._evidence[use.evidence_id]
        fact = fact_of(
            use,
            evidence,
            intact=evidence.sha256 is None or intact(evidence.sha256),
            purged=evidence.sha256 in self._purged,
            version_id=review.version_id,
            now=now,
            self_confirmation=self._self_confirmation(review),
        )
        return UseFact(fact=fact, sha256=evidence.sha256, about=evidence.subject_version)

    def _modes_of(self, review: Review) -> dict[str, AnyTopic]:
        if review.modes_snapshot not in self._modes:
            self._modes[review.modes_snapshot] = modes_of(self._store, review)
        return self._modes[review.modes_snapshot]

    def _self_confirmation(self, review: Review) -> bool:
        if review.policy_snapshot not in self._may_confirm_alone:
            self._may_confirm_alone[review.policy_snapshot] = policy_of(self._store, review).self_confirmation
        return self._may_confirm_alone[review.policy_snapshot]


def _by_review(repository: Repository[Row], ids: str) -> defaultdict[str, list[Row]]:
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    found: Iterable[Row] = repository.all("review_id IN (SELECT value FROM json_each(?))", ids)
    for row in found:
        rows[row.review_id].append(row)
    return rows
