"""What would change the answer: every set is minimal, every minimal set is listed, for random reviews."""

from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.domain.builders import CHECK, IN_PLACE, NOW, answer, checklist, condition, fact, finding, mode, waiver
from workbench.catalogue.effort import builtin_effort
from workbench.catalogue.policies import load_policy
from workbench.domain.deployment import Profile, Stage
from workbench.domain.evidence import EvidenceFact
from workbench.domain.model import Proof, Severity, Status
from workbench.domain.review import Condition, Finding, Waiver
from workbench.domain.unblocking import Case, Step, StepKind
from workbench.domain.unblocking_sets import FixSet, unblocking
from workbench.domain.unblocking_steps import open_steps
from workbench.domain.verdict import Word

EFFORT = builtin_effort()
CHECKS = ("first_check", "second_check", "third_check")
PAST, FUTURE = NOW.date() - timedelta(days=1), NOW.date() + timedelta(days=9)
ORDER = (Word.NOT_READY, Word.WITH_CONDITIONS, Word.READY)


@st.composite
def findings(draw: st.DrawFn, check: str) -> Finding:
    status = draw(st.sampled_from((None, *Status)))
    team = draw(st.sampled_from((None, answer(Status.NOT_APPLICABLE, "ada"))))
    controls = draw(st.sampled_from(({}, IN_PLACE)))
    return finding(status, team=team, check=check, controls=controls)


@st.composite
def facts(draw: st.DrawFn, check: str, number: int) -> EvidenceFact:
    proof = draw(st.sampled_from(Proof))
    return EvidenceFact(
        use=f"E{number}",
        check_id=check,
        name=f"file-{number}",
        control_id=draw(st.sampled_from((None, "a-control"))),
        proof=proof,
        contradicts=draw(st.booleans()),
        damaged=proof is Proof.DECLARED and draw(st.booleans()),
    )


def waivers(check: str, number: int) -> st.SearchStrategy[Waiver]:
    return st.builds(
        lambda expires, approver, role, control: waiver(
            expires, check=check, approved_by=approver, approved_as=role, compensating_control=control
        ).model_copy(update={"key": f"W{number}"}),
        st.sampled_from((PAST, FUTURE)),
        st.sampled_from((None, "cleo")),
        st.sampled_from((None, "security")),
        st.sampled_from((None, "a-control")),
    )


