"""What a manifest says, in our words, and what a format of manifests is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workbench.domain.deployment import Effect, ProposedValue, Service, Tool
from workbench.domain.model import Model
from workbench.foreign import Unreadable, clean
from workbench.interchange.manifests.document import digest

NAME_LENGTH = 200
MAX_TOOLS = 2_000


class Manifest(Model):
    """The tools that a file names; what it only hints at is proposed."""

    file: str
    sha256: str
    format: str
    """The name of the format, for people: `MCP tools/list`."""
    tools: tuple[Tool, ...]
    services: tuple[Service, ...] = ()
    notes: tuple[str, ...] = ()
    """What was left out, and what is odd."""


@dataclass
class Found:
    """What a reader collects."""

    tools: list[Tool] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ManifestFormat:
    """A format of manifests; `sniff` and `read` are given plain data, `read` also the name of the file."""

    id: str
    name: str
    sniff: Callable[[Any], bool]
    read: Callable[[Any, str], Found]
    rank: int = 5
    """The lower is asked first."""


def make_tool(
    name: object,
    contract: Any,
    proposals: tuple[ProposedValue, ...] = (),
    *,
    api_version: object = None,
    where: str,
) -> Tool:
    """Return a row; raises Unreadable when there is no name."""
    if not isinstance(name, str) or not clean(name).strip():
        raise Unreadable(f"{where} has no name.")
    version = clean(str(api_version), 60).strip() if isinstance(api_version, (str, int, float, date)) else ""
    return Tool(
        name=clean(name, NAME_LENGTH).strip(),
        api_version=version or None,
        contract_sha256=digest(contract),
        proposed=proposals,
    )


def proposed(field_name: str, value: Effect | bool, because: str, file: str) -> ProposedValue:
    """Return a proposal with its source."""
    source = clean(f"{because}, in {file}", 200)
    return ProposedValue.model_validate({"field": field_name, "value": value, "source": source})


def items(value: Any) -> list[Any]:
    """Return a list as it is, and anything else as an empty one."""
    return value if isinstance(value, list) else []


def texts(value: Any) -> dict[str, Any]:
    """Return a mapping as it is, and anything else as an empty one."""
    return value if isinstance(value, dict) else {}
