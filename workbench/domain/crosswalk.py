"""Crosswalks: how our entries stand to those of other frameworks."""

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from workbench.domain.model import Model

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,60}$")]
Subject = Annotated[str, StringConstraints(pattern=r"^(M\d{2}(\.\d{1,2})?|OTH|[a-z][a-z0-9-]{1,60})$")]
"""What an entry is about: the id of a mode, a sub-mode or a category."""


class Strength(StrEnum):
    """How near an entry of a framework comes to one of ours."""

    SAME = "same"
    OVERLAPS = "overlaps"
    ADVERSARIAL = "adversarial counterpart"
    """The same effect, caused on purpose."""


class FrameworkEntry(Model):
    """One entry of a framework; `name` is empty where it has no id but its name."""

    id: str
    name: str = ""
    edition: str = ""
    """Where it differs from that of the framework."""


class Mapping(Model):
    """An entry of a framework that modes or categories of ours answer to."""

    of: tuple[Subject, ...]
    to: str
    strength: Strength
    note: str = ""


class Crosswalk(Model):
    """How our entries stand to one framework; a mode without a mapping is a finding."""

    id: Slug
    name: str
    short: str
    edition: str
    note: str = ""
    entries: tuple[FrameworkEntry, ...]
    mappings: tuple[Mapping, ...]

    def of(self, subject: str) -> tuple[Mapping, ...]:
        """Return what a mode or a category answers to; nothing is an answer too."""
        return tuple(mapping for mapping in self.mappings if subject in mapping.of)

    def full_id(self, entry_id: str) -> str:
        """Return an id with its edition, `LLM01:2025`: numbers have changed their meaning between editions."""
        return f"{entry_id}:{self._entry(entry_id).edition or self.edition}"

    def named(self, entry_id: str) -> str:
        """Return the full id with the name, `LLM01:2025 Prompt Injection`; without ids `Confabulation (2024)`."""
        entry = self._entry(entry_id)
        return (
            f"{self.full_id(entry_id)} {entry.name}" if entry.name else f"{entry_id} ({entry.edition or self.edition})"
        )

    def _entry(self, entry_id: str) -> FrameworkEntry:
        """Return one entry; a KeyError names an unknown id."""
        for entry in self.entries:
            if entry.id == entry_id:
                return entry
        raise KeyError(entry_id)
