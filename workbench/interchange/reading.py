"""What a reader of a foreign format hands over, and what a format is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from workbench.domain.model import Model
from workbench.domain.reference import ReferencePack
from workbench.interchange.source import Source
from workbench.interchange.table_model import TableMapping, TablePlace, TablePreview

Confidence = Literal["high", "medium"]
"""How sure a reader is of a field; what it is less sure of stays empty."""


class Refusal(Model):
    """One thing that was not taken over."""

    file: str
    place: str
    """Where in the file: `line 12`, `record 3`, `the whole file`."""
    reason: str


class Found(Model):
    """One record, ready to be recorded as an incident."""

    key: str
    """Stable inside its format; format and key say whether it is a record that was imported before."""
    file: str
    format: str
    group: str = ""
    """The class that the source itself gives, by which a person may choose."""
    fields: dict[str, Any]
    """What an `Incident` takes but id, key, recorded_by and recorded_at; validated."""
    raw: str
    """The record as it stands in the source."""
    raw_sha256: str
    """Of `raw` in UTF-8; another one means that the record changed."""
    lines: dict[str, int] = Field(default_factory=dict)
    """The line of the file that a field came from."""
    confidence: dict[str, Confidence] = Field(default_factory=dict)
    ai_text_warning: str = ""
    """A sentence when the text addresses AI assistants; empty otherwise."""
    notes: tuple[str, ...] = ()


class Named(BaseModel):
    """What names a record in `Found.fields`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str
    external_ids: tuple[str, ...] = ()
    milestones: tuple[dict[str, Any], ...] = ()


class Glance(BaseModel):
    """As much of a `Found` as it takes to say whether it is known; read in less than half the time."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str
    file: str
    format: str
    raw_sha256: str
    fields: Named


class FileRead(Model):
    """What became of one file."""

    name: str
    format: str
    """Empty when no format knows it."""
    sha256: str
    records: int = 0
    refusals: int = 0
    left_out: int = 0
    """Records of classes that were not asked for."""
    part_of: str = ""
    """The file that this one was read together with."""


class Reading(Model):
    """Everything that was found in a file or a folder."""

    source: str
    format: str
    """`mixed` for a folder with several."""
    files: tuple[FileRead, ...] = ()
    records: tuple[Found, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    left_out: dict[str, int] = Field(default_factory=dict)
    """How many records of each class were left out."""
    groups: dict[str, int] = Field(default_factory=dict)
    """How many records there are of each class that a source gives."""
    notes: tuple[str, ...] = ()
    references: tuple[ReferencePack, ...] = ()
    """What other frameworks list, by file."""
    tables: tuple[TablePreview, ...] = ()
    """The tables among the files with the use of their columns; the first ones of very many."""

    def to_json(self) -> str:
        """Return it as text for another process."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str) -> "Reading":
        """Read what `to_json` wrote."""
        return cls.model_validate_json(text)


class Options(Model):
    """What a person chose before reading."""

    origin: Literal["own", "public"] = "public"
    classes: tuple[str, ...] | None = None
    """Only records of these classes; None for those that the format takes by default."""
    mapping: TableMapping | None = None
    """For tables; None to take a known one or to propose one. A table that it does not fit is refused."""
    known: tuple[TableMapping, ...] = ()
    """Mappings that are known again by the headings of a table; the first that fits is taken."""
    places: dict[str, TablePlace] = Field(default_factory=dict)
    """Sheet and row of headings of a table, by the name of its file; under the empty name those of all others."""
    with_article_text: bool = False
    """AIID: keep the text of press articles, which its data licence excludes."""

    def place_in(self, name: str) -> TablePlace:
        """Return where the table of a file stands, as far as anybody said so."""
        return self.places.get(name) or self.places.get("") or TablePlace()


@dataclass
class Harvest:
    """What a reader gathers from one file."""

    records: list[Found] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    references: ReferencePack | None = None
    table: TablePreview | None = None
    part_of: str = ""
    """The file that is read together with this one, which has no records of its own."""

    def add(self, thing: Found | Refusal) -> None:
        """Take a record or a refusal; a key that stands twice in one file is refused."""
        if isinstance(thing, Refusal):
            self.refusals.append(thing)
        elif thing.key in self._keys:
            reason = f"the id {thing.key} stands here twice; the first one was taken."
            self.refusals.append(Refusal(file=thing.file, place=thing.key, reason=reason))
        else:
            self._keys.add(thing.key)
            self.records.append(thing)

    def leave_out(self, group: str) -> None:
        """Count a record of a class that was not asked for."""
        self.left_out[group] = self.left_out.get(group, 0) + 1

    def keep_only(self, groups: tuple[str, ...]) -> None:
        """Leave out what its source counts to another class; what has no class stays."""
        for record in self.records:
            if record.group and record.group not in groups:
                self.leave_out(record.group)
        self.records = [record for record in self.records if not record.group or record.group in groups]

    def __post_init__(self) -> None:
        """Remember the keys of what is there."""
        self._keys = {record.key for record in self.records}


@dataclass(frozen=True)
class Format:
    """One foreign format."""

    id: str
    name: str
    """As people call it."""
    sniff: Callable[[Source], bool]
    """Tell from the content, never from the name alone; a broken file still counts."""
    read: Callable[[Source, Options], Harvest]
    """Raises Unreadable when nothing of the file can be used."""
    rank: int = 0
    """Formats of a higher rank are asked later: what reads almost anything comes last."""
