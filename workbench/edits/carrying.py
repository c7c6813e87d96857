"""Taking answers and evidence of an earlier review into a draft."""

from dataclasses import dataclass
from typing import ClassVar

from workbench.domain.carrying import CarriedCheck, fits, merged
from workbench.domain.errors import UserError
from workbench.edits.edit import Occasion, draft
from workbench.storage.carrying_view import both_sides, fresh_uses, read_carrying, shared_checks
from workbench.storage.review_view import ReviewView
from workbench.storage.store import Store, new_id


@dataclass(frozen=True)
class CarryForward:
    """Take what an earlier review says about some checks into a draft; every answer keeps who gave it and when."""

    said: ClassVar[str] = "Carried forward"
    is_final: ClassVar[bool] = False

    review: str
    source: str
    checks: tuple[str, ...] | None = None
    """The chosen checks, begun or not; None takes every check that nobody has begun here."""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Lay the findings over those of the draft and write the uses; a UserError says that nothing would come."""
        self.refuse_unfit(store)
        here, there = both_sides(store, self.review, self.source)
        rows = [row for row in read_carrying(store, self.review, self.source, occasion.at) if row.brings_anything]
        chosen = [row.check_id for row in rows if self.takes(row)]
        if not chosen:
            begun = [row.check_id for row in rows if row.is_begun]
            tail = f" Answered here already: {', '.join(begun)}; choose them to overwrite." if begun else ""
            raise UserError(
                f"{there.review.full_key} has nothing to carry into {here.review.full_key}. Nothing was changed.{tail}"
            )
        for check in chosen:
            _carry(store, here, there, check)

    def takes(self, row: CarriedCheck) -> bool:
        """Tell whether a check is meant: one that is chosen, or by itself one that nobody has begun."""
        return not row.is_begun if self.checks is None else row.check_id in self.checks

    def refuse_unfit(self, store: Store) -> None:
        """Raise a UserError for a frozen review, and for a chosen check that not both reviews ask."""
        draft(store, self.review)
        here, there = both_sides(store, self.review, self.source)
        shared = shared_checks(here, there)
        wrong = [check for check in self.checks or () if check not in shared]
        if wrong:
            raise UserError(
                f"{here.review.full_key} and {there.review.full_key} do not both ask {', '.join(wrong)}. Nothing was "
                f"changed. Both ask: {', '.join(shared) or 'nothing'}."
            )


def _carry(store: Store, here: ReviewView, there: ReviewView, check: str) -> None:
    topic = here.modes[check]
    uses = [use for use in fresh_uses(here, there, check) if fits(use, topic)]
    store.findings.save(merged(here.findings[check], there.findings[check], topic))
    for use in uses:
        key = f"E{store.next_number(f'E/{here.review.id}')}"
        store.uses.save(use.model_copy(update={"id": new_id(), "review_id": here.review.id, "key": key}))


EDITS = (CarryForward,)
