"""The rated failure modes of a review, how soon to act on each, and what of our own went wrong most often."""

from datetime import datetime

from workbench.domain.catalogue import Category, FailureMode
from workbench.domain.evidence import ProofCounts, count_proof
from workbench.domain.model import Model
from workbench.domain.priority import Level, action_priority
from workbench.domain.review import Condition, Score
from workbench.domain.risk import Rated, RiskMatrix, matrix
from workbench.storage.review_view import ReviewView, read_review
from workbench.storage.store import Store

_ORDER = {Level.HIGH: 0, Level.MEDIUM: 1, Level.LOW: 2}


class RatedMode(Model):
    """One rated failure mode of a review."""

    mode_id: str
    name: str
    check_id: str
    before: Score
    before_level: Level
    now: Score | None
    """None while nobody has rated it again."""
    level: Level
    """Now where it was rated again, else before."""
    proof: ProofCounts
    conditions: tuple[Condition, ...]
    """Those that are not closed."""

    @property
    def score(self) -> Score:
        """The rating that counts: now where there is one, else before."""
        return self.now or self.before


class OwnCount(Model):
    """A category with the incidents of our own that are counted in it."""

    category: Category
    own: int


class RiskView(Model):
    """Everything that the risk of one review is drawn from."""

    review: str
    """Full key."""
    is_frozen: bool
    matrix: RiskMatrix
    names: dict[str, str]
    """Of every mode of the checklist, by mode id."""
    checks: dict[str, str]
    """Check id by mode id."""
    rated: tuple[RatedMode, ...]
    """Most urgent first, then by severity."""
    not_rated: tuple[str, ...]
    people: dict[str, str]
    """Names of the owners of conditions."""
    own: tuple[OwnCount, ...]


def read_risk(store: Store, key: str, now: datetime) -> RiskView:
    """Read the risk of the review that a key names."""
    view = read_review(store, key)
    modes = {topic.id: topic for check in view.checklist.checks if isinstance(topic := view.modes[check], FailureMode)}
    rated = tuple(sorted(_rated(view, now), key=lambda row: (_ORDER[row.level], -row.score.severity, row.mode_id)))
    ratings = [
        Rated(mode_id=row.mode_id, severity=row.score.severity, occurrence=row.score.occurrence) for row in rated
    ]
    drawn = matrix(view.scales, ratings, modes)
    owners = {condition.owner for row in rated for condition in row.conditions}
    return RiskView(
        review=view.review.full_key,
        is_frozen=view.record is not None,
        matrix=drawn,
        names={mode.id: mode.name for mode in modes.values()},
        checks={mode.id: mode.check.id for mode in modes.values()},
        rated=rated,
        not_rated=drawn.not_assessed,
        people={owner: view.name_of(owner) for owner in owners},
        own=_own(store),
    )


def _rated(view: ReviewView, now: datetime) -> list[RatedMode]:
    facts = view.facts(now)
    rows = []
    for check in view.checklist.checks:
        rating = view.findings[check].rating
        if rating is None:
            continue
        mode = view.modes[check]
        rows.append(
            RatedMode(
                mode_id=mode.id,
                name=mode.name,
                check_id=check,
                before=rating.before,
                before_level=_level(rating.before),
                now=rating.now,
                level=_level(rating.now or rating.before),
                proof=count_proof(tuple(fact for fact in facts if fact.check_id == check)),
                conditions=tuple(
                    row for row in view.current_conditions() if row.check_id == check and row.closed_at is None
                ),
            )
        )
    return rows


def _level(score: Score) -> Level:
    return action_priority(score.severity, score.occurrence, score.detection).level


def _own(store: Store) -> tuple[OwnCount, ...]:
    """Count own incidents by category as the freeze does: no public ones, no exercises."""
    counted = store.database.conn.execute(
        "SELECT coalesce(category, 'other'), count(*) FROM incident "
        "WHERE origin = 'own' AND kind = 'incident' GROUP BY 1"
    )
    counts: dict[str, int] = {str(category): int(number) for category, number in counted}
    return tuple(OwnCount(category=row, own=counts.get(row.id, 0)) for row in store.catalogue.categories)
