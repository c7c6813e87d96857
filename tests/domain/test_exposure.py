"""Which names of packages and parts hold each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.deployment import Profile, RetrievalSource, Service, Tool
from workbench.domain.exposure import affected_by, is_about, parts_of
from workbench.domain.incident import Fact


@pytest.mark.parametrize(
    ("package", "part", "holds"),
    [
        ("langchain", "langchain", True),
        ("langchain", "LangChain SQL agent", True),
        ("langchain-core", "langchain_core", True),
        ("langchain-core", "langchain", False),
        ("llama-index", "LlamaIndex", True),
        ("llama-index", "Llama Index query engine", True),
        ("Microsoft Visual Studio 2022 version 17.14", "visual studio 2022", True),
        ("azure search", "search", False),
        ("search", "search", False),
        ("langchain", "chain", False),
        ("redis", "Redis", True),
        ("api", "payment api", False),
        ("", "redis", False),
        ("redis", "", False),
    ],
)
def test_that_names_hold_each_other_word_by_word(package: str, part: str, *, holds: bool) -> None:
    assert is_about(package, part) is holds


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("PyPI langchain: introduced 0, fixed 0.0.247", ["langchain"]),
        ("npm @scope/name", ["@scope/name"]),
        ("Debian:11 redis: introduced 0", ["redis"]),
        ("Microsoft Visual Studio 2022: 17.14.0 to 17.14.12", ["Microsoft Visual Studio 2022"]),
        ("TensorFlow (System), Tay (Model)", ["TensorFlow", "Tay"]),
    ],
)
def test_that_the_package_is_found_in_what_importers_keep(value: str, names: list[str]) -> None:
    facts = [Fact(label="Affected", value=value, source="osv"), Fact(label="CWE", value="CWE-94", source="osv")]
    assert [name for name, _ in affected_by(facts)] == names


def test_that_tools_services_sources_and_the_model_are_parts() -> None:
    profile = Profile(
        model="gpt-4o",
        tools=(Tool(name="langchain"), Tool(name="langchain")),
        services=(Service(name="redis"),),
        retrieval=(RetrievalSource(name="wiki"),),
    )
    assert [(part.kind, part.name) for part in parts_of(profile)] == [
        ("tool", "langchain"),
        ("service", "redis"),
        ("source", "wiki"),
        ("model", "gpt-4o"),
    ]
    assert parts_of(Profile()) == ()


@given(st.text(max_size=40), st.text(max_size=40))
def test_that_any_names_can_be_compared(package: str, part: str) -> None:
    assert is_about(package, part) in (True, False)
