"""Importing incidents, with validation, raw records, index and journal, against `sqlite-utils insert` and its index."""

import json
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from tests.benchmarks.ratio import ratio
from tests.tasks.arriving import generated, readings
from workbench.edits.session import Session
from workbench.storage.store import Store
from workbench.storage.workspace import Workspace
from workbench.tasks.importing import carry_out, plan

COUNT = 10_000
INDEXED = ("title", "summary", "trigger", "root_cause", "impact", "fix", "key")


def test_that_importing_is_close_to_inserting(tmp_path: Path) -> None:
    from sqlite_utils.db import Database

    records = readings(tmp_path, generated(COUNT))
    rows = tmp_path / "rows.jsonl"
    rounds = count()

    def ours() -> None:
        workspace = Workspace.create(tmp_path / f"workspace-{next(rounds)}")
        store = workspace.store(write=True)
        session = Session(store, "Ada", lambda: datetime.now(UTC))
        carry_out(session, plan(store, records))
        if not rows.exists():
            write_rows(store, rows)
        store.close()
        workspace.close()

    def floor() -> None:
        path = tmp_path / "floor.db"
        path.unlink(missing_ok=True)
        database = Database(path)
        database.execute("PRAGMA synchronous = FULL")
        with rows.open(encoding="utf-8") as lines:
            database.table("incident").insert_all((json.loads(line) for line in lines), pk="id")
        database.table("incident").enable_fts(INDEXED, tokenize="unicode61 remove_diacritics 2")
        database.close()

    ours()
    ratio(f"import {COUNT:,} incidents", ours, floor, aim=1.5, rounds=3)


def write_rows(store: Store, path: Path) -> None:
    """Write the rows that an import made, for the floor."""
    with path.open("w", encoding="utf-8") as lines:
        for row in store.database.rows("SELECT * FROM incident"):
            lines.write(json.dumps(row) + "\n")
