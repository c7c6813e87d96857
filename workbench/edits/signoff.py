"""Indexing the decisions that were verified in a signed report."""

from dataclasses import dataclass
from typing import ClassVar

from workbench.domain.approval import Decision, LedgerEntry
from workbench.domain.errors import UserError
from workbench.edits.edit import Occasion
from workbench.storage.review_view import find_review
from workbench.storage.store import Store, new_id


@dataclass(frozen=True)
class RecordDecisions:
    """Append to the ledger what a verified report holds; the file stays the truth."""

    said: ClassVar[str] = "Decisions collected"
    is_final: ClassVar[bool] = True

    review: str
    record_sha256: str
    decisions: tuple[Decision, ...]

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Add each decision that is new; a report of another record is refused."""
        review = find_review(store, self.review)
        if review.record_sha256 != self.record_sha256:
            raise UserError(
                f"The report was not made from {review.full_key}: its record has another digest. Nothing was changed."
            )
        known = [entry.decision for entry in store.ledger.all("review_id = ?", review.id)]
        for decision in self.decisions:
            if decision not in known:
                store.ledger.save(
                    LedgerEntry(
                        id=new_id(),
                        review_id=review.id,
                        kind="decision",
                        decision=decision,
                        by=occasion.actor,
                        at=occasion.at,
                    )
                )


EDITS = (RecordDecisions,)
