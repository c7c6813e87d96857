"""From a specification and a size to positioned primitives: the one place that decides where things stand."""

from math import ceil

from workbench.charts.forms import FORMS, Canvas
from workbench.charts.metrics import text_width, wrapped
from workbench.charts.palette import Palette
from workbench.charts.scene import Path, Plot, Rect, Scene, Stroke, Text
from workbench.charts.spec import Bands, ChartSpec, Note, Values

LABEL, SMALL = 12.0, 11.0
"""Sizes of text in logical pixels, before scaling."""
_LINE = 16.0


def lay_out(spec: ChartSpec, width: float, height: float, palette: Palette, scale: float = 1.0) -> Scene:
    """Place every part of a chart in a box of logical pixels; `scale` enlarges text and marks, not the box.

    Title and caption are the card's or the page's own text and not placed here.
    """
    legend = _legend(spec, width, palette, scale)
    head = legend.height + 8 * scale if legend.items else 0.0
    titles = 24 * scale if spec.x.title or spec.y.title else 8 * scale
    left = _left_gutter(spec, scale)
    foot = _foot_height(spec, (width - left) / len(spec.x.bands), scale)
    notes = len(spec.notes) * 20 * scale
    plot = Plot(left, head + titles, max(1.0, width - left - 1), max(1.0, height - head - titles - foot - notes))
    scene = Scene(width, height, plot, [*legend.items])
    canvas = Canvas(scene, spec, palette, scale)
    _axes(canvas)
    for series in spec.series:
        FORMS[series.form](canvas, series)
    for index, note in enumerate(spec.notes):
        _note(canvas, note, height - notes + index * 20 * scale)
    return scene


def _left_gutter(spec: ChartSpec, scale: float) -> float:
    if isinstance(spec.y, Values):
        return text_width(f"{spec.y.top:g} {spec.y.unit}", SMALL * scale) + 12 * scale
    labels = [text_width(band.label, LABEL * scale, 500) for band in spec.y.bands]
    notes = [text_width(band.note, SMALL * scale) for band in spec.y.bands]
    return max(*labels, *notes, text_width(spec.y.title, LABEL * scale)) + 16 * scale


def _foot_height(spec: ChartSpec, band: float, scale: float) -> float:
    lines = max(len(_label_lines(each.label, band, scale)) for each in spec.x.bands)
    return (8 + _LINE * (lines + any(each.note for each in spec.x.bands))) * scale


def _label_lines(label: str, band: float, scale: float) -> list[str]:
    return wrapped(label, band - 4 * scale, LABEL * scale, 500, lines=3)


def _axes(canvas: Canvas) -> None:
    _x_labels(canvas)
    if isinstance(canvas.spec.y, Values):
        _value_axis(canvas, canvas.spec.y)
    else:
        _band_axis(canvas, canvas.spec.y)


def _x_labels(canvas: Canvas) -> None:
    plot, scale = canvas.plot, canvas.scale
    bands = canvas.spec.x.bands
    band = plot.width / len(bands)
    # Years or quarters that stand too close: every second or third says its name, rather than each a part of it.
    widest = max(text_width(each.label, LABEL * scale, 500) for each in bands)
    is_row = all(" " not in each.label for each in bands)
    step = ceil(widest / max(1.0, band - 4 * scale)) if is_row else 1
    for index, each in enumerate(bands):
        if (len(bands) - 1 - index) % step:
            continue
        centre, y = canvas.x(index), plot.y + plot.height + (4 + _LINE) * scale
        for line in _label_lines(each.label, band * step, scale):
            canvas.text(centre, y, line, LABEL, canvas.palette.text, 500, "middle")
            y += _LINE * scale
        if each.note:
            note = wrapped(each.note, band - 2 * scale, SMALL * scale, lines=1)[0]
            canvas.text(centre, y, note, SMALL, canvas.palette.muted, anchor="middle")


