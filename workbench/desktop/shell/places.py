"""The places of work: each package below `workbench.desktop` may expose one `PLACE`, found by the registry."""

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.registry import walk

if TYPE_CHECKING:
    from workbench.desktop.kit.page import Page
    from workbench.desktop.shell.services import Services


@dataclass(frozen=True)
class Place:
    """One place of work, without importing its page.

    Stands as `PLACE` in the `__init__.py` of the place's package, which imports no Qt.
    """

    id: str
    title: str
    icon: str
    page: str
    """`module:Class`, a `kit.page.Page` whose constructor takes `Services`."""
    key: str = ""
    """Shortcut, `Ctrl+1`; it stands in the Go menu."""
    order: int = 100
    """Where it stands in the rail, from the top."""
    on_rail: bool = True
    needs_workspace: bool = True


def places() -> dict[str, Place]:
    """Return all places by id, in their order in the rail."""
    found: dict[str, Place] = walk("workbench.desktop", "PLACE")
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))


def page_class(place: Place) -> "type[Page]":
    """Import the page of a place; any thread may do it ahead of the window's."""
    module, _, name = place.page.partition(":")
    found: type[Page] = getattr(importlib.import_module(module), name)
    return found


def make_page(place: Place, services: "Services") -> "Page":
    """Import and make the page of a place."""
    page: Page = page_class(place)(services)  # type: ignore[arg-type]  # a page takes services, its base does not
    return page
