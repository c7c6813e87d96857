"""One piece for many findings, revisions, and older evidence that still holds."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.edits.steps import attach, staged, start
from workbench.domain.deployment import Profile
from workbench.domain.errors import UserError
from workbench.domain.model import Proof
from workbench.domain.record import digest_of
from workbench.edits.deployments import AddVersion, find_deployment, find_version
from workbench.edits.evidence import AttachEvidence, ConfirmEvidence, Piece
from workbench.edits.evidence_uses import JustifyEvidence, LinkEvidence
from workbench.edits.reviews import FreezeReview, ReviseReview
from workbench.edits.session import Session
from workbench.storage.record_of import build_record
from workbench.storage.review_view import ReviewView, read_review
from workbench.storage.store import Store

CHECK, OTHER = "cost_routing", "rate_limit_handling"


def view_of(store: Store, key: str = "REV-1") -> ReviewView:
    return read_review(store, key)


def proofs(session: Session, key: str = "REV-1") -> dict[str, Proof]:
    return {fact.use: fact.proof for fact in view_of(session.store, key).facts(session.clock())}


def test_that_one_file_serves_many_findings_and_is_kept_once(session: Session, tmp_path: Path) -> None:
    start(session)
    attach(session, tmp_path, CHECK)
    session.do(LinkEvidence("REV-1", "e1", (OTHER, "injection_defense")))
    view = view_of(session.store)
    assert [(use.key, use.check_id) for use in view.uses] == [
        ("E1", CHECK),
        ("E2", OTHER),
        ("E3", "injection_defense"),
    ]
    assert len(view.evidence) == len(session.store.files.stored()) == 1
    with pytest.raises(UserError, match=f"is E2 under {OTHER} already. Nothing was changed"):
        session.do(LinkEvidence("REV-1", "E1", (OTHER,)))
    with pytest.raises(UserError, match="no check nonsense"):
        session.do(LinkEvidence("REV-1", "E1", ("determinism_testing", "nonsense")))
    assert len(view_of(session.store).uses) == 3


def test_that_the_same_file_is_not_attached_twice_to_one_place(session: Session, tmp_path: Path) -> None:
    start(session)
    attach(session, tmp_path, CHECK)
    with pytest.raises(UserError, match=r"proof.txt is E1 here already"):
        attach(session, tmp_path, CHECK)
    attach(session, tmp_path, OTHER)
    view = view_of(session.store)
    assert len(view.evidence) == 1, "another use of the same row"
    session.do(
        AttachEvidence("REV-1", "injection_defense", (Piece(staged(session, tmp_path)),), captured_on=date(2026, 11, 1))
    )
    assert len(view_of(session.store).evidence) == 2, "it says something that the other row does not"
    assert len(session.store.files.stored()) == 1


def test_that_a_revision_is_another_row_and_the_old_use_keeps_its_own(session: Session, tmp_path: Path) -> None:
    start(session)
    attach(session, tmp_path, CHECK, "first")
    session.do(AttachEvidence("REV-1", CHECK, (Piece(staged(session, tmp_path, "second")),), revises="E1"))
    view = view_of(session.store)
    first, second = (view.evidence[use.evidence_id] for use in view.uses)
    assert (first.revises, second.revises) == (None, first.id)
    assert first.sha256 != second.sha256


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"period_from": date(2026, 11, 2), "period_to": date(2026, 11, 1)}, "ends on 2026-11-01, before it begins"),
        ({"captured_on": date(2026, 11, 2), "expires_on": date(2026, 11, 1)}, "counts until 2026-11-01, but is of"),
        ({"period_from": date(2026, 11, 2), "expires_on": date(2026, 11, 1)}, "counts until 2026-11-01, but is of"),
    ],
)
def test_that_days_that_cannot_be_true_together_are_refused(
    session: Session, tmp_path: Path, days: dict[str, Any], sentence: str
) -> None:
    start(session)
    with pytest.raises(UserError, match=sentence):
        session.do(AttachEvidence("REV-1", CHECK, (Piece(staged(session, tmp_path)),), **days))
    assert view_of(session.store).uses == ()


def test_that_older_evidence_counts_again_once_another_person_writes_why(session: Session, tmp_path: Path) -> None:
    start(session)
    attach(session, tmp_path, CHECK)
    with pytest.raises(UserError, match="You attached E1"):
        session.do(JustifyEvidence("REV-1", "E1", "It holds."))
    ben = Session(session.store, "Ben", session.clock)
    with pytest.raises(UserError, match="E1 is declared"):
        ben.do(JustifyEvidence("REV-1", "E1", "It holds."))
    ben.do(ConfirmEvidence("REV-1", ("E1",)))
    session.do(FreezeReview("REV-1"))
    deployment = find_deployment(session.store, "Support desk agent")
    session.do(AddVersion(deployment.id, "4.2", Profile()))
    session.do(ReviseReview("REV-1", find_version(session.store, deployment, "4.2").id))
    assert proofs(session, "REV-1.2") == {"E1": Proof.STALE}
    with pytest.raises(UserError, match="The reason is empty"):
        ben.do(JustifyEvidence("REV-1.2", "E1", "  "))
    ben.do(JustifyEvidence("REV-1.2", "E1", " Only the greeting changed. "))
    assert proofs(session, "REV-1.2") == {"E1": Proof.VERIFIED}
    assert proofs(session, "REV-1.1") == {"E1": Proof.VERIFIED}
    session.undo()


def test_that_the_record_pins_why_it_holds_and_says_nothing_where_nobody_did(session: Session, tmp_path: Path) -> None:
    start(session)
    attach(session, tmp_path, CHECK)
    plain = build_record(session.store, view_of(session.store), session.clock())
    assert "holds" not in plain.model_dump(mode="json")["uses"][0]
    assert "redacted_from" not in plain.model_dump(mode="json")["evidence"][0]
    ben = Session(session.store, "Ben", session.clock)
    ben.do(ConfirmEvidence("REV-1", ("E1",)))
    ben.do(JustifyEvidence("REV-1", "E1", "Only the greeting changed."))
    record = build_record(session.store, view_of(session.store), session.clock())
    pinned = record.model_dump(mode="json")["uses"][0]["holds"]
    assert pinned["text"] == "Only the greeting changed."
    assert record.name_of(pinned["by"]) == "Ben"
    again = type(record).model_validate_json(record.model_dump_json(by_alias=True))
    assert digest_of(again) == digest_of(record)
