"""What would change the answer of one review, read as everything else of it."""

from datetime import datetime

from workbench.catalogue.effort import builtin_effort
from workbench.domain.action import Action
from workbench.domain.evidence import has_passed
from workbench.domain.unblocking import Case
from workbench.domain.unblocking_sets import Unblocking, unblocking
from workbench.storage.review_view import ReviewView
from workbench.storage.store import Store


def unblocking_of(store: Store, view: ReviewView, now: datetime) -> Unblocking:
    """Return what stands in the way of a review and the smallest sets of steps that change its verdict of today."""
    return unblocking(case_of(store, view, now), builtin_effort())


def case_of(store: Store, view: ReviewView, now: datetime) -> Case:
    """Return what the verdict of a review is made of: of a frozen one the record with the ledger laid over it."""
    record = view.record
    findings = view.findings if record is None else {row.check_id: row for row in record.findings}
    waivers = view.waivers if record is None else record.waivers
    renewed = {row.check_id: row.renewals for row in sorted(waivers, key=lambda row: row.renewals)}
    return Case(
        profile=view.profile,
        checklist=view.checklist,
        modes=view.modes,
        policy=view.policy,
        findings=findings,
        facts=view.facts(now) if record is None else record.facts(now, view.damaged, view.purged),
        waivers=waivers,
        conditions=view.current_conditions(),
        now=now,
        confirmable=_confirmable(view, now),
        renewals=renewed,
        estimates=_estimates(open_actions(store, view)),
        exempt=frozenset(check for check in findings if view.applicability(check).applies is False),
    )


def open_actions(store: Store, view: ReviewView) -> tuple[Action, ...]:
    """Return what somebody is still to do about the findings of a review."""
    return store.actions.all("review_number = ? AND state = 'open'", view.review.number)


def _estimates(actions: tuple[Action, ...]) -> dict[str, tuple[float, str]]:
    """Return the effort of the actions of each check, where each of them has one."""
    found = {}
    for check in {action.check_id for action in actions}:
        own = [action for action in actions if action.check_id == check]
        known = [action.effort_days for action in own if action.effort_days is not None]
        if len(known) == len(own):
            found[check] = (sum(known), f"the team's estimate ({', '.join(action.key for action in own)})")
    return found


def _confirmable(view: ReviewView, now: datetime) -> frozenset[str]:
    """Return the uses that only lack the word of another person."""
    found = set()
    for use in view.uses:
        evidence = view.evidence[use.evidence_id]
        is_whole = evidence.kind == "file" and evidence.sha256 not in view.damaged | view.purged
        is_current = evidence.subject_version == view.review.version_id and not has_passed(evidence.expires_on, now)
        if use.confirmed_by is None and is_whole and is_current:
            found.add(use.key)
    return frozenset(found)
