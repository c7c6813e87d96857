"""Disclosed vulnerabilities that are about a part of a deployment: its tools, services, sources, or model.

An advisory names a package, a profile names a tool. Names that hold each other are shown beside each other; whether the
version in use is affected a person judges, with the versions that the advisory gives.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from workbench.domain.deployment import Profile
from workbench.domain.incident import Fact
from workbench.domain.model import Model

Kind = Literal["tool", "service", "source", "model"]
AFFECTED = "Affected"
"""The label of the facts in which importers keep what an advisory is about."""
_ECOSYSTEMS = {
    *("pypi", "npm", "go", "maven", "crates.io", "nuget", "rubygems", "packagist", "hex", "pub", "swifturl", "cran"),
    *("debian", "ubuntu", "alpine", "linux", "oss-fuzz", "android", "hackage", "conancenter", "bitnami"),
}
_GENERIC = {
    *("agent", "agents", "api", "app", "assistant", "chat", "client", "core", "data", "database", "email", "file"),
    *("files", "mail", "model", "plugin", "search", "server", "service", "system", "tool", "tools", "web", "get"),
}
"""Words that alone name nothing."""
_LEAST = 3
"""Letters of a name of one word."""


class Part(Model):
    """Something that a deployment is made of, by its name in the profile."""

    kind: Kind
    name: str


class Exposure(Model):
    """One vulnerability that is about one part."""

    part: Part
    incident: str
    """Its key."""
    title: str
    severity: str
    ids: tuple[str, ...]
    """`cve:…`, `ghsa:…`, as far as they are known."""
    affected: str
    """Package and versions in the words of the advisory."""
    withdrawn: str = ""

    @property
    def said(self) -> str:
        """Severity, what is affected, ids and title, for one line."""
        ids = ", ".join(each.partition(":")[2] for each in self.ids)
        state = "withdrawn" if self.withdrawn else self.severity or "not rated"
        return f"{state}; {self.affected}; {ids or self.title}"


def parts_of(profile: Profile) -> tuple[Part, ...]:
    """Return what a profile names."""
    named: tuple[tuple[Kind, Iterable[str]], ...] = (
        ("tool", (tool.name for tool in profile.tools or ())),
        ("service", (service.name for service in profile.services or ())),
        ("source", (source.name for source in profile.retrieval or ())),
        ("model", (name for name in (profile.model,) if name)),
    )
    return tuple(dict.fromkeys(Part(kind=kind, name=name) for kind, names in named for name in names))


def affected_by(facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
    """Yield the name of each package or product, and the whole text with its versions."""
    for fact in facts:
        if fact.label != AFFECTED:
            continue
        head, _, versions = fact.value.partition(": ")
        for name in [head] if versions else head.split(", "):
            bare = re.sub(r"\s*\((?:System|Model|Dataset)\)$", "", name.strip())
            first, _, rest = bare.partition(" ")
            yield (rest if rest and first.split(":")[0].casefold() in _ECOSYSTEMS else bare), fact.value


def is_about(package: str, part: str) -> bool:
    """Say whether one name holds the other, word by word, however the words are joined.

    A part may say less than an advisory only with two words or more: a tool `search` is not `azure search`.
    """
    wanted, named = words_of(package), words_of(part)
    if "".join(wanted) == "".join(named) or _holds(named, wanted):
        return _tells(wanted)
    return len(named) > 1 and _tells(named) and _holds(wanted, named)


def words_of(name: str) -> list[str]:
    """Return the words of a name: `langchain-core`, `Langchain Core` and `langchain_core` have the same."""
    return re.findall(r"[^\W_]+", name.casefold())


def _tells(words: list[str]) -> bool:
    return any(word not in _GENERIC and len(word) >= _LEAST for word in words)


def _holds(words: list[str], run: list[str]) -> bool:
    joined = "".join(run)
    starts = range(len(words))
    return any("".join(words[start:end]) == joined for start in starts for end in range(start + 1, len(words) + 1))
