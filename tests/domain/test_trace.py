"""The trace matrix: what is a hole, and what is none."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.builders import CHECK, NOW, answer, fact, finding, mode
from workbench.domain.applicability import Applicability
from workbench.domain.evidence import EvidenceFact
from workbench.domain.model import Proof, Status
from workbench.domain.review import WHOLE_CHECK, AcceptedHole, ControlState, Finding
from workbench.domain.trace import TraceRow, hole_of, trace_rows

CONTROL = "a-control"
WHY = AcceptedHole(text="bought as a service", by="ada", at=NOW)


def rows(
    found: Finding | None, facts: tuple[EvidenceFact, ...] = (), applies: bool | None = True
) -> tuple[TraceRow, TraceRow]:
    """Return the row of the check and that of its one control."""
    known = {CHECK: found} if found else {}
    reason = Applicability(applies=applies, reason="it runs")
    whole, control = trace_rows((CHECK,), {CHECK: mode()}, known, {CHECK: reason}, facts, {"ada": "Ada"})
    return whole, control


def claimed(state: Any = "in-place", **more: Any) -> Finding:
    return finding(Status.PASS, controls={CONTROL: ControlState(state=state, reason="r")}, **more)


def on_control(proof: Proof = Proof.DECLARED, **more: Any) -> EvidenceFact:
    return fact(proof, control_id=CONTROL, **more)


@pytest.mark.parametrize(
    ("state", "facts", "control_hole", "check_hole"),
    [
        ("in-place", (), "unsupported", ""),
        ("partly", (), "unsupported", "no-control"),
        ("absent", (), "", "no-control"),
        ("na", (), "", "no-control"),
        ("in-place", (fact(),), "check-only", ""),
        ("in-place", (fact(contradicts=True),), "unsupported", ""),
        ("in-place", (on_control(),), "", ""),
        ("in-place", (on_control(Proof.STALE),), "", ""),
        ("partly", (on_control(Proof.VERIFIED),), "", "no-control"),
        ("in-place", (on_control(contradicts=True),), "unsupported", ""),
        ("in-place", (on_control(damaged=True),), "unsupported", ""),
        ("in-place", (on_control(purged=True),), "unsupported", ""),
        ("in-place", (fact(control_id="another-control"),), "unsupported", ""),
        ("in-place", (fact(check="cost_routing", control_id=CONTROL),), "unsupported", ""),
    ],
)
def test_that_a_claim_needs_evidence_of_its_own(
    state: str, facts: tuple[EvidenceFact, ...], control_hole: str, check_hole: str
) -> None:
    whole, control = rows(claimed(state), facts)
    assert (control.hole, whole.hole) == (control_hole, check_hole)


@pytest.mark.parametrize(
    ("found", "applies", "is_asked"),
    [
        (None, True, True),
        (None, None, True),
        (claimed(), False, False),
        (finding(Status.NOT_APPLICABLE), True, False),
        (finding(team=answer(Status.NOT_APPLICABLE)), True, True),
    ],
)
def test_that_only_what_is_asked_has_holes(found: Finding | None, applies: bool | None, is_asked: bool) -> None:
    whole, control = rows(found, (), applies)
    assert whole.is_asked is is_asked
    assert bool(whole.hole or control.hole) is is_asked


def test_that_an_accepted_hole_says_who_and_why_while_there_is_one() -> None:
    holes = {CONTROL: WHY, WHOLE_CHECK: WHY}
    whole, control = rows(claimed("partly", accepted_holes=holes))
    assert [(row.said, row.is_open) for row in (whole, control)] == [
        ("No control in place, accepted", False),
        ("Claimed without evidence, accepted", False),
    ]
    assert control.accepted is not None
    assert (control.accepted.by, control.accepted.text) == ("Ada", "bought as a service")
    whole, control = rows(claimed("in-place", accepted_holes=holes), (on_control(),))
    assert (whole.accepted, control.accepted, whole.said, control.said) == (None, None, "", "")


FACTS = st.builds(
    fact,
    st.sampled_from(Proof),
    control_id=st.sampled_from([None, CONTROL, "another-control"]),
    contradicts=st.booleans(),
    damaged=st.booleans(),
    purged=st.booleans(),
)


@given(st.lists(FACTS, max_size=5), st.sampled_from(["in-place", "partly", "absent", "na", None]))
def test_that_more_evidence_never_opens_a_hole(facts: list[EvidenceFact], state: str | None) -> None:
    found = claimed(state) if state else finding(Status.PASS)
    before = hole_of(found, CONTROL, facts)
    after = hole_of(found, CONTROL, [*facts, on_control(Proof.STALE)])
    assert after == ""
    assert hole_of(found, CONTROL, facts[:-1]) or not before or facts == []
    assert (before == "") == (
        state not in ("in-place", "partly")
        or any(one.control_id == CONTROL and not (one.contradicts or one.damaged or one.purged) for one in facts)
    )
