"""What a chapter of the report is; each lies in a file of `sections/` with a template of the same name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.registry import walk
from workbench.reports.input import ReportInput


@dataclass(frozen=True)
class Section:
    """One chapter: `build` turns the input into the values of `templates/report/<id>.html`."""

    id: str
    title: str
    """Also its bookmark; empty for the cover, which has no number."""
    order: int
    build: Callable[[ReportInput], Mapping[str, Any]]


@dataclass(frozen=True)
class Chapter:
    """A section in its place, with its number."""

    section: Section
    number: str

    @property
    def template(self) -> str:
        """The name of its template."""
        return f"{self.section.id}.html"


def chapters() -> tuple[Chapter, ...]:
    """Return the sections in order; those with a title are numbered from 1."""
    found: list[Section] = sorted(walk("workbench.reports.sections", "SECTION").values(), key=lambda each: each.order)
    numbers = iter(range(1, len(found) + 1))
    return tuple(Chapter(section, str(next(numbers)) if section.title else "") for section in found)
