"""Reading what stands beside a check; every query is bounded, so that it stays quick among many incidents."""

import json
from collections import Counter

from workbench.catalogue.rules import touch_rules
from workbench.domain.catalogue import AnyTopic, Checklist
from workbench.domain.check_context import Before, CheckContext, Elsewhere, Precedent, Precedents
from workbench.domain.deployment import Deployment, Profile, Version
from workbench.domain.errors import UserError
from workbench.domain.incident import Incident
from workbench.domain.model import Status
from workbench.domain.profile_diff import profile_diff
from workbench.domain.record import Record
from workbench.domain.review import Review
from workbench.domain.topic_diff import topic_changes
from workbench.storage.comparison_view import predecessor_of
from workbench.storage.incident_rows import shown
from workbench.storage.review_view import find_review, modes_of, newest_reviews
from workbench.storage.store import Store

NEWEST = 4
"""How many incidents of each origin, and reviews, are named."""
LOOKED_AT = 300
"""How many of the newest reviews are asked what they answered."""
COUNTED = 10_000
"""Incidents are counted up to this; more say nothing more."""


def read_context(store: Store, key: str, check_id: str) -> CheckContext:
    """Read what stands beside a check; a UserError names a review or a check that there is not."""
    review = find_review(store, key)
    topics = modes_of(store, review)
    if check_id not in topics:
        raise UserError(
            f"{review.full_key} does not ask {check_id}. Nothing was changed. It asks: {', '.join(sorted(topics))}."
        )
    topic = topics[check_id]
    others = [row for row in newest_reviews(store) if row.number != review.number]
    return CheckContext(
        review=review.full_key,
        check_id=check_id,
        mode=topic.id,
        before=_before(store, review, topic),
        own=_precedents(store, topic, "own"),
        public=_precedents(store, topic, "public"),
        is_whole=len(others) <= LOOKED_AT,
        **_elsewhere(store, review, check_id, others[:LOOKED_AT]),
    )


def _before(store: Store, review: Review, topic: AnyTopic) -> Before | None:
    key, check_id = predecessor_of(store, review), topic.check.id
    if not key:
        return None
    old = find_review(store, key)
    version, mine = store.versions.get(old.version_id), store.versions.get(review.version_id)
    if version.deployment_id != mine.deployment_id or old.created_at >= review.created_at:
        return None
    topics = modes_of(store, old)
    finding = store.findings.first("review_id = ? AND check_id = ?", old.id, check_id)
    if finding is None or check_id not in topics:
        return Before(review=old.full_key, version=version.label, asked=False)
    rules = touch_rules()
    changes = [
        difference.words
        for difference in profile_diff(_profile(store, old, version), _profile(store, review, mine))
        if check_id in rules.fields.get(difference.field, (check_id,))
    ]
    person = store.people.find(finding.reviewer.by) if finding.reviewer else None
    return Before(
        review=old.full_key,
        version=version.label,
        asked=True,
        status=finding.status,
        by=person.name if person else "",
        summary=finding.summary,
        changes=tuple(changes),
        method=(*_checklists(store, old, review), *topic_changes(topics[check_id], topic)),
    )


def _profile(store: Store, review: Review, version: Version) -> Profile:
    """Return the profile that a review judges: pinned by a freeze, else the version's."""
    if review.record_sha256 is None:
        return version.profile
    return Record.model_validate_json(store.snapshot(review.record_sha256)).profile


def _checklists(store: Store, old: Review, new: Review) -> list[str]:
    if old.checklist_snapshot == new.checklist_snapshot:
        return []
    was, now = (Checklist.model_validate_json(store.snapshot(row.checklist_snapshot)) for row in (old, new))
    return [f"on another checklist: {was.id} {was.version}, not {now.id} {now.version}"]


def _elsewhere(store: Store, review: Review, check_id: str, others: list[Review]) -> dict[str, object]:
    """Return how the newest revisions of other reviews answered the same check."""
    ids = json.dumps([row.id for row in others])
    where = "check_id = ? AND review_id IN (SELECT value FROM json_each(?))"
    findings = {row.review_id: row for row in store.findings.all(where, check_id, ids)}
    asked = [row for row in others if row.id in findings]
    counts = Counter(findings[row.id].status for row in asked)
    answered = [row for row in asked if findings[row.id].status is not Status.UNKNOWN][:NEWEST]
    named = []
    for row in answered:
        version: Version = store.versions.get(row.version_id)
        deployment: Deployment = store.deployments.get(version.deployment_id)
        finding = findings[row.id]
        named.append(
            Elsewhere(
                review=row.full_key,
                deployment=deployment.name,
                version=version.label,
                checklist=row.checklist_id,
                status=finding.status,
                summary=finding.summary,
            )
        )
    different = {row.checklist_id for row in asked if row.checklist_snapshot != review.checklist_snapshot}
    return {
        "elsewhere": tuple(named),
        "answers": {status: counts[status] for status in Status if counts[status]},
        "other_checklists": tuple(sorted(different)),
    }


def _precedents(store: Store, topic: AnyTopic, origin: str) -> Precedents:
    """Return the newest incidents of a mode or of one of its controls."""
    names = {control.id: control.name for control in topic.controls}
    found = store.database.conn.execute(
        f"""SELECT id FROM incident_row INDEXED BY incident_with_modes
            WHERE (modes <> '[]' OR controls <> '[]') AND origin = ?
            AND (instr(modes, ?) AND EXISTS (
                    SELECT 1 FROM json_each(modes) AS role WHERE json_extract(role.value, '$.mode') = ?)
                OR EXISTS (SELECT 1 FROM json_each(controls) AS outcome
                    WHERE json_extract(outcome.value, '$.control') IN (SELECT value FROM json_each(?))))
            AND {shown("incident_row")} ORDER BY key DESC LIMIT {COUNTED}""",
        (origin, f'"{topic.id}"', topic.id, json.dumps(sorted(names))),
    ).fetchall()
    newest = [_precedent(store.incidents.get(row[0]), names) for row in found[:NEWEST]]
    return Precedents(newest=tuple(newest), total=len(found))


def _precedent(incident: Incident, names: dict[str, str]) -> Precedent:
    told = {"failed": "failed", "absent": "was absent"}
    return Precedent(
        key=incident.key,
        title=incident.title,
        when=incident.when.partition("T")[0],
        grade=incident.grade,
        impact=incident.impact,
        controls=tuple(
            f"{names[each.control]} {told[each.outcome]}" for each in incident.controls if each.control in names
        ),
    )
