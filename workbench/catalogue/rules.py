"""The rules about profiles, read from their TOML files: which checks apply, and what the tool sheet proposes."""

import tomllib
from functools import lru_cache

from workbench.data import resource
from workbench.domain.applicability import ApplicabilityRules
from workbench.domain.tool_rules import ToolRules
from workbench.domain.touched import TouchRules


@lru_cache(maxsize=1)
def applicability_rules() -> ApplicabilityRules:
    """Return the built-in rules of which checks apply."""
    return ApplicabilityRules.model_validate(tomllib.loads(_text("applicability")))


@lru_cache(maxsize=1)
def tool_rules() -> ToolRules:
    """Return the built-in rules of what the tool sheet proposes."""
    return ToolRules.model_validate(tomllib.loads(_text("tools")))


@lru_cache(maxsize=1)
def touch_rules() -> TouchRules:
    """Return the built-in rules of which checks a change of the profile touches."""
    return TouchRules.model_validate(tomllib.loads(_text("touched")))


def _text(name: str) -> str:
    return resource("rules", f"{name}.toml").read_text(encoding="utf-8")
