"""What the workspace knows about an entry of the catalogue: incidents, reviews, controls in place."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from workbench.domain.catalogue import Category, FailureMode
from workbench.domain.deployment import Deployment, Profile
from workbench.domain.incident_filter import IncidentFilter
from workbench.domain.model import Status
from workbench.storage.incident_list import IncidentRow, incidents_like
from workbench.storage.review_view import newest_reviews
from workbench.storage.store import Store

SHOWN = 5
"""How many incidents stand in the margin."""


@dataclass(frozen=True)
class Asked:
    """A review that asked the check of a mode."""

    review: str
    deployment: str
    status: Status


@dataclass(frozen=True)
class Waived:
    """A waiver of the check of a mode."""

    review: str
    key: str
    state: str
    expires_on: str


@dataclass(frozen=True)
class EntryFacts:
    """What the workspace knows about one entry."""

    incidents: tuple[IncidentRow, ...] = ()
    incident_count: int = 0
    asked: tuple[Asked, ...] = ()
    waived: tuple[Waived, ...] = ()
    """In the newest revision of each review."""
    in_place: dict[str, int] = field(default_factory=dict)
    """How many reviews have a control in place, by control id."""


def read_mode_facts(store: Store, mode: FailureMode) -> EntryFacts:
    """Read what the workspace knows about a failure mode."""
    rows, count = incidents_like(store, IncidentFilter(mode=mode.id), SHOWN)
    asked, waived = [], []
    now = datetime.now(UTC)
    in_place: Counter[str] = Counter()
    for review in newest_reviews(store):
        finding = store.findings.first("review_id = ? AND check_id = ?", review.id, mode.check.id)
        if finding is None:
            continue
        deployment = store.deployments.get(store.versions.get(review.version_id).deployment_id)
        asked.append(Asked(review.full_key, deployment.name, finding.status))
        in_place.update(control for control, now in finding.controls.items() if now.state == "in-place")
        for waiver in store.waivers.all("review_id = ? AND check_id = ?", review.id, mode.check.id):
            until = waiver.expires_on.isoformat()
            waived.append(Waived(review.full_key, waiver.key, waiver.state(now), until))
    return EntryFacts(rows, count, tuple(asked), tuple(waived), dict(in_place))


def read_category_facts(store: Store, category: Category) -> EntryFacts:
    """Read what the workspace knows about a category."""
    rows, count = incidents_like(store, IncidentFilter(category=category.id), SHOWN)
    return EntryFacts(rows, count)


def read_profiles(store: Store) -> tuple[tuple[Deployment, Profile | None], ...]:
    """Read every deployment with the profile of its newest version."""
    found = []
    for deployment in store.deployments.all():
        versions = store.versions.all("deployment_id = ?", deployment.id)
        found.append((deployment, versions[-1].profile if versions else None))
    return tuple(found)


def read_hits(store: Store, text: str) -> tuple[str, ...]:
    """Search the modes, and what was published about them: their ids, best first."""
    return tuple(hit.key for hit in store.search.find(text, kinds=("mode",), limit=500))
