"""Bulk imports on disk: rows that nobody sees, in small transactions, until one small write shows them all."""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import uuid_utils
from pydantic_core import to_json

from workbench.domain.errors import UserError
from workbench.domain.importing import Provenance, roll, row_hash
from workbench.domain.journal import digest
from workbench.storage.database import OpenDatabase, whole
from workbench.storage.incident_rows import DERIVED, IncidentRows, columns_of, derived_in, shown
from workbench.storage.repository import Indexer, Recorder, Row, Rows
from workbench.storage.search import Search

CHUNK = 500
"""Rows in one transaction."""
_COMPRESSION = (1, zlib.DEFLATED, 12, 3)
"""Level, method, window and memory: the raw record is there to be held against its hash, not to be small. A record has
about a kilobyte, and to set up the usual memory for it takes longer than to compress it."""


@dataclass(frozen=True)
class Arrival:
    """One incident that an import brings."""

    row: Row
    """With the id of the incident that it changes, or a new id; the key of a new one is only `INC-` and the year."""
    importer: str
    importer_version: str
    file: str
    record_key: str
    raw: bytes
    earlier: Row | None = None
    """What is shown of the incident now, when it is changed."""


@dataclass(frozen=True)
class Latest:
    """What came of a record the last time it was imported."""

    incident_id: str
    raw_sha256: str
    row_sha256: str


@dataclass
class Run:
    """An import under way."""

    number: int
    id: str
    rolling_hash: str
    count: int = 0


