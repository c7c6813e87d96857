"""The store: every repository over one connection, and the recording of what an edit changes."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import uuid_utils

from workbench.catalogue.loader import workspace_catalogue
from workbench.domain.action import Action
from workbench.domain.approval import LedgerEntry
from workbench.domain.catalogue import Catalogue
from workbench.domain.clock import ClockOn
from workbench.domain.deployment import Deployment, Person, Version
from workbench.domain.evidence import Evidence, EvidenceUse
from workbench.domain.importing import Import
from workbench.domain.incident import Incident
from workbench.domain.incident_filter import SavedFilter
from workbench.domain.journal import Change, digest
from workbench.domain.model import Model
from workbench.domain.pack import PackFile
from workbench.domain.purge import Purge
from workbench.domain.review import Condition, Dissent, Finding, Review, Waiver
from workbench.storage.database import connect, explained, whole
from workbench.storage.eraser import Erased, Eraser, Target
from workbench.storage.evidence_files import EvidenceFiles
from workbench.storage.imports import Bulk, ImportRows
from workbench.storage.incident_rows import IncidentRows
from workbench.storage.journal import Journal
from workbench.storage.pack_files import PackFiles, PackRows
from workbench.storage.repository import Repository, Row, Rows
from workbench.storage.search import Search

M = TypeVar("M", bound=Model)
_OF_FINDING = ("team", "reviewer", "controls", "rating", "pulled_in", "sheet_proposal", "accepted_holes")
"""The columns of a finding that hold JSON."""
_OF_INCIDENT = (
    *("milestones", "modes", "controls", "contributing_factors", "extent", "actions", "response"),
    *("facts", "timeline", "external_ids", "sources", "credits"),
)
"""The columns of an incident that hold JSON."""
PURGE_JSON = ("places", "records", "reviews")
"""The columns of a purge that hold JSON."""


def new_id() -> str:
    """Return a UUIDv7, whose order is the order of making."""
    return str(uuid_utils.uuid7())


class WorkspaceInfo(Model):
    """What the workspace is."""

    id: str
    name: str
    is_example: bool
    created_at: str


class Store:
    """Repositories over one connection; a writing store belongs to the thread that made it."""

    def __init__(self, folder: Path, *, write: bool = False) -> None:
        self.folder = folder
        self.path = folder / "workspace.db"
        with explained(self.path):
            self.database = connect(self.path, write=write)
        self._recording: list[Change] | None = None
        self.search = Search(self.database)
        self.journal = Journal(self.database)
        self.files = EvidenceFiles(folder)
        self._tables: dict[str, Rows] = {}
        self.repositories: list[Repository[Any]] = []
        """All of the following, for whoever looks the workspace over."""
        self.people = self._repository("person", Person, "person")
        self.deployments = self._repository("deployment", Deployment, "deployment", "running", "operations")
        self.versions = self._repository("version", Version, "version", "profile")
        self.reviews = self._repository("review", Review, "review", "signers", "delta")
        self.findings = self._repository("finding", Finding, "finding", *_OF_FINDING)
        self.evidence = self._repository("evidence", Evidence, "piece of evidence")
        self.uses = self._repository("evidence_use", EvidenceUse, "evidence use", "answer", "analysis", "holds")
        self.conditions = self._repository("condition", Condition, "condition")
        self.actions = self._repository("action", Action, "action")
        self.waivers = self._repository("waiver", Waiver, "waiver")
        self.dissents = self._repository("dissent", Dissent, "dissent")
        """Those of drafts, and of frozen reviews as they were frozen; signed ones are in the ledger."""
        self.filters = self._repository("saved_filter", SavedFilter, "saved filter", "wanted")
        self.clocks = self._repository("clock", ClockOn, "clock")
        """Those that are switched on."""
        self.purges = self._repository("purge", Purge, "purge", *PURGE_JSON)
        self.ledger = self._repository("ledger", LedgerEntry, "ledger entry", "decision", "dissent")
        incidents = IncidentRows(self.database, "incident", _OF_INCIDENT, self._record, self._index)
        self.incidents = self._over(incidents, "incident", Incident, "incident")
        self.bulk = Bulk(self.database, self.search, incidents)
        """What imports brought; `imports` are the imports themselves."""
        self.pack_files = PackFiles(folder)
        packs = PackRows(self.database, self._record, self._index, self.pack_files, self.snapshot)
        self.packs = self._over(packs, "pack_file", PackFile, "file of a pack")
        self._is_pack_changed = False
        imports = ImportRows(self.database, self.bulk, self._record, self._index)
        self.imports = self._over(imports, "import", Import, "import")

    def _repository(self, table: str, model: type[M], noun: str, *nested: str) -> Repository[M]:
        rows = Rows(self.database, table, nested, self._record, self._index)
        return self._over(rows, table, model, noun)

    def _over(self, rows: Rows, table: str, model: type[M], noun: str) -> Repository[M]:
        self._tables[table] = rows
        repository = Repository(rows, model, noun)
        self.repositories.append(repository)
        return repository

    def _record(self, change: Change) -> None:
        if self._recording is None:
            raise RuntimeError("a write outside an edit")
        self._recording.append(change)
        self._is_pack_changed |= change.entity.startswith("pack_file/")

    def _index(self, table: str, row: Row | None) -> None:
        if row is not None:
            self.search.index(table, row)

    def erase(self, target: Target) -> Erased:
        """Erase values for good; call it in an edit. The rows that change are recorded without what stood there."""
        self.database.conn.execute("PRAGMA secure_delete = ON")
        erased = Eraser(self.database, target).erase()
        for change in erased.changes:
            self._record(change)
            table, row_id = self.rows(change.entity)
            self._index(change.entity.partition("/")[0], table.read(row_id))
        return erased

    def rows(self, entity: str) -> tuple[Rows, str]:
        """Return the table and the id that a journal entity names."""
        table, _, row_id = entity.partition("/")
        return self._tables[table], row_id

    @contextmanager
    def recording(self) -> Iterator[list[Change]]:
        """Open one transaction and collect what changes in it; an error takes everything back."""
        with explained(self.path):
            self.database.conn.execute("BEGIN IMMEDIATE")
            self._recording = []
            self._is_pack_changed = False
            try:
                yield self._recording
                if self._is_pack_changed:
                    self.search.index_catalogue(self.catalogue)
                self.database.conn.execute("COMMIT")
            except BaseException:
                if self.database.conn.in_transaction:
                    self.database.conn.execute("ROLLBACK")
                self.pack_files.take_back()
                raise
            finally:
                self._recording = None
            self.pack_files.settle()

    @property
    def catalogue(self) -> Catalogue:
        """The built-in catalogue with the packs of this workspace over it, as the files are now."""
        return workspace_catalogue(self.folder)

    def next_number(self, name: str) -> int:
        """Return the next number of a series of human keys; numbers are never given twice."""
        cursor = self.database.conn.execute(
            "INSERT INTO counter (name, last) VALUES (?, 1) "
            "ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last",
            (name,),
        )
        return int(cursor.fetchone()[0])

    def go_on_counting(self, old: str, new: str) -> None:
        """Let a new series of human keys go on where another stands, so that no key of the other is given again."""
        self.database.conn.execute(
            "INSERT INTO counter (name, last) SELECT ?, last FROM counter WHERE name = ?", (new, old)
        )

    def keep_snapshot(self, kind: str, body: bytes) -> str:
        """Store a text by its SHA-256 and return that; the same text is stored once."""
        key = digest(body)
        self.database.conn.execute("INSERT OR IGNORE INTO snapshot VALUES (?, ?, ?)", (key, kind, body.decode()))
        return key

    def snapshot(self, key: str) -> bytes:
        """Return a stored text; a sqlite3.DatabaseError says that it is gone or does not have its hash any more.

        Of a text from which something was purged what is left is returned, when it has the hash that the purge noted.
        """
        row = self.database.conn.execute("SELECT body FROM snapshot WHERE id = ?", (key,)).fetchone()
        body = None if row is None else str(row[0]).encode()
        if body is None or (digest(body) != key and digest(body) != self._left_of(key)):
            raise sqlite3.DatabaseError(f"malformed snapshot {key}")
        return body

    def _left_of(self, key: str) -> str | None:
        """Return the SHA-256 of what the last purge left of a stored text."""
        row = self.database.conn.execute(
            # By the entry and not by the id: ids follow the clock, which may go back.
            """SELECT each.value FROM purge JOIN journal_value AS value ON value.entity = 'purge/' || purge.id
                AND value.field = 'id', json_each(purge.records) AS each WHERE each.key = ? ORDER BY value.seq DESC""",
            (key,),
        ).fetchone()
        return None if row is None else str(row[0])

    @property
    def info(self) -> WorkspaceInfo:
        """What the workspace is."""
        with explained(self.path):
            rows = self.database.rows("SELECT * FROM workspace")
            with whole("workspace row"):
                return WorkspaceInfo.model_validate(rows[0])

    def close(self) -> None:
        """Close the connection."""
        self.database.close()
