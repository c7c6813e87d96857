"""Reading two reviews to put them beside each other."""

from datetime import datetime

from workbench.domain.comparison import Comparison, Side, compare_reviews
from workbench.domain.errors import UserError
from workbench.domain.review import Review
from workbench.storage.review_view import ReviewView, read_review
from workbench.storage.store import Store


def read_comparison(store: Store, before: str, after: str, now: datetime) -> Comparison:
    """Compare the reviews that two keys name; a UserError says that one is missing, or that both are the same."""
    old, new = read_review(store, before), read_review(store, after)
    if old.review.id == new.review.id:
        raise UserError(
            f"{before} and {after} name the same review, {old.review.full_key}. Nothing was changed. Name two, such as "
            f"{old.review.key}.1 and {old.review.key}.2; `workbench review list` names them all."
        )
    return compare_reviews(side_of(old, now), side_of(new, now))


def side_of(view: ReviewView, now: datetime) -> Side:
    """Gather what is compared of a review; of a frozen one what the freeze pinned, with its ledger and now."""
    record, checks = view.record, view.checklist.checks
    return Side(
        key=view.review.full_key,
        deployment=view.deployment.name,
        version=view.version.label,
        is_frozen=record is not None,
        profile=view.profile,
        checklist=record.checklist if record else view.checklist,
        topics={topic.check.id: topic for topic in record.modes} if record else view.modes,
        policy=record.policy if record else view.policy,
        scales=record.scales if record else view.scales,
        findings={finding.check_id: finding for finding in record.findings} if record else view.findings,
        applies={check: view.applicability(check) for check in checks},
        facts=record.facts(now, view.damaged, view.purged) if record else view.facts(now),
        conditions=view.current_conditions(),
        waivers=record.waivers if record else view.waivers,
        dissents=view.current_dissents(),
        verdict=view.verdict(now),
        now=now,
        names={person.id: person.name for person in (record.people if record else view.people).values()},
    )


def predecessor_of(store: Store, review: Review) -> str:
    """Return the full key of the review that one is best compared with; empty where there is no other.

    That is the revision it goes on from, else the newest earlier review of the same deployment, else any other.
    """
    if review.revises is not None:
        return store.reviews.get(review.revises).full_key
    deployments = {version.id: version.deployment_id for version in store.versions.all()}
    others = [row for row in store.reviews.all(order="number DESC, revision DESC") if row.id != review.id]
    same = [row for row in others if deployments[row.version_id] == deployments[review.version_id]]
    earlier = [[row for row in rows if row.created_at < review.created_at] for rows in (same, others)]
    return next((row.full_key for rows in (earlier[0], same, earlier[1], others) for row in rows), "")
