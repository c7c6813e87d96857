"""A check is asked when the profile says so or says nothing, the stage may ask more, and the reason is a sentence."""

from typing import Any

import pytest

from workbench.catalogue.loader import builtin_catalogue
from workbench.catalogue.rules import applicability_rules
from workbench.domain.applicability import applicability, contradictions, pulled_in
from workbench.domain.catalogue import Check, Criteria
from workbench.domain.deployment import Effect, Profile, RetrievalSource, Service, Stage, Tool
from workbench.domain.profile_rules import Saying

RULES = applicability_rules()
WIKI, WEB = RetrievalSource(name="wiki", trusted=True), RetrievalSource(name="web", trusted=False)
TOOL = Tool(name="refund", effect=Effect.IRREVERSIBLE)


def check(applies_when: str = "retrieves", check_id: str = "retrieval_freshness") -> Check:
    criteria = Criteria(passes="Yes.", warns="Partly.", fails="No.")
    return Check(
        id=check_id,
        question="How old is it?",
        criteria=criteria,
        applies_when=applies_when,
        because="the agent retrieves from an index",
    )


@pytest.mark.parametrize(
    ("profile", "answer", "reason"),
    [
        (Profile(retrieval=(WIKI,)), True, "Asked because the agent retrieves from an index."),
        (Profile(), None, "Asked because the profile does not say whether the agent retrieves from an index."),
        (Profile(retrieval=()), False, "Does not apply by the profile: the agent retrieves nothing."),
    ],
)
def test_that_the_profile_decides_and_the_reason_says_how(profile: Profile, answer: bool | None, reason: str) -> None:
    result = applicability(check(), profile, RULES)
    assert (result.applies, result.reason) == (answer, reason)


@pytest.mark.parametrize(
    ("fact", "values", "answer"),
    [
        ("always", {}, True),
        ("calls_external_services", {"services": (Service(name="pay"),)}, True),
        ("calls_external_services", {"services": ()}, False),
        ("multi_turn", {"memory": "session"}, True),
        ("multi_turn", {"memory": "none"}, False),
        ("fine_tuned", {"fine_tuned": False}, False),
        ("has_tools", {"tools": (TOOL,)}, True),
        ("has_tools", {"tools": ()}, False),
        ("trains_on_output", {"training_feedback": True}, True),
        ("reads_outside_content", {"retrieval": (WEB,)}, True),
        ("reads_outside_content", {"retrieval": (RetrievalSource(name="who knows"),)}, True),
        ("reads_outside_content", {"retrieval": (WIKI,)}, None),
        ("reads_outside_content", {"retrieval": (WIKI,), "users": "customers"}, True),
        ("reads_outside_content", {"retrieval": (WIKI,), "users": "none"}, False),
        ("multi_agent", {"agents": 2}, True),
        ("multi_agent", {"agents": 1}, False),
        ("changing_tools", {"tools": ()}, False),
    ],
)
def test_that_facts_follow_from_the_profile(fact: str, values: dict[str, Any], answer: bool | None) -> None:
    assert RULES.facts[fact].answer(Profile(**values)) is answer


@pytest.mark.parametrize(
    ("stage", "applies"), [(None, False), (Stage.PILOT, False), (Stage.LIMITED, False), (Stage.GENERAL, True)]
)
def test_that_the_stage_asks_more_and_says_why(stage: Stage | None, applies: bool) -> None:
    limits = check("calls_external_services", "rate_limit_handling")
    result = applicability(limits, Profile(services=(), stage=stage), RULES)
    assert result.applies is applies
    assert ("general use" in result.reason) is applies


def test_that_a_stage_never_asks_less() -> None:
    for mode in builtin_catalogue().modes:
        for profile in (Profile(), Profile(services=(), tools=(), memory="none", agents=1, retrieval=())):
            plain = applicability(mode.check, profile, RULES).applies
            for stage in Stage:
                staged = applicability(mode.check, profile.model_copy(update={"stage": stage}), RULES).applies
                assert staged == plain or staged is True


def test_that_an_unknown_fact_is_a_programming_error() -> None:
    with pytest.raises(KeyError, match="often"):
        applicability(check("often"), Profile(), RULES)


def test_that_a_rule_about_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="'colour' is no field of a profile"):
        Saying(field="colour", some=True)


def test_that_a_profile_that_says_nothing_is_asked_everything() -> None:
    for mode in builtin_catalogue().modes:
        result = applicability(mode.check, Profile(), RULES)
        assert result.applies is not False
        assert result.reason.startswith("Asked because ")
    assert contradictions(Profile(), RULES) == ()


def test_that_a_pulled_in_check_says_by_whom_and_what_the_profile_says() -> None:
    found = pulled_in(applicability(check(), Profile(retrieval=()), RULES), "Ana Silva", "an index comes in May.")
    assert found.applies is True
    assert found.reason == (
        "Asked because Ana Silva pulled it in: an index comes in May. "
        "Does not apply by the profile: the agent retrieves nothing."
    )


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"tools": (), "autonomy": "acts"}, "The agent acts, and it has no tool to act with."),
        ({"agents": 1, "topology": "planner and two workers"}, "One agent works alone, and the profile says"),
        ({"agents": 2, "topology": "none"}, "Several agents work together, and the profile says that there is no way"),
        (
            {"memory": "none", "retrieval": (RetrievalSource(name="Long-term store"),)},
            "it retrieves from Long-term store.",
        ),
        ({"memory": "none", "services": (Service(name="vector db"),)}, "it calls vector db."),
        ({"memory": "none", "tools": (Tool(name="save_memory"),)}, "it has the tool save_memory."),
        ({"autonomy": "suggests", "tools": (TOOL,)}, "nothing stands between it and refund"),
        (
            {"autonomy": "acts with approval", "tools": (TOOL.model_copy(update={"gate": "none"}),)},
            "The agent acts with approval, and refund has no gate.",
        ),
        (
            {"tools": (TOOL.model_copy(update={"reversed_by": "chargeback"}),)},
            "refund cannot be undone, and the sheet says",
        ),
        ({"tools": (Tool(name="a"), Tool(name="a"))}, "a stands in more than one row"),
        ({"stage": "general", "tasks_per_day": 0}, "General use is asked for, with no task a day."),
        ({"model": "none", "model_snapshot": "m-1"}, "There is no model"),
    ],
)
def test_that_what_cannot_be_true_together_is_named(values: dict[str, Any], says: str) -> None:
    [sentence] = contradictions(Profile(**values), RULES)
    assert says in sentence


@pytest.mark.parametrize(
    "values",
    [
        {"tools": (TOOL,), "autonomy": "acts"},
        {"agents": 1, "topology": "none"},
        {"memory": "session", "retrieval": (RetrievalSource(name="conversation store"),)},
        {"autonomy": "suggests", "tools": (TOOL.model_copy(update={"gate": "a person"}),)},
        {"agents": 2},
    ],
)
def test_that_what_can_be_true_is_not_called_a_contradiction(values: dict[str, Any]) -> None:
    assert contradictions(Profile(**values), RULES) == ()
