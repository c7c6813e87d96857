"""Reading what an earlier review would bring into a draft."""

from collections.abc import Iterable
from datetime import datetime

from workbench.domain.carrying import Bringing, CarriedCheck, CarriedUse, carried_check
from workbench.domain.errors import UserError
from workbench.domain.evidence import EvidenceUse, proof_of, same_use
from workbench.storage.review_view import ReviewView, read_review
from workbench.storage.store import Store


def read_carrying(store: Store, review: str, source: str, now: datetime) -> tuple[CarriedCheck, ...]:
    """Say what a review would bring, a row for each check that both ask; a UserError as of `both_sides`."""
    here, there = both_sides(store, review, source)
    return tuple(_check(here, there, check, now) for check in shared_checks(here, there))


def both_sides(store: Store, review: str, source: str) -> tuple[ReviewView, ReviewView]:
    """Return the draft and the earlier review; a UserError says that one is missing or that they are the same."""
    here, there = read_review(store, review), read_review(store, source)
    if here.review.id == there.review.id:
        raise UserError(f"{source} is {here.review.full_key} itself. Nothing was changed. Name another review.")
    return here, there


def shared_checks(here: ReviewView, there: ReviewView) -> tuple[str, ...]:
    """Return the checks that both ask, in the order of the draft."""
    return tuple(check for check in here.checklist.checks if check in there.checklist.checks)


def fresh_uses(here: ReviewView, there: ReviewView, check: str) -> Iterable[EvidenceUse]:
    """Yield the uses of a check that the draft does not have yet: another content, place or claim."""
    evidence = {**there.evidence, **here.evidence}
    mine = {(use.evidence_id, use.check_id, use.control_id, use.contradicts) for use in here.uses}
    for use in there.uses_of(check):
        row = there.evidence[use.evidence_id]
        if row.sha256 in there.purged:
            continue
        same = same_use(
            here.uses,
            evidence,
            sha256=row.sha256,
            check_id=check,
            control_id=use.control_id,
            contradicts=use.contradicts,
        )
        if same is None and (row.id, check, use.control_id, use.contradicts) not in mine:
            yield use


def _check(here: ReviewView, there: ReviewView, check: str, now: datetime) -> CarriedCheck:
    return carried_check(
        Bringing(
            here=here.findings[check],
            there=there.findings[check],
            topic=here.modes[check],
            topic_there=there.modes[check],
            fresh_uses=tuple(_use(here, there, use, now) for use in fresh_uses(here, there, check)),
            names={key: person.name for key, person in here.people.items()},
        )
    )


def _use(here: ReviewView, there: ReviewView, use: EvidenceUse, now: datetime) -> CarriedUse:
    row = there.evidence[use.evidence_id]
    proof = proof_of(
        use,
        row,
        intact=row.sha256 not in there.damaged,
        version_id=here.review.version_id,
        now=now,
        self_confirmation=here.policy.self_confirmation,
    )
    return CarriedUse(key=use.key, name=row.name, control_id=use.control_id, proof=proof, contradicts=use.contradicts)
