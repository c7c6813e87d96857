"""The one way to write: apply an edit, journal it, announce it; and take it back again."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from pydantic import ValidationError

from workbench.domain.deployment import Person
from workbench.domain.errors import UserError
from workbench.domain.journal import Change, JournalEntry
from workbench.edits import registered
from workbench.edits.edit import Edit, Occasion
from workbench.edits.packs import FollowPackFiles
from workbench.edits.people import AddPerson, find_person
from workbench.storage.store import Store, new_id

Listener = Callable[[JournalEntry], None]
TRANSPARENT = (AddPerson.__name__, FollowPackFiles.__name__)
"""People come into being, and packs change on disk, on the way; undo passes over them."""


@dataclass(frozen=True)
class Step:
    """One edit on the way back or forward."""

    seq: int
    kind: str
    batch: str | None = None
    """Steps of one batch are taken back together."""


class Session:
    """Edits by one actor on one writing store."""

    def __init__(self, store: Store, actor: str, clock: Callable[[], datetime]) -> None:
        self.store = store
        self.clock = clock
        self.listeners: list[Listener] = []
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        self._stopped_at: JournalEntry | None = None
        """The last entry that cannot be taken back."""
        self._has_followed = False
        """Whether the journal was gone through: only undo needs that, and the kinds of all edits with it."""
        self.actor = self.person(actor, by_themselves=True)

    def do(self, edit: Edit) -> JournalEntry:
        """Make a change, journal it, announce it."""
        return self.do_all([edit])[0]

    def do_all(self, edits: Sequence[Edit]) -> list[JournalEntry]:
        """Make several changes in one transaction: all or none; each has its own entry, undo takes all back."""
        entries = []
        batch = new_id() if len(edits) > 1 else None
        for_whom = self.actor.id
        with self.store.recording() as changes:
            for edit in edits:
                occasion = Occasion(actor=for_whom, at=self.clock())
                with in_words():
                    edit.apply(self.store, occasion)
                kind = type(edit).__name__
                entries.append(self.store.journal.append(kind, list(changes), for_whom, occasion.at, batch=batch))
                changes.clear()
        for entry in entries:
            if self._has_followed:
                self._follow(entry)
            self._announce(entry)
        return entries

    def undo(self) -> JournalEntry:
        """Take back the last edit; a UserError says why it cannot be."""
        self._catch_up()
        if not self._undo:
            raise UserError(
                "There is nothing to undo: undo stops at a freeze, at what was appended to a frozen review, and at a "
                f"purge.{self._stop_in_words()} Nothing was changed."
            )
        return self._take_back(_newest_batch(self._undo))[-1]

    def redo(self) -> JournalEntry:
        """Make the last undone edit again."""
        self._catch_up()
        if not self._redo:
            raise UserError("There is nothing to redo. Nothing was changed.")
        return self._take_back(_newest_batch(self._redo))[0]

    def _stop_in_words(self) -> str:
        if self._stopped_at is None:
            return ""
        said, day = registered.said(self._stopped_at.kind), f"{self._stopped_at.at:%Y-%m-%d}"
        return f" The last such was “{said}” on {day}."

    @property
    def can_undo(self) -> str:
        """What undo would take back, in words; empty when there is nothing."""
        self._catch_up()
        return registered.said(_newest_batch(self._undo)[-1].kind) if self._undo else ""

    @property
    def can_redo(self) -> str:
        """What redo would make again, in words; empty when there is nothing."""
        self._catch_up()
        return registered.said(self._redo[-1].kind) if self._redo else ""

    def person(self, name: str, *, by_themselves: bool = False) -> Person:
        """Return the person of a name or e-mail; somebody unknown is added, in the journal."""
        person = find_person(self.store, name)
        if person is not None:
            return person
        edit = AddPerson.named(name)
        with self.store.recording() as changes:
            occasion = Occasion(actor=edit.id if by_themselves else self.actor.id, at=self.clock())
            with in_words():
                edit.apply(self.store, occasion)
            entry = self.store.journal.append(AddPerson.__name__, changes, occasion.actor, occasion.at)
        self._announce(entry)
        return self.store.people.get(edit.id)

    def become(self, name: str) -> Person:
        """Go on as another person."""
        self.actor = self.person(name)
        return self.actor

    def _take_back(self, steps: list[Step]) -> list[JournalEntry]:
        entries = []
        batch = new_id() if len(steps) > 1 else None
        with self.store.recording() as changes:
            for step in steps:
                revert(self.store, self.store.journal.changes(step.seq))
                entries.append(
                    self.store.journal.append(
                        step.kind, list(changes), self.actor.id, self.clock(), undoes=step.seq, batch=batch
                    )
                )
                changes.clear()
        for entry in entries:
            self._follow(entry)
            self._announce(entry)
        return entries

    def _catch_up(self) -> None:
        if not self._has_followed:
            for entry in self.store.journal.entries():
                self._follow(entry)
            self._has_followed = True

    def _follow(self, entry: JournalEntry) -> None:
        step = Step(entry.seq, entry.kind, entry.batch)
        if entry.undoes is not None:
            self._follow_undo(step, entry.undoes)
        elif registered.is_final(entry.kind):
            self._undo.clear()
            self._redo.clear()
            self._stopped_at = entry
        elif entry.kind not in TRANSPARENT:
            self._undo.append(step)
            self._redo.clear()

    def _follow_undo(self, step: Step, undoes: int) -> None:
        if self._undo and self._undo[-1].seq == undoes:
            self._undo.pop()
            self._redo.append(step)
        elif self._redo and self._redo[-1].seq == undoes:
            self._redo.pop()
            self._undo.append(step)

    def _announce(self, entry: JournalEntry) -> None:
        for listener in self.listeners:
            listener(entry)


@contextmanager
def in_words() -> Iterator[None]:
    """Turn a value that a model refuses into a sentence."""
    try:
        yield
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the value"
        raise UserError(f"{where.replace('_', ' ')}: {first['msg']}. Nothing was changed. Correct it.") from error


def _newest_batch(steps: list[Step]) -> list[Step]:
    """Return the last step, or all of its batch, the newest first."""
    last = steps[-1]
    if last.batch is None:
        return [last]
    return list(takewhile(lambda step: step.batch == last.batch, reversed(steps)))


def revert(store: Store, changes: list[Change]) -> None:
    """Write the old values back; a UserError refuses when something has changed since."""
    rows: dict[str, dict[str, object]] = {}
    for change in reversed(changes):
        table, row_id = store.rows(change.entity)
        row = rows.setdefault(change.entity, dict(table.read(row_id) or {}))
        if row.get(change.field) != change.new:
            raise UserError(
                "It cannot be undone: the value has been changed since by another edit. Nothing was changed. "
                "Write the value that you want instead."
            )
        row[change.field] = change.old
    for entity, row in rows.items():
        table, row_id = store.rows(entity)
        if row.get("id") is None:
            table.remove(row_id)
        else:
            table.write(row)
