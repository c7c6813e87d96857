"""Failure modes, controls, checks, categories and checklists: what the catalogue holds."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from workbench.domain.model import Model, Severity

ModeId = Annotated[str, StringConstraints(pattern=r"^(M\d{2}|OTH)$")]
CheckId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{2,40}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,60}$")]


class ControlKind(StrEnum):
    """What a control does about a failure."""

    PREVENTS = "prevents"
    DETECTS = "detects"
    CONTAINS = "contains"
    RECOVERS = "recovers"


class Control(Model):
    """A mitigation, shared between modes by id."""

    id: Slug
    name: str
    kind: ControlKind
    source: str
    """Where it is published: `source 1`, `source 2` or both."""


class Criteria(Model):
    """What each status means for one check, in one sentence each."""

    passes: str
    warns: str
    fails: str


class Check(Model):
    """A readiness question with a short id."""

    id: CheckId
    question: str
    criteria: Criteria
    applies_when: str
    """A profile fact of `domain/applicability.py`, such as `retrieves`."""
    because: str
    """Completes the sentence `Asked because …` when the fact holds."""


class SubMode(Model):
    """A named variant of a failure mode; it inherits the severity."""

    id: Annotated[str, StringConstraints(pattern=r"^M\d{2}\.\d{1,2}$")]
    slug: Slug
    name: str
    gist: str = ""
    """One line of at most 60 characters."""


class Link(Model):
    """How one mode bears on another."""

    to: str
    """A mode or sub-mode id."""
    relation: Literal["causes", "amplified-by", "looks-like", "conflicts-with", "also-under"]
    note: str


class FailureMode(Model):
    """A way in which an agent deployment fails."""

    id: ModeId
    slug: Slug
    name: str
    aliases: tuple[str, ...] = ()
    mode_class: str = Field(alias="class")
    """The failure class, such as `Operational`."""
    severity: Severity
    severity_source: str
    """`source 1`, or `set by us`."""
    category: Slug | None = None
    """The post-mortem category that the mode answers to."""
    trigger: str
    lead: str
    """One sentence that says what goes wrong."""
    primary_fix: str
    root_cause: str
    mechanism: str
    """Markdown prose."""
    log_sample: str
    """Plain lines, our own."""
    controls: tuple[Control, ...]
    check: Check
    sub_modes: tuple[SubMode, ...] = ()
    links: tuple[Link, ...] = ()
    sources: tuple[str, ...]


class Source(Model):
    """A text that names, shares and facts of the catalogue come from."""

    id: str
    """As entries cite it: `source 1`."""
    title: str
    author: str
    published: str
    """A date, or the words for what is known of it."""
    address: str = ""
    badge: str
    """What a reader has to know before trusting a figure of this source, in one line."""


class Category(Model):
    """A class of the published post-mortem taxonomy; it carries the share, a mode does not."""

    id: Slug
    name: str
    share: Annotated[int, Field(ge=0, le=100)]
    """Per cent of the published post-mortems."""
    n_at_least: int
    """How many post-mortems the source counts, at least."""
    impact: str
    modes: tuple[ModeId, ...]
    source: str
    prose: str = ""


class Checklist(Model):
    """The checks that a review asks, in order."""

    id: Literal["nine", "twelve", "production"]
    version: int
    name: str
    checks: tuple[CheckId, ...]
    default: bool = False


class Refused(Model):
    """A file of a pack that was not loaded, and why."""

    file: str
    line: int
    reason: str


class Catalogue(Model):
    """Everything of the loaded packs; look-ups are by id."""

    version: int
    modes: tuple[FailureMode, ...]
    categories: tuple[Category, ...]
    checklists: tuple[Checklist, ...]
    sources: tuple[Source, ...] = ()
    refused: tuple[Refused, ...] = ()

    def mode(self, mode_id: str) -> FailureMode:
        """Return one mode; a KeyError names an unknown id."""
        for mode in self.modes:
            if mode.id == mode_id:
                return mode
        raise KeyError(mode_id)

    def mode_of_check(self, check_id: str) -> FailureMode:
        """Return the mode that a check belongs to; a KeyError names an unknown check."""
        for mode in self.modes:
            if mode.check.id == check_id:
                return mode
        raise KeyError(check_id)

    def checklist(self, checklist_id: str) -> Checklist:
        """Return one checklist; a KeyError names an unknown id."""
        for checklist in self.checklists:
            if checklist.id == checklist_id:
                return checklist
        raise KeyError(checklist_id)

    def controls(self) -> dict[str, Control]:
        """Return every control by id, in the order of the modes."""
        return {control.id: control for mode in self.modes for control in mode.controls}

    def category(self, category_id: str) -> Category:
        """Return one category; a KeyError names an unknown id."""
        for category in self.categories:
            if category.id == category_id:
                return category
        raise KeyError(category_id)

    def source(self, source_id: str) -> Source:
        """Return one source; a KeyError names an unknown id."""
        for source in self.sources:
            if source.id == source_id:
                return source
        raise KeyError(source_id)
