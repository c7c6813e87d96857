"""Indexing the decisions that were verified in a signed report."""

from dataclasses import dataclass
from typing import ClassVar

from workbench.domain.approval import ApprovalState, Decision, LedgerEntry, SignedDissent
from workbench.domain.errors import UserError
from workbench.domain.purge import left_of
from workbench.edits.dissent import next_key
from workbench.edits.edit import Occasion
from workbench.storage.review_view import find_review, view_of
from workbench.storage.store import Store, new_id

REVOCABLE = (ApprovalState.APPROVED, ApprovalState.IN_FORCE, ApprovalState.LAPSED, ApprovalState.OUTDATED)
"""States of an approval that somebody may still rely on."""


@dataclass(frozen=True)
class RecordDecisions:
    """Append to the ledger what a verified report holds; the file stays the truth."""

    said: ClassVar[str] = "Decisions collected"
    is_final: ClassVar[bool] = True

    review: str
    record_sha256: str
    decisions: tuple[Decision, ...]
    dissents: tuple[SignedDissent, ...] = ()

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Add each decision and each dissent that is new; a report of another record is refused."""
        review = find_review(store, self.review)
        if review.record_sha256 != self.record_sha256:
            raise UserError(
                f"The report was not made from {review.full_key}: its record has another digest. Nothing was changed."
            )
        ledger = store.ledger.all("review_id = ?", review.id)
        known = [entry.decision for entry in ledger if entry.decision is not None]
        for decision in self.decisions:
            if not any(_is_same(decision, one, "comment") for one in known):
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
        heard = [entry.dissent for entry in ledger if entry.dissent is not None]
        for dissent in self.dissents:
            if not any(_is_same(dissent, one, "text") for one in heard):
                store.ledger.save(
                    LedgerEntry(
                        id=new_id(),
                        review_id=review.id,
                        kind="dissent",
                        dissent=dissent,
                        dissent_key=next_key(store, review.id),
                        by=occasion.actor,
                        at=occasion.at,
                    )
                )


def _is_same(signed: Decision | SignedDissent, kept: Decision | SignedDissent, words: str) -> bool:
    """Tell whether the ledger has what was signed: all of it, or all but the words, which a purge may have taken."""
    left = left_of("ledger", f"{'decision' if words == 'comment' else 'dissent'}.{words}")
    return kept in (signed, signed.model_copy(update={words: left[0] if left else ""}))


@dataclass(frozen=True)
class RevokeApproval:
    """Take an approval back; the report and its signatures stay as they are."""

    said: ClassVar[str] = "Approval revoked"
    is_final: ClassVar[bool] = True

    review: str
    reason: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Append it to the ledger; a UserError refuses what was not approved, or is revoked already."""
        review = find_review(store, self.review)
        found = view_of(store, review).approval(occasion.at)
        if found is None or found.state not in REVOCABLE:
            state = "a draft" if found is None else found.state.value
            raise UserError(f"{review.full_key} is {state}, so there is no approval to revoke. Nothing was changed.")
        reason = self.reason.strip()
        if not 1 <= len(reason) <= 2000:
            raise UserError("A revocation needs a reason of up to 2,000 characters. Nothing was changed. Say why.")
        store.ledger.save(
            LedgerEntry(
                id=new_id(), review_id=review.id, kind="revoked", text=reason, by=occasion.actor, at=occasion.at
            )
        )


EDITS = (RecordDecisions, RevokeApproval)
