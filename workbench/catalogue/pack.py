"""Reads one pack: a folder of catalogue entries."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from workbench.catalogue.entry import Entry, fenced, read_entry, read_text
from workbench.catalogue.located import Located, PackError, Place, read_yaml, validate
from workbench.catalogue.published import FILES, check_references
from workbench.catalogue.rules import applicability_rules
from workbench.catalogue.sub_modes import sub_mode_prose
from workbench.domain.catalogue import (
    Catalogue,
    Category,
    Control,
    FailureMode,
    Operation,
    PublishedEntry,
    Refused,
    Source,
    Topic,
)
from workbench.domain.model import Model

HOW, LOOKS, ROOT, SUBS = "How it happens", "What it looks like", "Root cause", "Sub-modes"
MODE_HEADINGS = (HOW, LOOKS, ROOT, SUBS)
WHAT = "What it is"
CATEGORY_HEADINGS = (WHAT, "Scenarios", "Documented incident", "Prevention")

Claim = tuple[str, Place]
"""A word that may stand once in a pack, and where it stands."""

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


class PackReader:
    """Reads one pack and gathers what it refuses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._refused: list[Refused] = []
        self._controls: dict[str, Control] = {}
        self._taken: dict[str, str] = {}

    def read(self) -> Catalogue:
        pack = self._attempt("pack.yaml", lambda name: self._yaml(name, _Pack))
        sources = self._optional("sources.yaml", self._sources)
        self._controls = self._optional("controls.yaml", self._read_controls) or {}
        modes = self._entries("failure-modes", self._mode)
        categories = self._entries("categories", self._category)
        published = [entry for name in FILES for entry in self._optional(name, self._published) or ()]
        operations = self._optional("operations.yaml", self._operations) or ()
        return Catalogue(
            version=pack.version if pack else 0,
            modes=tuple(sorted(modes, key=lambda mode: mode.id)),
            categories=tuple(sorted(categories, key=lambda category: -category.share)),
            checklists=(),
            sources=sources or (),
            published=(*published, *operations),
            refused=tuple(self._refused),
        )

    def _attempt(self, name: str, read: Callable[[str], ReadT]) -> ReadT | None:
        try:
            return read(name)
        except PackError as error:
            self._refused.append(Refused(file=name, line=error.line, reason=error.reason))
            return None

    def _optional(self, name: str, read: Callable[[str], ReadT]) -> ReadT | None:
        return self._attempt(name, read) if (self._folder / name).exists() else None

    def _entries(self, subfolder: str, read: Callable[[str], ReadT]) -> list[ReadT]:
        names = sorted(path.relative_to(self._folder).as_posix() for path in (self._folder / subfolder).glob("*.md"))
        return [entry for name in names if (entry := self._attempt(name, read)) is not None]

    def _yaml(self, name: str, model: type[ModelT]) -> ModelT:
        located = read_yaml(self._text(name))
        return validate(model, located, located.data)

    def _text(self, name: str) -> str:
        return read_text(self._folder / name, self._folder)

    def _sources(self, name: str) -> tuple[Source, ...]:
        return self._yaml(name, _Sources).sources

    def _published(self, name: str) -> tuple[PublishedEntry, ...]:
        located = read_yaml(self._text(name))
        entries = validate(FILES[name], located, located.data).entries()
        check_references(entries, located)
        field = Path(name).stem
        self._claim([(f"slug {entry.id}", (field, place, "id")) for place, entry in enumerate(entries)], name, located)
        return entries

    def _read_controls(self, name: str) -> dict[str, Control]:
        located = read_yaml(self._text(name))
        controls = validate(_Controls, located, located.data).controls
        places: list[Claim] = [(f"control {control.id}", ("controls", i)) for i, control in enumerate(controls)]
        self._claim(places, name, located)
        return {control.id: control for control in controls}

    def _operations(self, name: str) -> tuple[Operation, ...]:
        located = read_yaml(self._text(name))
        rows = located.data.get("operations")
        for place, row in enumerate(rows if isinstance(rows, list) else []):
            if isinstance(row, dict):
                row["controls"] = self._named_controls(row.get("controls"), located, ("operations", place, "controls"))
        operations = validate(_Operations, located, located.data).operations
        for place, operation in enumerate(operations):
            _check_fact(operation, located, ("operations", place, "check", "applies_when"))
        places = [(claim, ("operations", place)) for place, row in enumerate(operations) for claim in _words(row)]
        self._claim(places, name, located)
        return operations

    def _mode(self, name: str) -> FailureMode:
        entry = read_entry(self._text(name), MODE_HEADINGS)
        located = entry.front_matter
        mode = validate(FailureMode, located, self._mode_data(entry))
        _check_fact(mode, located, ("check", "applies_when"))
        if mode.id != Path(name).stem:
            raise PackError(located.line(("id",)), f"the id `{mode.id}` differs from the file name")
        for index, sub_mode in enumerate(mode.sub_modes):
            if not sub_mode.id.startswith(f"{mode.id}."):
                line = located.line(("sub_modes", index, "id"))
                raise PackError(line, f"the sub-mode `{sub_mode.id}` does not belong to {mode.id}")
        self._claim(_claims(mode), name, located)
        return mode

    def _mode_data(self, entry: Entry) -> dict[str, object]:
        """Join front matter and prose into the fields of FailureMode."""
        data = dict(entry.front_matter.data)
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
            raise PackError(line, f"there is no control `{control_id}` in controls.yaml")
        return self._controls[control_id]

    def _category(self, name: str) -> Category:
        entry = read_entry(self._text(name), CATEGORY_HEADINGS)
        located = entry.front_matter
        if "prose" in located.data:
            raise PackError(located.line(("prose",)), "`prose` is written below the front matter, not as a field")
        entry.section(WHAT)
        category = validate(Category, located, located.data | {"prose": entry.prose})
        if category.id != Path(name).stem:
            raise PackError(located.line(("id",)), f"the id `{category.id}` differs from the file name")
        self._claim([(f"category {category.id}", ("id",))], name, located)
        return category

    def _claim(self, claims: Iterable[Claim], name: str, located: Located) -> None:
        """Take words that must be unique in the pack, all or, where one is taken, none."""
        fresh: dict[str, str] = {}
        for what, place in claims:
            if what in self._taken or what in fresh:
                raise PackError(located.line(place), f"the {what} is already in {self._taken.get(what, name)}")
            fresh[what] = name
        self._taken.update(fresh)


def _check_fact(topic: Topic, located: Located, place: Place) -> None:
    """Raise PackError when a check depends on a fact that no profile has."""
    facts = applicability_rules().facts
    if topic.check.applies_when not in facts:
        raise PackError(located.line(place), f"`{topic.check.applies_when}` is not one of: {', '.join(facts)}")


def _words(topic: Topic) -> tuple[str, str]:
    """Return what no other mode or part of operations may use, beside its id."""
    return f"slug {topic.slug}", f"check {topic.check.id}"


def _claims(mode: FailureMode) -> Iterator[Claim]:
    """List what no other mode may use; the id itself is unique as the file name is."""
    slug, check = _words(mode)
    yield slug, ("slug",)
    yield check, ("check", "id")
    for index, sub_mode in enumerate(mode.sub_modes):
        yield f"sub-mode {sub_mode.id}", ("sub_modes", index, "id")
        yield f"slug {sub_mode.slug}", ("sub_modes", index, "slug")