class Bulk:
    """What imports brought; `begin`, `add` and `forget` are transactions of their own, outside any edit."""

    def __init__(self, database: OpenDatabase, search: Search, incidents: IncidentRows) -> None:
        self._database = database
        self._connection = database.conn
        self._search = search
        self._incidents = incidents

    def begin(self) -> Run:
        """Start an import; what earlier ones left behind goes first."""
        self.sweep(self._hidden("1"))
        with self._database.atomic():
            [number] = self._numbers("import", 1)
            run = Run(number, str(uuid_utils.uuid7()), "")
            run.rolling_hash = run.id
            self._connection.execute(
                "INSERT INTO import_run (number, id, after_seq) SELECT ?, ?, ifnull(max(seq), 0) FROM journal",
                (run.number, run.id),
            )
        return run

    def add(self, run: Run, arrivals: Sequence[Arrival]) -> None:
        """Write at most `CHUNK` incidents that nobody sees, with their raw records and their place in the index."""
        if len(arrivals) > CHUNK:
            raise ValueError(f"more than {CHUNK} rows in one transaction")
        with self._database.atomic():
            rows = self._keyed(arrivals)
            self._replace(run.number, [arrival.row["id"] for arrival in arrivals if arrival.earlier])
            names, marks = columns_of([*rows[0], *DERIVED, "added_by"])
            encoded = [(*_columns(row), *derived_in(row).values(), run.number) for row in rows]
            self._connection.executemany(f"INSERT INTO incident_row ({names}) VALUES ({marks})", encoded)
            self._search.add_incidents(rows, run.number)
            self._keep(run, arrivals, rows)

    def show(self, run: Run, seq: int) -> None:
        """Note the entry that shows an import; call it in that edit. A UserError refuses what was edited meanwhile."""
        edited = self._connection.execute(
            f"""SELECT incident_id FROM import_record JOIN import_run USING (number)
                WHERE number = ? AND earlier_sha256 IS NOT NULL AND {_EDITED.format("after_seq")}""",
            (run.number,),
        ).fetchone()
        if edited:
            raise UserError(
                "An incident that this import changes was edited while it ran. Nothing was imported. Import it again."
            )
        self._connection.execute("UPDATE import_run SET shown_in = ? WHERE number = ?", (seq, run.number))

    def hide(self, number: int) -> None:
        """Leave to themselves what a person edited after an import that is about to be undone; call it in the undo."""
        rows = self._connection.execute(
            f"""SELECT incident_id, row_sha256 FROM import_record JOIN import_run USING (number)
                WHERE number = ? AND {_EDITED.format("shown_in")} ORDER BY position""",
            (number,),
        ).fetchall()
        kept = []
        for incident_id, sha256 in rows:
            row = self._incidents.read(incident_id)
            if row is None or row_hash(row) != sha256:
                self._settle(number, incident_id)
                kept.append(incident_id)
        self._connection.execute("UPDATE import_run SET kept = ? WHERE number = ?", (json.dumps(kept), number))

    def kept(self, import_id: str) -> tuple[str, ...]:
        """Return the keys of the incidents that stayed as they were when an import was undone: edited since."""
        rows = self._connection.execute(
            """SELECT incident.key FROM import_run, json_each(import_run.kept) AS one
               JOIN incident ON incident.id = one.value WHERE import_run.id = ? ORDER BY 1""",
            (import_id,),
        )
        return tuple(row[0] for row in rows)

    def is_there(self, import_id: str) -> bool:
        """Say whether the rows of an import are on disk, shown or not."""
        found = self._connection.execute("SELECT 1 FROM import_run WHERE id = ?", (import_id,)).fetchone()
        return found is not None

    def forget(self, number: int) -> None:
        """Delete what an import that is not shown brought, and put back what it was to replace; in small steps."""
        while self.forget_some(number):
            continue

    def forget_some(self, number: int) -> bool:
        """Do one step of it; False when it was the last. What is shown stays: an interruption may come just after."""
        if self._connection.execute("SELECT 1 FROM import WHERE number = ?", (number,)).fetchone():
            return False
        with self._database.atomic():
            rows = self._connection.execute(
                "SELECT position, incident_id, raw_sha256 FROM import_record WHERE number = ? LIMIT ?",
                (number, CHUNK),
            ).fetchall()
            for position, incident_id, raw in rows:
                self._forget_one(number, position, incident_id, raw)
            if not rows:
                self._connection.execute("DELETE FROM import_run WHERE number = ?", (number,))
        return bool(rows)

    def sweep(self, numbers: Iterable[int]) -> None:
        """Forget several imports."""
        for number in numbers:
            self.forget(number)

    def left_over(self) -> list[int]:
        """Return the imports that never came to be shown, and those undone that no redo can bring back."""
        return self._hidden(f"(shown_in IS NULL OR EXISTS ({_EDIT_AFTER_UNDO}))")

    def unfinished(self) -> list[int]:
        """Return the imports that never came to be shown: interrupted, or just under way."""
        return self._hidden("shown_in IS NULL")

    def _hidden(self, where: str) -> list[int]:
        rows = self._connection.execute(
            f"SELECT number FROM import_run WHERE number NOT IN (SELECT number FROM import) AND {where} ORDER BY 1 DESC"
        )
        return [row[0] for row in rows]

    def provenance(self, incident_id: str) -> tuple[Provenance, ...]:
        """Return where an incident and its later states came from, oldest first."""
        rows = self._database.rows(
            """SELECT importer, importer_version, file, record_key, raw_sha256, import.id AS import_id,
                      number AS import_number, made_at AS imported_at
               FROM import_record JOIN import USING (number) WHERE incident_id = ? ORDER BY number""",
            (incident_id,),
        )
        with whole("import record"):
            return tuple(Provenance.model_validate(row) for row in rows)

    def raw(self, sha256: str) -> bytes | None:
        """Return a record as it stood in its file; None when it is not kept or does not have its hash any more."""
        row = self._connection.execute("SELECT body FROM raw_record WHERE sha256 = ?", (sha256,)).fetchone()
        try:
            body = zlib.decompress(row[0]) if row else None
        except zlib.error:
            return None
        return body if body is not None and digest(body) == sha256 else None

    def latest(self, record_keys: Sequence[str]) -> dict[tuple[str, str], Latest]:
        """Return what came of records the last time, by importer and key; nothing of those whose incident is gone."""
        rows = self._connection.execute(
            """SELECT importer, record_key, incident_id, raw_sha256, row_sha256 FROM import_record
               WHERE record_key IN (SELECT value FROM json_each(?)) AND number IN (SELECT number FROM import)
               AND EXISTS (SELECT 1 FROM incident WHERE id = incident_id) ORDER BY number""",
            (json.dumps(record_keys),),
        )
        return {(row[0], row[1]): Latest(*row[2:]) for row in rows}

    def _numbers(self, name: str, count: int) -> range:
        last = self._connection.execute(
            "INSERT INTO counter (name, last) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET last = last + excluded.last RETURNING last",
            (name, count),
        ).fetchone()[0]
        return range(last - count + 1, last + 1)

    def _keyed(self, arrivals: Sequence[Arrival]) -> list[Row]:
        series = Counter(arrival.row["key"] for arrival in arrivals if arrival.earlier is None)
        numbers = {name: iter(self._numbers(name, count)) for name, count in series.items()}
        return [
            arrival.row
            if arrival.earlier
            else {**arrival.row, "key": f"{arrival.row['key']}-{next(numbers[arrival.row['key']]):03}"}
            for arrival in arrivals
        ]

    def _replace(self, number: int, ids: list[str]) -> None:
        for table, column, prefix in _TABLES:
            self._connection.executemany(
                f"UPDATE {table} SET replaced_by = ? WHERE {column} = ? AND {shown(table)}",
                [(number, prefix + incident_id) for incident_id in ids],
            )

    def _keep(self, run: Run, arrivals: Sequence[Arrival], rows: Sequence[Row]) -> None:
        records, raws = [], []
        for arrival, row in zip(arrivals, rows, strict=True):
            run.count += 1
            raw, new = digest(arrival.raw), row_hash(row)
            earlier = row_hash(arrival.earlier) if arrival.earlier else None
            source = (row["id"], arrival.importer, arrival.importer_version, arrival.file, arrival.record_key, raw)
            run.rolling_hash = roll(run.rolling_hash, *source, new, earlier)
            raws.append((raw, _compressed(arrival.raw)))
            records.append((run.number, run.count, *source, new, earlier))
        self._connection.executemany("INSERT OR IGNORE INTO raw_record VALUES (?, ?)", raws)
        self._connection.executemany("INSERT INTO import_record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", records)

    def _settle(self, number: int, incident_id: str) -> None:
        """Let an incident stand by itself, whatever becomes of the import, and drop what it was before."""
        self._search.remove("entity = ? AND replaced_by = ?", f"incident/{incident_id}", number)
        self._connection.execute("DELETE FROM incident_row WHERE id = ? AND replaced_by = ?", (incident_id, number))
        for table, column, prefix in _TABLES:
            self._connection.execute(
                f"UPDATE {table} SET added_by = NULL WHERE {column} = ? AND added_by = ?",
                (prefix + incident_id, number),
            )

    def _forget_one(self, number: int, position: int, incident_id: str, raw: str) -> None:
        execute = self._connection.execute
        self._search.remove("entity = ? AND added_by = ?", f"incident/{incident_id}", number)
        execute("DELETE FROM incident_row WHERE id = ? AND added_by = ?", (incident_id, number))
        for table, column, prefix in _TABLES:
            execute(
                f"UPDATE {table} SET replaced_by = NULL WHERE {column} = ? AND replaced_by = ?",
                (prefix + incident_id, number),
            )
        execute("DELETE FROM import_record WHERE number = ? AND position = ?", (number, position))
        execute(
            "DELETE FROM raw_record WHERE sha256 = ? AND NOT EXISTS (SELECT 1 FROM import_record WHERE raw_sha256 = ?)",
            (raw, raw),
        )


