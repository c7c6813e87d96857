"""Line icons (Lucide), tinted from the theme; the only module that knows the icon files."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from workbench.data import resource
from workbench.desktop.kit.theme import color, px


@lru_cache(maxsize=512)
def _renderer(name: str, tint: str, stroke: float) -> QSvgRenderer:
    source = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    source = source.replace("currentColor", tint).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(source.encode()))


def _stroke(size: float) -> float:
    # 1.75 at 16 and 1.6 at 20 of the design, in the 24-unit grid of the drawing.
    return 1.75 if size < 20 else 1.6


def paint_icon(painter: QPainter, rect: QRectF, name: str, tint: QColor) -> None:
    """Paint an icon into a rectangle, sharp at every pixel ratio."""
    _renderer(name, tint.name(), _stroke(rect.width())).render(painter, rect)


@lru_cache(maxsize=512)
def _pixmap(name: str, tint: str, size: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_icon(painter, QRectF(0, 0, size, size), name, QColor(tint))
    painter.end()
    return pixmap


def _ratio() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0


def pixmap(name: str, role: str = "secondary", size: int = 16) -> QPixmap:
    """Return an icon as a pixmap; `size` is in logical pixels at 100 % and follows the text size."""
    return _pixmap(name, color(role).name(), px(size), _ratio())


def icon(name: str, role: str = "secondary", size: int = 16) -> QIcon:
    """Return an icon tinted with a colour token, `muted` when disabled.

    Ask again after `look().changed`: a `QIcon` keeps the colours it was made with.
    """
    result = QIcon(pixmap(name, role, size))
    result.addPixmap(pixmap(name, "muted", size), QIcon.Mode.Disabled)
    return result


def icon_names() -> tuple[str, ...]:
    """Return the names of all bundled icons."""
    return tuple(sorted(path.stem for path in resource("icons").glob("*.svg")))