def conditions(check: str, number: int) -> st.SearchStrategy[Condition]:
    return st.builds(
        lambda due, closed: condition(due, check=check, closed_at=closed).model_copy(update={"key": f"C{number}"}),
        st.sampled_from((PAST, FUTURE)),
        st.sampled_from((None, NOW)),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    names = CHECKS[: draw(st.integers(1, 3))]
    found = {name: draw(findings(name)) for name in names}
    some = st.lists(st.sampled_from(names), max_size=2)
    uses = tuple(draw(facts(name, number)) for number, name in enumerate(draw(some)))
    return Case(
        profile=Profile(stage=draw(st.sampled_from((None, *Stage)))),
        checklist=checklist(*names),
        modes={name: mode(draw(st.sampled_from(Severity)), name) for name in names},
        policy=load_policy(draw(st.sampled_from(("default", "strict", "pilot")))),
        findings=found,
        facts=uses,
        waivers=tuple(draw(waivers(name, number)) for number, name in enumerate(draw(some))),
        conditions=tuple(draw(conditions(name, number)) for number, name in enumerate(draw(some))),
        now=NOW,
        confirmable=frozenset(use.use for use in uses if use.proof is Proof.DECLARED and not use.damaged),
        renewals={name: draw(st.sampled_from((0, 3))) for name in names},
        exempt=frozenset(name for name in names if draw(st.booleans())),
    )


def reaches(case: Case, steps: tuple[Step, ...], word: Word) -> bool:
    return ORDER.index(case.with_steps(*steps).verdict().word) >= ORDER.index(word)


def by_brute_force(case: Case, word: Word) -> set[frozenset[str]]:
    """Try every set of steps; keep those that reach the word while no part of them does."""
    every = {step.id: step for steps in open_steps(case, EFFORT).values() for step in steps}
    assume(len(every) <= 9)
    found: list[frozenset[str]] = []
    for size in range(len(every) + 1):
        for chosen in combinations(every, size):
            part = frozenset(chosen)
            if not any(smaller <= part for smaller in found) and reaches(
                case, tuple(every[name] for name in chosen), word
            ):
                found.append(part)
    return set(found)


def named(sets: tuple[FixSet, ...]) -> set[frozenset[str]]:
    return {frozenset(step.id for step in each.steps) for each in sets}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(cases())
def test_that_the_sets_are_minimal_and_complete(case: Case) -> None:
    found = unblocking(case, EFFORT, limit=None)
    assert found.is_complete
    for word, sets in ((Word.WITH_CONDITIONS, found.to_conditions), (Word.READY, found.to_ready)):
        if ORDER.index(found.word) >= ORDER.index(word):
            assert sets == ()
            continue
        assert sets, "there always is a way"
        for each in sets:
            assert reaches(case, each.steps, word)
            assert ORDER.index(each.word) >= ORDER.index(word)
            for dropped in each.steps:
                assert not reaches(case, tuple(step for step in each.steps if step is not dropped), word)
        assert named(sets) == by_brute_force(case, word)
        assert [len(each.steps) for each in sets] == sorted(len(each.steps) for each in sets)


def a_case(found: Finding, severity: Severity = Severity.CRITICAL, **more: object) -> Case:
    values: dict[str, object] = {"facts": (), "waivers": (), "conditions": (), **more}
    return Case(
        profile=Profile(stage=Stage.GENERAL),
        checklist=checklist(),
        modes={CHECK: mode(severity)},
        policy=load_policy("default"),
        findings={CHECK: found},
        now=NOW,
        **values,  # type: ignore[arg-type]  # each by its name
    )


def kinds(sets: tuple[FixSet, ...]) -> list[set[StepKind]]:
    return [{step.kind for step in each.steps} for each in sets]


PROVEN = (fact(control_id="a-control"),)


@pytest.mark.parametrize(
    ("case", "to_conditions", "to_ready"),
    [
        (a_case(finding(Status.FAIL), Severity.HIGH), [{"waive"}, {"prove"}], [{"prove"}]),
        (a_case(finding(Status.FAIL)), [{"prove"}, {"waive", "compensate"}], [{"prove"}]),
        (a_case(finding(Status.FAIL, controls=IN_PLACE), facts=PROVEN), [{"waive"}, {"prove"}], [{"prove"}]),
        (a_case(finding(Status.UNKNOWN)), [{"prove"}], [{"prove"}]),
        (a_case(finding(Status.UNKNOWN), exempt=frozenset({CHECK})), [{"exempt"}], [{"exempt"}]),
        (a_case(finding(Status.PASS)), [{"evidence"}], [{"evidence"}]),
        (
            a_case(finding(Status.PASS), facts=(fact(Proof.DECLARED),), confirmable=frozenset({"E1"})),
            [{"confirm"}, {"evidence"}],
            [{"confirm"}, {"evidence"}],
        ),
        (
            a_case(finding(Status.PASS), facts=(fact(contradicts=True),)),
            [{"evidence", "answer"}],
            [{"evidence", "answer"}],
        ),
        (a_case(finding(Status.WARN), conditions=(condition(FUTURE),)), [], [{"close"}, {"prove"}]),
        (a_case(finding(Status.WARN), conditions=(condition(PAST),)), [{"close"}], [{"close"}]),
        (a_case(finding(Status.NOT_APPLICABLE)), [{"second"}, {"prove"}], [{"second"}, {"prove"}]),
        (
            a_case(finding(Status.FAIL), Severity.HIGH, waivers=(waiver(FUTURE, approved_by=None),)),
            [{"approve"}, {"waive"}, {"prove"}],
            [{"prove"}],
        ),
        (
            a_case(finding(Status.WARN), facts=(fact(Proof.DECLARED, damaged=True),)),
            [{"restore"}],
            [{"restore", "prove"}],
        ),
        (
            a_case(finding(Status.PASS), facts=(fact(),), waivers=(waiver(PAST, approved_as="security"),)),
            [{"withdraw"}],
            [{"withdraw"}],
        ),
    ],
)  # fmt: skip
def test_that_each_obstacle_has_its_ways_out_the_cheapest_first(
    case: Case, to_conditions: list[set[StepKind]], to_ready: list[set[StepKind]]
) -> None:
    found = unblocking(case, EFFORT)
    assert kinds(found.to_conditions) == to_conditions
    assert kinds(found.to_ready) == to_ready


def test_that_nothing_stands_before_a_ready_review() -> None:
    found = unblocking(a_case(finding(Status.PASS), facts=(fact(),)), EFFORT)
    assert (found.word, found.reasons, found.to_conditions, found.to_ready) == (Word.READY, (), (), ())


def test_that_a_step_says_who_approves_and_how_long_it_takes_and_where_that_comes_from() -> None:
    steps = {step.kind: step for step in unblocking(a_case(finding(Status.FAIL)), EFFORT).reasons[0].steps}
    assert steps["waive"].text == "Waiver, 30 days at most, approved by Security"
    assert steps["compensate"].text == "Put the compensating control in place and prove it: A control"
    assert {step.source for step in steps.values()} == {"rule of thumb"}
    assert all(step.days > 0 for step in steps.values())


def test_that_a_control_proven_once_serves_every_waiver_that_names_it() -> None:
    names = CHECKS[:2]
    case = Case(
        profile=Profile(),
        checklist=checklist(*names),
        modes={name: mode(Severity.CRITICAL, name) for name in names},
        policy=load_policy("default"),
        findings={name: finding(Status.FAIL, check=name) for name in names},
        facts=(),
        waivers=(),
        conditions=(),
        now=NOW,
    )
    waived = [each for each in unblocking(case, EFFORT, limit=None).to_conditions if len(each.steps) == 3]
    assert [each.name for each in waived] == ["Waive two, compensate one", *["Fix one, waive one, compensate one"] * 2]


def test_that_a_large_review_lists_the_smallest_sets_and_says_so() -> None:
    names = tuple(f"check_{chr(97 + number)}" for number in range(18))
    case = Case(
        profile=Profile(),
        checklist=checklist(*names),
        modes={name: mode(Severity.HIGH, name) for name in names},
        policy=load_policy("default"),
        findings={name: finding(Status.FAIL, check=name) for name in names},
        facts=(),
        waivers=(),
        conditions=(),
        now=NOW,
    )
    found = unblocking(case, EFFORT)
    assert not found.is_complete
    assert found.to_conditions[0].name == "Waive all 18"
    assert all(reaches(case, each.steps, Word.WITH_CONDITIONS) for each in found.to_conditions)
