"""Recall over a real workspace: what an incident puts in doubt, and what puts a review in doubt."""

from pathlib import Path

import pytest

from tests.reports.sample import rich_review
from workbench.edits.incidents import RecordIncident, RemoveIncident, find_incident
from workbench.edits.reviews import ReviseReview
from workbench.edits.session import Session
from workbench.storage.doubts import failed_since, read_doubts
from workbench.storage.recall_view import RecallView, read_recall
from workbench.storage.review_view import find_review, newest_reviews


def record(session: Session, **fields: object) -> str:
    entry = session.do(RecordIncident({"title": "It happened", **fields}))
    return session.store.incidents.get(entry.made("incident")[0]).key


def failed(*controls: str) -> tuple[dict[str, str], ...]:
    return tuple({"control": control, "outcome": "failed"} for control in controls)


def recalled(session: Session, key: str) -> RecallView:
    return read_recall(session.store, find_incident(session.store, key), session.clock())


@pytest.fixture
def frozen(session: Session, tmp_path: Path) -> Session:
    rich_review(session, tmp_path)
    return session


def test_that_a_failed_control_recalls_the_frozen_review_that_relies_on_it(frozen: Session) -> None:
    view = recalled(frozen, record(frozen, controls=failed("structured-output")))
    [row] = view.reviews
    assert (row.review, row.is_frozen, row.signoff, row.nothing_else) == ("REV-1.1", True, "0 of 3 signed", True)
    assert [(tie.check_id, tie.said.partition("; ")[0]) for tie in row.ties] == [
        ("injection_defense", "relies on Structured output schemas (in place, verified evidence E11)"),
        ("retrieval_freshness", "relies on Structured output schemas (what W1 counts on instead)"),
    ]


def test_that_the_newest_revision_of_a_review_is_named(frozen: Session) -> None:
    frozen.do(ReviseReview("REV-1"))
    [row] = recalled(frozen, record(frozen, controls=failed("structured-output"))).reviews
    assert (row.review, row.is_frozen, row.signoff) == ("REV-1.2", False, "REV-1.1: 0 of 3 signed")


def test_that_a_tool_named_in_the_text_recalls_and_a_mode_alone_stands_apart(frozen: Session) -> None:
    view = recalled(frozen, record(frozen, summary="It called `refund` twice."))
    assert [(tie.kind, tie.subject) for row in view.reviews for tie in row.ties] == [("tool", "refund")]
    weak = recalled(frozen, record(frozen, modes=({"mode": "M08.1", "role": "cause"},)))
    assert not weak.reviews
    assert [(row.review, row.ties[0].check_id) for row in weak.by_mode] == [("REV-1.1", "retrieval_freshness")]


def test_that_evidence_the_incident_cites_by_hash_recalls(frozen: Session) -> None:
    sha256 = frozen.store.evidence.all("name = ?", "rate_limit_handling.log")[0].sha256
    view = recalled(frozen, record(frozen, sources=(f"log sha256:{sha256}",)))
    assert [(tie.kind, tie.check_id) for row in view.reviews for tie in row.ties] == [
        ("evidence", "rate_limit_handling")
    ]


def test_that_a_review_says_which_incidents_put_its_checks_in_doubt(frozen: Session) -> None:
    keys = [record(frozen, controls=failed("structured-output")) for _ in range(5)]
    record(frozen, controls=failed("structured-output"), grade="hypothetical")
    record(frozen, controls=failed("structured-output"), withdrawn="2026-11-19")
    record(frozen, controls=({"control": "structured-output", "outcome": "absent"},))
    frozen.do(RemoveIncident(record(frozen, controls=failed("structured-output"))))
    doubt, by_waiver = read_doubts(frozen.store, "REV-1", frozen.clock())
    assert (by_waiver.check_id, by_waiver.count) == ("retrieval_freshness", 5)
    assert (doubt.check_id, doubt.control, doubt.count) == ("injection_defense", "structured-output", 5)
    assert [one.key for one in doubt.incidents] == keys[:1:-1]
    assert all(one.is_elsewhere for one in doubt.incidents)


def test_that_only_what_came_after_the_freeze_counts_since_it(session: Session, tmp_path: Path) -> None:
    record(session, controls=failed("structured-output"))
    rich_review(session, tmp_path)
    reviews = newest_reviews(session.store)
    assert failed_since(session.store, reviews, session.clock()) == {}
    old = {"name": "began", "at": "2025-Q4", "precision": "quarter"}
    record(session, controls=failed("structured-output"), milestones=(old,))
    assert failed_since(session.store, reviews, session.clock()) == {}
    key = record(session, controls=failed("structured-output"))
    assert failed_since(session.store, reviews, session.clock()) == {"REV-1.1": (key,)}


def test_that_an_incident_of_a_review_that_is_gone_is_not_met(session: Session) -> None:
    with pytest.raises(Exception, match="no review"):
        find_review(session.store, "REV-1")
    assert recalled(session, record(session, controls=failed("structured-output"))).reviews == ()
