"""What a signature looks like on the page: name, role, decision, comment, time and key in 80 x 58 mm. Loads pyHanko.

The appearance is opaque and its fonts are embedded, so the PDF/A claim of the report stays true.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.content import ResourceType
from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStamp, BaseStampStyle

INK, SECONDARY, HAIRLINE = "191C1A", "454B47", "C9CCC7"
PADDING = 11.6
"""Points between the border and the text."""
RULE_Y = 34.0
"""Height of the line above time and key."""
COMMENT_TOP = 70.0
"""Distance of the first line of the comment from the top."""
NOT_PRINTABLE = "The comment is in a script that this page cannot print. It stands in the signature."


@dataclass(frozen=True)
class AppearanceText:
    """The words of one signature, ready to print."""

    name: str
    name_otherwise: str
    """Printed when the font cannot write the name: the e-mail of the certificate."""
    role: str
    decision: str
    comment: str
    act: str
    """`Certified` or `Signed`, printed bold before the time."""
    time: str
    key: str


@dataclass(frozen=True)
class Line:
    """One positioned line; the origin is the lower left corner of the box, in points."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    colour: str = INK


@dataclass(frozen=True)
class SignatureStyle(BaseStampStyle):
    """Makes the appearance when pyHanko fills the field."""

    words: AppearanceText | None = None
    fonts: Path = Path()
    """The folder with `Inter-Regular.subset.otf` and `Inter-SemiBold.subset.otf`."""

    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, Any]
    ) -> SignatureStamp:
        """Return the appearance for a field of this size."""
        return SignatureStamp(writer, self, box)


class SignatureStamp(BaseStamp):
    """The appearance stream of one signature."""

    def render(self) -> bytes:
        """Return the drawing operators and register the two fonts."""
        style: SignatureStyle = self.style
        assert style.words is not None
        fonts = {
            bold: Font.open(self._ensure_writer, style.fonts / f"Inter-{weight}.subset.otf")
            for bold, weight in ((False, "Regular"), (True, "SemiBold"))
        }
        width, height = float(self.box.width), float(self.box.height)
        drawn = [_frame(width, height), _hairline(width)]
        drawn += [_show(line, fonts[line.bold]) for line in lay_out(style.words, fonts, width, height)]
        for bold, font in fonts.items():
            self.set_resource(ResourceType.FONT, pdf_name(f"/{_resource(bold)}"), font.engine.as_resource())
        return b"q\n" + b"\n".join(drawn) + b"\nQ"


class Font:
    """Measures and writes text with one embedded font."""

    def __init__(self, engine: GlyphAccumulator) -> None:
        self.engine = engine

    @classmethod
    def open(cls, writer: BasePdfFileWriter, path: Path) -> Font:
        """Read a font file; its subset is embedded when the writer finishes."""
        # Its annotations are incomplete.
        stream = writer.prepare_object_stream() if writer.stream_xrefs else None  # type: ignore[no-untyped-call]
        engine = GlyphAccumulator(writer, BytesIO(path.read_bytes()), font_size=10, obj_stream=stream)
        # HarfBuzz has read the kerning; embedding does not need it, and fontTools would take longest to read it again.
        for table in ("GPOS", "GSUB", "GDEF"):
            if table in engine.tt:
                del engine.tt[table]
        return cls(engine)

    def width(self, text: str, size: float) -> float:
        """Return the width in points, without kerning (which only makes it narrower)."""
        glyphs = (self.engine.hb_font.get_nominal_glyph(ord(c)) or 0 for c in text)
        units = sum(self.engine.hb_font.get_glyph_h_advance(glyph) for glyph in glyphs)
        return float(units * size / self.engine.units_per_em)

    def has(self, character: str) -> bool:
        """Whether the font can write a character."""
        return self.engine.hb_font.get_nominal_glyph(ord(character)) is not None

    def operators(self, text: str, size: float) -> bytes:
        """Return the operators that show the text at the current position."""
        # Its annotation says int; half points work.
        self.engine.font_size = size  # type: ignore[assignment]
        return bytes(self.engine.shape(text).graphics_ops)


