"""A check is asked when the profile says so or says nothing, and the reason is a sentence."""

import pytest

from workbench.catalogue.loader import builtin_catalogue
from workbench.domain.applicability import FACTS, applicability
from workbench.domain.catalogue import Check, Criteria
from workbench.domain.deployment import Profile


def check(applies_when: str = "retrieves") -> Check:
    criteria = Criteria(passes="Yes.", warns="Partly.", fails="No.")
    return Check(
        id="retrieval_freshness",
        question="How old is it?",
        criteria=criteria,
        applies_when=applies_when,
        because="the agent retrieves from an index",
    )


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (True, "Asked because the agent retrieves from an index."),
        (None, "Asked because the profile does not say whether the agent retrieves from an index."),
        (False, "Does not apply by the profile: the agent retrieves nothing."),
    ],
)
def test_that_the_profile_decides_and_the_reason_says_how(answer: bool | None, reason: str) -> None:
    result = applicability(check(), {"retrieves": answer}.__getitem__)
    assert (result.applies, result.reason) == (answer, reason)


def test_that_an_unknown_fact_is_a_programming_error() -> None:
    with pytest.raises(KeyError, match="often"):
        applicability(check("often"), lambda _name: True)


@pytest.mark.parametrize("name", FACTS)
def test_that_every_profile_answers_every_fact(name: str) -> None:
    assert Profile().fact(name) in {True, None}


def test_that_a_profile_that_says_nothing_is_asked_everything() -> None:
    for mode in builtin_catalogue().modes:
        result = applicability(mode.check, Profile().fact)
        assert result.applies is not False
        assert result.reason.startswith("Asked because ")
