"""The action priority: how soon to act on a rated failure mode. It orders the discussion, never the verdict.

AIAG & VDA FMEA Handbook, 1st edition 2019, section 3.5.9; the logic only, none of its wording.
"""

from enum import StrEnum

from workbench.domain.model import Model


class Level(StrEnum):
    """How urgent an action is: H must act or justify, M should act, L could act."""

    HIGH = "H"
    MEDIUM = "M"
    LOW = "L"


LEVEL_WORDS = {Level.HIGH: "High", Level.MEDIUM: "Medium", Level.LOW: "Low"}


class Priority(Model):
    """An action priority and the row of the table that decides it."""

    level: Level
    row: str
    """The bands that were met, such as `severity 9-10, occurrence 4-5, detection 1`."""


# Detection runs from hardest to easiest to notice; each letter of a row answers the band in the same place.
_DETECTION = ((7, 10), (5, 6), (2, 4), (1, 1))
_TABLE: tuple[tuple[tuple[int, int], tuple[tuple[tuple[int, int], str], ...]], ...] = (
    ((9, 10), (((8, 10), "HHHH"), ((6, 7), "HHHH"), ((4, 5), "HHHM"), ((2, 3), "HMLL"), ((1, 1), "LLLL"))),
    ((7, 8), (((8, 10), "HHHH"), ((6, 7), "HHHM"), ((4, 5), "HMMM"), ((2, 3), "MMLL"), ((1, 1), "LLLL"))),
    ((4, 6), (((8, 10), "HHMM"), ((6, 7), "MMML"), ((4, 5), "MLLL"), ((2, 3), "LLLL"), ((1, 1), "LLLL"))),
    ((2, 3), (((8, 10), "MMLL"), ((1, 7), "LLLL"))),
    ((1, 1), (((1, 10), "LLLL"),)),
)


def action_priority(severity: int, occurrence: int, detection: int) -> Priority:
    """Look up the action priority of three ratings from 1 to 10; ValueError outside.

    Severity 9-10 with occurrence 1 is Low for every detection: a failure that cannot happen needs no further action,
    however grave. Reviewers take this for a mistake, so the window says it. The ratings are never multiplied.
    """
    for name, rating in (("severity", severity), ("occurrence", occurrence), ("detection", detection)):
        if not 1 <= rating <= 10:
            raise ValueError(f"{name} {rating} is not a rating from 1 to 10")
    severity_band, rows = next(entry for entry in _TABLE if _within(severity, entry[0]))
    occurrence_band, letters = next(entry for entry in rows if _within(occurrence, entry[0]))
    place = next(i for i, band in enumerate(_DETECTION) if _within(detection, band))
    bands = ("severity", severity_band), ("occurrence", occurrence_band), ("detection", _DETECTION[place])
    return Priority(level=Level(letters[place]), row=", ".join(f"{name} {_band_text(band)}" for name, band in bands))


def _within(rating: int, band: tuple[int, int]) -> bool:
    return band[0] <= rating <= band[1]


def _band_text(band: tuple[int, int]) -> str:
    low, high = band
    return str(low) if low == high else f"{low}-{high}"
