"""Reading an entry for the editor, and looking a text over before it is kept."""

import re
from dataclasses import dataclass
from typing import Any

from workbench.catalogue.loader import PACKS, layered
from workbench.catalogue.pack import HOW, LOOKS, ROOT, SUBS
from workbench.catalogue.writing import category_data, category_text, mode_data, mode_text, next_mode_id, place_of
from workbench.domain.catalogue import Catalogue, Category, FailureMode
from workbench.domain.pack import Origin
from workbench.edits.catalogue import file_name, key_of, loss, modes_given, own_pack
from workbench.edits.packs import FIRST, PACK_YAML, new_faults, text_to_edit
from workbench.storage.store import Store

NEW_MODE: dict[str, Any] = {
    "severity": "HIGH",
    "severity_source": "set by us",
    "sources": ["our own"],
    "check": {"applies_when": "always"},
}
HEADINGS = {HOW: "mechanism", LOOKS: "log_sample", ROOT: "root_cause", SUBS: "sub_modes"}
"""The field of each heading."""
FieldPath = tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """An entry as it is to be edited."""

    key: str
    """Empty for a new one."""
    is_mode: bool
    data: dict[str, Any]
    """As `mode_data` and `category_data` have it."""
    seen: str | None = None
    """SHA-256 of the team's text."""
    is_builtin: bool = False
    """Whether a text of the team's own will stand in place of the built-in one."""

    def text(self, data: dict[str, Any]) -> str:
        """Return the file that says some data."""
        return mode_text(data) if self.is_mode else category_text(data)


@dataclass(frozen=True)
class Checked:
    """What a text amounts to."""

    catalogue: Catalogue
    """With the text in it."""
    entry: FailureMode | Category | None
    field: FieldPath = ()
    """Where something is wrong; empty where that is nowhere in the form."""
    fault: str = ""


def read_draft(store: Store, key: str, is_mode: bool = True) -> Draft:
    """Read an entry, or make an empty one under the next free id; a UserError says that there is none."""
    catalogue = store.catalogue
    if not key:
        first = NEW_MODE | {"id": next_mode_id(catalogue, modes_given(store))}
        return Draft("", is_mode, first if is_mode else {"modes": [], "source": "source 1"})
    _, seen = text_to_edit(store.folder, catalogue, key)
    origin = catalogue.origin(key)
    if key.startswith("category/"):
        data = category_data(catalogue.category(key.partition("/")[2]), origin)
        return Draft(key, False, data, seen, not origin.is_own)
    return Draft(key, True, mode_data(catalogue.mode(key), origin), seen, not origin.is_own)


def check_text(store: Store, draft: Draft, text: str, entry_id: str) -> Checked:
    """Say what a text amounts to in place of the entry's file, and what is wrong with it first."""
    before = store.catalogue
    name = file_name(entry_id)
    if not name:
        return Checked(before, None, ("id",), "an id is M and two digits for a mode, or small letters for a category")
    if not draft.key and key_of(before, entry_id):
        return Checked(before, None, ("id",), f"{entry_id} is taken")
    origin = before.origin(draft.key) if draft.key else Origin()
    path = origin.path if origin.is_own else f"{own_pack(store)}/{name}"
    pack = path.partition("/")[0]
    texts = {path: text, f"{pack}/{PACK_YAML}": FIRST}
    if (store.folder / PACKS / pack / PACK_YAML).exists():
        del texts[f"{pack}/{PACK_YAML}"]
    after = layered(store.folder / PACKS, texts)
    faults = new_faults(before, after, texts)
    if faults:
        ours = f"{faults[0].pack}/{faults[0].file}" == path
        field = field_of(text, faults[0].line, faults[0].reason) if ours else ()
        return Checked(after, None, field, faults[0].reason if ours else f"{faults[0].where}: {faults[0].reason}")
    key = draft.key or key_of(after, entry_id)
    if draft.key and (fault := loss(before, after, draft.key)):
        return Checked(after, None, ("sub_modes",) if "sub-mode" in fault else ("id",), fault)
    is_category = key.startswith("category/")
    return Checked(after, after.category(key.partition("/")[2]) if is_category else after.mode(key))


def field_of(text: str, line: int, reason: str) -> FieldPath:
    """Return the field of the form that a refusal is about, by the name that it says or else by its line."""
    if named := re.match(r"`([a-z_]+(?:\.[a-z_]+)*)(?:\.\d+[.\w]*)?`", reason):
        path = tuple(part for part in named[1].split(".") if part)
        return path[:1] if path[0] in ("sub_modes", "links", "controls", "aliases", "sources") else path
    if heading := re.search(r"`## ([^`]+)`", reason):
        return (HEADINGS.get(heading[1], "prose"),)
    place = place_of(text, line)
    if len(place) == 1 and place[0] in HEADINGS:
        return (HEADINGS[place[0]],)
    return place[:1] if place and place[0] in ("sub_modes", "links", "controls") else place


def slug_of(name: str) -> str:
    """Return a slug made of a name: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:60]
