"""Adding, changing and deprecating entries of the catalogue, in a pack of the team's own."""

import os
import re
from dataclasses import dataclass
from typing import ClassVar

from workbench.catalogue.loader import PACKS
from workbench.catalogue.pack_file import CATEGORIES, CONTROLS, MODES, REFERENCES, pack_folders
from workbench.domain.catalogue import Catalogue, Control
from workbench.domain.errors import UserError
from workbench.domain.pack import Origin
from workbench.edits.edit import Occasion
from workbench.edits.packs import SNAPSHOT, refuse_stale, text_to_edit, write_file
from workbench.storage.pack_history import names_given
from workbench.storage.store import Store

FIRST_PACK = "team"
"""The pack that is made by the first entry of a team."""


@dataclass(frozen=True)
class AddEntry:
    """Add a failure mode or a category; its id was never given before."""

    said: ClassVar[str] = "Entry added to the catalogue"
    is_final: ClassVar[bool] = False

    text: str
    """The whole file."""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Write the file into the team's pack."""
        from workbench.catalogue.writing import id_in

        entry_id = id_in(self.text)
        name = file_name(entry_id)
        if not name:
            raise UserError(
                "The text names no id of an entry, such as M13 for a failure mode. Nothing was changed. "
                "Write it into the front matter."
            )
        catalogue = store.catalogue
        if key_of(catalogue, entry_id) or name in names_given(store):
            raise UserError(
                f"{entry_id} was given before, and ids are never given twice. Nothing was changed. "
                f"{_next_free(store, entry_id)}"
            )
        write_file(store, f"{own_pack(store)}/{name}", self.text)


@dataclass(frozen=True)
class EditEntry:
    """Change what an entry says; of a built-in one the team's pack gets its own text, which stands in its place."""

    said: ClassVar[str] = "Catalogue entry changed"
    is_final: ClassVar[bool] = False

    key: str
    """`M06` or `category/prompt-injection`."""
    text: str
    seen: str | None
    """SHA-256 of the team's text that the person began with; None where there was none."""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Write the file."""
        rewrite(store, self.key, self.text, self.seen)


@dataclass(frozen=True)
class DeprecateEntry:
    """Mark an entry as one that new reviews do not ask any more, or take that mark away."""

    said: ClassVar[str] = "Catalogue entry deprecated"
    is_final: ClassVar[bool] = False

    key: str
    reason: str
    """Empty to take the mark away."""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Write the reason into the front matter and leave the rest of the file as it is."""
        from workbench.catalogue.writing import with_field

        text, seen = text_to_edit(store.folder, store.catalogue, self.key)
        rewrite(store, self.key, with_field(text, "deprecated", self.reason.strip()), seen)


@dataclass(frozen=True)
class KeepOverride:
    """Say that the team's text stands, now that the built-in entry beneath it has changed."""

    said: ClassVar[str] = "Our own text kept"
    is_final: ClassVar[bool] = False

    key: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Note the built-in text as it is now in the front matter."""
        from workbench.catalogue.writing import with_field

        origin = store.catalogue.origin(self.key)
        if not origin.builtin:
            raise UserError(f"{self.key} stands in place of no built-in entry. Nothing was changed.")
        text, seen = text_to_edit(store.folder, store.catalogue, self.key)
        rewrite(store, self.key, with_field(text, "overrides", origin.builtin), seen)


@dataclass(frozen=True)
class WriteControl:
    """Add a control to the team's pack, or change what one is called and what it does."""

    said: ClassVar[str] = "Control written"
    is_final: ClassVar[bool] = False

    control: Control

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Write the list of controls."""
        from workbench.catalogue.writing import controls_text

        catalogue, pack = store.catalogue, own_pack(store)
        ours = {row.id: row for row in catalogue.listed_controls if catalogue.origin(f"control/{row.id}").pack == pack}
        path = f"{pack}/{CONTROLS}"
        if any(row.pack == pack and row.file == CONTROLS for row in catalogue.refused):
            raise UserError(
                f"{path} cannot be read as it is, and writing it would lose what it says. Nothing was changed. "
                "Mend the file first; `workbench catalogue check` says where."
            )
        write_file(store, path, controls_text((ours | {self.control.id: self.control}).values()))


def rewrite(store: Store, key: str, text: str, seen: str | None) -> None:
    """Write a new text of an entry into the team's pack; a UserError refuses one that is bad or gives up an id."""
    catalogue = store.catalogue
    origin = catalogue.origin(key)
    if not origin.file:
        raise UserError(f"The catalogue has no entry {key}. Nothing was changed. `workbench catalogue list` has them.")
    path = own_path(store, origin)
    refuse_stale(store, path, seen)
    written = write_file(store, path, over_builtin(store, origin.file, text))
    if fault := loss(catalogue, written, key):
        raise UserError(f"{key} keeps its ids: {fault}. Nothing was changed. Correct it.")


