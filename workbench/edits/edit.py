"""What an edit is."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from workbench.domain.errors import UserError
from workbench.domain.journal import JournalEntry
from workbench.domain.review import Finding, Review
from workbench.storage.review_view import find_review
from workbench.storage.store import Store


@dataclass(frozen=True)
class Occasion:
    """Who makes the change, and when."""

    actor: str
    """Person id."""
    at: datetime


class Edit(Protocol):
    """A change that a person can make; it writes through the store's repositories and nothing else."""

    said: ClassVar[str]
    """What was done, for the toast and the history: `Check answered`."""
    is_final: ClassVar[bool]
    """Whether undo stops here."""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Make the change; a UserError refuses it and nothing is kept."""
        ...


class Doing(Protocol):
    """What makes edits: the session."""

    store: Store

    def do(self, edit: Edit) -> JournalEntry:
        """Make a change."""
        ...


def draft(store: Store, review_key: str) -> Review:
    """Return a review that can still be edited."""
    review = find_review(store, review_key)
    if review.state != "draft":
        raise UserError(
            f"{review.full_key} is frozen, so it cannot be changed. Nothing was changed. "
            f"Open a revision with `workbench review revise {review.key}`."
        )
    return review


def finding_of(store: Store, review: Review, check_id: str) -> Finding:
    """Return the finding of a check."""
    finding = store.findings.first("review_id = ? AND check_id = ?", review.id, check_id)
    if finding is None:
        checks = ", ".join(row.check_id for row in store.findings.all("review_id = ?", review.id))
        raise UserError(f"{review.key} has no check {check_id}. Nothing was changed. Its checks are: {checks}.")
    return finding