class ImportRows(Rows):
    """The rows of imports themselves: with its row an import and all it brought is shown or gone."""

    def __init__(self, database: OpenDatabase, bulk: Bulk, record: Recorder, index: Indexer) -> None:
        super().__init__(database, "import", (), record, index)
        self._bulk = bulk

    def _insert(self, columns: Row) -> None:
        if not self._bulk.is_there(columns["id"]):
            raise UserError(
                "What this import brought was deleted after it was undone. Nothing was changed. Import the file again."
            )
        super()._insert(columns)

    def _delete(self, row_id: str) -> None:
        row = self.read(row_id)
        if row is not None:
            self._bulk.hide(row["number"])
        super()._delete(row_id)


def _compressed(raw: bytes) -> bytes:
    packer = zlib.compressobj(*_COMPRESSION)
    return packer.compress(raw) + packer.flush()


def _columns(row: Row) -> list[Any]:
    """Return the values of a row as its columns hold them; with `json` this would take three times as long."""
    return [
        value
        if value.__class__ is str or value is None
        else (to_json(value).decode() if value else _EMPTY[value.__class__])
        if value.__class__ in _EMPTY
        else value
        for value in row.values()
    ]


_EMPTY = {list: "[]", dict: "{}"}
"""Most nested fields of most incidents."""
_TABLES = (("incident_row", "id", ""), ("document", "entity", "incident/"))
"""Where an incident is written, the column that names it, and what stands before its id there."""
_EDITED = """EXISTS (SELECT 1 FROM journal_value
    WHERE entity = 'incident/' || incident_id AND seq > import_run.{})"""
_EDIT_AFTER_UNDO = """SELECT 1 FROM journal AS undo JOIN journal AS later ON later.seq > undo.seq
    WHERE undo.undoes >= import_run.shown_in AND later.undoes IS NULL
    AND later.kind NOT IN ('AddPerson', 'FollowPackFiles')"""
