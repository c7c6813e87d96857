"""The positioned primitives that both painters draw, in logical pixels from the top left."""

from dataclasses import dataclass, field
from typing import Literal

from workbench.charts.metrics import text_width

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Stroke:
    """A line's colour and width; dashed or not."""

    colour: str
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True)
class Rect:
    """A box, filled or outlined or both."""

    x: float
    y: float
    width: float
    height: float
    fill: str | None = None
    stroke: Stroke | None = None
    radius: float = 0.0


@dataclass(frozen=True)
class Path:
    """Straight lines through points."""

    points: tuple[tuple[float, float], ...]
    stroke: Stroke
    fill: str | None = None
    closed: bool = False


@dataclass(frozen=True)
class Dot:
    """A circle around a point."""

    x: float
    y: float
    radius: float
    fill: str
    stroke: Stroke


@dataclass(frozen=True)
class Text:
    """One line of text; y is the base line."""

    x: float
    y: float
    text: str
    size: float
    fill: str
    weight: int = 400
    anchor: Anchor = "start"
    mono: bool = False

    @property
    def left(self) -> float:
        """Where the line begins, by the widths of the bundled fonts."""
        wide = text_width(self.text, self.size, self.weight, self.mono) if self.anchor != "start" else 0.0
        return self.x - (wide / 2 if self.anchor == "middle" else wide)


Item = Rect | Path | Dot | Text


@dataclass(frozen=True)
class Target:
    """An area that takes the focus and can be activated."""

    key: str
    said: str
    area: Rect
    row: int
    """Counted from the top."""
    column: int


@dataclass(frozen=True)
class Plot:
    """Where the data stands, so that a position can be read back as a value."""

    x: float
    y: float
    width: float
    height: float


@dataclass
class Scene:
    """Everything to paint, in order, and what can be focused."""

    width: float
    height: float
    plot: Plot
    items: list[Item] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
