"""The line of help of each field of a profile, read from its TOML file."""

import tomllib
from functools import lru_cache

from workbench.data import resource


@lru_cache(maxsize=1)
def field_help() -> dict[str, dict[str, str]]:
    """Return the help by `profile`, `tool`, `source`, `service`, and by field."""
    return tomllib.loads(resource("profile", "help.toml").read_text(encoding="utf-8"))
