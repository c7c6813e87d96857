"""What a chart is before anything is drawn: sentences, axes, marks, and the same numbers as a table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from workbench.domain.model import Model

Form = Literal["cells", "bars", "diamonds", "line", "rule"]


class Band(Model):
    """One place on an axis of names."""

    label: str
    note: str = ""
    """A second, quieter line."""


class Bands(Model):
    """An axis of names; along y the first is the lowest."""

    title: str = ""
    bands: tuple[Band, ...]


class Values(Model):
    """An axis of numbers, from 0 upwards."""

    title: str = ""
    top: float
    step: float
    """Between two ticks."""
    unit: str = ""
    """Written at the highest tick."""


class Mark(Model):
    """One thing to draw."""

    x: int
    """Index of the band."""
    y: float
    """A value, or the index of a band."""
    lower: float | None = None
    upper: float | None = None
    """Ends of the whisker, as values."""
    level: int = 0
    """Step of shade, for cells."""
    text: str = ""
    """What stands large in a cell, or at a rule."""
    ids: tuple[str, ...] = ()
    """What stands small in a cell."""
    key: str = ""
    """What is opened when the mark is activated; a mark without one takes no focus."""
    said: str = ""
    """What a screen reader says."""


class Series(Model):
    """Marks of one form, painted in the order of the series."""

    form: Form
    name: str = ""
    """For the legend; a line carries it at the data."""
    marks: tuple[Mark, ...]


class Note(Model):
    """A line below the plot."""

    text: str
    hatched: bool = False
    """With a hatched swatch: not assessed."""


class Table(Model):
    """The numbers of a chart, as text."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[int, ...] = ()
    """Columns that hold figures, which stand right."""


class ChartSpec(Model):
    """A chart as data; the painters on screen and on paper add nothing to it."""

    id: str
    title: str
    """The finding, as a sentence without a full stop."""
    caption: str
    """With n and source."""
    x: Bands
    y: Bands | Values
    series: tuple[Series, ...]
    whisker: str = ""
    """What the whiskers are, for the legend."""
    notes: tuple[Note, ...] = ()
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[int, ...] = ()
    """Columns that hold figures."""

    def table(self) -> Table:
        """Return the numbers for *View as table*, exports and readers who do not see the picture."""
        return Table(head=self.head, rows=self.rows, figures=self.figures)

    def marks(self) -> list[Mark]:
        """Return every mark, in painting order."""
        return [mark for series in self.series for mark in series.marks]


@dataclass(frozen=True)
class Chart:
    """A kind of chart, as the registry lists it."""

    id: str
    name: str
    build: Callable[..., ChartSpec]
    """From the numbers of this kind to a specification; each module says which numbers."""
    sample: Callable[[], dict[str, Any]]
    """Arguments for `build` that show every part of the chart; tests draw it."""
