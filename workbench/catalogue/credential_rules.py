"""The rules of what looks like a credential, read from their TOML file."""

import tomllib
from functools import lru_cache

from workbench.data import resource
from workbench.domain.credentials import CredentialRules


@lru_cache(maxsize=1)
def credential_rules() -> CredentialRules:
    """Return the built-in rules."""
    text = resource("rules", "credentials.toml").read_text(encoding="utf-8")
    return CredentialRules.model_validate(tomllib.loads(text))
