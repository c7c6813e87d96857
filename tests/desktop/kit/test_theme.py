"""The colours keep what the design promises of their contrast."""

import subprocess
import sys

import pytest
from PySide6.QtGui import QColor, QPalette

from workbench.desktop.kit import fonts
from workbench.desktop.kit.palette import make_palette
from workbench.desktop.kit.sheet import make_sheet
from workbench.desktop.kit.theme import Theme, color, load_theme, look, px

SURFACES = ("window", "sunken", "surface", "raised", "hover", "selected", "selected_idle")
STATUSES = ("pass", "warn", "fail", "na", "unknown")
FIELDS = tuple(f"{status}_bg" for status in STATUSES)
THEMES = [load_theme("light"), load_theme("dark")]

each_theme = pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.id)


def luminance(colour: QColor) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    channels = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in colour.getRgbF()[:3]
    ]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(theme: Theme, ink: str, ground: str) -> float:
    """Return the contrast ratio of two tokens."""
    lighter, darker = sorted((luminance(theme.color(ink)), luminance(theme.color(ground))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@each_theme
@pytest.mark.parametrize("ink", ["text", "secondary", "muted", "accent"])
def test_that_text_can_be_read_on_every_surface(theme: Theme, ink: str) -> None:
    assert min(contrast(theme, ink, surface) for surface in SURFACES) >= 4.5


@each_theme
def test_that_text_can_be_read_on_every_coloured_field(theme: Theme) -> None:
    for ground in (*FIELDS, "stale_bg"):
        assert contrast(theme, "text", ground) >= 7.3
        assert contrast(theme, "secondary", ground) >= 7.3
        assert contrast(theme, "muted", ground) >= 4.6
        assert contrast(theme, "accent", ground) >= 5.8


@each_theme
@pytest.mark.parametrize("status", STATUSES)
def test_that_a_status_can_be_read_on_its_field_and_on_every_surface(theme: Theme, status: str) -> None:
    assert contrast(theme, status, f"{status}_bg") >= 5.3
    assert min(contrast(theme, status, surface) for surface in SURFACES) >= 5.0


@each_theme
def test_that_outlines_focus_and_marks_stand_out(theme: Theme) -> None:
    assert min(contrast(theme, "border_strong", surface) for surface in SURFACES) >= 2.99
    assert min(contrast(theme, "focus", surface) for surface in SURFACES) >= 5.7
    assert min(contrast(theme, "warn_mark", surface) for surface in SURFACES) >= 3.1
    for severity in ("critical", "high", "medium", "low"):
        assert min(contrast(theme, severity, ground) for ground in (*SURFACES, *FIELDS)) >= 3.0
    for proof in ("declared", "verified", "stale"):
        assert min(contrast(theme, proof, surface) for surface in SURFACES) >= 5.0


@each_theme
def test_that_words_on_solid_colour_can_be_read(theme: Theme) -> None:
    assert contrast(theme, "on_accent", "accent") >= 7
    assert contrast(theme, "on_accent", "accent_hover") >= 9
    assert contrast(theme, "on_fail", "fail") >= 7.7
    assert contrast(theme, "stale", "stale_bg") >= 5.6
    assert contrast(theme, "on_inverse", "inverse") >= 12


@each_theme
def test_that_severity_keeps_its_order_in_grey(theme: Theme) -> None:
    lights = [luminance(theme.color(severity)) for severity in ("critical", "high", "medium", "low")]
    assert lights == sorted(lights, reverse=theme.is_dark)


def test_that_both_schemes_have_the_same_tokens() -> None:
    assert set(THEMES[0].tokens) == set(THEMES[1].tokens)
    assert [len(theme.colors("ramp")) for theme in THEMES] == [6, 6]


@each_theme
def test_that_no_role_of_the_palette_is_left_to_fusion(theme: Theme) -> None:
    palette = make_palette(theme)
    ours = {theme.color(token).name() for token in theme.tokens}
    for role in QPalette.ColorRole:
        if role not in (QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles):
            assert palette.color(QPalette.ColorGroup.Active, role).name() in ours, role


def test_that_the_sheet_follows_scheme_and_text_size() -> None:
    light = make_sheet(load_theme("light"))
    assert "#1b1e1d" in make_sheet(load_theme("dark"))
    look().set_text_size(200)
    assert make_sheet(load_theme("light")) != light


def test_that_text_size_stays_within_its_bounds_and_scales_type_and_lengths() -> None:
    look().set_text_size(1000)
    assert look().text_size == 250
    assert px(8) == 20
    assert fonts.body().pixelSize() == round(13 * 2.5)
    look().set_text_size(1)
    assert look().text_size == 80


def test_that_a_scheme_that_the_system_does_not_know_is_light() -> None:
    look().set_scheme("dark")
    assert color("surface") == load_theme("dark").color("surface")
    look().set_scheme("system")
    assert color("surface") == load_theme("light").color("surface")


def test_that_every_type_role_is_a_bundled_font_with_tabular_figures() -> None:
    for role in fonts.ROLES:
        font = fonts.role_font(role)
        assert font.families()[0] in ("Inter", "Inter Display", "JetBrains Mono")
        assert font.isFeatureSet(font.Tag.fromString("tnum"))


def test_that_the_frame_needs_only_qt_and_the_standard_library() -> None:
    heavy = ("pydantic", "sqlite_utils", "numpy", "click", "markdown_it", "pyqtgraph", "PySide6.QtNetwork")
    code = (
        "import sys, workbench.desktop.app\n"
        "from workbench.desktop.shell.places import places; places()\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
