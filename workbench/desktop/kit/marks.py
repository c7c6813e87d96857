"""The three families of marks as painted paths: signs for status, bars for severity, diamonds for proof.

All are drawn in a square of their own; a word stands beside them (the caller's part).
"""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF

from workbench.desktop.kit.theme import color

STATUSES = ("pass", "warn", "fail", "na", "unknown")
STATUS_WORDS = {"pass": "Pass", "warn": "Warn", "fail": "Fail", "na": "Not applicable", "unknown": "Unknown"}
SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW")
SEVERITY_WORDS = {"CRITICAL": "Critical", "HIGH": "High", "MEDIUM": "Medium", "LOW": "Low"}
PROOFS = ("declared", "verified", "stale")
PROOF_WORDS = {"declared": "Declared", "verified": "Verified", "stale": "Stale"}
VERDICT_STATUS = {"ready": "pass", "ready_with_conditions": "warn", "not_ready": "fail"}
"""Which sign a verdict borrows."""
_BAR_COUNT = {"CRITICAL": 4, "HIGH": 3, "MEDIUM": 2, "LOW": 1}
_GRID = 16.0
_STRIKE = (QPointF(1.5, 14.5), QPointF(14.5, 1.5))


def status_word_token(status: str) -> str:
    """Return the colour token of the word beside a sign: only warn and fail are coloured."""
    return status if status in ("warn", "fail") else "text"


def _begin(painter: QPainter, rect: QRectF) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = min(rect.width(), rect.height())
    painter.translate(rect.center().x() - side / 2, rect.center().y() - side / 2)
    painter.scale(side / _GRID, side / _GRID)


def _pen(tint: QColor, width: float = 1.5) -> QPen:
    return QPen(tint, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def paint_status(painter: QPainter, rect: QRectF, status: str) -> None:
    """Paint the sign of `pass`, `warn`, `fail`, `na` or `unknown`; another value is a `KeyError`."""
    _begin(painter, rect)
    _SIGNS[status](painter)
    painter.restore()


def _paint_pass(painter: QPainter) -> None:
    painter.setPen(_pen(color("pass")))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(8, 8), 6.5, 6.5)
    painter.drawPolyline(QPolygonF([QPointF(5.2, 8.3), QPointF(7.2, 10.2), QPointF(10.9, 6.2)]))


def _paint_warn(painter: QPainter) -> None:
    triangle = QPolygonF([QPointF(8, 1.9), QPointF(14.7, 13.8), QPointF(1.3, 13.8)])
    painter.setPen(_pen(color("warn_mark")))
    painter.setBrush(color("warn_bg"))
    painter.drawPolygon(triangle)
    painter.setPen(_pen(color("warn"), 1.6))
    painter.drawLine(QPointF(8, 6.2), QPointF(8, 9.3))
    painter.setPen(_pen(color("warn"), 1.9))
    painter.drawPoint(QPointF(8, 11.6))


def octagon(radius: float) -> QPolygonF:
    """Return a regular octagon with flat sides, centred at (8, 8); `radius` is half its width."""
    corner = radius * math.tan(math.pi / 8)
    near, far = 8 - radius, 8 + radius
    low, high = 8 - corner, 8 + corner
    points = [(low, near), (high, near), (far, low), (far, high), (high, far), (low, far), (near, high), (near, low)]
    return QPolygonF([QPointF(x, y) for x, y in points])


def _paint_fail(painter: QPainter) -> None:
    painter.setPen(_pen(color("fail"), 1))
    painter.setBrush(color("fail"))
    painter.drawPolygon(octagon(6.7))
    painter.setPen(_pen(color("on_fail"), 1.8))
    painter.drawLine(QPointF(5.7, 5.7), QPointF(10.3, 10.3))
    painter.drawLine(QPointF(10.3, 5.7), QPointF(5.7, 10.3))


