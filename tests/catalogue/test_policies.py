"""The built-in policies: one table, and the tolerances by what a tool can do."""

import pytest

from workbench.catalogue.policies import load_policy
from workbench.domain.errors import UserError
from workbench.domain.statistics import clean_runs_needed


def test_that_the_tolerance_follows_the_worst_effect() -> None:
    policy = load_policy()
    rates = {effect: policy.tolerance(effect) for effect in ("irreversible", "reversible", "read")}
    assert rates == {"irreversible": 0.001, "reversible": 0.01, "read": 0.05}
    assert clean_runs_needed(rates["irreversible"]) == 2995


def test_that_the_policy_of_the_example_differs_from_the_default_in_one_tolerance_only() -> None:
    example, default = load_policy("example"), load_policy()
    assert clean_runs_needed(example.tolerance("irreversible")) == 998
    named = {"id": default.id, "name": default.name, "tolerances": default.tolerances}
    assert example.model_copy(update=named) == default
    assert {**example.tolerances, "irreversible": 0.001} == default.tolerances


def test_that_an_unknown_policy_is_a_sentence() -> None:
    with pytest.raises(UserError, match="There is no policy lenient"):
        load_policy("lenient")
