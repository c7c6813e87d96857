"""The journal of one review as a table: who, when, what, from which value to which."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from workbench.desktop.kit.moments import moment
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, TOOL_TIP, Cells, RowsModel
from workbench.desktop.kit.value_words import change_words, value_words
from workbench.desktop.reviews.history_offers import APPENDED, PurgeOffer, purge_offers
from workbench.domain.deployment import Profile
from workbench.domain.profile_diff import profile_diff
from workbench.edits import registered
from workbench.storage.review_history import HistoryStep, read_history
from workbench.storage.review_view import find_review
from workbench.storage.store import Store

LONGEST = 300
"""Characters of a value in a cell; the rest is in the tool tip."""
_QUIET = {"confirmed_at", "approved_at", "closed_at", "frozen_at", "frozen_by", "record_sha256", "verdict_sha256"}
"""Fields that another step of the same edit tells in words."""
_FIELDS = {
    "team": "team’s answer",
    "reviewer": "finding",
    "analysis_confirmed_by": "proposal confirmed by",
    "record_sha256": "digest",
}


@dataclass(frozen=True)
class HistoryRow:
    """One line of the history."""

    at: datetime
    actor: str
    what: str
    subject: str
    change: str
    offers: tuple[PurgeOffer, ...] = ()
    """What can be purged at it."""


def read_rows(store: Store, key: str) -> tuple[HistoryRow, ...]:
    """Read the history of a review in words, newest first."""
    review = find_review(store, key)
    people = {person.id: person.name for person in store.people.all()}
    steps = [step for step in read_history(store, review) if step.field not in _QUIET]
    return tuple(_row(step, people, review.full_key) for step in steps)


def _row(step: HistoryStep, people: Mapping[str, str], review: str) -> HistoryRow:
    said = registered.said(step.kind)
    return HistoryRow(
        at=step.at,
        actor=people.get(step.actor, step.actor),
        what=f"Taken back: {said}" if step.undoes is not None else said,
        subject=step.subject,
        change=_change(step, people),
        offers=purge_offers(step, review),
    )


def _change(step: HistoryStep, people: Mapping[str, str]) -> str:
    """`finding: Warn → Fail`."""
    if step.table == "purge" and step.purge is not None:
        return f"{step.purge.name}: {step.purge.reason}"
    if not step.field:
        word = "added" if step.old is None and not step.is_old_purged else "removed"
        said = step.detail.replace("-", " ") if step.detail in APPENDED else step.detail
        return f"{word}: {said}" if said else word
    name = _FIELDS.get(step.field, step.field.replace("_", " "))
    is_purged = step.is_old_purged or step.is_new_purged
    if step.field == "profile" and step.old and step.new and not is_purged:
        words = profile_diff(Profile.model_validate(step.old), Profile.model_validate(step.new))
        return "; ".join(each.words for each in words).replace("`", "")
    if step.field in ("controls", "profile", "accepted_holes") and not is_purged:
        return change_words(step.old, step.new, people)
    old = value_words(step.old, people, is_purged=step.is_old_purged)
    new = value_words(step.new, people, is_purged=step.is_new_purged)
    return f"{name}: {old} → {new}"


class HistoryModel(RowsModel[HistoryRow]):
    """One row per changed field."""

    heads = ("When", "Who", "What", "About", "From → to")

    def cells(self, row: HistoryRow, column: int) -> Cells:
        """Return what one cell shows."""
        cells: tuple[Cells, ...] = (
            {DISPLAY: moment(row.at)},
            {DISPLAY: row.actor},
            {DISPLAY: row.what, Role.STRONG: True},
            {DISPLAY: row.subject, Role.MONO: True},
            {DISPLAY: " ".join(row.change.split())[:LONGEST], TOOL_TIP: row.change[:4000]},
        )
        return cells[column]
