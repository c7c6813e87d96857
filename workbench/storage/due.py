"""What lapses or is due: conditions, waivers, evidence, approvals, reviews, actions and clocks.

All but the clocks, which belong to incidents, are of the reviews that count now: of each deployment, the newest review
and the newest review of the version that runs; while one of them is revised, the frozen revision that still stands
counts too.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

from workbench.domain.action import Action
from workbench.domain.approval import ApprovalState
from workbench.domain.model import Model
from workbench.domain.review import Review
from workbench.storage.clocks_view import running_clocks
from workbench.storage.review_view import ReviewView, Views, newest_reviews
from workbench.storage.reviews_due import CHANGED, review_due
from workbench.storage.store import Store

DueKind = Literal["condition", "waiver", "evidence", "approval", "review", "action", "clock"]
_HOLDS = (ApprovalState.IN_FORCE, ApprovalState.LAPSED)
_ASK_AGAIN = (*_HOLDS, ApprovalState.OUTDATED)


class Due(Model):
    """Something that lapses on a day, or has lapsed and still matters."""

    on: date
    what: str
    kind: DueKind
    key: str
    """`C1`, `W1`, `E1`, `A1`, of a clock that of the incident; empty for an approval and for a review."""
    deployment: str
    deployment_key: str
    review: str
    """Full key; empty for a clock."""
    check_id: str
    """Of a clock its id."""
    owner: str
    days: int
    """Until it lapses; negative once it has."""

    @property
    def has_lapsed(self) -> bool:
        """Whether its day is over, UTC."""
        return self.days < 0

    @property
    def is_outdated(self) -> bool:
        """Whether it is a review that a change asks for: what changed can be asked again alone."""
        return self.kind == "review" and self.what.startswith(CHANGED)


def read_due(store: Store, now: datetime, views: Views | None = None) -> tuple[Due, ...]:
    """Read everything with a day, the earliest first; `views` are those of a caller who has read some already."""
    found: dict[tuple[str, str, str], Due] = {}
    views = views or Views(store)
    for review in _reviews_that_count(store):
        view = views.of(review)
        for due in (*_of_view(view, now), *_of_approval(store, view, now)):
            # What a draft took over from the revision that still stands is one thing and not two.
            found.setdefault((due.review.partition(".")[0], due.kind, due.key or due.review), due)
        for action in store.actions.all("review_number = ? AND state = 'open'", view.review.number):
            if action.due is not None:
                due = _action(view, action, action.due, now)
                found.setdefault((due.review.partition(".")[0], due.kind, due.key), due)
    found |= {(due.check_id, due.kind, due.key): due for due in _clocks(store, now)}
    return tuple(sorted(found.values(), key=lambda due: (due.on, due.what, due.key)))


def _reviews_that_count(store: Store) -> Iterator[Review]:
    """Yield the reviews whose days matter, a draft before the revision that it goes on from."""
    running = {row.running.version_id for row in store.deployments.all() if row.running}
    deployments = {version.id: version.deployment_id for version in store.versions.all()}
    seen: set[str] = set()
    for review in newest_reviews(store):
        deployment, runs = deployments[review.version_id], review.version_id in running
        fresh = {deployment, *([review.version_id] if runs else [])} - seen
        if fresh:
            seen |= {deployment, review.version_id}
            yield review
            if standing := _standing(store, review):
                yield standing


def _standing(store: Store, review: Review) -> Review | None:
    """Return the frozen revision that stands while a draft goes on from it."""
    return store.reviews.find(review.revises) if review.state == "draft" and review.revises else None


def _of_view(view: ReviewView, now: datetime) -> Iterator[Due]:
    for row in view.current_conditions():
        if row.closed_at is None:
            yield _due(view, now, row.due, row.text, "condition", row.key, row.check_id, row.owner)
    for waiver in view.waivers:
        if waiver.state(now) != "pending":
            day, key = waiver.expires_on, waiver.key
            yield _due(view, now, day, waiver.reason, "waiver", key, waiver.check_id, waiver.owner)
    for use in view.uses:
        day_of = view.evidence[use.evidence_id].expires_on
        if day_of is not None:
            name = view.evidence[use.evidence_id].name
            yield _due(view, now, day_of, name, "evidence", use.key, use.check_id, use.attached_by)


def _of_approval(store: Store, view: ReviewView, now: datetime) -> Iterator[Due]:
    """Yield until when an approval holds: as the next review that is due, or while that is under way as it is."""
    approval = view.approval(now)
    if view.record is None or approval is None or approval.state not in _ASK_AGAIN:
        return
    found = review_due(store, view, approval)
    if found is not None:
        due = _due(view, now, *found, "review", "", "", "")
        yield due.model_copy(update={"owner": view.deployment.owner or ""})
    elif approval.state in _HOLDS:
        yield _due(view, now, view.record.valid_until, "Approval", "approval", "", "", "")


def _action(view: ReviewView, action: Action, on: date, now: datetime) -> Due:
    return _due(view, now, on, action.text, "action", action.key, action.check_id, action.owner)


def _clocks(store: Store, now: datetime) -> Iterator[Due]:
    """Yield what has to be reported of incidents, each with the owner of the deployment that it happened to."""
    for incident, state in running_clocks(store, now.date()):
        deployment = store.deployments.find(incident.deployment_id) if incident.deployment_id else None
        if state.due is not None:
            yield Due(
                on=state.due,
                what=f"Report {incident.title}: {state.name}, {state.article}",
                kind="clock",
                key=incident.key,
                deployment=deployment.name if deployment else "",
                deployment_key=deployment.key if deployment else "",
                review="",
                check_id=state.clock,
                owner=(deployment.owner or "") if deployment else "",
                days=(state.due - now.date()).days,
            )


def _due(
    view: ReviewView, now: datetime, on: date, what: str, kind: DueKind, key: str, check_id: str, owner: str
) -> Due:
    return Due(
        on=on,
        what=what,
        kind=kind,
        key=key,
        deployment=view.deployment.name,
        deployment_key=view.deployment.key,
        review=view.review.full_key,
        check_id=check_id,
        owner=view.name_of(owner),
        days=(on - now.date()).days,
    )
