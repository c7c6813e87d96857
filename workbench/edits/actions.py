"""Actions on findings: added and changed in drafts and after the freeze alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from workbench.domain.action import Action
from workbench.domain.errors import UserError
from workbench.edits.edit import Occasion, finding_of
from workbench.storage.review_view import find_review
from workbench.storage.store import Store, new_id

CHANGEABLE = frozenset({"text", "owner", "due", "effort_days", "state", "link"})


@dataclass(frozen=True)
class AddAction:
    """Say what somebody has to do about a finding."""

    said: ClassVar[str] = "Action added"
    is_final: ClassVar[bool] = False

    review: str
    check: str
    text: str
    owner: str
    """Person id."""
    due: date | None = None
    effort_days: float | None = None
    link: str = ""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Add it under the next key."""
        review = find_review(store, self.review)
        finding_of(store, review, self.check)
        store.actions.save(
            Action(
                id=new_id(),
                key=f"A{store.next_number('A')}",
                review_number=review.number,
                check_id=self.check,
                text=self.text,
                owner=self.owner,
                due=self.due,
                effort_days=self.effort_days,
                link=self.link,
                created_by=occasion.actor,
                created_at=occasion.at,
            )
        )


@dataclass(frozen=True)
class ChangeAction:
    """Change an action: what is done, by whom, until when, or that it is done or dropped."""

    said: ClassVar[str] = "Action changed"
    is_final: ClassVar[bool] = False

    key: str
    fields: Mapping[str, Any]
    """Of `CHANGEABLE`; what is not named stays."""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Replace these fields."""
        action = find_action(store, self.key)
        unknown = sorted(self.fields.keys() - CHANGEABLE)
        if unknown:
            raise UserError(f"An action has no field {', '.join(unknown)} to change. Nothing was changed.")
        changed = {**action.model_dump(), **self.fields}
        if changed["state"] != action.state:
            changed["ended_at"] = None if changed["state"] == "open" else occasion.at
        store.actions.save(Action.model_validate(changed))


def find_action(store: Store, key: str) -> Action:
    """Return an action by its key; a UserError says that there is none."""
    action = store.actions.first("key = ?", key.strip().upper())
    if action is None:
        raise UserError(f"There is no action {key}. Nothing was changed. `workbench action list` names them all.")
    return action


EDITS = (AddAction, ChangeAction)
