"""Holding imports against the journal: their rolling hashes, their rows, the rows before, and the raw records."""

import json
from collections.abc import Iterator

from workbench.domain.importing import Import, roll, row_hash
from workbench.domain.journal import Change
from workbench.storage.repository import Row
from workbench.storage.store import Store


def import_faults(store: Store) -> Iterator[str]:
    """Yield what is wrong with the imports that are shown."""
    for one in store.imports.all(order="number"):
        if not _holds(store, one):
            yield f"Import {one.number} ({one.source}) does not have the rolling hash that the journal pins."
    purged = _purged(store)
    changed = sum(1 for sha256, row in _earlier_rows(store) if row["id"] not in purged and row_hash(row) != sha256)
    if changed:
        yield f"{_count(changed)} not what stood there before an import changed it."
    emptied = json.dumps(sorted(purged))
    lost = sum(store.bulk.raw(row[0]) is None for row in store.database.conn.execute(_RAW, (emptied,)))
    if lost:
        yield f"The raw record of {lost} imported incidents is not what was imported."


def imported_rows(store: Store, found: dict[str, Row]) -> tuple[dict[str, Row], int]:
    """Return what imports and journal together say of each imported incident, and how many disagree with that.

    The journal has the fields that were edited after an import, each with its value before; put back, they have to
    give the row whose hash the import holds.
    """
    later, purged = _later_changes(store), _purged(store)
    written: dict[str, Row] = {}
    differing = 0
    for incident_id, sha256, shown_in in store.database.conn.execute(_LATEST):
        entity = f"incident/{incident_id}"
        row = dict(found.get(entity, {}))
        original = dict(row)
        changes = [change for seq, change in later.get(entity, ()) if seq > shown_in]
        for change in reversed(changes):
            original[change.field] = change.old
        differing += incident_id not in purged and row_hash(original) != sha256
        row |= {change.field: change.new for change in changes}
        written[entity] = {field: value for field, value in row.items() if value is not None}
    return written, differing


def _holds(store: Store, one: Import) -> bool:
    rolled = one.id
    for row in store.database.conn.execute(_RECORDS, (one.number,)):
        rolled = roll(rolled, *row)
    return rolled == one.rolling_hash


def _earlier_rows(store: Store) -> Iterator[tuple[str, Row]]:
    names = ", ".join(f'"{name}"' for name in (row[1] for row in store.database.conn.execute(_COLUMNS)))
    rows = store.database.rows(
        f"""SELECT {names}, replaced_by FROM incident_row WHERE replaced_by IN (SELECT number FROM import)"""
    )
    for row in rows:
        number = row.pop("replaced_by")
        [sha256] = store.database.conn.execute(
            "SELECT earlier_sha256 FROM import_record WHERE number = ? AND incident_id = ?", (number, row["id"])
        ).fetchone() or [""]
        yield str(sha256), store.incidents.rows.decode(row)


def _later_changes(store: Store) -> dict[str, list[tuple[int, Change]]]:
    entities = [row[0] for row in store.database.conn.execute(_EDITED)]
    later: dict[str, list[tuple[int, Change]]] = {}
    for entity in entities:
        for entry, change in store.journal.history([entity]):
            later.setdefault(entity, []).append((entry.seq, change))
    return later


def _purged(store: Store) -> frozenset[str]:
    """Return the incidents of which something was purged: neither they nor their raw records have their hash."""
    entities = (entity for purge in store.purges.all() for entity, _ in purge.places)
    return frozenset(entity.partition("/")[2] for entity in entities if entity.startswith("incident/"))


def _count(number: int) -> str:
    return "One earlier incident is" if number == 1 else f"{number} earlier incidents are"


_COLUMNS = "PRAGMA table_info(incident)"
_RAW = """SELECT DISTINCT raw_sha256 FROM import_record WHERE number IN (SELECT number FROM import)
    AND raw_sha256 NOT IN (
        SELECT raw_sha256 FROM import_record WHERE incident_id IN (SELECT value FROM json_each(?)))"""
_RECORDS = """SELECT incident_id, importer, importer_version, file, record_key, raw_sha256, row_sha256, earlier_sha256
    FROM import_record WHERE number = ? ORDER BY position"""
_EDITED = """SELECT DISTINCT entity FROM journal_value
    WHERE entity IN (SELECT 'incident/' || incident_id FROM import_record)"""
# The last state that an import gave an incident and that stands: the import is shown, or a person edited it since.
_LATEST = """SELECT incident_id, row_sha256, shown_in FROM import_record AS record JOIN import_run USING (number)
    WHERE number = (SELECT max(number) FROM import_record AS other JOIN import_run USING (number)
        WHERE other.incident_id = record.incident_id AND (number IN (SELECT number FROM import)
            OR EXISTS (SELECT 1 FROM json_each(kept) WHERE value = other.incident_id)))"""
