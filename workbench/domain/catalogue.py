"""Failure modes, controls, checks, categories, figures, operations: what the catalogue holds."""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from workbench.domain.crosswalk import Crosswalk, Slug, Subject
from workbench.domain.model import Model, Severity
from workbench.domain.pack import Origin, Refused
from workbench.domain.reference import Mitigation, ReferenceEntry, Technique

ModeId = Annotated[str, StringConstraints(pattern=r"^(M\d{2}|OTH)$")]
CheckId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{2,40}$")]


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
    """A fact of `resources/rules/applicability.toml`, such as `retrieves`."""
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


class Topic(Model):
    """What a check asks about: a failure mode, or a part of running the agent."""

    kind_word: ClassVar[str]
    """What stands before its id."""

    id: str
    slug: Slug
    name: str
    severity: Severity
    severity_source: str
    """`source 1`, or `set by us`."""
    lead: str
    """One sentence that says what goes wrong."""
    controls: tuple[Control, ...]
    check: Check
    sources: tuple[str, ...]


class FailureMode(Topic):
    """A way in which an agent deployment fails."""

    kind_word = "Failure mode"

    id: ModeId
    aliases: tuple[str, ...] = ()
    mode_class: str = Field(alias="class")
    """The failure class, such as `Operational`."""
    category: Slug | None = None
    """The post-mortem category that the mode answers to."""
    trigger: str
    primary_fix: str
    root_cause: str
    mechanism: str
    """Markdown prose."""
    log_sample: str
    """Plain lines, our own."""
    sub_modes: tuple[SubMode, ...] = ()
    links: tuple[Link, ...] = ()


class Operation(Topic):
    """A part of running the agent that a review asks about and that belongs to no failure mode."""

    kind_word = "Operations"

    id: Annotated[str, StringConstraints(pattern=r"^O\d{1,2}$")]
    practices: tuple[Slug, ...]
    """The published practices that it comes from."""
    proof: Annotated[tuple[str, ...], Field(min_length=1)]
    """What counts as evidence, a line each."""


AnyTopic = FailureMode | Operation


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
    share: Annotated[int, Field(ge=0, le=100)] = 0
    """Per cent of the published post-mortems; without a meaning where `n_at_least` is 0."""
    n_at_least: Annotated[int, Field(ge=0)] = 0
    """How many post-mortems the source counts, at least; 0 where no share was published."""
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


PublishedEntry = Figure | ReferenceCase | Practice | Cause | Contradiction | Operation | Technique | Mitigation
"""An entry that is no failure mode and no category: what sources measured, did, said and list, and what follows."""


class Checklist(Model):
    """The checks that a review asks, in order."""

    id: Literal["nine", "twelve", "production"]
    version: int
    name: str
    checks: tuple[CheckId, ...]
    default: bool = False


class Catalogue(Model):
    """Everything of the loaded packs; look-ups are by id."""

    version: int
    modes: tuple[FailureMode, ...]
    categories: tuple[Category, ...]
    checklists: tuple[Checklist, ...]
    sources: tuple[Source, ...] = ()
    published: tuple[PublishedEntry, ...] = ()
    """Figures, cases, practices, causes, contradictions and parts of operations, each kind in the order of its file."""
    crosswalks: tuple[Crosswalk, ...] = ()
    refused: tuple[Refused, ...] = ()
    listed_controls: tuple[Control, ...] = ()
    """Every control of the packs, also those that no mode refers to."""
    origins: dict[str, Origin] = Field(default_factory=dict)
    """By `M06`, `category/<id>`, `control/<id>` or `published/<id>`."""

    def origin(self, key: str) -> Origin:
        """Return where an entry comes from."""
        return self.origins.get(key, Origin())

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

    def topic_of_check(self, check_id: str) -> AnyTopic:
        """Return the mode or the part of operations that a check belongs to; a KeyError names an unknown check."""
        for topic in self.topics:
            if topic.check.id == check_id:
                return topic
        raise KeyError(check_id)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """What reviews ask about running the agent, in its order."""
        return tuple(entry for entry in self.published if isinstance(entry, Operation))

    @property
    def references(self) -> tuple[ReferenceEntry, ...]:
        """What other frameworks list."""
        return tuple(entry for entry in self.published if isinstance(entry, Technique | Mitigation))

    @property
    def topics(self) -> tuple[AnyTopic, ...]:
        """Everything that a check can ask about: the modes, then operations."""
        return (*self.modes, *self.operations)

    def checklist(self, checklist_id: str) -> Checklist:
        """Return one checklist; a KeyError names an unknown id."""
        for checklist in self.checklists:
            if checklist.id == checklist_id:
                return checklist
        raise KeyError(checklist_id)

    def controls(self) -> dict[str, Control]:
        """Return every control by id, in the order of the modes, then of operations; those nobody refers to last."""
        of_topics = {control.id: control for topic in self.topics for control in topic.controls}
        return of_topics | {control.id: control for control in self.listed_controls}

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
        """Return one figure, practice, part of operations or the like; a KeyError names an unknown id."""
        for entry in self.published:
            if entry.id == entry_id:
                return entry
        raise KeyError(entry_id)

    def published_about(self, subjects: Collection[str]) -> tuple[PublishedEntry, ...]:
        """Return the entries about any of some modes, sub-modes or categories."""
        return tuple(entry for entry in self.published if set(subjects) & set(subjects_of(entry)))


def subjects_of(entry: PublishedEntry) -> tuple[str, ...]:
    """Return the modes, sub-modes and categories that an entry is about; of a reference entry the crosswalk knows."""
    if isinstance(entry, Operation | Technique | Mitigation):
        return ()
    return entry.modes if isinstance(entry, Cause) else entry.about
