"""The journal of one review as a table: who, when, what, from which value to which."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, TOOL_TIP, Cells, RowsModel
from workbench.desktop.reviews.wording import CONTROL_WORDS, moment, status_word
from workbench.domain.model import Status
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


def read_rows(store: Store, key: str) -> tuple[HistoryRow, ...]:
    """Read the history of a review in words, newest first."""
    review = find_review(store, key)
    people = {person.id: person.name for person in store.people.all()}
    steps = [step for step in read_history(store, review) if step.field not in _QUIET]
    return tuple(_row(step, people) for step in steps)


def _row(step: HistoryStep, people: Mapping[str, str]) -> HistoryRow:
    said = registered.said(step.kind)
    return HistoryRow(
        at=step.at,
        actor=people.get(step.actor, step.actor),
        what=f"Taken back: {said}" if step.undoes is not None else said,
        subject=step.subject,
        change=_change(step, people),
    )


def _change(step: HistoryStep, people: Mapping[str, str]) -> str:
    """`finding: Warn → Fail`."""
    if not step.field:
        word = "added" if step.old is None else "removed"
        return f"{word}: {step.detail.replace('-', ' ')}" if step.detail else word
    if step.field in ("controls", "profile", "accepted_holes"):
        return _mapping_change(step.old or {}, step.new or {})
    name = _FIELDS.get(step.field, step.field.replace("_", " "))
    return f"{name}: {_value(step.old, people)} → {_value(step.new, people)}"


def _mapping_change(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    differing = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return "; ".join(f"{key.replace('_', ' ')}: {_short(old.get(key))} → {_short(new.get(key))}" for key in differing)


def _short(value: Any) -> str:
    if isinstance(value, dict) and "state" in value:
        word = CONTROL_WORDS.get(value["state"], str(value["state"]))
        return f"{word} ({value['reason']})" if value.get("reason") else word
    if isinstance(value, list):
        return f"{len(value)} rows" if value else "none"
    return _value(value, {})


def _value(value: Any, people: Mapping[str, str]) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, dict):
        return _nested(value)
    return people.get(str(value), str(value)) if isinstance(value, str) else str(value)


def _nested(value: Mapping[str, Any]) -> str:
    if "status" in value and "by" in value:
        return status_word(Status(value["status"]))
    if "before" in value:
        scores = [score for score in (value["before"], value.get("now")) if score]
        return " now ".join(f"{score['severity']}/{score['occurrence']}/{score['detection']}" for score in scores)
    return str(value.get("text") or "changed")


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
