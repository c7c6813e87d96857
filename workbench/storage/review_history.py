"""What the journal holds about one review: who changed what, when, from which value to which."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workbench.domain.journal import Change, JournalEntry
from workbench.domain.review import Review
from workbench.storage.store import Store


@dataclass(frozen=True)
class HistoryStep:
    """One changed field, or one row that came or went (`field` is empty then)."""

    seq: int
    at: datetime
    actor: str
    """Person id."""
    kind: str
    """Name of the edit's class."""
    undoes: int | None
    table: str
    subject: str
    """A check id, `E1`, `C1` or `W1`; empty for the review and its version."""
    field: str
    old: Any
    new: Any


def read_history(store: Store, review: Review) -> tuple[HistoryStep, ...]:
    """Read every step of a review and of the profile it judges, newest first."""
    changes = store.journal.history(_entities(store, review))
    subjects = _subjects(changes)
    steps = [step for entry, change in changes if (step := _step(entry, change, subjects)) is not None]
    return tuple(sorted(steps, key=lambda step: -step.seq))


def _entities(store: Store, review: Review) -> list[str]:
    """Return the review, its version and every row that ever belonged to it, also those that are gone."""
    rows = store.database.conn.execute(
        "SELECT DISTINCT entity FROM journal_value WHERE field = 'review_id' AND (new = ? OR old = ?)",
        [json.dumps(review.id)] * 2,
    )
    return [f"review/{review.id}", f"version/{review.version_id}", *(row[0] for row in rows)]


def _subjects(changes: list[tuple[JournalEntry, Change]]) -> dict[str, str]:
    """Name each row by what people call it: its key, or the check it belongs to."""
    found: dict[str, str] = {}
    for _entry, change in changes:
        value = change.new if change.new is not None else change.old
        if change.field == "key" or (change.field == "check_id" and change.entity not in found):
            found[change.entity] = str(value)
    return found


def _step(entry: JournalEntry, change: Change, subjects: dict[str, str]) -> HistoryStep | None:
    """Tell a change as a step; of a row that came or went only that it did, and the findings with their review."""
    table = change.entity.partition("/")[0]
    moved = {row.entity for row in entry.changes if row.field == "id"}
    if change.entity in moved and (change.field != "id" or table == "finding"):
        return None
    return HistoryStep(
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        kind=entry.kind,
        undoes=entry.undoes,
        table=table,
        subject=subjects.get(change.entity, ""),
        field="" if change.field == "id" else change.field,
        old=change.old,
        new=change.new,
    )
