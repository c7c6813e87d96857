"""The policy of a review: chosen at its start, changed on a draft, taken back, pinned by the freeze."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.catalogue.test_policies import OWN
from tests.edits.steps import start
from workbench.catalogue.policies import load_policy
from workbench.domain.errors import UserError
from workbench.domain.model import Status
from workbench.domain.policy import Policy
from workbench.domain.record import Record, digest_of, to_bytes
from workbench.domain.verdict import Word
from workbench.edits.deployments import AddDeployment
from workbench.edits.findings import AnswerCheck
from workbench.edits.obligations import AddCondition
from workbench.edits.reviews import AskSigner, ChoosePolicy, FreezeReview, ReviseReview, StartReview
from workbench.edits.session import Session
from workbench.storage.review_view import read_review


def put_own(session: Session, text: str = OWN) -> None:
    folder = session.store.folder / "policies"
    folder.mkdir(exist_ok=True)
    (folder / "ours.toml").write_text(text, encoding="utf-8")


def test_that_a_review_starts_on_a_policy_of_the_workspace(session: Session) -> None:
    put_own(session)
    session.do(AddDeployment("Desk", None, "1"))
    session.do(StartReview(session.store.versions.all()[0].id, "nine", "ours"))
    assert read_review(session.store, "REV-1").policy == load_policy("ours", session.store.folder)


def test_that_another_policy_is_chosen_on_a_draft_and_undone(session: Session) -> None:
    start(session)
    for role in ("security", "review-lead"):
        session.do(AskSigner("REV-1", role, session.actor.id))
    before = read_review(session.store, "REV-1")
    session.do(ChoosePolicy("REV-1", "pilot"))
    chosen = read_review(session.store, "REV-1")
    assert (chosen.policy.id, chosen.review.policy_id) == ("pilot", "pilot")
    assert list(chosen.review.signers) == ["review-lead"]
    session.undo()
    assert read_review(session.store, "REV-1").review == before.review
    session.redo()
    assert read_review(session.store, "REV-1").review == chosen.review


def test_that_a_refused_policy_changes_nothing(session: Session) -> None:
    start(session)
    put_own(session, OWN.replace('"blocks, waivable"', '"note"'))
    with pytest.raises(UserError, match=r"policies/ours\.toml, line 7: .*a stage never loosens"):
        session.do(ChoosePolicy("REV-1", "ours"))
    assert read_review(session.store, "REV-1").policy.id == "default"


def test_that_a_changed_file_reaches_a_draft_only_when_it_is_chosen_again(session: Session) -> None:
    start(session)
    put_own(session)
    session.do(ChoosePolicy("REV-1", "ours"))
    put_own(session, OWN.replace("version = 3", "version = 4"))
    assert read_review(session.store, "REV-1").policy.version == 3
    session.do(ChoosePolicy("REV-1", "ours"))
    assert read_review(session.store, "REV-1").policy.version == 4


def test_that_a_freeze_pins_the_policy_and_a_frozen_review_keeps_it(session: Session) -> None:
    start(session)
    put_own(session)
    session.do(ChoosePolicy("REV-1", "ours"))
    session.do(FreezeReview("REV-1"))
    with pytest.raises(UserError, match="is frozen"):
        session.do(ChoosePolicy("REV-1", "default"))
    put_own(session, OWN.replace("version = 3", "version = 4"))
    view = read_review(session.store, "REV-1")
    assert view.record is not None
    assert view.record.policy.version == 3
    assert digest_of(view.record) == view.review.record_sha256
    session.do(ReviseReview("REV-1"))
    assert read_review(session.store, "REV-1").policy.version == 4


def test_that_a_record_from_before_stages_and_waiver_rules_keeps_its_bytes(session: Session) -> None:
    start(session)
    session.do(AnswerCheck("REV-1", "cost_routing", Status.WARN))
    session.do(AddCondition("REV-1", "cost_routing", "Look", session.actor.id, date(2026, 12, 1)))
    session.do(FreezeReview("REV-1"))
    data = json.loads(session.store.snapshot(str(read_review(session.store, "REV-1").review.record_sha256)))
    older = {**data, "schema": 1}
    for field in ("stage", "waiver", "renewal_role", "quorum", "independent_approver"):
        older["policy"].pop(field, None)
    record = Record.model_validate(older)
    assert json.loads(to_bytes(record)) == older
    assert record.policy.for_stage(None) == record.policy
    assert record.verdict(record.as_of).word is Word.NOT_READY


def test_that_the_pilot_lets_one_person_alone_come_to_a_verdict(session: Session, tmp_path: Path) -> None:
    from tests.edits.steps import attach
    from workbench.domain.evidence import count_proof
    from workbench.edits.evidence import ConfirmEvidence

    start(session)
    attach(session, tmp_path, "cost_routing")
    with pytest.raises(UserError):
        session.do(ConfirmEvidence("REV-1", ("E1",)))
    session.do(ChoosePolicy("REV-1", "pilot"))
    session.do(ConfirmEvidence("REV-1", ("E1",)))
    assert count_proof(read_review(session.store, "REV-1").facts(session.clock())).verified == 1
    session.do(ChoosePolicy("REV-1", "default"))
    assert count_proof(read_review(session.store, "REV-1").facts(session.clock())).declared == 1


def test_that_the_snapshot_of_a_policy_reads_back_as_it_was() -> None:
    for policy_id in ("default", "strict", "pilot", "example"):
        policy = load_policy(policy_id)
        assert Policy.model_validate_json(to_bytes(policy)) == policy
