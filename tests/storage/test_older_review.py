"""A review that an older workbench froze opens, is migrated, and keeps its bytes and its digest."""

import gzip
from pathlib import Path

from workbench.domain.deployment import Profile, Tool
from workbench.domain.record import digest_of
from workbench.edits.deployments import SetProfile
from workbench.edits.session import Session
from workbench.storage.doctor import examine
from workbench.storage.review_view import read_review
from workbench.storage.workspace import Workspace

FROZEN = "1da79b44405439d0407073d6f80ad7c44b9066c79c01a57a552ece08477f1853"
"""What `workbench review freeze` printed on schema 4, before tools had proposals and findings could be pulled in."""


def test_that_a_review_frozen_on_schema_4_still_hashes_the_same_and_can_go_on(tmp_path: Path) -> None:
    with gzip.open(Path(__file__).parent / "files" / "schema-4.db.gz") as packed:
        (tmp_path / "workspace.db").write_bytes(packed.read())
    workspace = Workspace.open(tmp_path, writing=True)
    store = workspace.store(write=True)
    view = read_review(store, "REV-1")
    assert view.record is not None
    assert (view.review.record_sha256, digest_of(view.record)) == (FROZEN, FROZEN)
    assert examine(store).complaints == ()
    session = Session(store, "Ada", lambda: store.journal.entry(1).at)  # type: ignore[union-attr]  # it is there
    session.do(SetProfile(view.version.id, Profile(retrieval=(), tools=(Tool(name="look"),))))
    again = read_review(store, "REV-1")
    assert again.applicability("retrieval_freshness").reason == view.applicability("retrieval_freshness").reason
    approval = again.approval(view.record.as_of)
    assert approval is not None
    assert approval.differences == (
        "model: desk-1 → unknown",
        "effect of `look`: read → unknown",
        "tool `refund` is gone",
        "memory: session → unknown",
        "retrieval: unknown → none",
    )
    store.close()
    workspace.close()
