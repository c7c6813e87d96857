"""What a style sheet cannot do well, on top of Fusion: focus ring, check boxes, combo boxes, spin boxes."""

from functools import cache

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QApplication,
    QFocusFrame,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QWidget,
)

from workbench.desktop.kit.keys import KeyGuard
from workbench.desktop.kit.theme import color, px

RING = 2
"""Width of the focus ring in logical pixels; it does not scale, so that it never eats a control."""
RING_GAP = 1
NO_RING = "noRing"
"""Dynamic property of a widget that shows the focus itself (list rows, canvases)."""
RING_RADIUS = "ringRadius"
"""Dynamic property: corner radius of the widget the ring goes round; 6 when unset."""

_PE, _CE, _CC, _PM, _SH = (
    QStyle.PrimitiveElement,
    QStyle.ControlElement,
    QStyle.ComplexControl,
    QStyle.PixelMetric,
    QStyle.StyleHint,
)
_SC = QStyle.SubControl


_SWITCHED_OFF = (
    _SH.SH_UnderlineShortcut,
    _SH.SH_ComboBox_Popup,
    _SH.SH_EtchDisabledText,
    _SH.SH_FocusFrame_Mask,  # a mask would cut the round corners of the ring into steps
)


def paint_frame(painter: QPainter, rect: QRect, *, fill: str, line: str, radius: float = 6, width: float = 1) -> None:
    """Paint a rounded box with colours by token; the line lies inside the rectangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color(line), width))
    painter.setBrush(color(fill))
    half = width / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius, radius)
    painter.restore()


def paint_chevron(painter: QPainter, rect: QRect, token: str = "secondary", *, up: bool = False) -> None:
    """Paint the arrow of combo and spin boxes in the middle of a rectangle."""
    middle, reach = QRectF(rect).center(), px(4)
    rise = reach / 2 * (-1 if up else 1)
    points = [QPointF(-reach, -rise), QPointF(0, rise), QPointF(reach, -rise)]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color(token), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline(QPolygonF([middle + point for point in points]))
    painter.restore()


def _is(option: QStyleOption, flag: QStyle.StateFlag) -> bool:
    return bool(option.state & flag)


def _rect(option: QStyleOption) -> QRect:
    return option.rect


class WorkbenchStyle(QProxyStyle):
    """Fusion with our focus, check boxes, radio buttons, combo boxes and spin boxes."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """Sizes: ring margins, check boxes of 16 px, no frame round menus."""
        if metric in (_PM.PM_FocusFrameHMargin, _PM.PM_FocusFrameVMargin):
            return RING + RING_GAP
        if metric in (
            _PM.PM_IndicatorWidth,
            _PM.PM_IndicatorHeight,
            _PM.PM_ExclusiveIndicatorWidth,
            _PM.PM_ExclusiveIndicatorHeight,
        ):
            return px(16)
        if metric == _PM.PM_SmallIconSize:
            return px(16)
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803  # Qt's own name
    ) -> int:
        """No mnemonic underlines at rest, a ring above its widget, combo lists below their box."""
        if hint == _SH.SH_FocusFrame_AboveWidget:
            return 1
        if hint in _SWITCHED_OFF:
            return 0
        if hint == _SH.SH_ToolTip_WakeUpDelay:
            return 500
        return super().styleHint(hint, option, widget, returnData)

    def drawControl(
        self, element: QStyle.ControlElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Draw the focus ring; the rest is Fusion's."""
        if element == _CE.CE_FocusFrame:
            _draw_ring(_rect(option), painter, widget)
            return
        super().drawControl(element, option, painter, widget)

    def drawPrimitive(
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Draw check marks and radio marks; the dotted focus rectangle is never drawn."""
        if element == _PE.PE_FrameFocusRect:
            return
        if element in (_PE.PE_IndicatorCheckBox, _PE.PE_IndicatorItemViewItemCheck):
            _draw_check(option, painter)
            return
        if element == _PE.PE_IndicatorMenuCheckMark:
            _draw_tick(option, painter)
            return
        if element == _PE.PE_IndicatorRadioButton:
            _draw_radio(option, painter)
            return
        super().drawPrimitive(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw combo and spin boxes as an outlined field with a chevron."""
        if control == _CC.CC_ComboBox:
            _draw_field(option, painter, widget)
            arrow = self.subControlRect(control, option, _SC.SC_ComboBoxArrow, widget)
            paint_chevron(painter, arrow, "secondary" if _is(option, QStyle.StateFlag.State_Enabled) else "muted")
            return
        if control == _CC.CC_SpinBox:
            _draw_field(option, painter, widget)
            up = self.subControlRect(control, option, _SC.SC_SpinBoxUp, widget)
            down = self.subControlRect(control, option, _SC.SC_SpinBoxDown, widget)
            paint_chevron(painter, up, up=True)
            paint_chevron(painter, down)
            return
        super().drawComplexControl(control, option, painter, widget)

    def sizeFromContents(
        self, kind: QStyle.ContentsType, option: QStyleOption, size: QSize, widget: QWidget | None = None
    ) -> QSize:
        """Leave a combo box room for its longest words beside what `subControlRect` takes, and Qt's 4 px of air."""
        # The stub wants a widget; Qt takes none as well.
        found = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]
        if kind == QStyle.ContentsType.CT_ComboBox:
            found.setWidth(max(found.width(), size.width() + px(9) + px(30) + 4))
        return found

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        sub_control: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Let the words of a combo box begin where those of a line do, and leave 28 px for the chevron."""
        if control == _CC.CC_ComboBox and isinstance(option, QStyleOptionComboBox):
            whole = _rect(option)
            if sub_control == _SC.SC_ComboBoxArrow:
                return QRect(whole.right() - px(28), whole.top(), px(24), whole.height())
            if sub_control == _SC.SC_ComboBoxEditField:
                # Qt sets its own words 1 px further in, those of an editable box 2 px: all begin at the same place.
                return whole.adjusted(px(7) + (1 if option.editable else 2), 1, -px(30), -1)
        # The stub wants a widget; Qt takes none as well.
        found = super().subControlRect(control, option, sub_control, widget)  # type: ignore[arg-type]
        is_number = control == _CC.CC_SpinBox and sub_control == _SC.SC_SpinBoxEditField
        return found.adjusted(px(6), 0, 0, 0) if is_number else found


def _draw_ring(rect: QRect, painter: QPainter, widget: QWidget | None) -> None:
    inner = widget.widget() if isinstance(widget, QFocusFrame) else None
    radius = (inner.property(RING_RADIUS) if inner else None) or 6
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color("focus"), RING))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = RING / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius + 2, radius + 2)
    painter.restore()


def _draw_field(option: QStyleOptionComplex, painter: QPainter, widget: QWidget | None) -> None:
    enabled = _is(option, QStyle.StateFlag.State_Enabled)
    wrong = bool(widget and widget.property("wrong"))
    line = "fail" if wrong else "border_strong" if enabled else "border"
    paint_frame(painter, _rect(option), fill="surface" if enabled else "hover", line=line, width=2 if wrong else 1)


def _draw_check(option: QStyleOption, painter: QPainter) -> None:
    full, partly = _is(option, QStyle.StateFlag.State_On), _is(option, QStyle.StateFlag.State_NoChange)
    enabled = _is(option, QStyle.StateFlag.State_Enabled)
    box = _rect(option).adjusted(0, 0, 0, 0)
    line = ("accent" if full or partly else "border_strong") if enabled else "border"
    fill = ("accent" if full else "surface") if enabled else "hover"
    paint_frame(painter, box, fill=fill, line=line, radius=3.5, width=1.5)
    ink = "on_accent" if full and enabled else "accent" if enabled else "muted"
    unit, origin = box.width() / 16, QRectF(box).topLeft()
    strokes = {True: [(4.4, 8.3), (7.0, 10.8), (11.7, 5.5)], False: [(4.5, 8.0), (11.5, 8.0)]}
    if full or partly:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color(ink), 1.8 * unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF([origin + QPointF(x * unit, y * unit) for x, y in strokes[full]]))
        painter.restore()


def _draw_tick(option: QStyleOption, painter: QPainter) -> None:
    """Draw the mark of what is chosen in a menu as the tick of a check box, without the box."""
    side = float(px(16))
    origin = QRectF(_rect(option)).center() - QPointF(side / 2, side / 2)
    unit, enabled = side / 16, _is(option, QStyle.StateFlag.State_Enabled)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(color("accent" if enabled else "muted"), 1.8 * unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    points = ((4.0, 8.3), (6.8, 11.0), (12.0, 5.2))
    painter.drawPolyline(QPolygonF([origin + QPointF(x * unit, y * unit) for x, y in points]))
    painter.restore()


def _draw_radio(option: QStyleOption, painter: QPainter) -> None:
    on, enabled = _is(option, QStyle.StateFlag.State_On), _is(option, QStyle.StateFlag.State_Enabled)
    box = QRectF(_rect(option)).adjusted(1, 1, -1, -1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color(("accent" if on else "border_strong") if enabled else "border"), 1.5))
    painter.setBrush(color("surface"))
    painter.drawEllipse(box)
    if on:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent" if enabled else "muted"))
        painter.drawEllipse(box.center(), box.width() * 0.25, box.height() * 0.25)
    painter.restore()


class FocusRing(QObject):
    """Keeps one ring round whatever has the keyboard focus, and scrolls it into view."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._frame: QFocusFrame | None = None
        app.focusChanged.connect(self._on_focus_changed)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._frame is not None:
            # Its end comes after the next frame is made, which would be forgotten with it and stay for good.
            self._frame.destroyed.disconnect(self._on_frame_gone)
            self._frame.deleteLater()
            self._frame = None
        if new is None or new.property(NO_RING) or new.isWindow():
            return
        self._frame = QFocusFrame(new.parentWidget())
        self._frame.destroyed.connect(self._on_frame_gone)
        self._frame.setAutoFillBackground(False)
        self._frame.setWidget(new)

    @Slot()
    def _on_frame_gone(self) -> None:
        self._frame = None


@cache
def _style() -> WorkbenchStyle:
    return WorkbenchStyle()


_ring: list[FocusRing] = []


def install_style() -> None:
    """Make this the style of the application and start the focus ring, once."""
    app = QApplication.instance()
    if not isinstance(app, QApplication) or _ring:
        return
    app.setStyle(_style())
    _ring.append(FocusRing(app))
    KeyGuard(app)


def set_wrong(field: QWidget, wrong: bool) -> None:
    """Frame a field in the colour of an error; the sentence below it is the caller's."""
    field.setProperty("wrong", wrong)
    field.style().unpolish(field)
    field.style().polish(field)
    field.update()


def surface(widget: QWidget, token: str) -> None:
    """Fill a container with a surface token and follow the theme."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.setProperty("surface", token)
    widget.setBackgroundRole(QPalette.ColorRole.NoRole)
