"""A folder of catalogue entries becomes a Catalogue; what is malformed is refused by file, line and reason.

What reads YAML and Markdown is imported when a pack is read: every edit knows this module, and no start waits for it.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from workbench.catalogue.pack_file import PackError, fingerprint, pack_folders, read_bytes
from workbench.data import resource
from workbench.domain.catalogue import Catalogue
from workbench.domain.errors import UserError

PACKS = "packs"
"""Where a workspace keeps the packs of its team."""


@lru_cache(maxsize=1)
def builtin_catalogue() -> Catalogue:
    """Return the catalogue that ships with the workbench, with its checklists and crosswalks."""
    from workbench.catalogue.checklists import load_checklists
    from workbench.catalogue.crosswalks import load_crosswalks

    catalogue = load_pack(resource("catalogue"))
    checks = [topic.check.id for topic in catalogue.topics]
    checklists, refused = load_checklists(resource("checklists"), checks)
    subjects = {mode.id for mode in catalogue.modes} | {category.id for category in catalogue.categories}
    crosswalks, also_refused = load_crosswalks(resource("crosswalks"), subjects)
    found = {"checklists": checklists, "crosswalks": crosswalks}
    return catalogue.model_copy(update=found | {"refused": catalogue.refused + refused + also_refused})


def load_pack(folder: Path) -> Catalogue:
    """Read a pack by itself; every malformed file is in `refused` and the rest is loaded.

    Modes come in the order of their ids, categories with the largest share first. Raises UserError when the folder
    is not there.
    """
    if not folder.is_dir():
        raise UserError(f"There is no pack at {folder}. Nothing was loaded. Check the name of the folder.")
    from workbench.catalogue.pack import PackReader

    return PackReader(folder).read()


def workspace_catalogue(folder: Path) -> Catalogue:
    """Return the built-in catalogue with the packs of a workspace over it; read again when a file of them changed."""
    found = fingerprint(folder / PACKS)
    return _layered(folder, found) if found else builtin_catalogue()


@lru_cache(maxsize=4)
def _layered(folder: Path, _fingerprint: object) -> Catalogue:
    return layered(folder / PACKS)


def layered(packs: Path, overlay: Mapping[str, str] | None = None) -> Catalogue:
    """Lay the packs of a folder over the built-in one, in the order of their names.

    `overlay` holds texts that are read in place of files, by name below `packs`.
    """
    folders, refused = pack_folders(packs)
    texts = overlay or {}
    names = {folder.name for folder in folders} | {name.partition("/")[0] for name in texts}
    catalogue = builtin_catalogue()
    for name in sorted(names):
        within = {path.partition("/")[2]: text for path, text in texts.items() if path.startswith(f"{name}/")}
        catalogue = _with_pack(catalogue, packs / name, within)
    return _with_checklists(catalogue.model_copy(update={"refused": catalogue.refused + refused}))


def check_pack(folder: Path) -> Catalogue:
    """Read one pack over the built-in one and return what it holds itself, with what it refuses.

    Raises UserError when the folder is not there.
    """
    from workbench.catalogue.pack import PackReader

    if not folder.is_dir():
        raise UserError(f"There is no pack at {folder}. Nothing was loaded. Check the name of the folder.")
    return PackReader(folder, folder.resolve().name, builtin_catalogue()).read()


def pack_text(packs: Path, path: str) -> str | None:
    """Return the text of a file below `packs` as it lies there, or None where it is not or cannot be read."""
    pack, _, name = path.partition("/")
    try:
        return read_bytes(packs / pack / name, packs / pack).decode("utf-8")
    except PackError:
        return None


def _with_pack(catalogue: Catalogue, folder: Path, overlay: Mapping[str, str]) -> Catalogue:
    from workbench.catalogue.layers import lay_over
    from workbench.catalogue.pack import PackReader

    return lay_over(catalogue, PackReader(folder, folder.name, catalogue, overlay).read())


def _with_checklists(catalogue: Catalogue) -> Catalogue:
    from workbench.catalogue.layers import asked

    builtin = builtin_catalogue()
    lists = tuple(asked(one, builtin, catalogue) for one in builtin.checklists)
    return catalogue.model_copy(update={"checklists": lists})
