"""The marks are painted in their colours, and no two look alike."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from workbench.desktop.kit import icons, marks
from workbench.desktop.kit.theme import color, look

SIDE = 64


def painted(paint: object, *values: object, **options: object) -> QImage:
    """Return a mark on `surface`."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(color("surface"))
    painter = QPainter(image)
    paint(painter, QRectF(0, 0, SIDE, SIDE), *values, **options)  # type: ignore[operator]
    painter.end()
    return image


def colours(image: QImage) -> set[str]:
    """Return every colour in an image."""
    return {QColor(image.pixel(x, y)).name() for x in range(0, SIDE, 2) for y in range(0, SIDE, 2)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("status", marks.STATUSES)
def test_that_each_sign_has_its_colour(scheme: str, status: str) -> None:
    look().set_scheme(scheme)  # type: ignore[arg-type]
    token = {"warn": "warn_mark"}.get(status, status)
    assert color(token).name() in colours(painted(marks.paint_status, status))


def test_that_only_fail_is_solid() -> None:
    for status in marks.STATUSES:
        inner = painted(marks.paint_status, status).pixelColor(SIDE // 2, 10)
        assert (inner == color("fail")) == (status == "fail")


def test_that_no_two_signs_look_alike_without_colour() -> None:
    grey = [painted(marks.paint_status, s).convertToFormat(QImage.Format.Format_Grayscale8) for s in marks.STATUSES]
    assert all(a != b for index, a in enumerate(grey) for b in grey[index + 1 :])


@pytest.mark.parametrize(("severity", "filled"), [("CRITICAL", 4), ("HIGH", 3), ("MEDIUM", 2), ("LOW", 1)])
def test_that_severity_fills_its_bars(severity: str, filled: int) -> None:
    image = painted(marks.paint_severity, severity)
    unit = SIDE / 16
    bars = [image.pixelColor(round((2.1 + bar * 3.9) * unit), round(13 * unit)) for bar in range(4)]
    assert [bar == color(severity.lower()) for bar in bars] == [bar < filled for bar in range(4)]
    assert all(bar == color("sev_off") for bar in bars[filled:])


def test_that_proof_is_hollow_solid_or_hatched() -> None:
    middles = {proof: painted(marks.paint_proof, proof).pixelColor(SIDE // 2, SIDE // 2) for proof in marks.PROOFS}
    assert middles["declared"] == color("surface")
    assert middles["verified"] == color("verified")
    assert {color("stale").name(), color("stale_bg").name()} <= colours(painted(marks.paint_proof, "stale"))


def test_that_a_contradicting_use_is_struck_through() -> None:
    struck = painted(marks.paint_proof, "verified", contradicts=True)
    assert struck.pixelColor(SIDE // 2, SIDE // 2) == color("text")
    assert color("verified").name() in colours(struck)


def test_that_a_strip_that_is_too_long_says_so() -> None:
    image = painted(marks.paint_strip, ["fail"] * 50)
    assert image != painted(marks.paint_strip, ["fail"] * 4)


def test_that_every_icon_is_there_and_takes_its_tint() -> None:
    for name in icons.icon_names():
        image = icons.pixmap(name, "fail", 32).toImage()
        alpha = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
        assert any(pixel.alpha() > 200 and pixel.red() > pixel.green() for pixel in alpha), name


def test_that_an_icon_changes_with_the_scheme() -> None:
    light = icons.pixmap("check", "text").toImage()
    look().set_scheme("dark")
    assert icons.pixmap("check", "text").toImage() != light


def test_that_icons_are_sharp_at_other_pixel_ratios() -> None:
    pixmap = icons.pixmap("check")
    assert pixmap.width() == round(16 * pixmap.devicePixelRatio())
