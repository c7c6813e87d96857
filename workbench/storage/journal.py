"""The journal on disk: appending, reading with values, and checking the chain."""

import json
import secrets
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import uuid_utils

from workbench.domain.journal import Change, HashedChange, JournalEntry, hash_entry, hash_value, instant
from workbench.domain.purge import field_of
from workbench.domain.record import JournalHead
from workbench.storage.database import OpenDatabase, whole

SALT_BYTES = 16
Row = dict[str, Any]


class Journal:
    """The append-only, hash-chained record of every edit; call `append` inside the edit's transaction."""

    def __init__(self, database: OpenDatabase) -> None:
        self._database = database

    def head(self) -> JournalHead:
        """Return where the journal stands; before the first entry the hash is the workspace id."""
        row = self._database.conn.execute("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
        if row is None:
            return JournalHead(seq=0, hash=self._genesis())
        return JournalHead(seq=row[0], hash=row[1])

    def _genesis(self) -> str:
        with whole("workspace row"):
            return str(self._database.conn.execute("SELECT id FROM workspace").fetchone()[0])

    def append(
        self,
        kind: str,
        changes: list[Change],
        actor: str,
        at: datetime,
        *,
        undoes: int | None = None,
        batch: str | None = None,
    ) -> JournalEntry:
        """Write one entry."""
        head = self.head()
        seq = head.seq + 1
        hashed: list[list[str | None]] = []
        values: list[tuple[Any, ...]] = []
        for position, change in enumerate(changes):
            old_salt, new_salt = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(SALT_BYTES)
            old, new = hash_value(old_salt, change.old), hash_value(new_salt, change.new)
            hashed.append([change.entity, change.field, old, new])
            values.append(
                (seq, position, change.entity, change.field, old_salt, _text(change.old), new_salt, _text(change.new))
            )
        entry_id, when = str(uuid_utils.uuid7()), instant(at)
        entry_hash = hash_entry(
            entry_id=entry_id,
            seq=seq,
            at=when,
            actor=actor,
            kind=kind,
            changes=hashed,
            undoes=undoes,
            batch=batch,
            prev=head.hash,
        )
        row = (seq, entry_id, when, actor, kind, json.dumps(hashed), undoes, batch, head.hash, entry_hash)
        self._database.conn.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        self._database.conn.executemany("INSERT INTO journal_value VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        return _entry(row)

    def entries(self, *, newest_first: bool = False) -> Iterator[JournalEntry]:
        """Yield every entry."""
        order = "DESC" if newest_first else "ASC"
        for row in self._database.conn.execute(f"SELECT * FROM journal ORDER BY seq {order}"):
            yield _entry(row)

    def entry(self, seq: int) -> JournalEntry | None:
        """Return one entry, or None."""
        row = self._database.conn.execute("SELECT * FROM journal WHERE seq = ?", (seq,)).fetchone()
        return None if row is None else _entry(row)

    def changes(self, seq: int) -> list[Change]:
        """Return the values of one entry in the order in which they were written."""
        rows = self._database.conn.execute(
            f"SELECT {_CHANGE} FROM journal_value WHERE seq = ? ORDER BY position", (seq,)
        )
        return [_change(row) for row in rows]

    def entities(self, table: str, field: str, value: str) -> list[str]:
        """Return the rows of a table whose field ever had a value, also those that are gone."""
        rows = self._database.conn.execute(
            "SELECT DISTINCT entity FROM journal_value WHERE field = ? AND new = ? AND entity LIKE ? ORDER BY seq",
            (field, _text(value), f"{table}/%"),
        )
        return [str(row[0]) for row in rows]

    def history(self, entities: list[str]) -> list[tuple[JournalEntry, Change]]:
        """Return every change of some entities, oldest first."""
        marks = ", ".join("?" * len(entities))
        rows = self._database.conn.execute(
            f"SELECT seq, {_CHANGE} FROM journal_value WHERE entity IN ({marks}) ORDER BY seq, position",
            entities,
        ).fetchall()
        entries: dict[int, JournalEntry] = {}
        for seq in {row[0] for row in rows}:
            entry = self.entry(seq)
            if entry is not None:
                entries[seq] = entry
        return [(entries[row[0]], _change(row[1:])) for row in rows]

    def latest_values(self) -> Iterator[tuple[str, Row]]:
        """Yield for every entity that was ever written what its fields have to be now; {} for one that was removed."""
        rows = self._database.conn.execute(
            "SELECT entity, field, new FROM journal_value ORDER BY entity, seq, position"
        )
        for entity, changes in groupby(rows, key=itemgetter(0)):
            latest = {field: _value(new) for _, field, new in changes}
            yield entity, {field: value for field, value in latest.items() if value is not None}

    def first_break(self) -> tuple[int, str] | None:
        """Check the whole chain and every kept value; return the first bad entry and why, or None."""
        purged = self._purged()
        previous = JournalHead(seq=0, hash=self._genesis())
        for entry in self.entries():
            reason = self._fault(entry, previous, purged)
            if reason:
                return entry.seq, reason
            previous = JournalHead(seq=entry.seq, hash=entry.hash)
        return None

    def _purged(self) -> dict[tuple[str, str], int]:
        """Return until which entry the values of a field of an entity may be gone: that of its last purge."""
        rows = self._database.conn.execute(
            """SELECT seq, new FROM journal_value
                WHERE entity >= 'purge/' AND entity < 'purge0' AND field = 'places' ORDER BY seq"""
        )
        return {(entity, field_of(path)): seq for seq, places in rows for entity, path in _value(places)}

    def _fault(self, entry: JournalEntry, previous: JournalHead, purged: dict[tuple[str, str], int]) -> str | None:
        if entry.seq != previous.seq + 1:
            return f"entry {previous.seq + 1} is missing"
        if entry.prev != previous.hash:
            return "it does not follow the entry before it"
        changes: list[list[str | None]] = [[c.entity, c.field, c.old, c.new] for c in entry.changes]
        expected = hash_entry(
            entry_id=entry.id,
            seq=entry.seq,
            at=instant(entry.at),
            actor=entry.actor,
            kind=entry.kind,
            changes=changes,
            undoes=entry.undoes,
            batch=entry.batch,
            prev=entry.prev,
        )
        if expected != entry.hash:
            return "its content does not have its hash"
        return self._value_fault(entry, purged)

    def _value_fault(self, entry: JournalEntry, purged: dict[tuple[str, str], int]) -> str | None:
        rows = self._database.conn.execute(
            "SELECT old_salt, old, new_salt, new FROM journal_value WHERE seq = ? ORDER BY position", (entry.seq,)
        ).fetchall()
        if len(rows) != len(entry.changes):
            return "values are missing"
        for change, (old_salt, old, new_salt, new) in zip(entry.changes, rows, strict=True):
            for salt, value, expected in ((old_salt, old, change.old), (new_salt, new, change.new)):
                if salt is None and value is None:
                    if expected is not None and purged.get((change.entity, change.field), 0) < entry.seq:
                        return f"the value of {change.field} is gone, and nobody purged it"
                elif hash_value(salt, _value(value)) != expected:
                    return f"the value of {change.field} was changed"
        return None


_CHANGE = "entity, field, old, new, old_salt IS NULL, new_salt IS NULL"
"""What a change is made of; a salt is missing only where a purge took the value."""


def _change(row: tuple[Any, ...]) -> Change:
    entity, field, old, new, is_old_purged, is_new_purged = row
    return Change(
        entity=entity,
        field=field,
        old=_value(old),
        new=_value(new),
        is_old_purged=bool(is_old_purged),
        is_new_purged=bool(is_new_purged),
    )


def _text(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _value(text: str | None) -> Any:
    with whole("value in the journal"):
        return None if text is None else json.loads(text)


def _entry(row: tuple[Any, ...]) -> JournalEntry:
    seq, entry_id, at, actor, kind, changes, undoes, batch, prev, entry_hash = row
    with whole(f"journal entry {seq}"):
        return JournalEntry(
            id=entry_id,
            seq=seq,
            at=datetime.fromisoformat(at),
            actor=actor,
            kind=kind,
            changes=tuple(HashedChange(entity=c[0], field=c[1], old=c[2], new=c[3]) for c in json.loads(changes)),
            undoes=undoes,
            batch=batch,
            prev=prev,
            hash=entry_hash,
        )
