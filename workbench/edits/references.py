"""Bringing in what another framework lists, as a pack beside those of the team."""

import json
from dataclasses import dataclass
from typing import ClassVar

from workbench.catalogue.pack_file import MAX_REFERENCE_BYTES, REFERENCES, SOURCES
from workbench.domain.errors import UserError
from workbench.domain.reference import ReferenceEntry, ReferencePack, Technique, staying
from workbench.edits.edit import Occasion
from workbench.edits.packs import PACK_YAML, write_files
from workbench.storage.store import Store


@dataclass(frozen=True)
class BringReferences:
    """Write the entries of a framework; what its new version does not list, or has older, stays as it is."""

    said: ClassVar[str] = "Reference entries imported"
    is_final: ClassVar[bool] = False

    pack: ReferencePack

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Write the pack; a UserError refuses one that is too large or takes the ids of another pack."""
        text = _entries_text(store, self.pack)
        if len(text.encode()) > MAX_REFERENCE_BYTES:
            raise UserError(
                f"What {self.pack.name} lists is longer than {MAX_REFERENCE_BYTES // 1024 // 1024} MB. "
                "Nothing was imported. Import the file as its publisher gives it."
            )
        folder = self.pack.framework
        texts = {
            f"{folder}/{PACK_YAML}": f"name: {_quoted(self.pack.name)}\nversion: 1\n",
            f"{folder}/{SOURCES}": _source_text(self.pack),
            f"{folder}/{REFERENCES}": text,
        }
        if any(staying(one, self.pack.entries[0]) is one for one in _known(store, self.pack)):
            del texts[f"{folder}/{SOURCES}"]  # what is there comes from a newer version, which stays the source
        write_files(store, texts)


def _known(store: Store, pack: ReferencePack) -> list[ReferenceEntry]:
    return [one for one in store.catalogue.references if one.framework == pack.framework]


def _entries_text(store: Store, pack: ReferencePack) -> str:
    entries = {one.id: one for one in _known(store, pack)}
    entries |= {one.id: staying(entries.get(one.id), one) for one in pack.entries}
    ordered = [entries[key] for key in sorted(entries)]
    rows = {
        "techniques": [one.model_dump(mode="json") for one in ordered if isinstance(one, Technique)],
        "mitigations": [one.model_dump(mode="json") for one in ordered if not isinstance(one, Technique)],
    }
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _source_text(pack: ReferencePack) -> str:
    about = {
        "id": pack.source,
        "title": f"{pack.name} {pack.version}".strip(),
        "author": pack.author,
        "published": f"version {pack.version}" if pack.version else "version not given",
        "address": pack.address,
        "badge": f"As {pack.file} tells it, SHA-256 {pack.sha256[:16]}…; imported, not checked.",
    }
    lines = [f"    {field}: {_quoted(value)}" for field, value in about.items()]
    return "\n".join(["sources:", f"  - {lines[0].strip()}", *lines[1:]]) + "\n"


def _quoted(text: str) -> str:
    """Return a text as YAML, of which JSON is a part."""
    return json.dumps(text)


EDITS = (BringReferences,)
