"""Writing the files of a team's packs, and following what was changed there without the workbench."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from workbench.catalogue.loader import PACKS, layered, pack_text
from workbench.domain.catalogue import Catalogue
from workbench.domain.errors import UserError
from workbench.domain.journal import digest
from workbench.domain.pack import PackFile, Refused
from workbench.edits.edit import Doing, Occasion
from workbench.storage.store import Store

PACK_YAML = "pack.yaml"
FIRST = "name: Our own\nversion: 1\n"
"""What describes a pack that is made by its first entry."""
SNAPSHOT = "pack"


def write_file(store: Store, path: str, text: str) -> Catalogue:
    """Replace the text of a file of a pack, and make the pack where there is none; a UserError refuses a bad text.

    Returns the catalogue as it is with that text.
    """
    texts = {path: text}
    described = f"{path.partition('/')[0]}/{PACK_YAML}"
    if not os.path.lexists(store.pack_files.folder / described):
        texts[described] = FIRST
    return write_files(store, texts)


def write_files(store: Store, texts: Mapping[str, str]) -> Catalogue:
    """Do the same with several texts that stand or fall together, by their paths below `packs/`."""
    catalogue = layered(store.folder / PACKS, texts)
    faults = new_faults(store.catalogue, catalogue, texts)
    if faults:
        raise UserError(f"{faults[0].where}: {faults[0].reason}. Nothing was changed. Correct it.")
    for name, written in texts.items():
        row = store.packs.find(name)
        store.pack_files.refuse_changed(name, store.snapshot(row.sha256) if row else None)
        save_file(store, name, written.encode())
    return catalogue


def save_file(store: Store, path: str, body: bytes) -> None:
    """Keep a text by its hash and write it."""
    store.packs.save(PackFile(id=path, sha256=store.keep_snapshot(SNAPSHOT, body)))


def new_faults(before: Catalogue, after: Catalogue, texts: Collection[str]) -> list[Refused]:
    """Return what a catalogue with new texts refuses: in those texts first, then in files that were good before."""
    known = {(row.pack, row.file) for row in before.refused}
    of_texts = [row for row in after.refused if f"{row.pack}/{row.file}" in texts]
    others = [row for row in after.refused if row not in of_texts and (row.pack, row.file) not in known]
    return of_texts + others


def text_to_edit(folder: Path, catalogue: Catalogue, key: str) -> tuple[str, str | None]:
    """Return the text of a mode or category to begin with, and its SHA-256 where it is the team's own.

    Raises UserError when there is no such entry, or its file went away meanwhile.
    """
    from workbench.catalogue.layers import builtin_text

    origin = catalogue.origin(key)
    text = pack_text(folder / PACKS, origin.path) if origin.is_own else builtin_text(origin.file)
    if not origin.file or text is None:
        raise UserError(f"The catalogue has no entry {key}. Nothing was changed. `workbench catalogue list` has them.")
    return text, digest(text.encode()) if origin.is_own else None


def refuse_stale(store: Store, path: str, seen: str | None) -> None:
    """Raise a UserError when a text is not the one that a person began with: `seen`, its SHA-256 or None."""
    now = pack_text(store.pack_files.folder, path)
    if (digest(now.encode()) if now is not None else None) != seen:
        raise UserError(
            f"{path} was changed since you began. Nothing was changed. Look at what it says now, and do it again."
        )


@dataclass(frozen=True)
class FollowPackFiles:
    """Note what somebody changed in packs without the workbench: with an editor, or by a pull."""

    said: ClassVar[str] = "Pack changed outside the workbench"
    is_final: ClassVar[bool] = False

    bodies: tuple[tuple[str, bytes | None], ...]
    """New content by path; None for a file that is gone."""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Keep the new texts."""
        for path, body in self.bodies:
            if body is None:
                store.packs.delete(path)
            else:
                save_file(store, path, body)


def changed_outside(store: Store) -> tuple[tuple[str, bytes | None], ...]:
    """Return the files that are not as the journal has them; one that cannot be read stays as it was."""
    found = store.pack_files.found()
    known = {row.id: row.sha256 for row in store.packs.all()}
    new = [(path, body) for path, body in found.items() if known.get(path) != digest(body)]
    folder = store.pack_files.folder
    gone = [(path, None) for path in known if path not in found and not os.path.lexists(folder / path)]
    return tuple(sorted([*new, *gone]))


def follow_packs(session: Doing) -> tuple[str, ...]:
    """Journal what was changed outside, and return the paths of it; nothing where nothing was."""
    bodies = changed_outside(session.store)
    if bodies:
        session.do(FollowPackFiles(bodies))
    return tuple(path for path, _ in bodies)


EDITS = (FollowPackFiles,)
