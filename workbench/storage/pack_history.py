"""What a file of a pack said, and when: each version of its text by its hash."""

from datetime import datetime

from workbench.domain.model import Model
from workbench.storage.store import Store


class EntryVersion(Model):
    """The text of one entry from one change on."""

    seq: int
    """Of the journal entry."""
    at: datetime
    by: str
    """Name of the person."""
    kind: str
    """Of the edit, as the journal has it."""
    is_undo: bool
    sha256: str
    """Empty where the file went."""
    text: str


def versions_of(store: Store, path: str) -> tuple[EntryVersion, ...]:
    """Return every version of a file below `packs/`, the newest first."""
    people = {person.id: person.name for person in store.people.all()}
    found = []
    for entry, change in store.journal.history([store.packs.rows.entity(path)]):
        if change.field != "sha256":
            continue
        key = str(change.new or "")
        found.append(
            EntryVersion(
                seq=entry.seq,
                at=entry.at,
                by=people.get(entry.actor, ""),
                kind=entry.kind,
                is_undo=entry.undoes is not None,
                sha256=key,
                text=store.snapshot(key).decode() if key else "",
            )
        )
    return tuple(reversed(found))


def known_text(store: Store, sha256: str) -> str | None:
    """Return a text by its hash, or None where this workspace never had it."""
    row = store.database.conn.execute("SELECT 1 FROM snapshot WHERE id = ?", (sha256,)).fetchone()
    return None if row is None else store.snapshot(sha256).decode()


def names_given(store: Store) -> frozenset[str]:
    """Return the names within their pack of all files that packs ever had: `failure-modes/M13.md`."""
    table = store.packs.rows.entity("")
    rows = store.database.conn.execute(
        "SELECT DISTINCT entity FROM journal_value WHERE entity >= ? AND entity < ?",
        (table, table[:-1] + chr(ord(table[-1]) + 1)),
    )
    return frozenset(str(row[0]).removeprefix(table).partition("/")[2] for row in rows)
