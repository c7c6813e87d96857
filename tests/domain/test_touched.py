"""A delta review asks again what a change touches, and nothing else."""

import pytest

from workbench.catalogue.loader import builtin_catalogue
from workbench.catalogue.rules import touch_rules
from workbench.domain.applicability import Applicability
from workbench.domain.deployment import Effect, Profile, Stage, Tool
from workbench.domain.touched import touched_checks

CATALOGUE = builtin_catalogue()
TOPICS = {topic.check.id: topic for topic in CATALOGUE.topics}
ALL = set(TOPICS)
IN = {check: Applicability(applies=True, reason="") for check in TOPICS}
BEFORE = Profile(
    model="desk-large",
    prompt_sha256="a" * 64,
    tools=(Tool(name="orders.get", effect=Effect.READ),),
    memory="session",
    cost_budget="1 EUR",
)


def touched(**changes: object) -> dict[str, tuple[str, ...]]:
    after = BEFORE.model_copy(update=changes)
    return touched_checks(touch_rules(), BEFORE, after, (TOPICS, TOPICS), (IN, IN))


def test_that_nothing_changed_touches_nothing() -> None:
    assert touched() == {}


@pytest.mark.parametrize("field", [name for name in Profile.model_fields if name not in touch_rules().fields])
def test_that_a_field_without_a_rule_touches_everything(field: str) -> None:
    assert field in {"purpose", "stage"}, "a new field of the profile needs a rule, or is meant to touch everything"
    assert set(touched(purpose="Something else")) == ALL
    assert set(touched(stage=Stage.GENERAL)) == ALL


def test_that_a_new_tool_is_named_where_it_is_asked_about() -> None:
    tools = (*(BEFORE.tools or ()), Tool(name="refund", effect=Effect.IRREVERSIBLE))
    found = touched(tools=tools)
    assert set(found) == set(touch_rules().fields["tools"])
    assert found["tool_call_validation"] == ("new irreversible tool `refund`",)


def test_that_a_budget_touches_cost_alone() -> None:
    assert set(touched(cost_budget="2 EUR")) == {"cost_routing"}


def test_that_the_rules_name_fields_and_checks_that_exist() -> None:
    rules = touch_rules()
    assert set(rules.fields) <= set(Profile.model_fields)
    assert {check for checks in rules.fields.values() for check in checks} <= ALL


def test_that_new_changed_and_newly_applying_checks_are_touched() -> None:
    before = dict(TOPICS)
    del before["cost_routing"]
    changed = TOPICS["handoff_validation"]
    harder = changed.check.model_copy(update={"question": "Harder?"})
    before["handoff_validation"] = changed.model_copy(update={"check": harder})
    out = {**IN, "retrieval_freshness": Applicability(applies=False, reason="")}
    found = touched_checks(touch_rules(), BEFORE, BEFORE, (before, TOPICS), (out, IN))
    assert found == {
        "cost_routing": ("the check is new",),
        "handoff_validation": ("the check itself was changed",),
        "retrieval_freshness": ("it did not apply before",),
    }
