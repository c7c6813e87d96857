"""Every kind of edit by name, so that the journal can say what an entry did."""

from functools import lru_cache

from workbench.edits.edit import Edit
from workbench.registry import walk


@lru_cache(maxsize=1)
def kinds() -> dict[str, type[Edit]]:
    """Return the edit classes by name: each module of this package lists its own in `EDITS`."""
    return walk("workbench.edits", "EDITS")


def said(kind: str) -> str:
    """Return what an entry of a kind did, in words."""
    edit = kinds().get(kind)
    return edit.said if edit else kind


def is_final(kind: str) -> bool:
    """Tell whether undo stops at a kind of entry."""
    edit = kinds().get(kind)
    return edit is not None and edit.is_final
