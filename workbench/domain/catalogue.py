"""Failure modes, controls, checks, categories, figures, crosswalks: what the catalogue holds."""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from workbench.domain.model import Model, Severity

ModeId = Annotated[str, StringConstraints(pattern=r"^(M\d{2}|OTH)$")]
CheckId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{2,40}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,60}$")]
Subject = Annotated[str, StringConstraints(pattern=r"^(M\d{2}(\.\d{1,2})?|OTH|[a-z][a-z0-9-]{1,60})$")]
"""What an entry is about: the id of a mode, a sub-mode or a category."""


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
    prose: str = ""
    """A paragraph of Markdown."""


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


class Figure(Model):
    """A published number with its source, as an entry."""

    id: Slug
    subject: str
    """What was counted or measured, in words that need no unit."""
    value: str
    """As published: `28–40`, `< 25`."""
    unit: str
    n: str = ""
    """Of how many; empty where the source does not say."""
    period: str = ""
    source: str
    primary: str = ""
    """Where the source has it from, as far as it says."""
    primary_read: bool = False
    about: tuple[Subject, ...] = ()
    note: str = ""
    contradicts: tuple[Slug, ...] = ()
    """Figures that say otherwise; both stand."""

    @property
    def measure(self) -> str:
        """The value with its unit."""
        return f"{self.value} {self.unit}"


class Reading(Model):
    """One line of a reference case."""

    at: str
    value: str


class ReferenceCase(Model):
    """A log that a source works through: measured values to hold one's own against."""

    id: Slug
    name: str
    source: str
    about: tuple[Subject, ...]
    readings: tuple[Reading, ...]
    note: str
    """What it shows, and what it leaves undefined."""


Phase = Literal["detection", "triage", "resolution", "post-incident", "testing"]


class Practice(Model):
    """Something that teams do against failures: a step of incident response, or a kind of test."""

    id: Slug
    name: str
    phase: Phase
    text: str
    source: str
    adoption: Slug | None = None
    """The figure that says how many teams do it."""
    about: tuple[Subject, ...] = ()


class Cause(Model):
    """A cause that a quotation names, and the modes that stand for it; without any it is unmapped."""

    id: Slug
    name: str
    gloss: str
    source: str
    modes: tuple[ModeId, ...] = ()
    note: str


class Side(Model):
    """What one source says where another, or the same elsewhere, says otherwise."""

    says: str
    source: str


class Contradiction(Model):
    """Statements that cannot all hold; every one stands, side by side."""

    id: Slug
    name: str
    about: tuple[Subject, ...]
    sides: Annotated[tuple[Side, ...], Field(min_length=2)]
    note: str


PublishedEntry = Figure | ReferenceCase | Practice | Cause | Contradiction
"""An entry that is no failure mode and no category: what the sources measured, did and said."""


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
    published: tuple[PublishedEntry, ...] = ()
    """Figures, reference cases, practices, causes and contradictions, each kind in the order of its file."""
    crosswalks: tuple[Crosswalk, ...] = ()
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

    def published_entry(self, entry_id: str) -> PublishedEntry:
        """Return one figure, reference case, practice, cause or contradiction; a KeyError names an unknown id."""
        for entry in self.published:
            if entry.id == entry_id:
                return entry
        raise KeyError(entry_id)

    def published_about(self, subjects: Collection[str]) -> tuple[PublishedEntry, ...]:
        """Return the entries about any of some modes, sub-modes or categories."""
        return tuple(entry for entry in self.published if set(subjects) & set(subjects_of(entry)))


def subjects_of(entry: PublishedEntry) -> tuple[str, ...]:
    """Return the modes, sub-modes and categories that an entry is about."""
    return entry.modes if isinstance(entry, Cause) else entry.about
