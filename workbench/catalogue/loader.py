"""A folder of catalogue entries becomes a Catalogue; what is malformed is refused by file, line and reason.

What reads YAML and Markdown is imported when a pack is read: every edit knows this module, and no start waits for it.
"""

from functools import lru_cache
from pathlib import Path

from workbench.data import resource
from workbench.domain.catalogue import Catalogue
from workbench.domain.errors import UserError


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
    """Read a pack; every malformed file is in `refused` and the rest is loaded.

    Modes come in the order of their ids, categories with the largest share first. Raises UserError when the folder
    is not there.
    """
    if not folder.is_dir():
        raise UserError(f"There is no pack at {folder}. Nothing was loaded. Check the name of the folder.")
    from workbench.catalogue.pack import PackReader

    return PackReader(folder).read()
