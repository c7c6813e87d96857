"""The lint of one review, read as everything else of it."""

from datetime import datetime

from workbench.domain.lint import LintCase, Remark, lint
from workbench.storage.review_view import ReviewView
from workbench.storage.store import Store
from workbench.storage.unblocking_view import open_actions


def lint_of(store: Store, view: ReviewView, now: datetime) -> tuple[Remark, ...]:
    """Return the remarks on a review; of a frozen one only those that time brings."""
    record = view.record
    conditions = view.current_conditions()
    case = LintCase(
        profile=view.profile,
        deployment_owner=view.deployment.owner,
        version=view.version.label,
        version_since=view.version.created_at.date(),
        modes=view.modes,
        findings=view.findings,
        evidence=view.evidence,
        uses=view.uses,
        proofs={fact.use: fact.proof for fact in view.facts(now)},
        conditions=conditions,
        waivers=view.waivers if record is None else record.waivers,
        verdict=view.verdict(now),
        planned=frozenset({row.check_id for row in conditions} | {row.check_id for row in open_actions(store, view)}),
        now=now,
        dissents=view.current_dissents() if record is not None else (),
    )
    return lint(case, is_frozen=record is not None)
