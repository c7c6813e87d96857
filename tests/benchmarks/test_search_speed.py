"""Searching 100,000 incidents, ranked, with excerpts, first page, against the same FTS5 query through `sqlite3`."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.benchmarks.ratio import ratio
from tests.tasks.arriving import generated, readings
from workbench.domain.incident_filter import IncidentFilter
from workbench.domain.query import parse
from workbench.edits.session import Session
from workbench.storage.incident_list import read_list
from workbench.storage.query_sql import match_of
from workbench.storage.store import Store
from workbench.storage.workspace import Workspace
from workbench.tasks.importing import carry_out, plan

COUNT = 100_000
PAGE = 20
SQL = f"""SELECT document.key, document.title, snippet(document_fts, -1, '[', ']', '…', 16)
    FROM document_fts JOIN document ON document.rowid = document_fts.rowid
    WHERE document_fts MATCH ? ORDER BY bm25(document_fts, 8.0, 1.0, 6.0) LIMIT {PAGE}"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("search")
    workspace = Workspace.create(folder / "workspace")
    writing = workspace.store(write=True)
    session = Session(writing, "Ada", lambda: datetime.now(UTC))
    carry_out(session, plan(writing, readings(folder, generated(COUNT))))
    writing.close()
    workspace.close()
    reading = Workspace.open(folder / "workspace").store()
    yield reading
    reading.close()


@pytest.mark.parametrize("text", ["nobody", "expired token", "run 4711", "poi"])
def test_that_a_search_is_close_to_the_bare_query(store: Store, text: str) -> None:
    bare = sqlite3.connect(f"{Path(store.path).as_uri()}?mode=ro", uri=True)

    def ours() -> None:
        assert store.search.find(text, limit=PAGE)

    def floor() -> None:
        assert bare.execute(SQL, (match_of(parse(text)),)).fetchall()

    ratio(f"search {COUNT:,} for {text!r}", ours, floor, aim=1.5)
    bare.close()


def test_that_the_first_page_of_the_list_is_close_to_the_bare_query(store: Store) -> None:
    """With its number of incidents by year, which both count."""
    bare = sqlite3.connect(f"{Path(store.path).as_uri()}?mode=ro", uri=True)

    def floor() -> None:
        bare.execute("SELECT count(*) FROM incident_row").fetchone()
        bare.execute("SELECT substr(key, 5, 4), length(key), count(*) FROM incident_row GROUP BY 1, 2").fetchall()
        bare.execute("SELECT * FROM incident_row ORDER BY key DESC LIMIT 100").fetchall()

    ratio("first page of the list", lambda: read_list(store, IncidentFilter()), floor, aim=1.5)
    bare.close()
