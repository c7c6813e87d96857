"""What an analyser is."""

from collections.abc import Callable
from dataclasses import dataclass

from workbench.analysers.readers.reader import Reading
from workbench.domain.analysis import Analysis

DEFAULT_TOLERANCE = 0.003
"""The bad rate that 1,000 clean runs support; a profile's own tolerance goes before it."""


@dataclass(frozen=True)
class Analyser:
    """One way to answer one check from records."""

    id: str
    check: str
    reads: tuple[str, ...]
    """Ids of readers."""
    analyse: Callable[[Reading, float], Analysis]
    """From a reading and a tolerance (a rate) to an analysis without its file."""
