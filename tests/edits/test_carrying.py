"""Carrying forward: only what is chosen, with who said it; evidence of another version is stale; one undo."""

from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.builders import answer, finding, mode
from tests.edits.steps import attach, start
from workbench.domain.carrying import is_begun, merged
from workbench.domain.errors import UserError
from workbench.domain.model import Proof, Status
from workbench.domain.review import ControlState, Finding
from workbench.edits.carrying import CarryForward
from workbench.edits.deployments import AddVersion
from workbench.edits.evidence import ConfirmEvidence, RemoveUse
from workbench.edits.findings import AnswerCheck, SetControl, WriteRationale, WriteSummary
from workbench.edits.reviews import FreezeReview, StartReview
from workbench.edits.session import Session
from workbench.storage.carrying_view import read_carrying
from workbench.storage.doctor import examine
from workbench.storage.review_view import read_review

CHECK = "injection_defense"


def answered(session: Session, tmp_path: Path, checklist: Literal["nine", "twelve"] = "twelve") -> None:
    """REV-1 with one check answered and proven, and REV-2 of another version, unanswered."""
    start(session)
    session.do(AnswerCheck("REV-1", CHECK, Status.WARN, "team"))
    attach(session, tmp_path, CHECK)
    session.become("Bob")
    session.do(ConfirmEvidence("REV-1", ("E1",)))
    session.do(AnswerCheck("REV-1", CHECK, Status.PASS))
    session.do(WriteSummary("REV-1", CHECK, "sandboxed"))
    session.do(WriteRationale("REV-1", CHECK, "It was tried."))
    session.do(SetControl("REV-1", CHECK, "untrusted-content", "in-place"))
    session.do(AddVersion("DEP-1", "5.0"))
    session.do(StartReview(session.store.versions.all()[-1].id, checklist))
    session.become("Cleo")


def test_that_everything_of_a_check_comes_with_who_said_it(session: Session, tmp_path: Path) -> None:
    answered(session, tmp_path)
    session.do(FreezeReview("REV-1"))
    entry = session.do(CarryForward("REV-2", "REV-1"))
    old, new = (read_review(session.store, key) for key in ("REV-1", "REV-2"))
    for field in ("team", "reviewer", "summary", "rationale", "controls"):
        assert getattr(new.findings[CHECK], field) == getattr(old.findings[CHECK], field)
    [use] = new.uses
    assert (use.key, use.attached_by, use.confirmed_by) == ("E1", old.uses[0].attached_by, old.uses[0].confirmed_by)
    assert [fact.proof for fact in new.facts(session.clock())] == [Proof.STALE]
    assert [fact.proof for fact in old.facts(session.clock())] == [Proof.VERIFIED]
    assert new.verdict(session.clock()).of_effect("blocks")
    assert entry.kind == "CarryForward"
    assert examine(session.store).is_clean


def test_that_one_undo_takes_all_of_it_back(session: Session, tmp_path: Path) -> None:
    answered(session, tmp_path)
    before = read_review(session.store, "REV-2")
    session.do(CarryForward("REV-2", "REV-1"))
    session.undo()
    after = read_review(session.store, "REV-2")
    assert (after.findings, after.uses) == (before.findings, ())
    session.redo()
    assert read_review(session.store, "REV-2").findings[CHECK].summary == "sandboxed"


def test_that_what_is_answered_stays_unless_it_is_chosen(session: Session, tmp_path: Path) -> None:
    answered(session, tmp_path)
    session.do(AnswerCheck("REV-2", CHECK, Status.UNKNOWN))
    with pytest.raises(UserError, match="Answered here already: injection_defense"):
        session.do(CarryForward("REV-2", "REV-1"))
    [row] = [row for row in read_carrying(session.store, "REV-2", "REV-1", session.clock()) if row.brings_anything]
    assert row.is_begun
    assert [(part.part, part.old.partition(" (")[0]) for part in row.overwrites] == [("finding", "Unknown")]
    session.do(CarryForward("REV-2", "REV-1", (CHECK,)))
    assert read_review(session.store, "REV-2").findings[CHECK].status is Status.PASS


def test_that_the_preview_is_what_comes(session: Session, tmp_path: Path) -> None:
    answered(session, tmp_path)
    rows = read_carrying(session.store, "REV-2", "REV-1", session.clock())
    [row] = [row for row in rows if row.brings_anything]
    assert [part.part for part in row.parts] == [
        *("team’s answer", "finding", "summary", "rationale"),
        "control untrusted-content",
    ]
    assert [(use.name, use.proof) for use in row.uses] == [("proof.txt", Proof.STALE)]
    assert len(rows) == 9, "the checks that both ask"
    session.do(CarryForward("REV-2", "REV-1"))
    after = read_carrying(session.store, "REV-2", "REV-1", session.clock())
    assert not any(row.brings_anything for row in after)
    with pytest.raises(UserError, match="nothing to carry"):
        session.do(CarryForward("REV-2", "REV-1", (CHECK,)))


def test_that_evidence_shared_by_two_reviews_outlives_its_use_in_one(session: Session, tmp_path: Path) -> None:
    answered(session, tmp_path)
    session.do(CarryForward("REV-2", "REV-1"))
    session.do(RemoveUse("REV-2", "E1"))
    assert [row.name for row in read_review(session.store, "REV-1").evidence.values()] == ["proof.txt"]
    assert examine(session.store).is_clean


@pytest.mark.parametrize(
    ("review", "source", "checks", "said"),
    [
        ("REV-2", "REV-2.1", None, "itself"),
        ("REV-2", "REV-9", None, "no review"),
        ("REV-2", "REV-1", ("tool_contract_testing",), "do not both ask tool_contract_testing"),
        ("REV-2", "REV-1", ("cost_routing",), "nothing to carry"),
    ],
)
def test_that_a_wrong_wish_is_refused(
    session: Session, tmp_path: Path, review: str, source: str, checks: tuple[str, ...] | None, said: str
) -> None:
    answered(session, tmp_path)
    with pytest.raises(UserError, match=f"(?s){said}.*Nothing was changed"):
        session.do(CarryForward(review, source, checks))
    assert read_review(session.store, "REV-2").uses == ()


def test_that_a_frozen_review_takes_nothing(session: Session, tmp_path: Path) -> None:
    answered(session, tmp_path)
    session.do(FreezeReview("REV-2"))
    with pytest.raises(UserError, match="is frozen"):
        session.do(CarryForward("REV-2", "REV-1"))


STATES = st.dictionaries(
    st.sampled_from(["a-control", "elsewhere"]),
    st.builds(ControlState, state=st.sampled_from(["in-place", "partly", "absent"])),
)
FINDINGS = st.builds(
    finding,
    st.none() | st.sampled_from(Status),
    team=st.none() | st.builds(answer, st.sampled_from(Status)),
    summary=st.sampled_from(["", "one", "other"]),
    rationale=st.sampled_from(["", "because"]),
    controls=STATES,
)


@given(FINDINGS, FINDINGS)
def test_that_nothing_is_lost_to_an_empty_part_and_a_second_time_changes_nothing(here: Finding, there: Finding) -> None:
    after = merged(here, there, mode())
    for field in ("team", "reviewer", "summary", "rationale"):
        assert getattr(after, field) == (getattr(there, field) or getattr(here, field))
    assert set(after.controls) == set(here.controls) | (set(there.controls) & {"a-control"})
    assert merged(after, there, mode()) == after
    assert (after.rating, after.owner, after.id) == (here.rating, here.owner, here.id)
    assert is_begun(after) or not is_begun(there.model_copy(update={"controls": {}}))
