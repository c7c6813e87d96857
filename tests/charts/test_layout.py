"""Every registered chart: specification, layout, SVG and table hold the same numbers."""

import xml.etree.ElementTree as ET

import pytest

from workbench.charts.forms import rows_of_ids
from workbench.charts.incident_times import build_incident_times
from workbench.charts.layout import lay_out
from workbench.charts.metrics import shortened, text_width, wrapped
from workbench.charts.palette import contrast, load_palette
from workbench.charts.registered import registered_charts
from workbench.charts.scene import Dot, Path, Rect, Text
from workbench.charts.spec import Values
from workbench.charts.svg import render_svg
from workbench.domain.incident_filter import TimeCount

SPECS = {name: chart.build(**chart.sample()) for name, chart in registered_charts().items()}
SIZES = [(600, 400, 1.0), (438, 300, 1.0), (900, 700, 2.0)]
SVG = "{http://www.w3.org/2000/svg}"
every_chart = pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
every_size = pytest.mark.parametrize(("width", "height", "scale"), SIZES)


def scene_of(spec, width=600, height=400, scale=1.0, theme="light"):
    return lay_out(spec, width, height, load_palette(theme), scale)


@every_chart
@every_size
def test_that_everything_stands_inside_the_box(spec, width, height, scale):
    for item in scene_of(spec, width, height, scale).items:
        match item:
            case Rect():
                xs, ys = (item.x, item.x + item.width), (item.y, item.y + item.height)
            case Path():
                xs, ys = tuple(x for x, _ in item.points), tuple(y for _, y in item.points)
            case Dot():
                xs, ys = (item.x - item.radius, item.x + item.radius), (item.y - item.radius, item.y + item.radius)
            case Text():
                wide = text_width(item.text, item.size, item.weight, item.mono)
                xs, ys = (item.left, item.left + wide), (item.y - item.size, item.y)
        assert min(xs) >= -0.5, item
        assert max(xs) <= width + 0.5, item
        assert min(ys) >= -0.5, item
        assert max(ys) <= height + 0.5, item


@every_chart
def test_that_painted_positions_read_back_as_the_numbers_of_the_marks(spec):
    scene = scene_of(spec)
    if not isinstance(spec.y, Values):
        shades = [item.fill for item in scene.items if isinstance(item, Rect) and item.radius == 3.0]
        levels = load_palette().levels
        assert [levels.index(shade) for shade in shades] == [mark.level for mark in spec.marks()]
        return

    def value(y):
        return spec.y.top * (1 - (y - scene.plot.y) / scene.plot.height)

    forms = {series.form: series.marks for series in spec.series}
    bars = [item for item in scene.items if isinstance(item, Rect) and item.y + item.height > scene.plot.y + 20]
    assert [value(bar.y) for bar in bars] == pytest.approx([mark.y for mark in forms["bars"]])
    dots = [item for item in scene.items if isinstance(item, Dot)]
    assert [value(dot.y) for dot in dots] == pytest.approx([mark.y for mark in forms.get("line", ())])
    diamonds = [
        item for item in scene.items if isinstance(item, Path) and item.closed and item.points[0][1] > scene.plot.y
    ]
    centres = [value((path.points[0][1] + path.points[2][1]) / 2) for path in diamonds]
    assert centres == pytest.approx([mark.y for mark in forms["diamonds"]])
    ends = {round(value(y), 6) for item in scene.items if isinstance(item, Path) for _, y in item.points}
    for mark in [*forms["bars"], *forms["diamonds"]]:
        assert {round(mark.lower, 6), round(mark.upper, 6)} <= ends


@every_chart
def test_that_the_svg_holds_every_painted_item_and_text_stays_text(spec):
    scene, root = scene_of(spec), ET.fromstring(render_svg(spec, 600, 400))
    kinds = {"rect": Rect, "path": Path, "circle": Dot, "text": Text}
    for tag, kind in kinds.items():
        assert len(root.findall(f"{SVG}{tag}")) == sum(isinstance(item, kind) for item in scene.items)
    written = [item.text for item in scene.items if isinstance(item, Text)]
    assert [element.text for element in root.findall(f"{SVG}text")] == written
    assert {element.tag for element in root} <= {f"{SVG}{tag}" for tag in (*kinds, "title", "desc")}
    assert root.findtext(f"{SVG}title") == spec.title


