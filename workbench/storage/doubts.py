"""Which incidents put a review in doubt: a control that it relies on failed in them."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from workbench.domain.journal import instant
from workbench.domain.model import Model
from workbench.domain.recall import may_be_since, relied_on
from workbench.domain.review import Review
from workbench.storage.incident_rows import shown
from workbench.storage.recall_view import control_names
from workbench.storage.review_facts import Gathered, presumed
from workbench.storage.review_view import find_review
from workbench.storage.store import Store

NEWEST = 3
"""How many incidents are named of those in which one control failed."""
LOOKED_AT = 50
"""How many of the newest incidents of one control are looked at for one that happened since a freeze."""


class FailedIn(Model):
    """An incident in which a control failed."""

    key: str
    title: str
    is_elsewhere: bool
    """It happened to another deployment, or to none of ours."""


class Doubt(Model):
    """A control that a check relies on and that failed in incidents."""

    check_id: str
    control: str
    name: str
    how: str
    """How the check relies on it."""
    incidents: tuple[FailedIn, ...]
    """The newest."""
    count: int
    """Of all incidents."""


def read_doubts(store: Store, key: str, now: datetime) -> tuple[Doubt, ...]:
    """Read every control that a review relies on and that failed in an incident that is not made up."""
    review = find_review(store, key)
    gathered = Gathered(store, [review])
    deployment = gathered.versions[review.version_id].deployment_id
    names = control_names(store)
    checks = gathered.facts(review.full_key, now, store.files.is_intact).checks
    reliance = [(check.check_id, control, how) for check in checks for control, how in relied_on(check).items()]
    failed = _failed_in(store, {control for _, control, _ in reliance})
    doubts = []
    for check_id, control, how in reliance:
        if control in failed:
            newest = [store.incidents.get(incident) for incident in failed[control][:NEWEST]]
            doubts.append(
                Doubt(
                    check_id=check_id,
                    control=control,
                    name=names.get(control, control),
                    how=how,
                    incidents=tuple(
                        FailedIn(key=one.key, title=one.title, is_elsewhere=one.deployment_id != deployment)
                        for one in newest
                    ),
                    count=len(failed[control]),
                )
            )
    return tuple(doubts)


def failed_since(store: Store, reviews: Sequence[Review], now: datetime) -> dict[str, tuple[str, ...]]:
    """Return, by the full key of a frozen review, the newest incidents since its freeze in which it lost a control.

    An incident that is known to have begun before the freeze does not count, nor one that was recorded before it.
    """
    gathered = Gathered(store, reviews)
    found = {}
    for key, review in gathered.reviews.items():
        if review.frozen_at is None:
            continue
        facts = gathered.facts(key, now, presumed)
        relied = {control for check in facts.checks for control in relied_on(check)}
        failed = _failed_in(store, relied, since=instant(review.frozen_at))
        ids = {incident for incidents in failed.values() for incident in incidents[:LOOKED_AT]}
        incidents = [store.incidents.get(incident) for incident in sorted(ids, reverse=True)]
        keys = tuple(one.key for one in incidents if may_be_since(one.when, review.frozen_at.isoformat()))
        if keys:
            found[key] = keys
    return found


def _failed_in(store: Store, controls: Collection[str], since: str = "") -> dict[str, list[str]]:
    """Return, by control, the ids of the incidents in which it failed, the newest first.

    What is made up and what its source withdrew does not count.
    """
    # The index is named because the planner would rather walk every incident in the order of rows.
    rows = store.database.conn.execute(
        f"""SELECT DISTINCT incident_row.row, json_extract(outcome.value, '$.control'), incident_row.id
            FROM incident_row INDEXED BY incident_with_controls, json_each(incident_row.controls) AS outcome
            WHERE incident_row.controls <> '[]' AND recorded_at > ? AND grade <> 'hypothetical'
            AND json_extract(outcome.value, '$.outcome') = 'failed'
            AND json_extract(outcome.value, '$.control') IN (SELECT value FROM json_each(?))
            AND ifnull(withdrawn, '') = '' AND {shown("incident_row")}""",
        (since, json.dumps(sorted(controls))),
    )
    found: dict[str, list[str]] = {}
    for _, control, incident in sorted(rows, reverse=True):
        found.setdefault(control, []).append(incident)
    return found
