"""What a writer of a foreign format is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.domain.incident import Incident
from workbench.registry import walk


@dataclass(frozen=True)
class Writer:
    """One format that incidents can be written in."""

    id: str
    name: str
    """As people call it."""
    suffix: str
    """Of the file, with its dot."""
    write: Callable[[Sequence[Incident]], bytes]


def writers() -> dict[str, Writer]:
    """Return every writer by its id."""
    return walk("workbench.interchange", "WRITER")
