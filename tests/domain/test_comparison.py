"""Two reviews beside each other: what was judged differently is said first, then every part that differs."""

from datetime import date
from typing import Any

import pytest

from tests.domain.builders import CHECK, NOW, POLICY, answer, checklist, condition, fact, finding, mode, waiver
from workbench.catalogue.policies import load_policy
from workbench.catalogue.scales import load_scales
from workbench.domain.applicability import Applicability
from workbench.domain.comparison import Comparison, Side, compare_reviews
from workbench.domain.deployment import Effect, Profile, Stage, Tool
from workbench.domain.dissent import DissentAnswer, StandingDissent
from workbench.domain.model import Proof, Severity, Status
from workbench.domain.review import WHOLE_CHECK, AcceptedHole, ControlState, Finding, Rating, Score
from workbench.domain.verdict import verdict

OTHER = "cost_routing"


def side(found: Finding | None = None, key: str = "REV-1.1", **more: Any) -> Side:
    """One review of one check, with what is given put in place of the rest."""
    checks = more.pop("checks", (CHECK,))
    values: dict[str, Any] = {
        "profile": Profile(),
        "checklist": checklist(*checks),
        "topics": {check: mode(check=check, number=6 + place) for place, check in enumerate(checks)},
        "policy": POLICY,
        "scales": load_scales(),
        "findings": {CHECK: found} if found else {},
        "facts": (),
        "conditions": (),
        "waivers": (),
        "dissents": (),
        **more,
    }
    judged = verdict(
        values["profile"],
        values["checklist"],
        values["topics"],
        values["policy"],
        values["findings"],
        values["facts"],
        values["waivers"],
        values["conditions"],
        NOW,
    )
    applies = {check: Applicability(applies=True, reason="it runs") for check in checks}
    return Side(
        key=key,
        deployment="Desk",
        version="1",
        is_frozen=True,
        applies=applies,
        verdict=judged,
        now=NOW,
        names={"ada": "Ada", "bob": "Bob"},
        **values,
    )


def parts(found: Comparison) -> dict[str, tuple[str, str]]:
    return {change.part: (change.old, change.new) for check in found.checks for change in check.changes}


def flags(found: Comparison) -> list[str]:
    return [flag.what for flag in found.flags]


def test_that_a_review_does_not_differ_from_its_like() -> None:
    found = compare_reviews(side(finding(Status.PASS)), side(finding(Status.PASS), "REV-1.2"))
    assert (found.flags, found.profile, found.changed) == ((), (), ())
    assert [check.check_id for check in found.checks] == [CHECK]


@pytest.mark.parametrize(
    ("before", "after", "part", "old", "new"),
    [
        ({}, {"team": answer(Status.PASS)}, "team’s answer", "", "Pass (Ada)"),
        ({"status": Status.FAIL}, {"status": Status.PASS}, "finding", "Fail (Bob)", "Pass (Bob)"),
        ({"summary": "a"}, {"summary": "b"}, "summary", "a", "b"),
        ({"rationale": "a"}, {"rationale": ""}, "rationale", "a", ""),
        (
            {"controls": {"a-control": ControlState(state="absent")}},
            {"controls": {"a-control": ControlState(state="na", reason="no tools")}},
            "control a-control",
            "absent",
            "not applicable: no tools",
        ),
        (
            {},
            {"rating": Rating(before=Score(severity=9, occurrence=6, detection=7))},
            "rating",
            "",
            "9/6/7, action priority H",
        ),
    ],
)
def test_that_each_part_of_a_finding_is_compared(
    before: dict[str, Any], after: dict[str, Any], part: str, old: str, new: str
) -> None:
    found = compare_reviews(side(finding(**before)), side(finding(**after), "REV-1.2"))
    assert parts(found)[part] == (old, new)
    assert set(parts(found)) <= {part, "verdict"}


def test_that_proof_waivers_conditions_and_the_effect_are_compared() -> None:
    day = date(2027, 1, 5)
    after = side(
        finding(Status.PASS),
        "REV-1.2",
        facts=(fact(Proof.STALE),),
        waivers=(waiver(day),),
        conditions=(condition(day),),
    )
    found = parts(compare_reviews(side(finding(Status.PASS), facts=(fact(),)), after))
    assert found == {
        "proof": ("1 verified, 0 declared, 0 stale", "0 verified, 0 declared, 1 stale"),
        "evidence": ("report.xml (verified)", "report.xml (stale)"),
        "waivers": ("", "W1 live, until 2027-01-05: Needed"),
        "conditions": ("", "C1 open, due 2027-01-05: Fix it"),
        "verdict": ("has no effect", "blocks"),
    }


