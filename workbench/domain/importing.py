"""Imports: what one brought in, and where each of its incidents came from."""

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import Any

from pydantic_core import to_json

from workbench.domain.model import Model


class Import(Model):
    """One bulk import, as its entry in the journal tells it; while its row is there, its incidents are shown."""

    id: str
    number: int
    """Counts the imports of a workspace; rows carry it."""
    source: str
    """Name of the file or folder; several are joined by commas."""
    importers: str
    """Each importer with its version: `agent-postmortems 1`."""
    new: int
    changed: int
    same: int
    refused: int
    rolling_hash: str
    """Ties the entry to every row that was brought in: see `roll`."""
    made_at: datetime

    @property
    def counts(self) -> str:
        """The counts in the fixed words of the command line."""
        return counts_text(self.new, self.changed, self.same, self.refused)


class Provenance(Model):
    """Where an incident, or a later state of it, came from."""

    importer: str
    importer_version: str
    file: str
    record_key: str
    """What the record is called in its source."""
    raw_sha256: str
    """Of the record as it stood in the file; the record itself is kept."""
    import_id: str
    import_number: int
    imported_at: datetime


def counts_text(new: int, changed: int, same: int, refused: int) -> str:
    """Return the last line of an import."""
    return f"{new} new, {changed} changed, {same} same, {refused} refused"


def row_hash(row: dict[str, Any]) -> str:
    """Return the SHA-256 of a row as JSON with sorted columns.

    Without what is empty: a column that a later version of the workbench adds changes no hash that is kept.
    """
    known = {name: value for name in _in_order(tuple(row)) if (value := row[name]) or value == 0}
    return hashlib.sha256(to_json(known)).hexdigest()


@lru_cache(maxsize=8)
def _in_order(names: tuple[str, ...]) -> list[str]:
    """Return the names of columns sorted: those of a hundred thousand rows are the same."""
    return sorted(names)


def roll(before: str, *parts: str | None) -> str:
    """Return the next rolling hash: SHA-256 of the one before and of what is known of the next record, as JSON.

    The first one is the id of the import.
    """
    return hashlib.sha256(to_json([before, *parts])).hexdigest()
