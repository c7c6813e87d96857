"""What files of evidence say is found by the search: text and PDF, new evidence and old."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench.edits.deployments import AddDeployment, find_deployment, find_version
from workbench.edits.reviews import StartReview
from workbench.edits.session import Session
from workbench.storage.workspace import Workspace
from workbench.tasks.attach import Note, attach
from workbench.tasks.evidence_text import LIMIT, cleaned, keep_texts, read_unread, text_of

CHECK = "rate_limit_handling"
PDF_WITH_WORDS = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 49>>stream
BT /F 12 Tf 20 100 Td (Wombats in the pdf) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
"""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    workspace = Workspace.create(tmp_path / "board")
    store = workspace.store(write=True)
    made = Session(store, "Ana Silva", lambda: datetime.now(UTC))
    made.do(AddDeployment("Support desk agent", version="v1"))
    made.do(StartReview(find_version(store, find_deployment(store, "DEP-1"), "v1").id, "nine"))
    yield made
    store.close()
    workspace.close()


def names(session: Session, text: str) -> list[str]:
    return [hit.title for hit in session.store.search.find(text, kinds=("evidence",))]


def test_that_a_word_inside_evidence_is_found_and_undone_and_redone(session: Session, tmp_path: Path) -> None:
    log, report = tmp_path / "client.log", tmp_path / "report.pdf"
    log.write_text("0001 quokka répond \x01 429", encoding="utf-8")
    report.write_bytes(PDF_WITH_WORDS)
    attach(session, "REV-1", CHECK, [log, report, Note("A numbat was seen.")])
    assert (names(session, "quok"), names(session, "wombats"), names(session, "numbat")) == (
        ["client.log"],
        ["report.pdf"],
        ["note.md"],
    )
    [hit] = session.store.search.find("repond", kinds=("evidence",))
    assert "\ue000répond\ue001" in hit.excerpt
    session.undo()
    assert names(session, "quokka") == []
    session.redo()
    assert names(session, "quokka") == ["client.log"]


def test_that_evidence_of_an_older_workspace_is_read_later(session: Session, tmp_path: Path) -> None:
    log = tmp_path / "client.log"
    log.write_text("quokka")
    attach(session, "REV-1", CHECK, [log])
    store = session.store
    with store.database.atomic():
        store.database.conn.execute("DELETE FROM evidence_text")
        for row in store.database.rows("SELECT id, name, url, sha256 FROM evidence"):
            store.search.index("evidence", row)
    assert names(session, "quokka") == []
    with store.database.atomic():
        keep_texts(store.search, read_unread(store.files, store.search.unread()))
    assert names(session, "quokka") == ["client.log"]
    assert store.search.unread() == []


@pytest.mark.parametrize(
    ("body", "media_type"),
    [(b"%PDF-1.7 broken", "application/pdf"), (b"\x89PNG", "image/png"), (b"PK\x03\x04", "application/zip")],
)
def test_that_what_holds_no_text_is_evidence_all_the_same(tmp_path: Path, body: bytes, media_type: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(body)
    assert text_of(file, media_type) == ""
    assert text_of(tmp_path / "gone", "text/plain") == ""


def test_that_only_the_beginning_of_a_long_file_is_read_and_cleaned(tmp_path: Path) -> None:
    file = tmp_path / "long.log"
    file.write_bytes(b"\xff\xfe word " * LIMIT)
    assert len(text_of(file, "text/plain")) <= LIMIT
    assert cleaned("a\x00b\ud800\ue000c") == "a b? c"