def _paint_na(painter: QPainter) -> None:
    painter.setPen(_pen(color("na"), 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(1.9, 1.9, 12.2, 12.2), 2.4, 2.4)
    painter.drawLine(QPointF(5, 8), QPointF(11, 8))


def _paint_unknown(painter: QPainter) -> None:
    ring = _pen(color("unknown"), 1.5)
    ring.setCapStyle(Qt.PenCapStyle.FlatCap)
    ring.setDashPattern([1.55, 1.17])  # ten dashes round the ring, in pen widths
    painter.setPen(ring)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(8, 8), 6.5, 6.5)
    hook = QPainterPath(QPointF(6.1, 6.4))
    hook.cubicTo(6.1, 4.0, 9.9, 4.0, 9.9, 6.4)
    hook.cubicTo(9.9, 7.8, 8.0, 7.9, 8.0, 9.2)
    painter.setPen(_pen(color("unknown"), 1.4))
    painter.drawPath(hook)
    painter.setPen(_pen(color("unknown"), 1.7))
    painter.drawPoint(QPointF(8, 11.4))


_SIGNS = {
    "pass": _paint_pass,
    "warn": _paint_warn,
    "fail": _paint_fail,
    "na": _paint_na,
    "unknown": _paint_unknown,
}


def paint_severity(painter: QPainter, rect: QRectF, severity: str) -> None:
    """Paint four rising bars, filled up to the severity (`CRITICAL` four … `LOW` one)."""
    filled = _BAR_COUNT[severity]
    _begin(painter, rect)
    painter.setPen(Qt.PenStyle.NoPen)
    for index in range(4):
        height = 3.6 + index * 3.2
        painter.setBrush(color(severity.lower()) if index < filled else color("sev_off"))
        painter.drawRoundedRect(QRectF(0.6 + index * 3.9, 14.6 - height, 3, height), 0.8, 0.8)
    painter.restore()


def paint_proof(painter: QPainter, rect: QRectF, proof: str, *, contradicts: bool = False, faint: bool = False) -> None:
    """Paint the diamond: hollow when declared, solid when verified, hatched when stale.

    `contradicts` strikes it through: this use speaks against the finding. `faint` is for a count of zero.
    """
    _begin(painter, rect)
    if faint:
        painter.setOpacity(0.5)
    if contradicts:
        painter.setPen(_pen(color("text"), 1.7))
        painter.drawLine(_STRIKE[0], _STRIKE[1])
        painter.setClipPath(_beside_strike())
    diamond = QPolygonF([QPointF(8, 1.6), QPointF(14.4, 8), QPointF(8, 14.4), QPointF(1.6, 8)])
    tint = color(proof)
    painter.setPen(_pen(tint, 1.5))
    painter.setBrush({"verified": tint, "stale": color("stale_bg")}.get(proof, QColor(Qt.GlobalColor.transparent)))
    painter.drawPolygon(diamond)
    if proof == "stale":
        for shift in (-2.1, 2.1):  # two hatches along the upper right edge
            ends = [QPointF((total - shift) / 2, (total + shift) / 2) for total in (11.0, 21.0)]
            painter.drawLine(ends[0], ends[1])
    painter.restore()


def _beside_strike() -> QPainterPath:
    # The diamond leaves a gap on both sides of the stroke, on whatever surface it stands.
    line = QPainterPath(_STRIKE[0])
    line.lineTo(_STRIKE[1])
    stroker = QPainterPathStroker()
    stroker.setWidth(4)
    whole = QPainterPath()
    whole.addRect(QRectF(0, 0, _GRID, _GRID))
    return whole.subtracted(stroker.createStroke(line))


def paint_strip(painter: QPainter, rect: QRectF, statuses: list[str], side: float = 12, gap: float = 3) -> None:
    """Paint the small strip: one sign per check, left to right; what does not fit is left out after an ellipsis."""
    step = side + gap
    room = max(0, int((rect.width() + gap) // step))
    shown = statuses if len(statuses) <= room else statuses[: max(0, room - 1)]
    top = rect.center().y() - side / 2
    for index, status in enumerate(shown):
        paint_status(painter, QRectF(rect.left() + index * step, top, side, side), status)
    if len(shown) < len(statuses):
        left = rect.left() + len(shown) * step
        painter.drawText(QRectF(left, rect.top(), step * 2, rect.height()), int(Qt.AlignmentFlag.AlignVCenter), "…")
