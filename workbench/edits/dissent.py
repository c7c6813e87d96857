"""Dissent: a named disagreement with a finding, or with the review as a whole."""

from dataclasses import dataclass
from typing import ClassVar

from workbench.domain.approval import LedgerEntry
from workbench.domain.errors import UserError
from workbench.domain.review import DISSENT_LIMIT, Dissent
from workbench.edits.edit import Occasion, draft, finding_of
from workbench.storage.review_view import find_review, view_of
from workbench.storage.store import Store, new_id


@dataclass(frozen=True)
class RecordDissent:
    """Disagree by name with a finding of a draft, or with the draft as a whole; the freeze pins it."""

    said: ClassVar[str] = "Dissent recorded"
    is_final: ClassVar[bool] = False

    review: str
    text: str
    check: str | None = None

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Add it under the next key of the review."""
        review = draft(store, self.review)
        if self.check is not None:
            finding_of(store, review, self.check)
        store.dissents.save(
            Dissent(
                id=new_id(),
                review_id=review.id,
                key=next_key(store, review.id),
                check_id=self.check,
                text=said(self.text, "A dissent"),
                by=occasion.actor,
                at=occasion.at,
            )
        )


@dataclass(frozen=True)
class WithdrawDissent:
    """Take a dissent out of a draft; only the person who dissented can."""

    said: ClassVar[str] = "Dissent withdrawn"
    is_final: ClassVar[bool] = False

    review: str
    key: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Delete it."""
        review = draft(store, self.review)
        dissent = store.dissents.first("review_id = ? AND key = ?", review.id, self.key.strip().upper())
        if dissent is None:
            raise UserError(f"{review.full_key} has no dissent {self.key}. Nothing was changed.")
        if dissent.by != occasion.actor:
            raise UserError(
                f"{dissent.key} is the dissent of {store.people.get(dissent.by).name}, and nobody else can take it "
                "back. Nothing was changed."
            )
        store.dissents.delete(dissent.id)


@dataclass(frozen=True)
class AnswerDissent:
    """Answer a dissent from a frozen review, recorded or signed; the digest and every signature stay as they are."""

    said: ClassVar[str] = "Dissent answered"
    is_final: ClassVar[bool] = True

    review: str
    key: str
    text: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Append the answer to the ledger; another answer may follow, and none is taken back."""
        review = find_review(store, self.review)
        view = view_of(store, review)
        if view.record is None:
            raise UserError(
                f"{review.full_key} is a draft, whose dissent is talked over before the freeze; answers stand in the "
                "ledger of a frozen review. Nothing was changed."
            )
        key = self.key.strip().upper()
        keys = [row.key for row in view.current_dissents()]
        if key not in keys:
            there = f"It has {', '.join(keys)}." if keys else "Nobody dissents from it."
            raise UserError(f"{review.full_key} has no dissent {self.key}. Nothing was changed. {there}")
        store.ledger.save(
            LedgerEntry(
                id=new_id(),
                review_id=review.id,
                kind="dissent-answered",
                dissent_key=key,
                text=said(self.text, "An answer"),
                by=occasion.actor,
                at=occasion.at,
            )
        )


def next_key(store: Store, review_id: str) -> str:
    """Return the key of the next dissent of a review, recorded or signed; keys are never given twice."""
    return f"D{store.next_number(f'D/{review_id}')}"


def said(text: str, what: str) -> str:
    """Return the text of a dissent or an answer; a UserError says that it is empty or too long."""
    text = text.strip()
    if not 1 <= len(text) <= DISSENT_LIMIT:
        raise UserError(f"{what} needs a text of up to {DISSENT_LIMIT:,} characters. Nothing was changed.")
    return text


EDITS = (RecordDissent, WithdrawDissent, AnswerDissent)
