"""Our own markup for `RichText`: links to places in the window, every value escaped."""

import re
from html import escape

from workbench.domain.catalogue import Catalogue, FailureMode

_REFERENCE = re.compile(r"([A-Z][A-Za-z0-9]{1,11}(?:\.[A-Za-z0-9]{1,11}){1,3})")


def link(kind: str, argument: str, text: str) -> str:
    """Return a link of ours (`shell/links.py`)."""
    return f'<a href="workbench:{escape(kind)}/{escape(argument)}">{escape(text)}</a>'


def with_references(catalogue: Catalogue, text: str) -> str:
    """Return a text, escaped, in which the ids of reference entries lead to them."""
    known = {entry.id for entry in catalogue.references}
    if not known:
        return escape(text)
    parts = _REFERENCE.split(text)
    return "".join(link("published", part, part) if part in known else escape(part) for part in parts)


def mode_of(catalogue: Catalogue, mode_id: str) -> FailureMode | None:
    """Return a mode, or the one that a sub-mode belongs to; None when the catalogue has none."""
    wanted = mode_id.partition(".")[0]
    return next((mode for mode in catalogue.modes if mode.id == wanted), None)


def mode_markup(catalogue: Catalogue, mode_id: str) -> str:
    """Return a mode or sub-mode as id and name, linked when the catalogue has it."""
    mode = mode_of(catalogue, mode_id)
    if mode is None:
        return escape(mode_id)
    names = {mode.id: mode.name} | {sub.id: sub.name for sub in mode.sub_modes}
    return link("mode", mode_id, f"{mode_id} {names.get(mode_id, mode.name)}")
