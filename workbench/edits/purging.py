"""Erasing a value or a file that must not be kept."""

from dataclasses import dataclass
from typing import ClassVar

from workbench.domain.errors import UserError
from workbench.domain.purge import Purge
from workbench.edits.edit import Occasion
from workbench.storage.eraser import Target
from workbench.storage.place_names import name_of_place
from workbench.storage.purge_targets import evidence_target, file_of_use, value_target
from workbench.storage.purging import purge
from workbench.storage.review_view import find_review
from workbench.storage.store import Store, new_id

LONGEST_REASON = 2000


@dataclass(frozen=True)
class PurgeValue:
    """Erase every value that a field ever had, in its revision and those before, wherever the workspace keeps it."""

    said: ClassVar[str] = "Value purged"
    is_final: ClassVar[bool] = True

    entity: str
    """`finding/0192…`."""
    path: str
    """`rationale`, `profile.guardrails`."""
    reason: str
    keep_present: bool = False
    """Erase only what the field said before, and let stand what it says now."""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Erase it; a UserError says that there is nothing to erase, or that a backup would keep it."""
        reason = _reason(self.reason)
        name = name_of_place(store, self.entity, self.path)
        target = value_target(store, self.entity, self.path, name, keep_present=self.keep_present)
        _purge(store, occasion, target, reason, type(self).__name__)


@dataclass(frozen=True)
class PurgeEvidence:
    """Erase a file of evidence; its name and its hash stay."""

    said: ClassVar[str] = "Evidence purged"
    is_final: ClassVar[bool] = True

    review: str
    key: str
    """`E1`; also of a use that was removed since."""
    reason: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Erase the file with what was read in it, for every use of it; a UserError says that there is none."""
        reason = _reason(self.reason)
        review, key = find_review(store, self.review), self.key.strip().upper()
        found = file_of_use(store, review.id, key)
        if found is None:
            raise UserError(
                f"{review.full_key} has no file {key}. Nothing was changed. "
                f"`workbench evidence list {review.key}` has them all."
            )
        sha256, file = found
        earlier = store.purges.first("sha256 = ?", sha256)
        if earlier is not None:
            raise UserError(f"{file} was purged on {earlier.at:%Y-%m-%d} already. Nothing was changed.")
        target = evidence_target(store, sha256, f"{file} ({key} of {review.full_key})")
        _purge(store, occasion, target, reason, type(self).__name__)


def _purge(store: Store, occasion: Occasion, target: Target, reason: str, kind: str) -> None:
    made = Purge(
        id=new_id(),
        what="value" if target.sha256 is None else "evidence",
        name=target.name,
        reason=reason,
        by=occasion.actor,
        at=occasion.at,
        places=(),
    )
    purge(store, target, made, kind)


def _reason(text: str) -> str:
    reason = text.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise UserError("A purge needs a reason of up to 2,000 characters. Nothing was changed. Say why.")
    return reason


EDITS = (PurgeValue, PurgeEvidence)
