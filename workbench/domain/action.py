"""Actions: what somebody has to do about a finding; they go on after a freeze and never change a verdict."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from workbench.domain.model import Model

ActionState = Literal["open", "done", "dropped"]


class Action(Model):
    """Something to do about one check of a review; it belongs to every revision of it."""

    id: str
    key: str
    """`A1`, counted per workspace."""
    review_number: int
    """Of the review and not of a revision, so that it goes on after a freeze and into what follows."""
    check_id: str
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    owner: str
    """Person id."""
    due: date | None = None
    effort_days: Annotated[float, Field(gt=0, le=1000)] | None = None
    """Working days of one person, as far as somebody guessed."""
    state: ActionState = "open"
    link: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^(https?://\S+)?$")] = ""
    """Where it is tracked."""
    created_by: str
    created_at: datetime
    ended_at: datetime | None = None
    """When it was done or dropped."""

    @property
    def effort(self) -> str:
        """`2 days`, `0.5 days`, `1 day`; empty where nobody guessed."""
        if self.effort_days is None:
            return ""
        return f"{self.effort_days:g} day{'' if self.effort_days == 1 else 's'}"
