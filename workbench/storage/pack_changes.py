"""What of the catalogue has changed since a draft took its snapshots, in words, and the snapshots as they would be."""

from collections.abc import Iterable

from workbench.catalogue.policies import load_policy
from workbench.catalogue.scales import load_scales
from workbench.domain.catalogue import AnyTopic, Catalogue, Checklist
from workbench.domain.errors import UserError
from workbench.domain.journal import canonical
from workbench.domain.model import Model
from workbench.domain.record import to_bytes
from workbench.domain.review import Review
from workbench.domain.topic_diff import topic_changes
from workbench.storage.review_view import modes_of
from workbench.storage.store import Store


class Texts(Model):
    """What a review is judged by."""

    checklist: Checklist
    topics: tuple[AnyTopic, ...]
    """In the order of the checks."""


def texts_now(store: Store, checklist_id: str, before: Texts | None = None) -> Texts:
    """Return the texts as a review takes them now.

    A review that has asked a check goes on asking it: what was deprecated stays, and what no pack has any more stays as
    it was. Raises KeyError for an unknown checklist.
    """
    catalogue = store.catalogue
    listed = catalogue.checklist(checklist_id)
    checks = dict.fromkeys((*before.checklist.checks, *listed.checks) if before else listed.checks)
    old = {mode.check.id: mode for mode in before.topics} if before else {}
    return Texts(
        checklist=listed.model_copy(update={"checks": tuple(checks)}),
        topics=tuple(_topic(catalogue, check, old) for check in checks),
    )


def texts_of(store: Store, review: Review) -> Texts:
    """Return the texts that a review took."""
    modes = modes_of(store, review)
    checklist = Checklist.model_validate_json(store.snapshot(review.checklist_snapshot))
    return Texts(checklist=checklist, topics=tuple(modes[check] for check in checklist.checks))


def keep_texts(store: Store, texts: Texts) -> dict[str, str]:
    """Keep what a review is judged by beside its policy, and return the fields that name it; in a transaction."""
    bodies = canonical([mode.model_dump(mode="json", by_alias=True) for mode in texts.topics])
    return {
        "modes_snapshot": store.keep_snapshot("modes", bodies),
        "checklist_snapshot": store.keep_snapshot("checklist", to_bytes(texts.checklist)),
        "scales_snapshot": store.keep_snapshot("scales", to_bytes(load_scales())),
    }


def pack_changes(store: Store, review: Review) -> tuple[str, ...]:
    """Return what a draft would take over, a sentence each; nothing for a frozen one, which never reads the pack."""
    if review.state != "draft":
        return ()
    before = texts_of(store, review)
    after = texts_now(store, review.checklist_id, before)
    changes = [line for mode in after.topics for line in _mode_changes(mode, before.topics)]
    if is_policy_changed(store, review):
        changes.append(f"The policy {review.policy_id} has changed.")
    if to_bytes(load_scales()) != store.snapshot(review.scales_snapshot):
        changes.append("The scales of the ratings have changed.")
    return tuple(changes)


def is_policy_changed(store: Store, review: Review) -> bool:
    """Say whether the policy of a draft says something else now; one that cannot be read any more stays as it was."""
    try:
        policy = load_policy(review.policy_id, store.folder)
    except UserError:
        return False
    return to_bytes(policy) != store.snapshot(review.policy_snapshot)


def _topic(catalogue: Catalogue, check: str, old: dict[str, AnyTopic]) -> AnyTopic:
    try:
        return catalogue.topic_of_check(check)
    except KeyError:
        return old[check]


def _mode_changes(mode: AnyTopic, before: Iterable[AnyTopic]) -> Iterable[str]:
    old = next((one for one in before if one.check.id == mode.check.id), None)
    if old is None:
        yield f"{mode.id} {mode.name} is asked too, with the check {mode.check.id}."
        return
    yield from topic_changes(old, mode)
