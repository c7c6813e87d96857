"""Accepting holes of the trace matrix with a reason, and opening them again."""

from dataclasses import dataclass
from typing import ClassVar

from workbench.domain.errors import UserError
from workbench.domain.review import AcceptedHole
from workbench.domain.trace import hole_key
from workbench.edits.edit import Occasion, draft, finding_of
from workbench.edits.evidence import place_of
from workbench.storage.store import Store
from workbench.storage.trace_view import read_trace


@dataclass(frozen=True)
class AcceptHole:
    """Say why a hole of the trace matrix may stay open; the freeze pins it with the finding."""

    said: ClassVar[str] = "Hole accepted"
    is_final: ClassVar[bool] = False

    review: str
    check: str
    control: str | None
    """None for a check without any control in place."""
    text: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Keep the reason; a UserError says that it is empty, or that there is no hole."""
        review = draft(store, self.review)
        place_of(store, review, self.check, self.control)
        if not self.text.strip():
            raise UserError("The reason is empty. Nothing was changed. Say why the hole may stay open.")
        rows = read_trace(store, self.review, occasion.at).rows
        row = next(row for row in rows if (row.check_id, row.control_id) == (self.check, self.control))
        if not row.hole:
            where = f"the control {self.control} of {self.check}" if self.control else self.check
            raise UserError(f"There is no hole at {where}. Nothing was changed. `workbench review matrix` lists them.")
        finding = finding_of(store, review, self.check)
        accepted = AcceptedHole(text=self.text.strip(), by=occasion.actor, at=occasion.at)
        holes = {**(finding.accepted_holes or {}), hole_key(self.control): accepted}
        store.findings.save(finding.model_copy(update={"accepted_holes": holes}))


@dataclass(frozen=True)
class ReopenHole:
    """Take the acceptance of a hole back."""

    said: ClassVar[str] = "Hole opened again"
    is_final: ClassVar[bool] = False

    review: str
    check: str
    control: str | None = None

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Drop the reason; a UserError says that nobody accepted it."""
        review = draft(store, self.review)
        place_of(store, review, self.check, self.control)
        finding = finding_of(store, review, self.check)
        holes = dict(finding.accepted_holes or {})
        if holes.pop(hole_key(self.control), None) is None:
            raise UserError("Nobody has accepted that hole. Nothing was changed.")
        store.findings.save(finding.model_copy(update={"accepted_holes": holes or None}))


EDITS = (AcceptHole, ReopenHole)
