"""Paint a laid-out chart as SVG for the report: the same input gives the same bytes, and text stays text."""

import re
from xml.sax.saxutils import escape, quoteattr

from workbench.charts.layout import lay_out
from workbench.charts.palette import Palette, load_palette
from workbench.charts.scene import Dot, Item, Path, Rect, Stroke, Text
from workbench.charts.spec import ChartSpec

_NOT_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONTS = {False: "Inter, sans-serif", True: "JetBrains Mono, monospace"}


def render_svg(spec: ChartSpec, width: float, height: float, palette: Palette | None = None, scale: float = 1.0) -> str:
    """Return the chart as an `<svg>` element of `width` by `height` CSS pixels, by default in the light palette.

    It holds `title` and `desc` for those who do not see it; the page prints title and caption as its own text.
    Only rect, path, circle and text, with absolute coordinates: WeasyPrint draws these without surprises.
    """
    scene = lay_out(spec, width, height, palette or load_palette(), scale)
    size = f'width="{_number(width)}" height="{_number(height)}" viewBox="0 0 {_number(width)} {_number(height)}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
            f"<title>{_text(spec.title)}</title>",
            f"<desc>{_text(described(spec))}</desc>",
            *(_item(item) for item in scene.items),
            "</svg>",
        ]
    )


def described(spec: ChartSpec) -> str:
    """Return the chart in words: the caption, and every row of its table."""
    rows = "; ".join(
        ", ".join(f"{head} {cell}" for head, cell in zip(spec.head, row, strict=True)) for row in spec.rows
    )
    return f"{spec.caption} {rows}".strip()


def _item(item: Item) -> str:
    match item:
        case Rect():
            box = f'x="{_number(item.x)}" y="{_number(item.y)}"'
            box += f' width="{_number(item.width)}" height="{_number(item.height)}"'
            radius = f' rx="{_number(item.radius)}"' if item.radius else ""
            return f"<rect {box}{radius}{_fill(item.fill)}{_stroke(item.stroke)}/>"
        case Path():
            steps = " L ".join(f"{_number(x)} {_number(y)}" for x, y in item.points)
            return f'<path d="M {steps}{" Z" if item.closed else ""}"{_fill(item.fill)}{_stroke(item.stroke)}/>'
        case Dot():
            place = f'cx="{_number(item.x)}" cy="{_number(item.y)}" r="{_number(item.radius)}"'
            return f"<circle {place}{_fill(item.fill)}{_stroke(item.stroke)}/>"
        case Text():
            return _written(item)


def _written(item: Text) -> str:
    # No text-anchor: PDFium cuts the first letter of anchored text in what WeasyPrint makes of it.
    place = f'x="{_number(item.left)}" y="{_number(item.y)}" font-size="{_number(item.size)}"'
    font = f' font-family={quoteattr(_FONTS[item.mono])} font-weight="{item.weight}"'
    return f"<text {place}{font}{_fill(item.fill)}>{_text(item.text)}</text>"


def _fill(colour: str | None) -> str:
    return f' fill="{colour or "none"}"'


def _stroke(stroke: Stroke | None) -> str:
    if stroke is None:
        return ""
    dash = ' stroke-dasharray="3 3"' if stroke.dashed else ""
    return f' stroke="{stroke.colour}" stroke-width="{_number(stroke.width)}"{dash}'


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


def _number(value: float) -> str:
    return f"{value:.2f}"
