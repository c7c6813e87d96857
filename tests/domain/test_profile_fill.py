"""A file fills a tool sheet; what people said stays, and hints are only proposed."""

from workbench.domain.deployment import Effect, Profile, ProposedValue, Service, Tool
from workbench.domain.profile_fill import accept_proposals, fill_tools, filling_lines

READ = ProposedValue(field="effect", value=Effect.READ, source="HTTP GET, in api.yaml")
FOUND = Tool(name="look", contract_sha256="1" * 64, api_version="2", proposed=(READ,))


def test_that_new_tools_come_with_proposals_and_no_facts() -> None:
    filling = fill_tools(Profile(), (FOUND,), (Service(name="Shop"),))
    [tool] = filling.profile.tools or ()
    assert (filling.new, tool.effect, tool.proposed) == (("look",), None, (READ,))
    assert filling.profile.services == (Service(name="Shop"),)
    assert filling.profile.worst_effect() is None
    assert filling_lines(filling) == (
        "1 new: look",
        "proposed: effect of `look` read (HTTP GET, in api.yaml)",
    )


def test_that_what_a_person_said_stays_beside_a_hint_that_says_otherwise() -> None:
    before = Profile(tools=(Tool(name="look", effect=Effect.IRREVERSIBLE, gate="Ada"), Tool(name="own")))
    filling = fill_tools(before, (FOUND,))
    tool = (filling.profile.tools or ())[0]
    assert (tool.effect, tool.gate, tool.api_version, tool.proposed) == (Effect.IRREVERSIBLE, "Ada", "2", (READ,))
    assert (filling.new, filling.changed, filling.gone) == ((), ("look",), ("own",))


def test_that_a_hint_that_agrees_is_not_proposed_and_the_same_file_changes_nothing() -> None:
    once = accept_proposals(fill_tools(Profile(), (FOUND,)).profile)
    assert (once.tools or ())[0].effect is Effect.READ
    again = fill_tools(once, (FOUND,))
    assert (again.profile, again.same, again.proposals) == (once, 1, ())


def test_that_gone_tools_go_only_when_asked_for() -> None:
    before = Profile(tools=(Tool(name="old"),))
    assert [tool.name for tool in fill_tools(before, (FOUND,)).profile.tools or ()] == ["old", "look"]
    removed = fill_tools(before, (FOUND,), remove_gone=True)
    assert [tool.name for tool in removed.profile.tools or ()] == ["look"]
    assert "1 not in the file, removed: old" in filling_lines(removed)


def test_that_an_empty_answer_is_a_known_nothing_and_a_server_without_its_tools_is_not() -> None:
    assert fill_tools(Profile(), ()).profile.tools == ()
    assert fill_tools(Profile(), (), (Service(name="docs"),)).profile.tools is None


def test_that_only_named_tools_are_taken_over() -> None:
    other = FOUND.model_copy(update={"name": "other"})
    profile = accept_proposals(fill_tools(Profile(), (FOUND, other)).profile, ["other"])
    assert [(tool.name, tool.effect) for tool in profile.tools or ()] == [("look", None), ("other", Effect.READ)]
    assert accept_proposals(Profile()) == Profile()
