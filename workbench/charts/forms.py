"""How each form of mark is drawn; a new form is one function and one line of `FORMS`."""

from collections.abc import Callable, Sequence

from workbench.charts.metrics import text_width
from workbench.charts.palette import Palette
from workbench.charts.scene import Anchor, Dot, Path, Plot, Rect, Scene, Stroke, Target, Text
from workbench.charts.spec import Bands, ChartSpec, Form, Mark, Series

_GAP = 2.0
"""Between two cells, in logical pixels."""
_ID_SIZE, _ID_LINE = 11.0, 14.0


class Canvas:
    """A scene being filled, with the positions of its axes."""

    def __init__(self, scene: Scene, spec: ChartSpec, palette: Palette, scale: float) -> None:
        self.scene, self.spec, self.palette, self.scale = scene, spec, palette, scale

    @property
    def plot(self) -> Plot:
        """The area of the data."""
        return self.scene.plot

    @property
    def band_width(self) -> float:
        """The width of one place on the x axis."""
        return self.plot.width / len(self.spec.x.bands)

    def x(self, index: float) -> float:
        """Return the middle of a band."""
        return self.plot.x + (index + 0.5) * self.band_width

    def y(self, value: float) -> float:
        """Return the height of a value, or the middle of a band."""
        axis = self.spec.y
        part = (value + 0.5) / len(axis.bands) if isinstance(axis, Bands) else value / axis.top
        return self.plot.y + self.plot.height * (1 - part)

    def path(self, points: Sequence[tuple[float, float]], stroke: Stroke, fill: str | None = None) -> None:
        """Draw lines; with a fill they close."""
        self.scene.items.append(Path(tuple(points), stroke, fill, closed=fill is not None))

    def text(
        self, x: float, y: float, text: str, size: float, fill: str, weight: int = 400,
        anchor: Anchor = "start", mono: bool = False,
    ) -> None:  # fmt: skip
        """Write a line at a size before scaling."""
        if text:
            self.scene.items.append(Text(x, y, text, size * self.scale, fill, weight, anchor, mono))

    def hatched(self, area: Rect) -> None:
        """Fill a box with slanting lines: not assessed."""
        stroke = Stroke(self.palette.border_strong)
        self.scene.items.append(Rect(area.x, area.y, area.width, area.height, self.palette.surface, stroke, 2.0))
        step = area.width / 4
        for index in range(1, 8):
            run = index * step
            low, high = max(0.0, run - area.height), min(run, area.width)
            foot = area.y + area.height
            self.path([(area.x + low, foot - (run - low)), (area.x + high, foot - (run - high))], stroke)

    def whisker(self, x: float, mark: Mark, colour: str, half: float) -> None:
        """Draw an interval over a halo that parts it from what lies below."""
        if mark.lower is None or mark.upper is None:
            return
        top, foot = self.y(mark.upper), self.y(mark.lower)
        self.path([(x, top), (x, foot)], Stroke(self.palette.surface, 5))
        for points in ([(x, top), (x, foot)], [(x - half, top), (x + half, top)], [(x - half, foot), (x + half, foot)]):
            self.path(points, Stroke(colour, 1.5))

    def target(self, mark: Mark, area: Rect, row: int = 0) -> None:
        """Let a mark take the focus."""
        self.scene.targets.append(Target(mark.key, mark.said, area, row, mark.x))


def draw_cells(canvas: Canvas, series: Series) -> None:
    """Shade every cell, write the count and the ids in it."""
    rows = len(canvas.spec.y.bands) if isinstance(canvas.spec.y, Bands) else 1
    high = canvas.plot.height / rows
    for mark in series.marks:
        fill = canvas.palette.levels[mark.level]
        area = Rect(
            canvas.x(mark.x) - canvas.band_width / 2 + _GAP / 2,
            canvas.y(mark.y) - high / 2 + _GAP / 2,
            canvas.band_width - _GAP,
            high - _GAP,
            fill,
            radius=3.0,
        )
        canvas.scene.items.append(area)
        _fill_cell(canvas, mark, area, canvas.palette.ink_on(fill))
        canvas.target(mark, area, rows - 1 - round(mark.y))


