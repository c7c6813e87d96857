"""What the journal holds about one review: who changed what, when, from which value to which."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from workbench.domain.journal import Change, JournalEntry
from workbench.domain.purge import Purge
from workbench.domain.review import Review
from workbench.storage.purge_history import Purges
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
    entity: str
    """`finding/0192…`."""
    table: str
    subject: str
    """A check id, `E1`, `C1`, `W1` or `D1`; empty for the review and its version."""
    field: str
    detail: str
    """What a row that came or went says: the text of a condition or a dissent, the reason of a waiver."""
    old: Any
    new: Any
    purge: Purge | None = None
    """The purge that this step is, or that took a value of it."""
    is_old_purged: bool = False
    is_new_purged: bool = False


def read_history(store: Store, review: Review) -> tuple[HistoryStep, ...]:
    """Read every step of a review and of the profile it judges, newest first."""
    entities, purges = entities_of_review(store, review), Purges(store)
    changes = store.journal.history([*entities, *purges.over(entities)])
    subjects, details = subjects_of(changes), _named(changes, ("check_id", "kind", "reason", "text"))
    signed = {"dissent": "text", "decision": "comment"}
    said = {
        change.entity: change.new[signed[change.field]]
        for _, change in changes
        if change.field in signed and change.new
    }
    details |= {entity: text for entity, text in said.items() if text}
    steps = [
        replace(step, purge=purges.of_change(change))
        for entry, change in changes
        if (not entry.is_purge or change.entity.startswith("purge/"))
        and (step := _step(entry, change, subjects, details)) is not None
    ]
    return tuple(sorted(steps, key=lambda step: -step.seq))


def entities_of_review(store: Store, review: Review) -> list[str]:
    """Return the review, its version and every row that ever belonged to it, also those that are gone."""
    rows = store.database.conn.execute(
        "SELECT DISTINCT entity FROM journal_value WHERE field = 'review_id' AND (new = ? OR old = ?)",
        [json.dumps(review.id)] * 2,
    )
    return [f"review/{review.id}", f"version/{review.version_id}", *(row[0] for row in rows)]


def subjects_of(changes: list[tuple[JournalEntry, Change]]) -> dict[str, str]:
    """Return what people call each entity: a check id, a key such as `E1`; nothing for reviews and versions."""
    return _named(changes, ("check_id", "condition", "dissent_key", "key"))


def _named(changes: list[tuple[JournalEntry, Change]], fields: tuple[str, ...]) -> dict[str, str]:
    """Return for each row the value of the last of these fields that it ever had, unless that is empty."""
    found: dict[str, tuple[int, str]] = {}
    for _entry, change in changes:
        value = change.new if change.new is not None else change.old
        if change.field in fields and value not in (None, ""):
            rank = fields.index(change.field)
            if rank >= found.get(change.entity, (0, ""))[0]:
                found[change.entity] = (rank, str(value))
    return {entity: value for entity, (_rank, value) in found.items()}


def _step(entry: JournalEntry, change: Change, subjects: dict[str, str], details: dict[str, str]) -> HistoryStep | None:
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
        entity=change.entity,
        table=table,
        subject=subjects.get(change.entity, ""),
        field="" if change.field == "id" else change.field,
        detail=details.get(change.entity, ""),
        old=change.old,
        new=change.new,
        is_old_purged=change.is_old_purged,
        is_new_purged=change.is_new_purged,
    )
