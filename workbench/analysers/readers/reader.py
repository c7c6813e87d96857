"""What a reader is, and what it hands to an analyser."""

from collections.abc import Callable
from dataclasses import dataclass

from workbench.analysers.readers.front import EvidenceText
from workbench.domain.analysis import RunRecord


@dataclass(frozen=True)
class Reading:
    """The runs of one file, and what a person must know about how they were read."""

    records: tuple[RunRecord, ...]
    notes: tuple[str, ...] = ()
    unfinished: str = ""
    """Why the file is not a finished run; such a file never proposes a pass."""


@dataclass(frozen=True)
class Reader:
    """One file format."""

    id: str
    name: str
    """As people call the format."""
    sniff: Callable[[str], bool]
    """Tell from the whole text, never from a name, whether it is this format; a broken file still counts."""
    read: Callable[[EvidenceText], Reading]
    """Read it; UserError names file, line and column when it is broken."""
