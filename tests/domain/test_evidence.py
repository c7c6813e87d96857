"""What kind of proof a use is: exactly one of three."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.domain.builders import NOW
from workbench.domain.evidence import Evidence, EvidenceUse, Justification, count_proof, fact_of, proof_of
from workbench.domain.model import Proof

SHA = "a" * 64


def evidence(**more: Any) -> Evidence:
    values: dict[str, Any] = {
        "id": "e",
        "kind": "file",
        "name": "report.xml",
        "sha256": SHA,
        "size": 3,
        "attached_at": NOW,
        "collector": "ada",
        "subject_version": "v1",
        **more,
    }
    return Evidence(**values)


def use(**more: Any) -> EvidenceUse:
    values: dict[str, Any] = {
        "id": "u",
        "review_id": "r",
        "key": "E1",
        "check_id": "a_check",
        "evidence_id": "e",
        "attached_by": "ada",
        "attached_at": NOW,
        "confirmed_by": "bob",
        **more,
    }
    return EvidenceUse(**values)


CASES = [
    ("a confirmed, intact, current file", use(), evidence(), True, Proof.VERIFIED),
    ("a file that nobody confirmed", use(confirmed_by=None), evidence(), True, Proof.DECLARED),
    ("a file confirmed by who attached it", use(confirmed_by="ada"), evidence(), True, Proof.DECLARED),
    ("a link", use(), evidence(kind="link", sha256=None, url="https://x.example"), True, Proof.DECLARED),
    ("a note", use(), evidence(kind="note"), True, Proof.DECLARED),
    ("a damaged file", use(), evidence(), False, Proof.DECLARED),
    ("an expired file", use(), evidence(expires_on=date(2026, 11, 19)), True, Proof.STALE),
    ("a file that expires today", use(), evidence(expires_on=date(2026, 11, 20)), True, Proof.VERIFIED),
    ("a file about another version", use(), evidence(subject_version="v0"), True, Proof.STALE),
    (
        "an unconfirmed, expired file",
        use(confirmed_by=None),
        evidence(expires_on=date(2020, 1, 1)),
        True,
        Proof.DECLARED,
    ),
]


OLD = evidence(expires_on=date(2026, 11, 10))
OTHER = evidence(subject_version="v0")
LATER = datetime(2026, 11, 12, tzinfo=UTC)


def held(by: str = "bob", at: datetime = LATER, version: str = "v1", **more: Any) -> EvidenceUse:
    return use(holds=Justification(text="Only a label changed.", by=by, at=at, version=version), **more)


HELD = [
    ("another version, for this one", held(), OTHER, Proof.VERIFIED),
    ("another version, for a third one", held(version="v0"), OTHER, Proof.STALE),
    ("expired before it was written", held(), OLD, Proof.VERIFIED),
    ("expired after it was written", held(at=datetime(2026, 11, 10, 23, 59, 59, tzinfo=UTC)), OLD, Proof.STALE),
    ("expired to the second", held(at=datetime(2026, 11, 11, tzinfo=UTC)), OLD, Proof.VERIFIED),
    ("written by who attached it", held(by="ada"), OTHER, Proof.STALE),
    ("never confirmed", held(confirmed_by=None), OTHER, Proof.DECLARED),
    ("a note", held(), evidence(kind="note", subject_version="v0"), Proof.DECLARED),
    ("nothing was stale", held(), evidence(), Proof.VERIFIED),
]


@pytest.mark.parametrize(("name", "used", "row", "kind"), HELD, ids=[case[0] for case in HELD])
def test_that_a_reviewer_can_write_why_older_evidence_still_holds(
    name: str, used: EvidenceUse, row: Evidence, kind: Proof
) -> None:
    assert proof_of(used, row, intact=True, version_id="v1", now=NOW) is kind


def test_that_an_expiry_that_a_reviewer_lifted_bounds_no_approval() -> None:
    kept = fact_of(held(), OLD, intact=True, version_id="v1", now=NOW)
    assert (kept.proof, kept.expires_on) == (Proof.VERIFIED, None)
    own = fact_of(held(by="ada"), OLD, intact=True, version_id="v1", now=NOW)
    assert own.expires_on == OLD.expires_on
    alone = fact_of(held(by="ada"), OLD, intact=True, version_id="v1", now=NOW, self_confirmation=True)
    assert (alone.proof, alone.expires_on) == (Proof.VERIFIED, None)


@pytest.mark.parametrize(("name", "used", "row", "intact", "kind"), CASES, ids=[case[0] for case in CASES])
def test_that_each_use_is_one_kind_of_proof(
    name: str, used: EvidenceUse, row: Evidence, intact: bool, kind: Proof
) -> None:
    assert proof_of(used, row, intact=intact, version_id="v1", now=NOW) is kind


def test_that_a_policy_may_let_a_person_confirm_their_own_file() -> None:
    own = use(confirmed_by="ada")
    assert proof_of(own, evidence(), intact=True, version_id="v1", now=NOW, self_confirmation=True) is Proof.VERIFIED


def test_that_expiry_counts_from_the_end_of_the_day_in_utc() -> None:
    row = evidence(expires_on=date(2026, 11, 20))
    last = datetime(2026, 11, 20, 23, 59, 59, 999999, tzinfo=UTC)
    assert proof_of(use(), row, intact=True, version_id="v1", now=last) is Proof.VERIFIED
    midnight = datetime(2026, 11, 21, tzinfo=UTC)
    assert proof_of(use(), row, intact=True, version_id="v1", now=midnight) is Proof.STALE


def test_that_counts_stay_apart() -> None:
    facts = tuple(fact_of(used, row, intact=intact, version_id="v1", now=NOW) for _, used, row, intact, _ in CASES)
    counts = count_proof(facts)
    assert (counts.declared, counts.verified, counts.stale) == (6, 2, 2)
    assert [fact.damaged for fact in facts].count(True) == 1