def lay_out(words: AppearanceText, fonts: dict[bool, Font], width: float, height: float) -> Iterator[Line]:
    """Place every line inside the box; what is too long is shrunk, wrapped, then ended with `…`."""
    room = width - 2 * PADDING
    name = printable(words.name, fonts[True], words.name_otherwise)
    size = next((s for s in (12.0, 11.0, 10.0, 9.0) if fonts[True].width(name, s) <= room), 8.0)
    yield Line(PADDING, height - 23.0, elide(name, fonts[True], size, room), size, bold=True)
    role = elide(printable(words.role, fonts[False], "Role"), fonts[False], 9.25, room)
    yield Line(PADDING, height - 36.5, role, 9.25, colour=SECONDARY)
    yield Line(PADDING, height - 58.0, words.decision, 9.25, bold=True)
    yield from _comment(printable(words.comment, fonts[False], NOT_PRINTABLE), fonts[False], room, height)
    yield Line(PADDING, RULE_Y - 12.0, words.act, 7.5, bold=True, colour=SECONDARY)
    after = PADDING + fonts[True].width(words.act + " ", 7.5)
    yield Line(after, RULE_Y - 12.0, words.time, 7.5, colour=SECONDARY)
    key = elide(printable(words.key, fonts[False], "Key"), fonts[False], 7.5, room)
    yield Line(PADDING, RULE_Y - 22.5, key, 7.5, colour=SECONDARY)


def printable(text: str, font: Font, otherwise: str) -> str:
    """Return the text if the font has its letters, with `□` for other signs it lacks, or what to print instead."""
    missing = {c for c in text if not c.isspace() and not font.has(c)}
    if any(unicodedata.category(c)[0] in "LM" for c in missing):
        return otherwise
    return "".join("□" if c in missing else c for c in text)


def wrap(text: str, font: Font, size: float, room: float) -> list[str]:
    """Break a text into lines at spaces, and inside a word that is longer than a line."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.width(longer, size) <= room:
            lines[-1] = longer
            continue
        pieces = list(_break(word, font, size, room))
        lines = [line for line in lines if line] + pieces
    return [line for line in lines if line]


def elide(text: str, font: Font, size: float, room: float) -> str:
    """Cut a line that is too long and end it with `…`."""
    if font.width(text, size) <= room:
        return text
    while text and font.width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def _comment(text: str, font: Font, room: float, height: float) -> Iterator[Line]:
    space = height - COMMENT_TOP - RULE_Y - 4.0
    for size, leading in ((8.75, 12.0), (8.0, 10.5), (7.0, 9.0)):
        lines = wrap(text, font, size, room)
        fits = int(space // leading) + 1
        if len(lines) <= fits:
            break
    if len(lines) > fits:
        rest = " ".join(lines[fits - 1 :])
        lines = [*lines[: fits - 1], elide(rest, font, size, room)]
    for number, line in enumerate(lines):
        yield Line(PADDING, height - COMMENT_TOP - number * leading, line, size)


def _break(word: str, font: Font, size: float, room: float) -> Iterator[str]:
    piece = ""
    for character in word:
        if piece and font.width(piece + character, size) > room:
            yield piece
            piece = ""
        piece += character
    yield piece


def _frame(width: float, height: float) -> bytes:
    """Return an opaque ground with a solid border of 0.75 pt."""
    ground = f"1 1 1 rg 0 0 {width:.3f} {height:.3f} re f"
    border = f"{_rgb(INK)} RG 0.75 w 0.375 0.375 {width - 0.75:.3f} {height - 0.75:.3f} re S"
    return f"{ground}\n{border}".encode()


def _hairline(width: float) -> bytes:
    return f"{_rgb(HAIRLINE)} RG 0.4 w {PADDING} {RULE_Y} m {width - PADDING:.3f} {RULE_Y} l S".encode()


def _show(line: Line, font: Font) -> bytes:
    place = f"BT {_rgb(line.colour)} rg /{_resource(line.bold)} {line.size} Tf 1 0 0 1 {line.x:.3f} {line.y:.3f} Tm "
    return place.encode() + font.operators(line.text, line.size) + b" ET"


def _resource(bold: bool) -> str:
    return "WbBold" if bold else "WbRegular"


def _rgb(colour: str) -> str:
    return " ".join(f"{int(colour[i : i + 2], 16) / 255:.3f}" for i in (0, 2, 4))
