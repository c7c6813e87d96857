"""Which field of the workspace a widget shows: what the history beside each field asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class FieldPlace:
    """A field of a row."""

    entity: str
    """`finding/0192…`."""
    path: str
    """`rationale`, `profile.guardrails`; empty for the whole row."""
    name: str
    """As people call it, for the title."""


Find = Callable[[], FieldPlace | None]
_PLACES: WeakKeyDictionary[QWidget, Find] = WeakKeyDictionary()


def shows_field(widget: QWidget, find: Find) -> None:
    """Let a widget and everything in it have a history; `find` tells of which field, or None while it has none."""
    _PLACES[widget] = find


def place_of(widget: QWidget | None) -> FieldPlace | None:
    """Return the field that a widget shows, or that the nearest widget around it shows."""
    while widget is not None:
        find = _PLACES.get(widget)
        if find is not None and (place := find()) is not None:
            return place
        widget = None if widget.isWindow() else widget.parentWidget()
    return None
