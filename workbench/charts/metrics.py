"""How wide text is, from the bundled fonts themselves, so that screen and paper agree without a window."""

from functools import cache
from typing import Any

from workbench.data import resource

_FILES = {400: "Inter-Regular.otf", 500: "Inter-Medium.otf", 600: "Inter-SemiBold.otf"}
_MONO = "JetBrainsMono-Regular.ttf"


def text_width(text: str, size: float, weight: int = 400, mono: bool = False) -> float:
    """Return the width of a line in the unit of `size`; letters the font lacks count as an average one."""
    advances, units = _advances(_MONO if mono else _FILES[weight])
    average = units * 0.55
    return sum(advances.get(ord(letter), average) for letter in text) * size / units


def wrapped(text: str, width: float, size: float, weight: int = 400, lines: int = 2) -> list[str]:
    """Break text at spaces into at most `lines` lines of a width; the last one is shortened when it must be."""
    broken: list[str] = []
    for word in text.split():
        longer = f"{broken[-1]} {word}" if broken else word
        fits = text_width(longer, size, weight) <= width
        if broken and (fits or len(broken) == lines):
            broken[-1] = longer
        else:
            broken.append(word)
    return [shortened(line, width, size, weight) for line in broken]


def shortened(text: str, width: float, size: float, weight: int = 400) -> str:
    """Cut text until it fits, with an ellipsis; at least one letter stays."""
    if text_width(text, size, weight) <= width:
        return text
    while len(text) > 1 and text_width(f"{text}…", size, weight) > width:
        text = text[:-1].rstrip()
    return f"{text}…"


@cache
def _advances(name: str) -> tuple[dict[int, float], int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # ships no types

    with TTFont(resource("fonts", name), lazy=True) as font:
        metrics: Any = font["hmtx"].metrics
        return {code: metrics[glyph][0] for code, glyph in font.getBestCmap().items()}, font["head"].unitsPerEm
