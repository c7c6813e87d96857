"""Where every deployment stands, and what lapses soon."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from workbench.domain.approval import ApprovalState
from workbench.domain.deployment import Deployment, Version
from workbench.domain.evidence import ProofCounts, count_proof
from workbench.domain.model import Model, Severity, Status
from workbench.domain.review import Review
from workbench.domain.standing import runs_without
from workbench.domain.verdict import BLOCKING_PARTS, Reason, Verdict, Word
from workbench.storage.doubts import failed_since
from workbench.storage.due import Due, read_due
from workbench.storage.review_view import ReviewView, Views, newest_reviews, signoff_text
from workbench.storage.store import Store

SOON = timedelta(days=30)


class Cell(Model):
    """One check of a strip."""

    check_id: str
    status: Status
    severity: Severity


class Standing(Model):
    """One deployment, as its newest review has it."""

    deployment_key: str
    deployment: str
    owner: str
    version: str
    stage: str
    """The stage asked for; empty when the profile does not say."""
    review: str
    """Full key; empty while nobody has started a review."""
    checklist: str
    is_draft: bool
    word: Word | None
    """Today's verdict; None while it is in review, or outdated."""
    gist: str
    """A few words that say why."""
    detail: str = ""
    """The checks, conditions or fields that it is about."""
    strip: tuple[Cell, ...]
    proof: ProofCounts
    signoff: str
    runs_without: str = ""
    """What runs without an approval in force, in a few words; empty when what runs is covered, or nothing runs."""
    failed_since: tuple[str, ...] = ()
    """Incidents since the freeze in which a control failed that the approved review relies on, the newest first."""


class Overview(Model):
    """Every deployment and what lapses within thirty days."""

    standings: tuple[Standing, ...]
    lapses: tuple[Due, ...]


def read_overview(store: Store, now: datetime) -> Overview:
    """Read where every deployment stands at an instant."""
    views = Views(store)
    newest = _newest(store, views)
    failed = _failed_since_approval(store, views, newest, now)
    standings = []
    for deployment in store.deployments.all():
        found = newest.get(deployment.id)
        if found is None:
            version = next(reversed(store.versions.all("deployment_id = ?", deployment.id)), None)
            standing = _unreviewed(deployment, version)
        else:
            standing = _standing(views, found, now)
        standings.append(
            standing.model_copy(
                update={
                    "runs_without": runs_without_approval(store, deployment, now, views),
                    "failed_since": failed.get(deployment.id, ()),
                }
            )
        )
    soon = tuple(due for due in read_due(store, now, views) if due.days <= SOON.days)
    return Overview(standings=tuple(standings), lapses=soon)


def _newest(store: Store, views: Views) -> dict[str, ReviewView]:
    """Return the newest review of each deployment; the others are not read."""
    deployments = {version.id: version.deployment_id for version in store.versions.all()}
    newest: dict[str, Review] = {}
    for review in newest_reviews(store):
        newest.setdefault(deployments[review.version_id], review)
    return {deployment: views.of(review) for deployment, review in newest.items()}


def _failed_since_approval(
    store: Store, views: Views, newest: Mapping[str, ReviewView], now: datetime
) -> dict[str, tuple[str, ...]]:
    """Return, by deployment, the incidents that put its approval in doubt: that of the newest review that has one."""
    approved: dict[str, Review] = {}
    for deployment_id, view in newest.items():
        standing = view if view.record is not None else views.before(view)
        if standing is not None and _is_approved(standing, now):
            approved[deployment_id] = standing.review
    failed = failed_since(store, tuple(approved.values()), now)
    return {key: failed[review.full_key] for key, review in approved.items() if review.full_key in failed}


def _is_approved(view: ReviewView, now: datetime) -> bool:
    approval = view.approval(now)
    return approval is not None and approval.state in _APPROVED


_APPROVED = (ApprovalState.IN_FORCE, ApprovalState.LAPSED, ApprovalState.OUTDATED)


def runs_without_approval(store: Store, deployment: Deployment, now: datetime, views: Views | None = None) -> str:
    """Say why what runs of a deployment is not covered by an approval in force; empty when it is.

    `views` are those of a caller who has read some reviews already.
    """
    running = deployment.running
    if running is None:
        return ""
    frozen = store.reviews.all("version_id = ? AND state = 'frozen'", running.version_id)
    views = views or Views(store)
    of_version = [views.of(review) for review in frozen]
    approvals = [
        (found, view.record.profile.stage) for view in of_version if view.record and (found := view.approval(now))
    ]
    said = runs_without(running.stage, approvals)
    return f"{store.versions.get(running.version_id).label} {said}" if said else ""


def _unreviewed(deployment: Deployment, version: Version | None) -> Standing:
    return Standing(
        deployment_key=deployment.key,
        deployment=deployment.name,
        owner=deployment.owner or "",
        version=version.label if version else "",
        stage="",
        review="",
        checklist="",
        is_draft=True,
        word=None,
        gist="No review yet",
        strip=(),
        proof=ProofCounts(),
        signoff="",
    )


def _standing(views: Views, view: ReviewView, now: datetime) -> Standing:
    verdict = view.verdict(now)
    approval = view.approval(now)
    is_draft = view.record is None
    outdated = approval is not None and approval.state is ApprovalState.OUTDATED
    why, detail = gist(verdict, in_review=view.is_in_review(verdict))
    if approval is not None and outdated:
        why, detail = "Changed since", ", ".join(approval.differences)
    return Standing(
        deployment_key=view.deployment.key,
        deployment=view.deployment.name,
        owner=view.deployment.owner or "",
        version=view.version.label,
        stage=view.version.profile.stage or "",
        review=view.review.full_key,
        checklist=view.checklist.id,
        is_draft=is_draft,
        word=None if outdated or view.is_in_review(verdict) else verdict.word,
        gist=why,
        detail=detail,
        strip=tuple(
            Cell(check_id=line.check_id, status=line.status, severity=view.modes[line.check_id].severity)
            for line in verdict.lines
        ),
        proof=count_proof(view.facts(now)),
        signoff=signoff_text(views, view, now),
    )


def gist(verdict: Verdict, *, in_review: bool) -> tuple[str, str]:
    """Say in a few words why the verdict is what it is, and which items it is about."""
    asked = len(verdict.lines)
    if in_review:
        unknown = [line.check_id for line in verdict.lines if line.status is Status.UNKNOWN]
        return f"{len(unknown)} of {asked} unknown", ", ".join(unknown)
    blocking = verdict.of_effect("blocks")
    if blocking:
        return in_words(blocking), ", ".join(dict.fromkeys(reason.item for reason in blocking))
    open_ones = [line.check_id for line in verdict.lines if line.effect == "condition"]
    many = "" if len(open_ones) == 1 else "s"
    return (f"{len(open_ones)} condition{many} open", ", ".join(open_ones)) if open_ones else ("Nothing open", "")


def in_words(blocking: tuple[Reason, ...]) -> str:
    """Say what blocks: `2 failures block`, `1 failure, 1 lapsed block`."""
    kinds = [reason.kind for reason in blocking]
    parts = []
    for kind, _, _ in BLOCKING_PARTS:
        number = kinds.count(kind)
        if number:
            parts.append(f"{number} {kind}{'s' if kind == 'failure' and number > 1 else ''}")
    return f"{', '.join(parts)} {'blocks' if len(kinds) == 1 else 'block'}"
