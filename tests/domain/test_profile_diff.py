"""Two profiles are compared cell by cell, and each difference is a phrase."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.deployment import Effect, Profile, ProposedValue, RetrievalSource, Service, Tool
from workbench.domain.journal import canonical
from workbench.domain.profile_diff import profile_diff

REFUND = Tool(name="refund", effect=Effect.IRREVERSIBLE, cap_per_day="5")
HINT = ProposedValue(field="effect", value=Effect.READ, source="MCP readOnlyHint: true, in a.json")
ONE, TWO = "1" * 64, "2" * 64


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"tools": ()}, {"tools": (REFUND,)}, ["new irreversible tool `refund`"]),
        ({}, {"tools": (Tool(name="look"),)}, ["new tool of unknown effect `look`"]),
        ({"tools": (REFUND,)}, {"tools": ()}, ["tool `refund` is gone"]),
        ({}, {"tools": ()}, ["tools: unknown → none"]),
        ({"services": ()}, {}, ["services: none → unknown"]),
        (
            {"tools": (REFUND,)},
            {"tools": (REFUND.model_copy(update={"cap_per_day": "50"}),)},
            ["cap per day of `refund`: 5 → 50"],
        ),
        (
            {"tools": (REFUND,)},
            {"tools": (REFUND.model_copy(update={"effect": Effect.READ, "idempotent": True}),)},
            ["effect of `refund`: irreversible → read", "idempotency of `refund`: unknown → yes"],
        ),
        ({"prompt_sha256": ONE}, {"prompt_sha256": TWO}, ["prompt changed"]),
        ({}, {"prompt_sha256": TWO}, ["prompt is known now"]),
        ({"prompt_sha256": TWO}, {}, ["prompt is unknown now"]),
        (
            {"tools": (Tool(name="a", contract_sha256=ONE),)},
            {"tools": (Tool(name="a", contract_sha256=TWO),)},
            ["contract of `a` changed"],
        ),
        ({"memory": "session"}, {"memory": "long-term"}, ["memory: session → long-term"]),
        ({"guardrails": "none"}, {}, ["guardrails: none → unknown"]),
        (
            {"agents": 1, "fine_tuned": False},
            {"agents": 2, "fine_tuned": True},
            ["fine-tuned: no → yes", "agents: 1 → 2"],
        ),
        (
            {"retrieval": (RetrievalSource(name="wiki", trusted=True),)},
            {"retrieval": (RetrievalSource(name="wiki"), RetrievalSource(name="web"))},
            ["trusted of `wiki`: yes → unknown", "new retrieval source `web`"],
        ),
        ({"services": (Service(name="pay", limit="5/s"),)}, {"services": ()}, ["external service `pay` is gone"]),
    ],
)
def test_that_every_difference_is_named_in_words(
    before: dict[str, Any], after: dict[str, Any], words: list[str]
) -> None:
    assert [each.words for each in profile_diff(Profile(**before), Profile(**after))] == words


def test_that_order_and_what_is_only_proposed_are_no_differences() -> None:
    look = Tool(name="look")
    before = Profile(tools=(REFUND, look))
    after = Profile(tools=(look.model_copy(update={"proposed": (HINT,)}), REFUND))
    assert profile_diff(before, after) == ()


def test_that_tools_of_one_name_are_compared_in_their_order() -> None:
    before = Profile(tools=(Tool(name="a", retry="1"), Tool(name="a", retry="2")))
    after = Profile(tools=(Tool(name="a", retry="1"), Tool(name="a", retry="3"), Tool(name="a")))
    assert [each.words for each in profile_diff(before, after)] == [
        "retry of `a`: 2 → 3",
        "new tool of unknown effect `a`",
    ]


tools = st.lists(
    st.builds(
        Tool,
        name=st.sampled_from("abc"),
        effect=st.sampled_from([None, *Effect]),
        retry=st.sampled_from([None, "1", "none"]),
        idempotent=st.sampled_from([None, True, False]),
    ),
    max_size=4,
    unique_by=lambda tool: tool.name,
).map(tuple)
profiles = st.builds(
    Profile,
    tools=st.none() | tools,
    memory=st.sampled_from([None, "none", "session"]),
    agents=st.sampled_from([None, 1, 2]),
    retrieval=st.none() | st.just(()),
)


@given(profiles, profiles)
def test_that_nothing_is_said_exactly_when_nothing_differs(before: Profile, after: Profile) -> None:
    def unordered(profile: Profile) -> dict[str, Any]:
        data = profile.model_dump()
        return data | {"tools": data["tools"] and sorted(data["tools"], key=lambda tool: str(tool["name"]))}

    assert (profile_diff(before, after) == ()) == (unordered(before) == unordered(after))


def test_that_a_tool_of_an_older_record_keeps_its_bytes() -> None:
    older = '{"api_version":null,"cap_per_action":null,"cap_per_day":null,"dry_run":null,"effect":"read",'
    older += '"gate":null,"idempotent":null,"name":"look","owner":null,"retry":null,"reversed_by":null,'
    older += '"schema_checked":null,"timeout_seconds":null}'
    assert canonical(Tool.model_validate_json(older).model_dump(mode="json")).decode() == older
