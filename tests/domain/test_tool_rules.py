"""The tool sheet proposes by rules that are data; a bare irreversible tool fails, and unknown is no guard."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.catalogue.loader import builtin_catalogue
from workbench.catalogue.rules import tool_rules
from workbench.domain.deployment import Effect, Profile, Stage, Tool
from workbench.domain.model import Status
from workbench.domain.tool_rules import filled_controls, tool_proposal

RULES = tool_rules()
READERS = ("tool_call_validation", "injection_defense", "tool_contract_testing", "fallback_handling")
M04, M06, M10, M12 = READERS
BARE = Tool(name="refund", effect=Effect.IRREVERSIBLE)
SOUND = Tool(
    name="refund",
    effect=Effect.IRREVERSIBLE,
    gate="a person",
    cap_per_day="5",
    idempotent=True,
    schema_checked=True,
    api_version="2",
    timeout_seconds=10,
    retry="twice",
    dry_run=True,
)


def status(check: str, *tools: Tool, **profile: Any) -> Status | None:
    found = tool_proposal(check, Profile(tools=tools, **profile), RULES)
    return found.status if found else None


@pytest.mark.parametrize("check", READERS)
def test_that_a_bare_irreversible_tool_proposes_fail_and_is_named(check: str) -> None:
    found = tool_proposal(check, Profile(tools=(BARE,)), RULES)
    assert found is not None
    assert (found.status, found.tools) == (Status.FAIL, ("refund",))
    assert found.sentence.startswith("refund: cannot be undone and has no gate, no cap and no idempotency.")


@pytest.mark.parametrize("check", READERS)
def test_that_a_guarded_tool_proposes_nothing_and_never_a_pass(check: str) -> None:
    assert status(check, SOUND) is None


@pytest.mark.parametrize("check", READERS)
@pytest.mark.parametrize("tools", [None, ()])
def test_that_an_unknown_or_empty_sheet_proposes_nothing(check: str, tools: tuple[Tool, ...] | None) -> None:
    assert tool_proposal(check, Profile(tools=tools), RULES) is None


@pytest.mark.parametrize(
    ("check", "changes", "expected"),
    [
        (M04, {"gate": None}, None),
        (M04, {"gate": None, "dry_run": None}, Status.FAIL),
        (M04, {"gate": "none", "dry_run": False}, Status.FAIL),
        (M04, {"cap_per_day": None}, Status.WARN),
        (M04, {"cap_per_day": "none", "cap_per_action": "100 €"}, None),
        (M04, {"idempotent": None}, Status.WARN),
        (M04, {"schema_checked": False}, Status.WARN),
        (M04, {"effect": None}, Status.UNKNOWN),
        (M06, {"gate": None}, Status.FAIL),
        (M06, {"gate": "no"}, Status.FAIL),
        (M06, {"cap_per_day": None}, Status.WARN),
        (M10, {"api_version": None}, Status.WARN),
        (M12, {"idempotent": False}, Status.FAIL),
        (M12, {"idempotent": False, "retry": "none"}, Status.WARN),
        (M12, {"timeout_seconds": None}, Status.WARN),
        (M12, {"retry": None, "idempotent": True}, Status.WARN),
    ],
)
def test_that_each_check_looks_at_its_own_guards(check: str, changes: dict[str, Any], expected: Status | None) -> None:
    assert status(check, SOUND.model_copy(update=changes)) is expected


@pytest.mark.parametrize(("stage", "expected"), [(Stage.PILOT, Status.WARN), (Stage.GENERAL, Status.FAIL)])
def test_that_the_stage_tightens_what_a_write_needs(stage: Stage, expected: Status) -> None:
    write = SOUND.model_copy(update={"effect": Effect.REVERSIBLE, "gate": None})
    assert status(M04, write, stage=stage) is expected


def test_that_the_worst_is_proposed_and_the_rest_is_told() -> None:
    silent = Tool(name="look", effect=Effect.READ)
    found = tool_proposal(M12, Profile(tools=(silent, BARE)), RULES)
    assert found is not None
    assert (found.status, found.tools) == (Status.FAIL, ("refund",))
    assert [(match.rule, match.tools) for match in found.matches][-1] == ("failure-unplanned", ("look",))


tools = st.builds(
    Tool,
    name=st.sampled_from(["a", "b"]),
    effect=st.sampled_from([None, *Effect]),
    gate=st.sampled_from([None, "none", "a person"]),
    cap_per_day=st.sampled_from([None, "5"]),
    idempotent=st.sampled_from([None, False, True]),
    retry=st.sampled_from([None, "none", "twice"]),
)
RANK = {None: 0, Status.WARN: 1, Status.UNKNOWN: 2, Status.FAIL: 3}


@given(st.lists(tools, max_size=4), st.sampled_from(READERS))
def test_that_a_higher_stage_never_proposes_less(sheet: list[Tool], check: str) -> None:
    ranks = [RANK[status(check, *sheet, stage=stage)] for stage in (None, Stage.PILOT, Stage.LIMITED, Stage.GENERAL)]
    assert ranks == sorted(ranks)
    assert Status.PASS not in {status(check, *sheet, stage=stage) for stage in Stage}


def test_that_rules_name_checks_and_controls_that_exist() -> None:
    catalogue = builtin_catalogue()
    checks = {mode.check.id for mode in catalogue.modes}
    assert {check for rule in RULES.rule for check in rule.checks} <= checks
    assert {rule.control for rule in RULES.control} <= set(catalogue.controls())
    assert len({rule.id for rule in RULES.rule}) == len(RULES.rule)


@pytest.mark.parametrize(
    ("sheet", "state"),
    [((SOUND,), "in-place"), ((SOUND, BARE.model_copy(update={"name": "b"})), "partly"), ((BARE,), "absent")],
)
def test_that_controls_follow_from_the_tools(sheet: tuple[Tool, ...], state: str) -> None:
    [found] = filled_controls(("human-approval", "minimal-tools"), Profile(tools=sheet), RULES)
    assert (found.control, found.state) == ("human-approval", state)
    assert filled_controls(("human-approval",), Profile(tools=(Tool(name="x", effect=Effect.READ),)), RULES) == ()
