"""The risk matrix: where rated failure modes stand. A lookup in data, never a product of ratings.

Cox, "What's wrong with risk matrices?", Risk Analysis 28 (2008): a cell gives no order among the modes in it, and a
matrix must not put its highest level beside its lowest. So levels are data, and a mode without a rating stays apart.
"""

from collections.abc import Iterable
from typing import Self

from pydantic import Field, model_validator

from workbench.domain.model import Model


class Band(Model):
    """A named stretch of a scale."""

    name: str
    anchor: str
    """What the name means, in a few words."""
    lowest: int = Field(ge=1, le=10)
    highest: int = Field(ge=1, le=10)


class Scales(Model):
    """Two scales from 1 to 10, cut into bands, and the level of each cell."""

    id: str
    version: int = Field(ge=1)
    occurrence: tuple[Band, ...] = Field(min_length=2, max_length=5)
    """Rarest first."""
    severity: tuple[Band, ...] = Field(min_length=2, max_length=5)
    """Mildest first."""
    levels: tuple[tuple[int, ...], ...]
    """One row per occurrence band, rarest first; from 0, the lowest, to 3."""

    @model_validator(mode="after")
    def _bands_cover_the_scale(self) -> Self:
        for bands in (self.occurrence, self.severity):
            covered = [rating for band in bands for rating in range(band.lowest, band.highest + 1)]
            if covered != list(range(1, 11)):
                raise ValueError("the bands must cover 1 to 10 in order, once each")
        if [len(row) for row in self.levels] != [len(self.severity)] * len(self.occurrence):
            raise ValueError("the grid needs one level per occurrence and severity band")
        if not {level for row in self.levels for level in row} <= {0, 1, 2, 3}:
            raise ValueError("a level is 0, 1, 2 or 3")
        return self


class Rated(Model):
    """One failure mode with the two ratings that place it; detection has no axis here."""

    mode_id: str
    severity: int = Field(ge=1, le=10)
    occurrence: int = Field(ge=1, le=10)


class RiskCell(Model):
    """One cell: an occurrence band, a severity band, a level and the modes that stand there."""

    row: int
    """Index of the occurrence band, 0 the rarest."""
    column: int
    """Index of the severity band, 0 the mildest."""
    level: int
    mode_ids: tuple[str, ...] = ()
    """In the order of the ids, which says nothing about rank."""


class RiskMatrix(Model):
    """Every cell of the scales, and the modes that nobody has rated."""

    scales: Scales
    cells: tuple[RiskCell, ...]
    """Row by row, rarest first."""
    not_assessed: tuple[str, ...] = ()

    def cell(self, row: int, column: int) -> RiskCell:
        """Return one cell by its place."""
        return self.cells[row * len(self.scales.severity) + column]


def matrix(scales: Scales, ratings: Iterable[Rated], modes: Iterable[str] = ()) -> RiskMatrix:
    """Place every rated mode in its cell; those of `modes` without a rating are listed as not assessed.

    ValueError when a mode is rated twice: which of the two counts is not for the matrix to choose.
    """
    places: dict[str, tuple[int, int]] = {}
    for rated in ratings:
        if rated.mode_id in places:
            raise ValueError(f"{rated.mode_id} is rated twice")
        places[rated.mode_id] = band_of(scales.occurrence, rated.occurrence), band_of(scales.severity, rated.severity)
    cells = tuple(
        RiskCell(row=row, column=column, level=level, mode_ids=tuple(sorted(_standing(places, (row, column)))))
        for row, levels in enumerate(scales.levels)
        for column, level in enumerate(levels)
    )
    return RiskMatrix(scales=scales, cells=cells, not_assessed=tuple(m for m in modes if m not in places))


def band_of(bands: tuple[Band, ...], rating: int) -> int:
    """Return the index of the band that holds a rating from 1 to 10; ValueError outside."""
    for index, band in enumerate(bands):
        if band.lowest <= rating <= band.highest:
            return index
    raise ValueError(f"{rating} is not a rating from 1 to 10")


def _standing(places: dict[str, tuple[int, int]], place: tuple[int, int]) -> list[str]:
    return [mode_id for mode_id, where in places.items() if where == place]
