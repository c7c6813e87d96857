"""The database schema as ordered functions that are never edited and import nothing of ours."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

SCHEMA_VERSION = 18
"""What `PRAGMA user_version` holds after the last migration."""


def apply_migrations(database: "Database") -> None:
    """Bring a database to the newest schema; each step is one transaction."""
    from sqlite_utils.migrations import Migrations

    migrations = Migrations("workbench")
    migrations(name="0001_first")(_first)
    migrations(name="0002_imports")(_imports)
    migrations(name="0003_whole_incidents")(_whole_incidents)
    migrations(name="0004_controls")(_controls)
    migrations(name="0005_pulled_in")(_pulled_in)
    migrations(name="0006_lists")(_lists)
    migrations(name="0007_waivers")(_waivers)
    migrations(name="0008_pack_files")(_pack_files)
    migrations(name="0009_actions")(_actions)
    migrations(name="0010_evidence_text")(_evidence_text)
    migrations(name="0011_after_the_freeze")(_after_the_freeze)
    migrations(name="0012_holds")(_holds)
    migrations(name="0013_response")(_response)
    migrations(name="0014_dissent")(_dissent)
    migrations(name="0015_reached")(_reached)
    migrations(name="0016_purges")(_purges)
    migrations(name="0017_precedents")(_precedents)
    migrations(name="0018_accepted_holes")(_accepted_holes)
    migrations.apply(database)
    database.conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _evidence_text(database: "Database") -> None:
    # What a search finds in a file, by its hash: read from the file, and read again where it is missing.
    database.conn.execute("CREATE TABLE evidence_text (sha256 TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT")


def _holds(database: "Database") -> None:
    database.conn.execute("ALTER TABLE evidence_use ADD COLUMN holds TEXT")
    database.conn.execute("ALTER TABLE evidence ADD COLUMN redacted_from TEXT")


def _purges(database: "Database") -> None:
    for statement in PURGES:
        database.conn.execute(statement)


def _precedents(database: "Database") -> None:
    # Which incidents show a mode is asked at every check; few say it, and the index holds all that is asked of those.
    database.conn.execute(
        """CREATE INDEX incident_with_modes ON incident_row
            (origin, key, id, modes, controls, added_by, replaced_by) WHERE modes <> '[]' OR controls <> '[]'"""
    )


def _accepted_holes(database: "Database") -> None:
    database.conn.execute("ALTER TABLE finding ADD COLUMN accepted_holes TEXT")


def _response(database: "Database") -> None:
    for statement in _RESPONSE:
        database.conn.execute(statement)


def _dissent(database: "Database") -> None:
    for statement in _DISSENT:
        database.conn.execute(statement)


def _reached(database: "Database") -> None:
    for statement in _REACHED:
        database.conn.execute(statement)


def _first(database: "Database") -> None:
    for statement in _FIRST:
        database.conn.execute(statement)


def _imports(database: "Database") -> None:
    for statement in _IMPORTS:
        database.conn.execute(statement)


def _whole_incidents(database: "Database") -> None:
    for statement in _WHOLE_INCIDENTS:
        database.conn.execute(statement)


def _controls(database: "Database") -> None:
    for statement in _CONTROLS:
        database.conn.execute(statement)


def _pulled_in(database: "Database") -> None:
    for column in ("pulled_in", "sheet_proposal"):
        database.conn.execute(f"ALTER TABLE finding ADD COLUMN {column} TEXT")


def _lists(database: "Database") -> None:
    for statement in _LISTS:
        database.conn.execute(statement)


def _waivers(database: "Database") -> None:
    for statement in _WAIVERS:
        database.conn.execute(statement)


def _pack_files(database: "Database") -> None:
    database.conn.execute(
        """CREATE TABLE pack_file (
            id TEXT PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES snapshot DEFERRABLE INITIALLY DEFERRED
        ) STRICT"""
    )


def _actions(database: "Database") -> None:
    for statement in _ACTIONS:
        database.conn.execute(statement)


def _after_the_freeze(database: "Database") -> None:
    database.conn.execute("ALTER TABLE ledger ADD COLUMN text TEXT NOT NULL DEFAULT ''")
    database.conn.execute("ALTER TABLE review ADD COLUMN delta TEXT")


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

# What an import added is there for nobody until the import itself has its row, and what it replaced stays until then;
# the first and the last moment of an import are one small write each, however many rows it has.
_SHOWN = """(added_by IS NULL OR added_by IN (SELECT number FROM import))
    AND (replaced_by IS NULL OR replaced_by NOT IN (SELECT number FROM import))"""
_INCIDENT = """id, key, title, summary, kind, grade, origin, severity, severity_source, deployment_id, version_id,
    milestones, modes, category, controls, "trigger", root_cause, impact, fix, facts, timeline, external_ids, sources,
    recorded_by, recorded_at"""
_IMPORTS = (
    """CREATE TABLE import (
        id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, source TEXT NOT NULL, importers TEXT NOT NULL,
        new INTEGER NOT NULL, changed INTEGER NOT NULL, same INTEGER NOT NULL, refused INTEGER NOT NULL,
        rolling_hash TEXT NOT NULL, made_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE import_run (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, after_seq INTEGER NOT NULL, shown_in INTEGER,
        kept TEXT NOT NULL DEFAULT '[]'
    ) STRICT""",
    """CREATE TABLE import_record (
        number INTEGER NOT NULL REFERENCES import_run, position INTEGER NOT NULL, incident_id TEXT NOT NULL,
        importer TEXT NOT NULL, importer_version TEXT NOT NULL, file TEXT NOT NULL, record_key TEXT NOT NULL,
        raw_sha256 TEXT NOT NULL REFERENCES raw_record DEFERRABLE INITIALLY DEFERRED,
        row_sha256 TEXT NOT NULL, earlier_sha256 TEXT, PRIMARY KEY (number, position)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX import_of_incident ON import_record (incident_id)",
    "CREATE INDEX import_of_record ON import_record (record_key)",
    "CREATE INDEX import_of_raw ON import_record (raw_sha256)",
    """CREATE TABLE raw_record (sha256 TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT""",
    """CREATE TABLE incident_row (
        row INTEGER PRIMARY KEY, id TEXT NOT NULL, key TEXT NOT NULL, title TEXT NOT NULL, summary TEXT NOT NULL,
        kind TEXT NOT NULL, grade TEXT NOT NULL, origin TEXT NOT NULL, severity TEXT, severity_source TEXT NOT NULL,
        deployment_id TEXT REFERENCES deployment DEFERRABLE INITIALLY DEFERRED, version_id TEXT,
        milestones TEXT NOT NULL, modes TEXT NOT NULL, category TEXT, controls TEXT NOT NULL,
        "trigger" TEXT NOT NULL, root_cause TEXT NOT NULL, impact TEXT NOT NULL, fix TEXT NOT NULL,
        facts TEXT NOT NULL, timeline TEXT NOT NULL, external_ids TEXT NOT NULL, sources TEXT NOT NULL,
        recorded_by TEXT NOT NULL, recorded_at TEXT NOT NULL, added_by INTEGER, replaced_by INTEGER
    ) STRICT""",
    f"INSERT INTO incident_row SELECT NULL, {_INCIDENT}, NULL, NULL FROM incident ORDER BY id",
    "DROP TABLE incident",
    "CREATE UNIQUE INDEX incident_of_id ON incident_row (id, ifnull(added_by, 0))",
    "CREATE UNIQUE INDEX incident_key ON incident_row (key) WHERE added_by IS NULL",
    # Holds what the view asks for, so that counting and walking the keys of many incidents reads no rows.
    "CREATE INDEX incident_of_key ON incident_row (key, added_by, replaced_by)",
    "CREATE INDEX incident_replaced ON incident_row (replaced_by) WHERE replaced_by IS NOT NULL",
    f"CREATE VIEW incident AS SELECT {_INCIDENT} FROM incident_row WHERE {_SHOWN}",
    """CREATE TABLE document_by_row (
        rowid INTEGER PRIMARY KEY, entity TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
        title TEXT NOT NULL, body TEXT NOT NULL, added_by INTEGER, replaced_by INTEGER
    ) STRICT""",
    "INSERT INTO document_by_row SELECT rowid, entity, kind, key, title, body, NULL, NULL FROM document",
    "DROP TABLE document",
    "ALTER TABLE document_by_row RENAME TO document",
    "CREATE UNIQUE INDEX document_of_entity ON document (entity, ifnull(added_by, 0))",
    "CREATE INDEX document_replaced ON document (replaced_by) WHERE replaced_by IS NOT NULL",
)

# None of these is there for an incident that says nothing about it: what an earlier import brought keeps its hash.
_LATER = (
    *("severity_original", "severity_scale", "contributing_factors", "extent", "detection", "containment"),
    *("prevention", "actions", "confidence", "status", "disputed", "withdrawn", "reporter", "credits"),
)
_WHOLE_INCIDENTS = (
    *(f"ALTER TABLE incident_row ADD COLUMN {name} TEXT" for name in _LATER),
    "ALTER TABLE incident_row ADD COLUMN happened TEXT NOT NULL DEFAULT ''",
    """UPDATE incident_row SET happened = ifnull((
        SELECT json_extract(stone.value, '$.at') FROM json_each(milestones) AS stone
        WHERE json_extract(stone.value, '$.at') <> ''
        ORDER BY instr(
            'began aware detected triaged contained resolved reviewed', json_extract(stone.value, '$.name')
        ) LIMIT 1), '')""",
    "DROP VIEW incident",
    f"""CREATE VIEW incident AS SELECT {_INCIDENT}, {", ".join(_LATER)}, happened
        FROM incident_row WHERE {_SHOWN}""",
    # Holds what the view asks for, as the index of keys does, so that a list by date reads no rows to be in order.
    "CREATE INDEX incident_by_date ON incident_row (happened, key, added_by, replaced_by)",
)

# Which incidents a control failed in is asked at every check of a review. Few incidents say it, so an index of those
# alone, with all that is asked of them, is short; a table of its own could not be kept by triggers, because a schema
# that is not trusted may call no function that reads JSON.
_CONTROLS = (
    """CREATE INDEX incident_with_controls ON incident_row (controls, grade, recorded_at, added_by, replaced_by)
        WHERE controls <> '[]'""",
)

# A quarter stands where its last month begins, so that a date cut to it is in order among the others.
_BY_DATE = "replace(replace(replace(replace(happened, '-Q1', '-03'), '-Q2', '-06'), '-Q3', '-09'), '-Q4', '-12')"
_BY_SEVERITY = f"""CASE severity WHEN 'CRITICAL' THEN '4' WHEN 'HIGH' THEN '3' WHEN 'MEDIUM' THEN '2'
    WHEN 'LOW' THEN '1' ELSE '0' END || {_BY_DATE}"""
_LISTS = (
    "DROP INDEX incident_by_date",
    f"CREATE INDEX incident_by_date ON incident_row ({_BY_DATE}, key, added_by, replaced_by)",
    f"CREATE INDEX incident_by_severity ON incident_row ({_BY_SEVERITY}, key, added_by, replaced_by)",
    # Keys of one year have one length until the thousandth: `INC-2026-1000` stands above `INC-2026-999`.
    "CREATE INDEX incident_by_key ON incident_row (substr(key, 1, 8) || length(key), key, added_by, replaced_by)",
    "CREATE TABLE saved_filter (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, wanted TEXT NOT NULL) STRICT",
)

_WAIVERS = (
    "ALTER TABLE waiver ADD COLUMN renewals INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE waiver ADD COLUMN approved_as TEXT",
    "ALTER TABLE condition ADD COLUMN launch TEXT NOT NULL DEFAULT 'after'",
)
_ACTIONS = (
    """CREATE TABLE action (
        id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, review_number INTEGER NOT NULL, check_id TEXT NOT NULL,
        text TEXT NOT NULL, owner TEXT NOT NULL REFERENCES person DEFERRABLE INITIALLY DEFERRED, due TEXT,
        effort_days REAL, state TEXT NOT NULL, link TEXT NOT NULL, created_by TEXT NOT NULL, created_at TEXT NOT NULL,
        ended_at TEXT
    ) STRICT""",
    "CREATE INDEX action_of_review ON action (review_number)",
)

_RESPONSE = (
    "ALTER TABLE incident_row ADD COLUMN response TEXT",
    "DROP VIEW incident",
    f"""CREATE VIEW incident AS SELECT {_INCIDENT}, {", ".join(_LATER)}, response, happened
        FROM incident_row WHERE {_SHOWN}""",
    # Few incidents have one, and what is due asks for those alone.
    "CREATE INDEX incident_with_response ON incident_row (added_by, replaced_by) WHERE response IS NOT NULL",
    "CREATE TABLE clock (id TEXT PRIMARY KEY, since TEXT NOT NULL) STRICT",
)

_DISSENT = (
    """CREATE TABLE dissent (
        id TEXT PRIMARY KEY, review_id TEXT NOT NULL REFERENCES review DEFERRABLE INITIALLY DEFERRED,
        key TEXT NOT NULL, check_id TEXT, text TEXT NOT NULL,
        by TEXT NOT NULL REFERENCES person DEFERRABLE INITIALLY DEFERRED, at TEXT NOT NULL, UNIQUE (review_id, key)
    ) STRICT""",
    "ALTER TABLE ledger ADD COLUMN dissent TEXT",
    "ALTER TABLE ledger ADD COLUMN dissent_key TEXT",
)

# The last milestone from detection on: counting the incidents of a phase would else read the milestones of each.
_REACHED = (
    "ALTER TABLE incident_row ADD COLUMN reached TEXT NOT NULL DEFAULT ''",
    """UPDATE incident_row SET reached = ifnull((
        SELECT json_extract(stone.value, '$.name') FROM json_each(milestones) AS stone
        WHERE instr('detected triaged contained resolved reviewed', json_extract(stone.value, '$.name'))
        ORDER BY instr('detected triaged contained resolved reviewed', json_extract(stone.value, '$.name')) DESC
        LIMIT 1), '')""",
    "DROP VIEW incident",
    f"""CREATE VIEW incident AS SELECT {_INCIDENT}, {", ".join(_LATER)}, response, happened, reached
        FROM incident_row WHERE {_SHOWN}""",
)

PURGES = (
    # A purge goes over the backups too, and leaves its note in those of an older schema: there the table is made early.
    """CREATE TABLE IF NOT EXISTS purge (
        id TEXT PRIMARY KEY, what TEXT NOT NULL, name TEXT NOT NULL, reason TEXT NOT NULL, by TEXT NOT NULL,
        at TEXT NOT NULL, places TEXT NOT NULL, sha256 TEXT, records TEXT NOT NULL, reviews TEXT NOT NULL
    ) STRICT""",
    # What a purge still has to go over outside the database, and what for; gone when it has.
    "CREATE TABLE IF NOT EXISTS purge_pending (id TEXT PRIMARY KEY, target TEXT NOT NULL) STRICT",
)
"""What purges need; it is made in backups of older schemas too."""
