"""What each phase of an incident lacks, and what takes each lack away."""

from typing import Any

import pytest

from tests.domain.test_elapsed import incident, stone
from workbench.catalogue.incident_phases import incident_phases
from workbench.cli.incident_fields import FIELDS
from workbench.domain.incident import MILESTONES
from workbench.domain.incident_phases import FACTS, facts_of, lacks_text, phase_states

PHASES = incident_phases()
NEEDS = [need for phase in PHASES for need in phase.needs]
MEETS: dict[str, dict[str, Any]] = {
    **{name: {"milestones": (stone(name, "2026-02"),)} for name in MILESTONES},
    **{name: {name: "said"} for name in ("detection", "containment", "fix", "prevention", "impact", "root_cause")},
    **{name: {"response": {name: "said"}} for name in ("takeover", "users_told", "post_mortem", "pattern", "reviews")},
    "limit": {"response": {"limit": "halted"}},
    "category": {"category": "other"},
    "severity": {"severity": "HIGH"},
    "extent": {"extent": {"people": 3}},
    "modes": {"modes": ({"mode": "M01", "role": "cause"},)},
    "actions": {"actions": ({"text": "Do it"},)},
    "owned_actions": {"actions": ({"text": "Do it", "owner": "Ada", "due": "2026-12-01"}, {"text": "x", "is_done": 1})},
}


def with_fields(origin: str = "own", **fields: Any) -> Any:
    return type(incident()).model_validate({**incident(origin=origin).model_dump(), **fields})


def lacking(origin: str = "own", **fields: Any) -> set[str]:
    return {lack.need for state in phase_states(with_fields(origin, **fields), PHASES) for lack in state.lacks}


def test_that_the_phases_are_those_of_source_2_and_every_step_is_a_milestone() -> None:
    assert [phase.name for phase in PHASES] == ["Detection", "Triage", "Resolution", "Post-incident"]
    assert all(need.step in phase.steps for phase in PHASES for need in phase.needs)
    assert {step for phase in PHASES for step in phase.steps} <= set(MILESTONES)
    assert len({need.id for need in NEEDS}) == len(NEEDS)


def test_that_every_need_names_a_field_that_incident_set_takes() -> None:
    assert {need.field for need in NEEDS} - set(FIELDS) == {"actions"}


def test_that_an_incident_of_which_nothing_is_known_lacks_everything_with_a_remedy() -> None:
    states = phase_states(incident(), PHASES)
    assert [lack.need for state in states for lack in state.lacks] == [need.id for need in NEEDS]
    assert all(lack.sentence.endswith(".") and lack.remedy.endswith(".") for state in states for lack in state.lacks)
    assert not any(state.is_reached or state.has for state in states)


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_that_a_fact_meets_each_need_that_asks_for_it(fact: str) -> None:
    assert fact in facts_of(with_fields(**MEETS[fact]))
    met = {need.id for need in NEEDS if fact in need.any_of}
    assert not met & lacking(**MEETS[fact])


def test_that_an_open_action_without_an_owner_or_a_day_is_not_prevention_with_owners() -> None:
    for action in ({"text": "x", "owner": "Ada"}, {"text": "x", "due": "2026-12-01"}):
        assert "owners" in lacking(actions=(action,))


def test_that_a_public_incident_lacks_nothing_by_blame() -> None:
    states = phase_states(incident(origin="public"), PHASES)
    lacks = [lack for state in states for lack in state.lacks]
    assert {lack.sentence for lack in lacks} == {f"{need.name}: not published." for need in NEEDS}
    assert not any(lack.remedy for lack in lacks)


def test_that_what_is_missing_is_counted_in_words() -> None:
    assert [lacks_text(count) for count in (0, 1, 2)] == ["", "lacks 1 thing", "lacks 2 things"]
