"""Reference entries: what another framework lists, as it stood when its file was imported."""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import StringConstraints

from workbench.domain.crosswalk import Slug
from workbench.domain.model import Model

ReferenceId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9]{1,11}(\.[A-Za-z0-9]{1,11}){1,3}$")]
"""The id of the framework: `AML.T0051.000`."""


class Technique(Model):
    """How systems are attacked, as a framework tells it."""

    id: ReferenceId
    name: str
    framework: Slug
    """The crosswalk that leads here."""
    version: str
    """Of the framework: names change under a stable id."""
    text: str
    """Markdown of the framework; its links to its own pages lead nowhere here."""
    source: str
    tactics: tuple[str, ...] = ()
    """Ids and names of what an attacker wants by it."""
    part_of: ReferenceId | None = None
    maturity: str = ""


class Answer(Model):
    """A technique that a mitigation answers to, and how."""

    to: ReferenceId
    use: str = ""


class Mitigation(Model):
    """What a framework holds against techniques."""

    id: ReferenceId
    name: str
    framework: Slug
    version: str
    text: str
    source: str
    answers: tuple[Answer, ...] = ()
    lifecycle: tuple[str, ...] = ()
    """When in the life of a system it is done."""
    groups: tuple[str, ...] = ()
    """Of which kind it is: `Policy`."""


ReferenceEntry = Technique | Mitigation


class ReferencePack(Model):
    """The entries that one file of a framework holds."""

    framework: Slug
    source: str
    """As entries cite it."""
    name: str
    version: str
    author: str
    address: str
    file: str
    sha256: str
    """Of the file."""
    techniques: tuple[Technique, ...] = ()
    mitigations: tuple[Mitigation, ...] = ()

    @property
    def entries(self) -> tuple[ReferenceEntry, ...]:
        """Everything, in the order of the file."""
        return (*self.techniques, *self.mitigations)


class ReferenceCounts(Model):
    """What importing a pack would do."""

    name: str
    """Of the framework, with its version."""
    new: int = 0
    changed: int = 0
    same: int = 0

    @property
    def brings(self) -> int:
        """How many entries would be written."""
        return self.new + self.changed

    @property
    def words(self) -> str:
        """The counts as a sentence."""
        total = self.brings + self.same
        return (
            f"{total} reference entries of {self.name}: {self.new} new, {self.changed} changed, {self.same} the same."
        )


def staying(known: ReferenceEntry | None, told: ReferenceEntry) -> ReferenceEntry:
    """Return which of two entries with the same id stays: an older version of the framework replaces no newer one."""
    return known if known and _order(known.version) > _order(told.version) else told


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d{1,9}", version))


def compare(pack: ReferencePack, known: Iterable[ReferenceEntry]) -> ReferenceCounts:
    """Count what a pack says that is not known."""
    before = {entry.id: entry for entry in known}
    new = sum(entry.id not in before for entry in pack.entries)
    same = sum(before.get(entry.id) == staying(before.get(entry.id), entry) for entry in pack.entries)
    changed = len(pack.entries) - new - same
    return ReferenceCounts(name=f"{pack.name} {pack.version}".strip(), new=new, changed=changed, same=same)
