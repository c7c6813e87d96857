"""The verdict: every cell of the default policy, and every boundary in time."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.builders import (
    CHECK,
    IN_PLACE,
    NOW,
    POLICY,
    answer,
    checklist,
    condition,
    decide,
    fact,
    finding,
    mode,
    waiver,
)
from workbench.domain.deployment import Profile
from workbench.domain.model import Proof, Severity, Status
from workbench.domain.policy import Cell, Policy
from workbench.domain.verdict import Word, verdict

C, H, M, L = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW

# Written from the rules and not from the policy file: severity, status, proven -> effect of the line.
EXPECTED = {
    **{(C, Status.FAIL, p): "blocks" for p in (True, False)},
    **{(H, Status.FAIL, p): "blocks" for p in (True, False)},
    **{(M, Status.FAIL, p): "condition" for p in (True, False)},
    **{(L, Status.FAIL, p): "note" for p in (True, False)},
    **{(C, Status.UNKNOWN, p): "blocks" for p in (True, False)},
    **{(H, Status.UNKNOWN, p): "blocks" for p in (True, False)},
    **{(M, Status.UNKNOWN, p): "condition" for p in (True, False)},
    **{(L, Status.UNKNOWN, p): "note" for p in (True, False)},
    (C, Status.NOT_APPLICABLE, False): "blocks",
    (H, Status.NOT_APPLICABLE, False): "blocks",
    (M, Status.NOT_APPLICABLE, False): "condition",
    (L, Status.NOT_APPLICABLE, False): "note",
    **{(s, Status.NOT_APPLICABLE, True): "nothing" for s in Severity},
    **{(C, Status.WARN, p): "condition" for p in (True, False)},
    **{(H, Status.WARN, p): "condition" for p in (True, False)},
    **{(M, Status.WARN, p): "note" for p in (True, False)},
    **{(L, Status.WARN, p): "note" for p in (True, False)},
    (C, Status.PASS, False): "blocks",
    (H, Status.PASS, False): "condition",
    (M, Status.PASS, False): "note",
    (L, Status.PASS, False): "note",
    **{(s, Status.PASS, True): "nothing" for s in Severity},
}
WORDS = {
    "blocks": Word.NOT_READY,
    "condition": Word.WITH_CONDITIONS,
    "note": Word.READY,
    "nothing": Word.READY,
}


def test_that_the_table_of_expectations_is_complete() -> None:
    assert set(EXPECTED) == set(product(Severity, Status, (True, False)))


@pytest.mark.parametrize(("severity", "status", "proven"), sorted(EXPECTED))
def test_that_every_cell_of_the_default_policy_has_its_effect(severity: Severity, status: Status, proven: bool) -> None:
    team = answer(Status.NOT_APPLICABLE, "ada") if status is Status.NOT_APPLICABLE and proven else None
    facts = (fact(),) if proven else ()
    result = decide(finding(status, team=team), severity=severity, facts=facts)
    effect = EXPECTED[severity, status, proven]
    assert result.lines[0].effect == effect
    assert result.word is WORDS[effect]


def test_that_an_exemption_said_twice_by_one_person_is_unconfirmed() -> None:
    alone = finding(Status.NOT_APPLICABLE, team=answer(Status.NOT_APPLICABLE, "bob"))
    assert decide(alone).result == "RESULT: 1 unknown — not production ready"


def test_that_an_unanswered_check_is_unknown() -> None:
    assert decide(None).lines[0].status is Status.UNKNOWN
    only_team = finding(None, team=answer(Status.PASS))
    assert decide(only_team, facts=(fact(),)).result == "RESULT: 1 unknown — not production ready"


@pytest.mark.parametrize("proof", [Proof.DECLARED, Proof.STALE])
def test_that_only_verified_support_proves_a_critical_pass(proof: Proof) -> None:
    assert decide(finding(Status.PASS), facts=(fact(proof),)).result == "RESULT: 1 unproven — not production ready"


def test_that_a_contradicting_use_proves_nothing_and_blocks_until_answered() -> None:
    against = fact(contradicts=True).model_copy(update={"use": "E2"})
    result = decide(finding(Status.PASS), facts=(fact(), against))
    assert result.result == "RESULT: 1 contradicted — not production ready"
    assert [reason.item for reason in result.reasons] == ["E2"]
    answered = against.model_copy(update={"answered": True})
    assert decide(finding(Status.PASS), facts=(fact(), answered)).word is Word.READY
    assert decide(finding(Status.PASS), facts=(answered,)).result == "RESULT: 1 unproven — not production ready"


def test_that_damaged_evidence_blocks_whatever_the_status() -> None:
    damaged = fact(Proof.DECLARED, damaged=True)
    assert decide(finding(Status.WARN), facts=(damaged,)).result == "RESULT: 1 damaged — not production ready"


DUE = date(2026, 11, 20)
LAST = datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC)


def test_that_a_condition_lapses_at_the_end_of_its_day_to_the_second() -> None:
    warned = finding(Status.WARN)
    assert decide(warned, conditions=(condition(DUE),), now=LAST).word is Word.WITH_CONDITIONS
    lapsed = decide(warned, conditions=(condition(DUE),), now=LAST + timedelta(seconds=1))
    assert lapsed.result == "RESULT: 1 lapsed — not production ready"
    closed = condition(DUE, closed_at=NOW, closed_by="ada")
    assert decide(warned, conditions=(closed,), now=LAST + timedelta(days=900)).word is Word.READY


def test_that_the_day_is_the_day_in_utc_also_when_clocks_change() -> None:
    summer, winter = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))
    due = date(2026, 10, 25)  # the day on which Berlin goes back to winter time
    warned = finding(Status.WARN)
    before = datetime(2026, 10, 26, 0, 59, 59, tzinfo=winter)
    assert decide(warned, conditions=(condition(due),), now=before).word is Word.WITH_CONDITIONS
    assert decide(warned, conditions=(condition(due),), now=before + timedelta(seconds=1)).word is Word.NOT_READY
    assert decide(warned, conditions=(condition(due),), now=datetime(2026, 10, 25, 0, tzinfo=summer)).word is (
        Word.WITH_CONDITIONS
    )


def test_that_a_waiver_turns_a_block_into_a_condition_until_it_lapses() -> None:
    failed = finding(Status.FAIL)
    live = decide(failed, severity=H, waivers=(waiver(DUE),), now=LAST)
    assert live.result == "RESULT: production ready with 1 condition"
    assert live.lines[0].text.startswith(f"{CHECK} ✗")
    lapsed = decide(failed, severity=H, waivers=(waiver(DUE),), now=LAST + timedelta(seconds=1))
    assert lapsed.result == "RESULT: 1 CRITICAL failure, 1 lapsed — not production ready"


@pytest.mark.parametrize("approver", [None, "bob"])
def test_that_a_waiver_needs_another_person_than_its_requester(approver: str | None) -> None:
    pending = waiver(DUE, approved_by=approver)
    assert decide(finding(Status.FAIL), severity=H, waivers=(pending,)).word is Word.NOT_READY


def test_that_a_critical_failure_is_waived_only_with_a_verified_compensating_control() -> None:
    failed = finding(Status.FAIL, controls=IN_PLACE)
    proven = (fact(control_id="a-control"),)
    with_control = waiver(DUE, compensating_control="a-control", approved_as="security")
    assert decide(failed, waivers=(with_control,), facts=proven).word is Word.WITH_CONDITIONS
    assert decide(failed, waivers=(waiver(DUE, approved_as="security"),), facts=proven).word is Word.NOT_READY
    elsewhere = with_control.model_copy(update={"approved_as": "product-owner"})
    assert decide(failed, waivers=(elsewhere,), facts=proven).word is Word.NOT_READY
    assert decide(failed, waivers=(with_control,)).word is Word.NOT_READY
    assert decide(finding(Status.FAIL), waivers=(with_control,), facts=proven).word is Word.NOT_READY


def test_that_nothing_waives_an_unknown() -> None:
    assert decide(finding(Status.UNKNOWN), severity=H, waivers=(waiver(DUE),)).word is Word.NOT_READY


def test_that_the_result_names_every_part_in_order() -> None:
    names = ("fails_one", "fails_two", "is_unknown", "is_unproven", "has_lapsed", "is_damaged")
    modes = {name: mode(C, name, number) for number, name in enumerate(names, 1)}
    findings = {
        "fails_one": finding(Status.FAIL, check="fails_one"),
        "fails_two": finding(Status.FAIL, check="fails_two"),
        "is_unproven": finding(Status.PASS, check="is_unproven"),
        "has_lapsed": finding(Status.WARN, check="has_lapsed"),
        "is_damaged": finding(Status.WARN, check="is_damaged"),
    }
    result = verdict(
        Profile(),
        checklist(*names),
        modes,
        POLICY,
        findings,
        (fact(Proof.DECLARED, check="is_damaged", damaged=True),),
        (),
        (condition(date(2026, 11, 1), check="has_lapsed"),),
        NOW,
    )
    assert (
        result.result
        == "RESULT: 2 CRITICAL failures, 1 unknown, 1 unproven, 1 lapsed, 1 damaged — not production ready"
    )
    assert [reason.effect for reason in result.reasons] == ["blocks"] * 6 + ["condition"] * 2


def test_that_a_policy_with_a_missing_cell_is_refused() -> None:
    table = {status: dict(rows) for status, rows in POLICY.table.items()}
    table[Status.WARN] = {}
    with pytest.raises(ValueError, match="no cell for warn"):
        Policy.model_validate({**POLICY.model_dump(), "table": table})


def test_that_only_failures_can_be_waived() -> None:
    waivable = {
        status
        for status, rows in POLICY.table.items()
        for cells in rows.values()
        for cell in cells.values()
        if cell in (Cell.BLOCKS_WAIVABLE, Cell.BLOCKS_COMPENSATED)
    }
    assert waivable == {Status.FAIL}


@given(st.lists(st.sampled_from(Status), min_size=1, max_size=12), st.sampled_from(Severity))
def test_that_the_word_follows_the_worst_line_and_never_an_average(statuses: list[Status], severity: Severity) -> None:
    names = [f"check_{chr(97 + index)}" for index in range(len(statuses))]
    findings = {name: finding(status, check=name) for name, status in zip(names, statuses, strict=True)}
    modes = {name: mode(severity, name) for name in names}
    result = verdict(Profile(), checklist(*names), modes, POLICY, findings, (), (), (), NOW)
    effects = [line.effect for line in result.lines]
    worst = "blocks" if "blocks" in effects else "condition" if "condition" in effects else "nothing"
    assert result.word is WORDS[worst]
    assert len(result.lines) == len(statuses)
