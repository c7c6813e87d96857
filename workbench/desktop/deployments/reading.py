"""What the page of a deployment needs, read at one moment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from workbench.domain.deployment import Deployment, Version
from workbench.domain.exposure import Exposure
from workbench.domain.incident import Incident
from workbench.domain.review import Review
from workbench.domain.verdict import VERDICT_WORDS
from workbench.edits.deployments import find_deployment
from workbench.storage.exposures import read_exposures
from workbench.storage.overview import runs_without_approval
from workbench.storage.review_view import view_of
from workbench.storage.store import Store

INCIDENTS = 5
"""How many of its incidents are listed."""


@dataclass(frozen=True)
class ReviewLine:
    """One revision of a review, and where it stands."""

    full_key: str
    said: str


@dataclass(frozen=True)
class DeploymentView:
    """A deployment with its versions, newest first, their reviews, and its newest incidents."""

    deployment: Deployment
    versions: tuple[tuple[Version, tuple[ReviewLine, ...]], ...]
    incidents: tuple[Incident, ...]
    incident_count: int
    exposures: tuple[Exposure, ...] = ()
    """Vulnerabilities of the parts of the version that runs, else of the newest."""
    runs_without: str = ""
    """Why no approval in force covers what runs; empty where one does."""

    @property
    def in_question(self) -> Version | None:
        """The version that runs, else the newest."""
        return self.running or next((row for row, _ in self.versions), None)

    @property
    def running(self) -> Version | None:
        """The version that runs now."""
        running = self.deployment.running
        return next((row for row, _ in self.versions if running and row.id == running.version_id), None)


def read_deployment(store: Store, key: str, now: datetime) -> DeploymentView:
    """Read the deployment of a key; a UserError says that there is none."""
    deployment = find_deployment(store, key)
    versions = store.versions.all("deployment_id = ?", deployment.id, order="id DESC")
    lines: dict[str, list[ReviewLine]] = {version.id: [] for version in versions}
    for review in _standing(store.reviews.all(order="number DESC, revision DESC")):
        if review.version_id in lines:
            view = view_of(store, review)
            verdict, approval = view.verdict(now), view.approval(now)
            word = "In review" if view.is_in_review(verdict) else VERDICT_WORDS[verdict.word]
            signed = approval.text if approval else "not frozen yet"
            lines[review.version_id].append(ReviewLine(review.full_key, f"{word}; {signed}"))
    counted = store.database.conn.execute("SELECT count(*) FROM incident WHERE deployment_id = ?", (deployment.id,))
    found = DeploymentView(
        deployment=deployment,
        versions=tuple((version, tuple(lines[version.id])) for version in versions),
        incidents=store.incidents.all("deployment_id = ?", deployment.id, order=f"key DESC LIMIT {INCIDENTS}"),
        incident_count=int(counted.fetchone()[0]),
        runs_without=runs_without_approval(store, deployment, now),
    )
    asked = found.in_question
    return replace(found, exposures=read_exposures(store, asked.profile)) if asked else found


def _standing(reviews: Iterable[Review]) -> Iterator[Review]:
    """Yield, of revisions newest first, what still says something of a version: a draft, and what was frozen last."""
    seen = set()
    for review in reviews:
        known = (review.number, review.version_id, review.state)
        if known not in seen:
            seen.add(known)
            yield review
