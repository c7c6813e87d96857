"""The colours of a chart, taken from a theme file: the window's scheme on screen, always the light one on paper."""

import tomllib
from dataclasses import dataclass
from functools import cache

from workbench.data import resource


@dataclass(frozen=True)
class Palette:
    """Colours as `#RRGGBB`."""

    surface: str
    text: str
    secondary: str
    muted: str
    border: str
    border_strong: str
    own: str
    published: str
    levels: tuple[str, ...]
    """Of the matrix, lightest risk first."""

    def ink_on(self, fill: str) -> str:
        """Return whichever of text and surface stands out more on a fill."""
        return max((self.text, self.surface), key=lambda ink: contrast(ink, fill))


@cache
def load_palette(theme_id: str = "light") -> Palette:
    """Read the colours of a theme by its id."""
    theme = tomllib.loads(resource("themes", f"{theme_id}.toml").read_text(encoding="utf-8"))
    ink, lines, chart = theme["ink"], theme["lines"], theme["chart"]
    return Palette(
        surface=theme["surfaces"]["surface"],
        text=ink["text"],
        secondary=ink["secondary"],
        muted=ink["muted"],
        border=lines["border"],
        border_strong=lines["border_strong"],
        own=chart["own"],
        published=chart["published"],
        levels=tuple(chart["ramp"][step] for step in chart["matrix_steps"]),
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
