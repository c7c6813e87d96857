"""The built-in policies, read from their TOML files."""

import tomllib
from typing import Any

from workbench.data import resource
from workbench.domain.errors import UserError
from workbench.domain.policy import Policy


def load_policy(policy_id: str = "default") -> Policy:
    """Return a built-in policy; a UserError says that there is none of that name."""
    names = sorted(path.stem for path in resource("policies").glob("*.toml"))
    if policy_id not in names:
        raise UserError(f"There is no policy {policy_id}. Nothing was changed. There are: {', '.join(names)}.")
    return Policy.model_validate(_read(policy_id))


def _read(policy_id: str) -> dict[str, Any]:
    """Return the data of a policy, laid over the one that it extends; of tables only what it names differs."""
    data = tomllib.loads(resource("policies", f"{policy_id}.toml").read_text(encoding="utf-8"))
    base = _read(data.pop("extends")) if "extends" in data else {}
    merged = {name: base[name] | value for name, value in data.items() if name in base and isinstance(value, dict)}
    return base | data | merged
