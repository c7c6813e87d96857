"""The type roles of the design as fonts; figures are tabular everywhere."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from workbench.data import resource
from workbench.desktop.kit.theme import px

FILES = (
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "Inter-Italic.otf",
    "InterDisplay-SemiBold.otf",
    "JetBrainsMono-Regular.ttf",
    "JetBrainsMono-SemiBold.ttf",
)
REGULAR, MEDIUM, BOLD = QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold
_TEXT = ["Inter", "Noto Sans", "Noto Sans CJK JP", "DejaVu Sans"]
_DISPLAY = ["Inter Display", "Inter", "Noto Sans", "Noto Sans CJK JP", "DejaVu Sans"]
_MONO = ["JetBrains Mono", "Noto Sans Mono", "DejaVu Sans Mono"]


@cache
def load_fonts() -> None:
    """Give the bundled fonts to Qt, once; a missing file is a broken installation."""
    for name in FILES:
        if QFontDatabase.addApplicationFont(str(resource("fonts", name))) < 0:
            raise RuntimeError(f"the bundled font {name} is missing or damaged")


def _font(families: list[str], size: float, weight: QFont.Weight) -> QFont:
    font = QFont(families)
    font.setPixelSize(max(1, px(size)))
    font.setWeight(weight)
    font.setFeature(QFont.Tag.fromString("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if families is _DISPLAY:
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 99)
    return font


def display() -> QFont:
    """28/36, Display: welcome and the name of a catalogue entry."""
    return _font(_DISPLAY, 28, BOLD)


def question() -> QFont:
    """36/44, Display: the question in meeting mode."""
    return _font(_DISPLAY, 36, BOLD)


def title() -> QFont:
    """20/28, Display: question and verdict."""
    return _font(_DISPLAY, 20, BOLD)


def page_title() -> QFont:
    """18/24, Display: the title in a page head."""
    return _font(_DISPLAY, 18, BOLD)


def heading() -> QFont:
    """16/24, Display: dialog and banner."""
    return _font(_DISPLAY, 16, BOLD)


def body() -> QFont:
    """13/20: everything that has no other role."""
    return _font(_TEXT, 13, REGULAR)


def name() -> QFont:
    """13/20, medium: names and what is pressed."""
    return _font(_TEXT, 13, MEDIUM)


def section() -> QFont:
    """13/20, semi-bold: heads of sections."""
    return _font(_TEXT, 13, BOLD)


def prose() -> QFont:
    """14/22: entries and rationale as read."""
    return _font(_TEXT, 14, REGULAR)


def lead() -> QFont:
    """15/24: the first sentence of an entry, in `secondary`."""
    return _font(_TEXT, 15, REGULAR)


def label() -> QFont:
    """12/16, medium: column heads, chips, the word at the bars."""
    return _font(_TEXT, 12, MEDIUM)


def label_regular() -> QFont:
    """12/16, regular: second lines and margin notes."""
    return _font(_TEXT, 12, REGULAR)


def caption() -> QFont:
    """11/16, in `muted`: smallest; nothing to decide on."""
    return _font(_TEXT, 11, REGULAR)


def caption_medium() -> QFont:
    """11/16, medium: the words of the rail and of key chips."""
    return _font(_TEXT, 11, MEDIUM)


def mono() -> QFont:
    """12/18, mono: ids, hashes, logs."""
    return _font(_MONO, 12, REGULAR)


def mono_bold() -> QFont:
    """12/18, mono semi-bold: the line of a log that matters."""
    return _font(_MONO, 12, BOLD)


ROLES = {
    "display": (display, 36),
    "question": (question, 44),
    "title": (title, 28),
    "page_title": (page_title, 24),
    "heading": (heading, 24),
    "body": (body, 20),
    "name": (name, 20),
    "section": (section, 20),
    "prose": (prose, 22),
    "lead": (lead, 24),
    "label": (label, 16),
    "label_regular": (label_regular, 16),
    "caption": (caption, 16),
    "caption_medium": (caption_medium, 16),
    "mono": (mono, 18),
    "mono_bold": (mono_bold, 18),
}
"""Role to (font, line height in logical pixels at 100 %)."""


def role_font(role: str) -> QFont:
    """Return the font of a role at the present text size."""
    return ROLES[role][0]()


def line_height(role: str) -> int:
    """Return the line height of a role at the present text size, in logical pixels."""
    return px(ROLES[role][1])