def test_that_dissent_and_accepted_holes_are_compared() -> None:
    answered = (DissentAnswer(text="It was attacked since", by="Bob", at=NOW),)
    dissents = (
        StandingDissent(key="D1", check_id=CHECK, text="Nobody attacked it", by="Ada", at=NOW, answers=answered),
        StandingDissent(key="D2", check_id=None, text="Too early", by="Ada", at=NOW),
    )
    accepted = {WHOLE_CHECK: AcceptedHole(text="It cannot write", by="ada", at=NOW)}
    after = side(finding(Status.PASS, accepted_holes=accepted), "REV-1.2", dissents=dissents)
    found = compare_reviews(side(finding(Status.PASS)), after)
    assert parts(found) == {
        "dissent": ("", "D1 Ada: Nobody attacked it; answered by Bob"),
        "accepted holes": ("", "the whole check: It cannot write"),
    }
    assert (found.before.dissents, found.after.dissents) == ((), ("D2 Ada: Too early",))


@pytest.mark.parametrize("old", [None, *Status])
@pytest.mark.parametrize("new", [None, *Status])
def test_that_only_fail_warn_and_pass_are_better_or_worse(old: Status | None, new: Status | None) -> None:
    [check] = compare_reviews(side(finding(old)), side(finding(new), "REV-1.2")).checks
    order = [Status.FAIL, Status.WARN, Status.PASS]
    known = old in order and new in order
    if not known or old == new:
        assert check.trend == ""
    else:
        assert check.trend == ("better" if order.index(new) > order.index(old) else "worse")  # type: ignore[arg-type]


def test_that_different_checklists_are_said_before_anything_else() -> None:
    found = compare_reviews(side(), side(key="REV-2.1", checks=(CHECK, OTHER)))
    assert found.flags[0].sentence == (
        "Compared on different checklists: nine 1 and nine 1. Checks asked in one alone: 1 only in REV-2.1."
    )
    asked = {check.check_id: check.asked for check in found.checks}
    assert asked == {CHECK: "both", OTHER: "after"}
    back = compare_reviews(side(key="REV-2.1", checks=(CHECK, OTHER)), side())
    assert {check.check_id: check.asked for check in back.checks} == {CHECK: "both", OTHER: "before"}
    assert not back.checks[1].is_same


def test_that_another_policy_is_said_with_its_first_cell() -> None:
    found = compare_reviews(side(), side(key="REV-1.2", policy=load_policy("strict")))
    assert flags(found) == ["policy"]
    assert found.flags[0].sentence.startswith("Judged by different policies: default 2 and strict ")
    assert " of its cells, such as " in found.flags[0].sentence
    changed = compare_reviews(side(), side(key="REV-1.2", policy=POLICY.model_copy(update={"maximum_days": 7})))
    assert changed.flags[0].sentence == "The policy default 2 changed between them. Different: its maximum days."


def test_that_a_stage_counts_only_where_a_policy_has_stages() -> None:
    general, pilot = (Profile(stage=stage) for stage in (Stage.GENERAL, Stage.PILOT))
    plain = POLICY.model_copy(update={"stage": {}})
    same = compare_reviews(side(profile=pilot, policy=plain), side(profile=general, policy=plain))
    assert flags(same) == []
    staged = POLICY.model_copy(update={"stage": {Stage.GENERAL: {}}})
    found = compare_reviews(side(profile=pilot, policy=staged), side(profile=general, policy=staged))
    assert found.flags[0].sentence == "The policy was applied for different stages: pilot and general."
    assert found.profile == ("stage: pilot → general",)


def test_that_other_scales_and_other_texts_are_said() -> None:
    scales = load_scales().model_copy(update={"version": 99})
    found = compare_reviews(side(), side(key="REV-1.2", scales=scales, topics={CHECK: mode(Severity.HIGH)}))
    assert flags(found) == ["scales", "catalogue"]
    assert CHECK in found.flags[1].sentence
    assert found.checks[0].method == ("M06: severity is now “HIGH”, before “CRITICAL”.",)
    assert not found.checks[0].is_same


def test_that_the_profiles_are_compared_in_words() -> None:
    tool = Profile(tools=(Tool(name="refund", effect=Effect.IRREVERSIBLE),))
    found = compare_reviews(side(profile=Profile(tools=())), side(profile=tool))
    assert found.profile == ("new irreversible tool `refund`",)
