"""The database schema as ordered functions that are never edited and import nothing of ours."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

SCHEMA_VERSION = 1
"""What `PRAGMA user_version` holds after the last migration."""


def apply_migrations(database: "Database") -> None:
    """Bring a database to the newest schema; each step is one transaction."""
    from sqlite_utils.migrations import Migrations

    migrations = Migrations("workbench")
    migrations(name="0001_first")(_first)
    migrations.apply(database)
    database.conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _first(database: "Database") -> None:
    for statement in _FIRST:
        database.conn.execute(statement)


_FIRST = (
    """CREATE TABLE workspace (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, is_example INTEGER NOT NULL, created_at TEXT NOT NULL
    ) STRICT""",
    "CREATE TABLE counter (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT",
    """CREATE TABLE snapshot (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL
    ) STRICT""",
    "CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT) STRICT",
    """CREATE TABLE deployment (
        id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, owner TEXT,
        running TEXT, operations TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE version (
        id TEXT PRIMARY KEY, deployment_id TEXT NOT NULL REFERENCES deployment DEFERRABLE INITIALLY DEFERRED,
        label TEXT NOT NULL, profile TEXT NOT NULL, created_at TEXT NOT NULL, UNIQUE (deployment_id, label)
    ) STRICT""",
    """CREATE TABLE review (
        id TEXT PRIMARY KEY, number INTEGER NOT NULL, revision INTEGER NOT NULL,
        version_id TEXT NOT NULL REFERENCES version DEFERRABLE INITIALLY DEFERRED,
        checklist_id TEXT NOT NULL, policy_id TEXT NOT NULL, state TEXT NOT NULL, purpose TEXT NOT NULL,
        created_at TEXT NOT NULL, created_by TEXT NOT NULL REFERENCES person DEFERRABLE INITIALLY DEFERRED,
        modes_snapshot TEXT NOT NULL REFERENCES snapshot DEFERRABLE INITIALLY DEFERRED,
        checklist_snapshot TEXT NOT NULL REFERENCES snapshot DEFERRABLE INITIALLY DEFERRED,
        policy_snapshot TEXT NOT NULL REFERENCES snapshot DEFERRABLE INITIALLY DEFERRED,
        scales_snapshot TEXT NOT NULL REFERENCES snapshot DEFERRABLE INITIALLY DEFERRED,
        signers TEXT NOT NULL, revises TEXT REFERENCES review DEFERRABLE INITIALLY DEFERRED,
        frozen_at TEXT, frozen_by TEXT,
        record_sha256 TEXT REFERENCES snapshot DEFERRABLE INITIALLY DEFERRED,
        verdict_sha256 TEXT REFERENCES snapshot DEFERRABLE INITIALLY DEFERRED,
        UNIQUE (number, revision)
    ) STRICT""",
    """CREATE TABLE finding (
        id TEXT PRIMARY KEY, review_id TEXT NOT NULL REFERENCES review DEFERRABLE INITIALLY DEFERRED,
        check_id TEXT NOT NULL, team TEXT, reviewer TEXT, summary TEXT NOT NULL, rationale TEXT NOT NULL,
        controls TEXT NOT NULL, rating TEXT, owner TEXT REFERENCES person DEFERRABLE INITIALLY DEFERRED,
        UNIQUE (review_id, check_id)
    ) STRICT""",
    """CREATE TABLE evidence (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT, size INTEGER,
        media_type TEXT NOT NULL, url TEXT, captured_on TEXT, period_from TEXT, period_to TEXT,
        attached_at TEXT NOT NULL, collector TEXT NOT NULL REFERENCES person DEFERRABLE INITIALLY DEFERRED,
        subject_version TEXT NOT NULL REFERENCES version DEFERRABLE INITIALLY DEFERRED,
        environment TEXT, expires_on TEXT, revises TEXT REFERENCES evidence DEFERRABLE INITIALLY DEFERRED
    ) STRICT""",
    """CREATE TABLE evidence_use (
        id TEXT PRIMARY KEY, review_id TEXT NOT NULL REFERENCES review DEFERRABLE INITIALLY DEFERRED,
        key TEXT NOT NULL, check_id TEXT NOT NULL, control_id TEXT,
        evidence_id TEXT NOT NULL REFERENCES evidence DEFERRABLE INITIALLY DEFERRED,
        contradicts INTEGER NOT NULL, attached_by TEXT NOT NULL REFERENCES person DEFERRABLE INITIALLY DEFERRED,
        attached_at TEXT NOT NULL, confirmed_by TEXT REFERENCES person DEFERRABLE INITIALLY DEFERRED,
        confirmed_at TEXT, answer TEXT, analysis TEXT, analysis_confirmed_by TEXT, UNIQUE (review_id, key)
    ) STRICT""",
    """CREATE TABLE condition (
        id TEXT PRIMARY KEY, review_id TEXT NOT NULL REFERENCES review DEFERRABLE INITIALLY DEFERRED,
        key TEXT NOT NULL, check_id TEXT NOT NULL, text TEXT NOT NULL,
        owner TEXT NOT NULL REFERENCES person DEFERRABLE INITIALLY DEFERRED, due TEXT NOT NULL,
        closed_at TEXT, closed_by TEXT, closing_evidence TEXT, UNIQUE (review_id, key)
    ) STRICT""",
    """CREATE TABLE waiver (
        id TEXT PRIMARY KEY, review_id TEXT NOT NULL REFERENCES review DEFERRABLE INITIALLY DEFERRED,
        key TEXT NOT NULL, check_id TEXT NOT NULL, reason TEXT NOT NULL,
        owner TEXT NOT NULL REFERENCES person DEFERRABLE INITIALLY DEFERRED,
        requested_by TEXT NOT NULL, requested_at TEXT NOT NULL, approved_by TEXT, approved_at TEXT,
        compensating_control TEXT, expires_on TEXT NOT NULL, UNIQUE (review_id, key)
    ) STRICT""",
    """CREATE TABLE ledger (
        id TEXT PRIMARY KEY, review_id TEXT NOT NULL REFERENCES review DEFERRABLE INITIALLY DEFERRED,
        kind TEXT NOT NULL, decision TEXT, condition TEXT, evidence_id TEXT, by TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE incident (
        id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, title TEXT NOT NULL, summary TEXT NOT NULL,
        kind TEXT NOT NULL, grade TEXT NOT NULL, origin TEXT NOT NULL, severity TEXT, severity_source TEXT NOT NULL,
        deployment_id TEXT REFERENCES deployment DEFERRABLE INITIALLY DEFERRED, version_id TEXT,
        milestones TEXT NOT NULL, modes TEXT NOT NULL, category TEXT, controls TEXT NOT NULL,
        "trigger" TEXT NOT NULL, root_cause TEXT NOT NULL, impact TEXT NOT NULL, fix TEXT NOT NULL,
        facts TEXT NOT NULL, timeline TEXT NOT NULL, external_ids TEXT NOT NULL, sources TEXT NOT NULL,
        recorded_by TEXT NOT NULL, recorded_at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX version_of_deployment ON version (deployment_id)",
    "CREATE INDEX use_of_evidence ON evidence_use (evidence_id)",
    "CREATE INDEX ledger_of_review ON ledger (review_id)",
    """CREATE TABLE journal (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL,
        changes TEXT NOT NULL, undoes INTEGER, batch TEXT, prev TEXT NOT NULL, hash TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE journal_value (
        seq INTEGER NOT NULL REFERENCES journal, position INTEGER NOT NULL, entity TEXT NOT NULL, field TEXT NOT NULL,
        old_salt BLOB, old TEXT, new_salt BLOB, new TEXT, PRIMARY KEY (seq, position)
    ) STRICT""",
    "CREATE INDEX journal_of_entity ON journal_value (entity)",
    """CREATE TRIGGER journal_is_append_only BEFORE UPDATE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_keeps_everything BEFORE DELETE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TABLE document (
        rowid INTEGER PRIMARY KEY, entity TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, key TEXT NOT NULL,
        title TEXT NOT NULL, body TEXT NOT NULL
    ) STRICT""",
    """CREATE VIRTUAL TABLE document_fts USING fts5 (
        title, body, key, content = 'document', content_rowid = 'rowid', tokenize = 'unicode61 remove_diacritics 2'
    )""",
)
