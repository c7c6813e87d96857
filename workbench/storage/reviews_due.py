"""Which approvals ask for another review: those that end on a day, and those that a change has outdated."""

from datetime import date, datetime

from workbench.domain.approval import Approval, ApprovalState
from workbench.domain.deployment import Profile
from workbench.domain.profile_diff import profile_diff
from workbench.domain.record import Record
from workbench.storage.review_view import ReviewView
from workbench.storage.store import Store

CHANGED = "Changed since the approval"


def review_due(store: Store, view: ReviewView, approval: Approval) -> tuple[date, str] | None:
    """Return since or until when what was approved has to be reviewed again, and why; None where it has not.

    Nothing is due once somebody has begun: a draft of the same deployment that is newer than the freeze.
    """
    record = view.record
    if record is None or is_under_way(store, view):
        return None
    if approval.state is ApprovalState.OUTDATED:
        first, *others = approval.differences
        more = f", and {len(others)} more" if others else ""
        return _changed_on(store, view, record), f"{CHANGED}: {first}{more}"
    return record.valid_until, "The approval ends"


def is_under_way(store: Store, view: ReviewView) -> bool:
    """Tell whether somebody has begun the next review of the same deployment."""
    of_deployment = "version_id IN (SELECT id FROM version WHERE deployment_id = ?)"
    drafts = store.reviews.all(f"state = 'draft' AND {of_deployment}", view.deployment.id)
    frozen_at = view.review.frozen_at or view.review.created_at
    return any(row.created_at > frozen_at for row in drafts)


def _changed_on(store: Store, view: ReviewView, record: Record) -> date:
    """Return the day, UTC, since which what is there differs from the record; that of the freeze where nobody knows."""
    days = [day for day in (_profile_changed_at(store, view, record), _runs_otherwise_since(view)) if day is not None]
    return max(min(days, default=record.as_of.date()), record.as_of.date())


def _profile_changed_at(store: Store, view: ReviewView, record: Record) -> date | None:
    since: datetime | None = None
    for entry, change in store.journal.history([f"version/{view.version.id}"]):
        if change.field != "profile" or change.new is None or entry.at <= record.as_of:
            continue
        differs = profile_diff(record.profile, Profile.model_validate(change.new))
        since = (since or entry.at) if differs else None
    return since.date() if since else None


def _runs_otherwise_since(view: ReviewView) -> date | None:
    running = view.deployment.running
    return running.since if running and view.runs_otherwise else None
