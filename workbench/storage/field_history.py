"""Who set one field of one row to what, and when; a revision goes on with the history of the one before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workbench.domain.journal import Change, JournalEntry
from workbench.domain.purge import Purge, field_of, value_at
from workbench.storage.purge_history import Purges
from workbench.storage.purge_targets import copies_of
from workbench.storage.store import Store

_QUIET = ("id", "_id", "_at", "_sha256", "_snapshot")
"""Ends of fields that another step of the same edit tells in words."""

_NOTHING: tuple[Any, ...] = (None, "", [], {})
"""A field that is empty from the start was not set by anybody."""


@dataclass(frozen=True)
class FieldStep:
    """One change of the field; a step that is a purge has no values."""

    seq: int
    at: datetime
    actor: str
    """Person id."""
    kind: str
    """Name of the edit's class."""
    undoes: int | None
    field: str
    """Empty where only one field is asked for."""
    old: Any
    new: Any
    is_old_purged: bool = False
    is_new_purged: bool = False
    purge: Purge | None = None
    """The purge that this step is, or that took a value of it."""

    @property
    def is_purge(self) -> bool:
        """Whether the step is the purge itself."""
        return self.purge is not None and not (self.is_old_purged or self.is_new_purged)


def read_field_history(store: Store, entity: str, path: str) -> tuple[FieldStep, ...]:
    """Read every step of a field, newest first; with an empty path those of every field of the row."""
    entities = [entity, *(copy for copy, is_earlier in copies_of(store, entity).items() if is_earlier)]
    purges = Purges(store)
    found = [*_steps(store, purges, entities, path), *_purge_steps(store, purges, entities, path)]
    return tuple(sorted(found, key=lambda step: -step.seq))


def _steps(store: Store, purges: Purges, entities: list[str], path: str) -> Iterator[FieldStep]:
    for entry, change in store.journal.history(entities):
        if entry.is_purge or (path and change.field != field_of(path)) or (not path and change.field.endswith(_QUIET)):
            continue
        old, new = (value_at(value, path) for value in (change.old, change.new))
        differs = old != new and not (old in _NOTHING and new in _NOTHING)
        if differs or change.is_old_purged or change.is_new_purged:
            yield _step(entry, change, old, new, purges.of_change(change), "" if path else change.field)


def _purge_steps(store: Store, purges: Purges, entities: list[str], path: str) -> Iterator[FieldStep]:
    for entry, change in store.journal.history(purges.over(entities)):
        purge = purges.of_change(change)
        if change.field != "id" or purge is None:
            continue
        if not path or any(one in entities and field_of(each) == field_of(path) for one, each in purge.places):
            yield _step(entry, change, None, None, purge, "")


def _step(entry: JournalEntry, change: Change, old: Any, new: Any, purge: Purge | None, field: str) -> FieldStep:
    return FieldStep(
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        kind=entry.kind,
        undoes=entry.undoes,
        field=field,
        old=old,
        new=new,
        is_old_purged=change.is_old_purged,
        is_new_purged=change.is_new_purged,
        purge=purge,
    )