def _fill_cell(canvas: Canvas, mark: Mark, area: Rect, ink: str) -> None:
    """Write the count and as many lines of ids as fit; a cell too low for both keeps the count."""
    scale = canvas.scale
    line = _ID_LINE * scale
    room = int((area.height - 24 * scale) // line)
    lines = rows_of_ids(mark.ids, area.width - 14 * scale, _ID_SIZE * scale, room)
    x, y = area.x + 10 * scale, area.y + area.height / 2 + (5 * scale - len(lines) * line / 2)
    canvas.text(x, y, mark.text, 15, ink, 600)
    y += 3 * scale
    for row in lines:
        y += line
        canvas.text(x, y, row, _ID_SIZE, ink, mono=True)


def rows_of_ids(ids: Sequence[str], width: float, size: float, room: int) -> list[str]:
    """Fill at most `room` lines with ids; `+3` at the end stands for those that do not fit."""
    for shown in range(len(ids), 0, -1):
        rest = [f"+{len(ids) - shown}"] if shown < len(ids) else []
        rows = _filled([*ids[:shown], *rest], width, size)
        if len(rows) <= room:
            return rows
    return []


def _filled(words: Sequence[str], width: float, size: float) -> list[str]:
    rows: list[str] = []
    for word in words:
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and text_width(longer, size, mono=True) <= width:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows


def draw_bars(canvas: Canvas, series: Series) -> None:
    """Draw own figures as bars with their intervals; the whole column takes the focus."""
    shift, wide = (-0.12, 0.42) if _has(canvas, "diamonds") else (0.0, 0.5)
    width = min(wide * canvas.band_width, 44 * canvas.scale)
    for mark in series.marks:
        x, top = canvas.x(mark.x + shift), canvas.y(mark.y)
        outline = Stroke(canvas.palette.border_strong)
        canvas.scene.items.append(Rect(x - width / 2, top, width, canvas.y(0) - top, canvas.palette.own, outline))
        canvas.whisker(x, mark, canvas.palette.text, min(6 * canvas.scale, width / 3))
        _column_target(canvas, mark)


def draw_diamonds(canvas: Canvas, series: Series) -> None:
    """Draw published figures as hollow diamonds, beside the bars where there are any."""
    shift = 0.28 if _has(canvas, "bars") else 0.0
    reach = min(7 * canvas.scale, canvas.band_width / 6)
    colour = canvas.palette.published
    for mark in series.marks:
        x, y = canvas.x(mark.x + shift), canvas.y(mark.y)
        canvas.whisker(x, mark, colour, reach * 0.8)
        points = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
        canvas.path(points, Stroke(colour, 1.5), canvas.palette.surface)
        if mark.key and not _has(canvas, "bars"):
            _column_target(canvas, mark)


def draw_line(canvas: Canvas, series: Series) -> None:
    """Draw a line with its markers, and its name at the data."""
    shift = -0.12 if _has(canvas, "bars") and _has(canvas, "diamonds") else 0.0
    points = [(canvas.x(mark.x + shift), canvas.y(mark.y)) for mark in series.marks]
    canvas.path(points, Stroke(canvas.palette.secondary, 1.5))
    for x, y in points:
        dot = Dot(x, y, 3 * canvas.scale, canvas.palette.surface, Stroke(canvas.palette.secondary, 1.5))
        canvas.scene.items.append(dot)
    if series.name and points:
        x, y = points[len(points) // 2]
        at_edge = x - text_width(series.name, 11 * canvas.scale) < canvas.plot.x + 40 * canvas.scale
        anchor: Anchor = "start" if at_edge else "end"
        side = 8 if at_edge else -8
        canvas.text(
            x + side * canvas.scale, y - 8 * canvas.scale, series.name, 11, canvas.palette.secondary, 400, anchor
        )


def draw_rule(canvas: Canvas, series: Series) -> None:
    """Draw a thin dashed line across the plot, with its value at the left."""
    for mark in series.marks:
        y, plot = canvas.y(mark.y), canvas.plot
        canvas.path([(plot.x, y), (plot.x + plot.width, y)], Stroke(canvas.palette.muted, 1, dashed=True))
        canvas.text(plot.x + 6 * canvas.scale, y - 6 * canvas.scale, mark.text, 11, canvas.palette.secondary)


def _column_target(canvas: Canvas, mark: Mark) -> None:
    left = canvas.x(mark.x) - canvas.band_width / 2
    canvas.target(mark, Rect(left, canvas.plot.y, canvas.band_width, canvas.plot.height))


def _has(canvas: Canvas, form: Form) -> bool:
    return any(series.form == form for series in canvas.spec.series)


FORMS: dict[Form, Callable[[Canvas, Series], None]] = {
    "cells": draw_cells,
    "bars": draw_bars,
    "diamonds": draw_diamonds,
    "line": draw_line,
    "rule": draw_rule,
}
