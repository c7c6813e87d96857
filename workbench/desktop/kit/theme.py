"""Colour tokens, scheme and text size: the one place every widget takes its colours and sizes from."""

import tomllib
from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication

from workbench.data import resource

Scheme = Literal["light", "dark", "system"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark", "system")
SMALLEST_TEXT, LARGEST_TEXT = 80, 250
"""Bounds of the text size in per cent."""


class Theme:
    """The colours of one scheme, read from `resources/themes/<id>.toml`."""

    def __init__(self, theme_id: str) -> None:
        with resource("themes", f"{theme_id}.toml").open("rb") as file:
            data = tomllib.load(file)
        self.id = theme_id
        self.name: str = data.pop("name")
        self.is_dark: bool = data.pop("dark")
        tokens = {token: value for group in data.values() for token, value in group.items()}
        self.matrix_steps: tuple[int, ...] = tuple(tokens.pop("matrix_steps"))
        self._lists = {t: [QColor(c) for c in v] for t, v in tokens.items() if isinstance(v, list)}
        self._colors = {t: QColor(v) for t, v in tokens.items() if isinstance(v, str)}

    def color(self, token: str) -> QColor:
        """Return the colour of a token; an unknown token is a `KeyError`."""
        return self._colors[token]

    def colors(self, token: str) -> list[QColor]:
        """Return a list of colours: `categories` or `ramp`."""
        return list(self._lists[token])

    @property
    def tokens(self) -> tuple[str, ...]:
        """The names of all single colours."""
        return tuple(self._colors)


@cache
def load_theme(theme_id: str) -> Theme:
    """Return a theme, read once."""
    return Theme(theme_id)


class Look(QObject):
    """Which scheme and text size hold now; paints the whole application anew when one changes."""

    changed = Signal()
    """Colours or text size are different now; painted widgets refresh from it."""

    def __init__(self) -> None:
        super().__init__()
        self._scheme: Scheme = "system"
        self._text_size = 100
        self.theme = load_theme("light")

    @property
    def scheme(self) -> Scheme:
        """What was chosen: `light`, `dark` or `system`."""
        return self._scheme

    @property
    def text_size(self) -> int:
        """Text size in per cent, 80 to 250."""
        return self._text_size

    def start(self, scheme: Scheme = "system", text_size: int = 100) -> None:
        """Dress the application for the first time: fonts, style, palette and sheet."""
        from workbench.desktop.kit import fonts, style

        fonts.load_fonts()
        style.install_style()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_scheme)
        self._scheme, self._text_size = scheme, _bounded(text_size)
        self._dress()

    def set_scheme(self, scheme: Scheme) -> None:
        """Choose light, dark, or what the system says (light when it says nothing)."""
        self._scheme = scheme
        self._dress()

    def set_text_size(self, per_cent: int) -> None:
        """Scale type, rows and icons together; values outside 80 to 250 are brought inside."""
        self._text_size = _bounded(per_cent)
        self._dress()

    @Slot()
    def _on_system_scheme(self) -> None:
        if self._scheme == "system":
            self._dress()

    def _wanted(self) -> str:
        if self._scheme != "system":
            return self._scheme
        return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"

    def _dress(self) -> None:
        from workbench.desktop.kit import fonts, palette, sheet

        self.theme = load_theme(self._wanted())
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setPalette(palette.make_palette(self.theme))
        app.setFont(fonts.body())
        app.setStyleSheet(sheet.make_sheet(self.theme))
        self.changed.emit()


def _bounded(per_cent: int) -> int:
    return max(SMALLEST_TEXT, min(LARGEST_TEXT, per_cent))


@cache
def look() -> Look:
    """Return the look of this process; there is one screen and one look."""
    return Look()


def color(token: str) -> QColor:
    """Return a token's colour in the scheme that holds now."""
    return look().theme.color(token)


def px(length: float) -> int:
    """Return a length of the design (logical pixels at 100 %) at the present text size."""
    return round(length * look().text_size / 100)