@every_chart
def test_that_the_table_holds_what_is_painted(spec):
    cells = {cell for row in spec.rows for cell in row}
    assert all(len(row) == len(spec.head) for row in spec.rows)
    for mark in spec.marks():
        assert set(mark.ids) <= cells
    for series in spec.series:
        if series.form in ("bars", "diamonds"):
            for mark in series.marks:
                assert f"{mark.lower:.1f}–{mark.upper:.1f} %" in cells
    assert all(row[0] in render_svg(spec, 600, 400) for row in spec.rows)


@every_chart
def test_that_every_mark_with_a_key_can_take_the_focus_once(spec):
    scene = scene_of(spec)
    keys = [target.key for target in scene.targets if target.key]
    assert sorted(keys) == sorted({mark.key for mark in spec.marks() if mark.key})
    assert all(target.said for target in scene.targets)
    assert len({(target.row, target.column) for target in scene.targets}) == len(scene.targets)


@every_chart
def test_that_the_same_chart_gives_the_same_bytes(spec):
    assert render_svg(spec, 438, 300) == render_svg(type(spec).model_validate_json(spec.model_dump_json()), 438, 300)


@every_chart
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_text_in_cells_stands_out(spec, theme):
    palette = load_palette(theme)
    for fill in palette.levels:
        assert contrast(palette.ink_on(fill), fill) >= 4.5


@every_chart
def test_that_a_tiny_box_does_not_break_the_layout(spec):
    assert scene_of(spec, 80, 60).items


def test_that_hostile_text_stays_text_in_the_svg():
    spec = SPECS["matrix"]
    hostile = '</text><script>alert("1")</script>&x;\x00\ud800'
    bands = (spec.x.bands[0].model_copy(update={"label": hostile}), *spec.x.bands[1:])
    changed = spec.model_copy(update={"title": hostile, "x": spec.x.model_copy(update={"bands": bands})})
    root = ET.fromstring(render_svg(changed, 4000, 400))
    assert root.findtext(f"{SVG}title") == '</text><script>alert("1")</script>&x;\ufffd\ufffd'
    assert root.find(f".//{SVG}script") is None


@pytest.mark.parametrize(
    ("room", "rows"),
    [(3, ["M01 M02", "M03 M04", "M05"]), (2, ["M01 M02", "M03 +2"]), (1, ["M01 +4"]), (0, [])],
)
def test_that_ids_that_do_not_fit_are_counted(room, rows):
    assert rows_of_ids(["M01", "M02", "M03", "M04", "M05"], 50, 10, room) == rows


def test_that_years_that_stand_close_keep_their_whole_names():
    counts = [TimeCount(when=f"{2010 + n}-Q1", origin="own", severity="", count=1) for n in range(16)]
    scene = lay_out(build_incident_times(counts), 560, 240, load_palette("light"), 2.0)
    years = [item.text for item in scene.items if isinstance(item, Text) and item.text[:2] == "20"]
    assert years[-1] == "2025"
    assert 3 < len(years) < 16
    assert not [year for year in years if "…" in year]


def test_that_text_is_measured_wrapped_and_shortened():
    assert text_width("AAAA", 12) == pytest.approx(4 * text_width("A", 12))
    assert text_width("Wide", 24) == pytest.approx(2 * text_width("Wide", 12))
    assert text_width("12", 10, mono=True) == pytest.approx(12.0)
    assert wrapped("Prompt injection", 60, 12, 500) == ["Prompt", "injection"]
    assert wrapped("", 60, 12) == []
    assert shortened("Cascading errors", 40, 12).endswith("…")
    assert text_width(shortened("Cascading errors", 40, 12), 12) <= 40
