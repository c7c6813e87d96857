"""How long the steps to another verdict take, from the table that comes with the workbench."""

import tomllib
from functools import lru_cache

from workbench.data import resource
from workbench.domain.unblocking import Effort


@lru_cache(maxsize=1)
def builtin_effort() -> Effort:
    """Return the table."""
    return Effort.model_validate(tomllib.loads(resource("effort.toml").read_text(encoding="utf-8")))
