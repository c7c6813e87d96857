"""The journal: one hash-chained entry per edit, whose values can be erased without breaking the chain."""

import hashlib
from datetime import datetime
from typing import Any

import rfc8785

from workbench.domain.model import Model

MAX_EXACT_INTEGER = 2**53


class Change(Model):
    """One field of one entity, before and after; None is absence.

    A row comes into being when its field `id` changes from None, and goes when it changes to None.
    """

    entity: str
    """`finding/0192…`."""
    field: str
    old: Any = None
    new: Any = None
    is_old_purged: bool = False
    """Whether there was a value before that has been purged; `old` is None then."""
    is_new_purged: bool = False


class HashedChange(Model):
    """A change as the chain sees it: values are replaced by salted hashes."""

    entity: str
    field: str
    old: str | None
    new: str | None


class JournalEntry(Model):
    """One edit."""

    id: str
    seq: int
    at: datetime
    actor: str
    """Person id."""
    kind: str
    """The name of the edit's class."""
    changes: tuple[HashedChange, ...]
    undoes: int | None = None
    """The entry whose effect this one takes back."""
    batch: str | None = None
    prev: str
    hash: str

    @property
    def is_purge(self) -> bool:
        """Whether it erased values: then its changes have nothing before."""
        return any(change.entity.startswith("purge/") for change in self.changes)

    def made(self, table: str) -> tuple[str, ...]:
        """Return the ids of the rows of a table that came into being, in the order of making."""
        born = [change.entity for change in self.changes if change.field == "id" and change.old is None]
        return tuple(entity.partition("/")[2] for entity in born if entity.startswith(f"{table}/"))


def exact(value: Any) -> Any:
    """Return a JSON value whose integers survive RFC 8785: those beyond 2^53 become strings."""
    if isinstance(value, bool) or value is None or isinstance(value, str | float):
        return value
    if isinstance(value, int):
        return value if abs(value) <= MAX_EXACT_INTEGER else str(value)
    if isinstance(value, dict):
        return {str(key): exact(item) for key, item in value.items()}
    return [exact(item) for item in value]


def canonical(value: Any) -> bytes:
    """Return the RFC 8785 bytes of a JSON value."""
    return rfc8785.dumps(exact(value))


def digest(data: bytes) -> str:
    """Return the SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def hash_value(salt: bytes, value: Any) -> str | None:
    """Return the hex SHA-256 of salt ‖ RFC 8785(value); None stays None."""
    return None if value is None else digest(salt + canonical(value))


def instant(at: datetime) -> str:
    """Write an instant as the journal and the record do: UTC, microseconds, `Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def hash_entry(
    *,
    entry_id: str,
    seq: int,
    at: str,
    actor: str,
    kind: str,
    changes: list[list[str | None]],
    undoes: int | None,
    batch: str | None,
    prev: str,
) -> str:
    """Return the hash of an entry: SHA-256 of RFC 8785 of everything but the hash itself."""
    return digest(
        canonical(
            {
                "id": entry_id,
                "seq": seq,
                "at": at,
                "actor": actor,
                "kind": kind,
                "changes": changes,
                "undoes": undoes,
                "batch": batch,
                "prev": prev,
            }
        )
    )