def _value_axis(canvas: Canvas, axis: Values) -> None:
    plot = canvas.plot
    for tick in range(round(axis.top / axis.step) + 1):
        value = tick * axis.step
        y = canvas.y(value)
        colour = canvas.palette.border if tick else canvas.palette.border_strong
        canvas.path([(plot.x, y), (plot.x + plot.width, y)], Stroke(colour))
        label = f"{value:g} {axis.unit}" if value == axis.top and axis.unit else f"{value:g}"
        canvas.text(plot.x - 8 * canvas.scale, y + 4 * canvas.scale, label, SMALL, canvas.palette.muted, anchor="end")


def _band_axis(canvas: Canvas, axis: Bands) -> None:
    plot, scale, palette = canvas.plot, canvas.scale, canvas.palette
    edge = plot.x - 12 * scale
    has_room = plot.height / len(axis.bands) >= 2 * _LINE * scale
    for index, band in enumerate(axis.bands):
        middle, noted = canvas.y(index), bool(band.note) and has_room
        canvas.text(edge, middle + (-2 if noted else 4) * scale, band.label, LABEL, palette.text, 500, "end")
        if noted:
            canvas.text(edge, middle + 13 * scale, band.note, SMALL, palette.muted, anchor="end")
    y = plot.y - 10 * scale
    canvas.text(edge, y, axis.title, LABEL, palette.secondary, anchor="end")
    canvas.text(plot.x + plot.width, y, canvas.spec.x.title, LABEL, palette.secondary, anchor="end")


def _legend(spec: ChartSpec, width: float, palette: Palette, scale: float) -> Scene:
    """Place swatches and names in a row, and in further rows when they do not fit."""
    scene = Scene(width, 0.0, Plot(0, 0, width, 0))
    entries: list[tuple[str, str]] = [
        (series.form, series.name) for series in spec.series if series.form in ("bars", "diamonds")
    ]
    if entries and spec.whisker:
        entries.append(("whisker", spec.whisker))
    x, y = 0.0, 0.0
    for form, name in entries:
        wide = 20 * scale + text_width(name, LABEL * scale)
        if x and x + wide > width:
            x, y = 0.0, y + 20 * scale
        _swatch(scene, form, x, y, palette, scale)
        scene.items.append(Text(x + 20 * scale, y + 12 * scale, name, LABEL * scale, palette.secondary))
        x += wide + 20 * scale
    scene.height = ceil(y + 20 * scale) if entries else 0.0
    return scene


def _swatch(scene: Scene, form: str, x: float, y: float, palette: Palette, scale: float) -> None:
    middle, mid = x + 6 * scale, y + 8 * scale
    if form == "bars":
        outline = Stroke(palette.border_strong)
        scene.items.append(Rect(x, y + 2 * scale, 12 * scale, 12 * scale, palette.own, outline))
    elif form == "diamonds":
        reach = 6 * scale
        diamond = ((middle, mid - reach), (middle + reach, mid), (middle, mid + reach), (middle - reach, mid))
        scene.items.append(Path(diamond, Stroke(palette.published, 1.5), palette.surface, closed=True))
    else:
        stroke = Stroke(palette.text, 1.5)
        top, foot, reach = mid - 7 * scale, mid + 7 * scale, 4 * scale
        for points in (
            ((middle, top), (middle, foot)),
            ((middle - reach, top), (middle + reach, top)),
            ((middle - reach, foot), (middle + reach, foot)),
        ):
            scene.items.append(Path(points, stroke))


def _note(canvas: Canvas, note: Note, y: float) -> None:
    scale, x = canvas.scale, 0.0
    if note.hatched:
        canvas.hatched(Rect(0.5, y + 4 * scale, 14 * scale, 14 * scale))
        x = 22 * scale
    line = wrapped(note.text, canvas.scene.width - x, LABEL * scale, lines=1)[0]
    canvas.text(x, y + 15 * scale, line, LABEL, canvas.palette.secondary)
