"""Reads one pack: a folder of catalogue entries."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import StringConstraints

from workbench.catalogue.claims import Claim, claims, lost_id, taken_in, words
from workbench.catalogue.entry import Entry, fenced, read_entry
from workbench.catalogue.located import Located, Place, read_json, read_yaml, validate
from workbench.catalogue.pack_file import (
    CATEGORIES,
    CONTROLS,
    MODES,
    OPERATIONS,
    PACK,
    REFERENCES,
    SOURCES,
    PackError,
    entry_names,
    plain_lines,
    read_text,
    shown_name,
)
from workbench.catalogue.published import FILES, check_references
from workbench.catalogue.rules import applicability_rules
from workbench.catalogue.sub_modes import sub_mode_prose
from workbench.catalogue.wording import sources_of
from workbench.domain.catalogue import (
    Catalogue,
    Category,
    Control,
    FailureMode,
    Operation,
    PublishedEntry,
    Source,
    Topic,
)
from workbench.domain.model import Model
from workbench.domain.pack import Origin, Refused, Sha256

HOW, LOOKS, ROOT, SUBS = "How it happens", "What it looks like", "Root cause", "Sub-modes"
MODE_HEADINGS = (HOW, LOOKS, ROOT, SUBS)
WHAT = "What it is"
CATEGORY_HEADINGS = (WHAT, "Scenarios", "Documented incident", "Prevention")

ReadT = TypeVar("ReadT")
ModelT = TypeVar("ModelT", bound=Model)


class _Pack(Model):
    """What `pack.yaml` says."""

    name: str
    version: int


class _Sources(Model):
    """What `sources.yaml` says."""

    sources: tuple[Source, ...]


class _Controls(Model):
    """What `controls.yaml` says: each control once, however many modes refer to it."""

    controls: tuple[Control, ...]


class _Operations(Model):
    """What `operations.yaml` says."""

    operations: tuple[Operation, ...]


class _Standing(Model):
    """What the front matter says about the entry itself and not about what it describes."""

    deprecated: Annotated[str, StringConstraints(max_length=400)] = ""
    overrides: Sha256 | None = None


class PackReader:
    """Reads one pack and gathers what it refuses.

    A team's pack has the name of its folder and lies over `base`, whose controls and sources it may refer to and whose
    entries it may replace. `overlay` holds texts that are read in place of files, by name within the pack.
    """

    def __init__(
        self, folder: Path, pack: str = "", base: Catalogue | None = None, overlay: Mapping[str, str] | None = None
    ) -> None:
        self._folder = folder
        self._pack = pack
        self._base = base
        self._overlay = overlay or {}
        self._refused: list[Refused] = []
        self._controls = {} if base is None else base.controls()
        self._sources_known = set() if base is None else {source.id for source in base.sources}
        self._taken = {} if base is None else taken_in(base)
        self._origins: dict[str, Origin] = {}

    def read(self) -> Catalogue:
        """Read everything; what is malformed is in `refused`."""
        pack = self._attempt(PACK, lambda name: self._yaml(name, _Pack))
        sources = self._optional(SOURCES, lambda name: self._yaml(name, _Sources).sources) or ()
        self._sources_known |= {source.id for source in sources}
        controls = self._optional(CONTROLS, self._read_controls) or {}
        self._controls |= controls
        modes = self._entries(MODES, self._mode)
        categories = self._entries(CATEGORIES, self._category)
        published = [entry for name in FILES for entry in self._optional(name, self._published) or ()]
        operations = self._optional(OPERATIONS, self._operations) or ()
        return Catalogue(
            version=pack.version if pack else 0,
            modes=tuple(sorted(modes, key=lambda mode: mode.id)),
            categories=tuple(sorted(categories, key=lambda category: -category.share)),
            checklists=(),
            sources=sources,
            published=(*published, *operations),
            refused=tuple(self._refused),
            listed_controls=tuple(controls.values()),
            origins=self._origins,
        )

    def _attempt(self, name: str, read: Callable[[str], ReadT]) -> ReadT | None:
        try:
            return read(name)
        except PackError as error:
            self._refuse(name, error)
            return None

    def _refuse(self, name: str, error: PackError) -> None:
        refused = Refused(file=shown_name(name), line=error.line, reason=shown_name(error.reason), pack=self._pack)
        self._refused.append(refused)

    def _optional(self, name: str, read: Callable[[str], ReadT]) -> ReadT | None:
        is_there = name in self._overlay or os.path.lexists(self._folder / name)
        return self._attempt(name, read) if is_there else None

    def _entries(self, subfolder: str, read: Callable[[str], ReadT]) -> list[ReadT]:
        names = {name for name in self._overlay if name.startswith(f"{subfolder}/")}
        try:
            names |= set(entry_names(self._folder, subfolder))
        except PackError as error:
            self._refuse(subfolder, error)
        return [entry for name in sorted(names) if (entry := self._attempt(name, read)) is not None]

    def _yaml(self, name: str, model: type[ModelT]) -> ModelT:
        located = read_yaml(self._text(name))
        return validate(model, located, located.data)

    def _text(self, name: str) -> str:
        if name in self._overlay:
            return plain_lines(self._overlay[name])
        return read_text(self._folder / name, self._folder)

    def _published(self, name: str) -> tuple[PublishedEntry, ...]:
        located = (read_json if name == REFERENCES else read_yaml)(self._text(name))
        entries = validate(FILES[name], located, located.data).entries()
        check_references(entries, located)
        field = Path(name).stem
        for place, entry in enumerate(entries):
            self._check_sources(sources_of(entry), located.line((field, place)))
        self._claim([(f"slug {entry.id}", (field, place, "id")) for place, entry in enumerate(entries)], name, located)
        self._origins |= {f"published/{entry.id}": Origin(pack=self._pack, file=name) for entry in entries}
        return entries

    def _read_controls(self, name: str) -> dict[str, Control]:
        located = read_yaml(self._text(name))
        controls = validate(_Controls, located, located.data).controls
        places: list[Claim] = [(f"control {control.id}", ("controls", i)) for i, control in enumerate(controls)]
        self._claim(places, name, located)
        self._origins |= {f"control/{control.id}": Origin(pack=self._pack, file=name) for control in controls}
        return {control.id: control for control in controls}

    def _operations(self, name: str) -> tuple[Operation, ...]:
        if self._base:
            raise PackError(1, "the parts of operations are built in: a pack brings modes, categories and lists")
        located = read_yaml(self._text(name))
        rows = located.data.get("operations")
        for place, row in enumerate(rows if isinstance(rows, list) else []):
            if isinstance(row, dict):
                row["controls"] = self._named_controls(row.get("controls"), located, ("operations", place, "controls"))
        operations = validate(_Operations, located, located.data).operations
        for place, operation in enumerate(operations):
            _check_fact(operation, located, ("operations", place, "check", "applies_when"))
        places = [(claim, ("operations", place)) for place, row in enumerate(operations) for claim in words(row)]
        self._claim(places, name, located)
        self._origins |= {f"published/{row.id}": Origin(file=name) for row in operations}
        return operations

    def _mode(self, name: str) -> FailureMode:
        entry = read_entry(self._text(name), MODE_HEADINGS)
        located = entry.front_matter
        origin = self._origin(located, name)
        mode = validate(FailureMode, located, self._mode_data(entry))
        _check_fact(mode, located, ("check", "applies_when"))
        self._check_name(mode.id, name, located)
        for index, sub_mode in enumerate(mode.sub_modes):
            if not sub_mode.id.startswith(f"{mode.id}."):
                line = located.line(("sub_modes", index, "id"))
                raise PackError(line, f"the sub-mode `{sub_mode.id}` does not belong to {mode.id}")
        self._check_override(mode, located)
        self._claim(claims(mode), name, located)
        self._origins[mode.id] = origin
        return mode

    def _mode_data(self, entry: Entry) -> dict[str, object]:
        """Join front matter and prose into the fields of FailureMode."""
        data = _without_standing(entry.front_matter)
        data |= sub_mode_prose(data.get("sub_modes"), entry.sections.get(SUBS), entry.front_matter)
        from_prose = {
            "mechanism": entry.section(HOW).text,
            "log_sample": fenced(entry.section(LOOKS)),
            "root_cause": entry.section(ROOT).text,
        }
        for field in from_prose.keys() & data.keys():
            raise PackError(entry.front_matter.line((field,)), f"`{field}` is written as prose, not as a field")
        data["controls"] = self._named_controls(data.get("controls"), entry.front_matter, ("controls",))
        return data | from_prose

    def _named_controls(self, ids: object, located: Located, place: Place) -> object:
        """Put the controls in place of their ids; what is no list is left to the validation."""
        if not isinstance(ids, list):
            return ids
        return [self._control(control, located.line((*place, index))) for index, control in enumerate(ids)]

    def _control(self, control_id: object, line: int) -> Control:
        if not isinstance(control_id, str) or control_id not in self._controls:
            raise PackError(line, f"there is no control `{control_id}` in {CONTROLS}")
        return self._controls[control_id]

    def _check_override(self, mode: FailureMode, located: Located) -> None:
        """Refuse a mode that takes the id of another pack's, or that drops an id of the built-in one it replaces."""
        base = self._base
        if base is None or all(one.id != mode.id for one in base.modes):
            return
        self._check_free(mode.id, mode.id, located)
        if fault := lost_id(base.mode(mode.id), mode):
            raise PackError(located.line(fault[0]), fault[1])

    def _check_free(self, key: str, entry_id: str, located: Located) -> None:
        before = self._base.origin(key) if self._base else Origin()
        if before.is_own:
            raise PackError(located.line(("id",)), f"{entry_id} is already in the pack `{before.pack}`")

    def _check_name(self, entry_id: str, name: str, located: Located) -> None:
        if entry_id != Path(name).stem:
            raise PackError(located.line(("id",)), f"the id `{entry_id}` differs from the file name")

    def _category(self, name: str) -> Category:
        entry = read_entry(self._text(name), CATEGORY_HEADINGS)
        located = entry.front_matter
        if "prose" in located.data:
            raise PackError(located.line(("prose",)), "`prose` is written below the front matter, not as a field")
        entry.section(WHAT)
        origin = self._origin(located, name)
        category = validate(Category, located, _without_standing(located) | {"prose": entry.prose})
        self._check_name(category.id, name, located)
        if category.share and not category.n_at_least:
            raise PackError(located.line(("share",)), "a share needs `n_at_least`: of how many post-mortems it is")
        self._check_sources((category.source,), located.line(("source",)))
        self._check_free(f"category/{category.id}", category.id, located)
        self._claim([(f"category {category.id}", ("id",))], name, located)
        self._origins[f"category/{category.id}"] = origin
        return category

    def _origin(self, located: Located, name: str) -> Origin:
        """Read what the entry says about itself."""
        said = {field: located.data[field] for field in _Standing.model_fields if field in located.data}
        standing = validate(_Standing, located, said)
        return Origin(pack=self._pack, file=name, deprecated=standing.deprecated, overrides=standing.overrides or "")

    def _check_sources(self, ids: Iterable[str], line: int) -> None:
        """Refuse what a team cites and no pack describes: nobody could say how far to trust it."""
        for source_id in ids:
            if self._base and source_id not in self._sources_known:
                raise PackError(line, f"there is no source `{source_id}` in {SOURCES}")

    def _claim(self, wanted: Iterable[Claim], name: str, located: Located) -> None:
        """Take words that must be unique, all or, where one is taken, none.

        What lies over another entry has its file name, and may use its words again.
        """
        fresh: dict[str, str] = {}
        for what, place in wanted:
            if what in fresh or self._taken.get(what, name) != name:
                raise PackError(located.line(place), f"the {what} is already in {self._taken.get(what, name)}")
            fresh[what] = name
        self._taken.update(fresh)


def _check_fact(topic: Topic, located: Located, place: Place) -> None:
    """Raise PackError when a check depends on a fact that no profile has."""
    facts = applicability_rules().facts
    if topic.check.applies_when not in facts:
        raise PackError(located.line(place), f"`{topic.check.applies_when}` is not one of: {', '.join(facts)}")


def _without_standing(located: Located) -> dict[str, object]:
    return {field: value for field, value in located.data.items() if field not in _Standing.model_fields}