def over_builtin(store: Store, name: str, text: str) -> str:
    """Return a text that says over which built-in text it lies, where it lies over one, and keep that text."""
    from workbench.catalogue.layers import builtin_text
    from workbench.catalogue.writing import with_field

    builtin = builtin_text(name)
    if builtin is None:
        return text
    kept = store.keep_snapshot(SNAPSHOT, builtin.encode())
    is_noted = re.search(r"^overrides\s*:", text, re.MULTILINE)
    return text if is_noted else with_field(text, "overrides", kept)


def loss(before: Catalogue, after: Catalogue, key: str) -> str:
    """Return which id an entry would give up by a change; "" for none."""
    from workbench.catalogue.claims import lost_id

    old = next((mode for mode in before.modes if mode.id == key), None)
    new = next((mode for mode in after.modes if mode.id == key), None)
    if old is None:
        is_there = any(f"category/{one.id}" == key for one in after.categories)
        return "" if is_there else f"the id of {key} cannot be changed"
    lost = lost_id(old, new) if new else None
    return f"the id `{key}` cannot be changed" if new is None else (lost[1] if lost else "")


def own_pack(store: Store) -> str:
    """Return the pack for new entries: the first one of the team, which holds no framework, or one that is made."""
    folders, _ = pack_folders(store.folder / PACKS)
    own = (folder.name for folder in folders if not os.path.lexists(folder / REFERENCES))
    return next(own, FIRST_PACK)


def own_path(store: Store, origin: Origin) -> str:
    """Return where the team's text of an entry lies, or would lie, below `packs/`."""
    return origin.path if origin.is_own else f"{own_pack(store)}/{origin.file}"


def file_name(entry_id: str) -> str:
    """Return the file of an entry by its id, `failure-modes/M13.md`; "" for what is no id."""
    if re.fullmatch(r"M\d{2}|OTH", entry_id):
        return f"{MODES}/{entry_id}.md"
    return f"{CATEGORIES}/{entry_id}.md" if re.fullmatch(r"[a-z][a-z0-9-]{1,60}", entry_id) else ""


def key_of(catalogue: Catalogue, entry_id: str) -> str:
    """Return the key of a mode or category by its id, or ""."""
    if any(mode.id == entry_id for mode in catalogue.modes):
        return entry_id
    return f"category/{entry_id}" if any(row.id == entry_id for row in catalogue.categories) else ""


def _next_free(store: Store, entry_id: str) -> str:
    from workbench.catalogue.writing import next_mode_id

    if not re.fullmatch(r"M\d{2}", entry_id):
        return "Choose another id."
    return f"The next free one is {next_mode_id(store.catalogue, modes_given(store)) or 'none: M99 is taken'}."


def modes_given(store: Store) -> frozenset[str]:
    """Return the ids of modes that a pack of this workspace ever had, also those whose file is gone."""
    prefix = f"{MODES}/"
    return frozenset(
        name.removeprefix(prefix).removesuffix(".md") for name in names_given(store) if name.startswith(prefix)
    )


EDITS = (AddEntry, EditEntry, DeprecateEntry, KeepOverride, WriteControl)
