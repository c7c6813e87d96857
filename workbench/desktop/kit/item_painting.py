"""What list rows and table cells share: background, focus, elided text, lines."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.theme import color

Index = QModelIndex | QPersistentModelIndex
BY_KEYBOARD = "byKeyboard"
"""Dynamic property of a view: it was last moved in by keyboard, so the current row shows the focus."""
ACCENT_BAR = 3


def is_on(option: QStyleOptionViewItem, flag: QStyle.StateFlag) -> bool:
    """Say whether a state holds for the row."""
    return bool(option.state & flag)


def paint_background(painter: QPainter, option: QStyleOptionViewItem, index: Index, *, hover: bool) -> None:
    """Fill a row or cell: selected, selected without focus, its own fill, hover, or nothing."""
    token = str(index.data(Role.FILL) or "")
    if is_on(option, QStyle.StateFlag.State_Selected):
        token = "selected" if view_has_focus(option.widget) else "selected_idle"
    elif hover and not token:
        token = "hover"
    if token:
        painter.fillRect(option.rect, color(token))


def view_has_focus(view: QWidget | None) -> bool:
    """Say whether the list or table itself has the focus."""
    return bool(view and view.hasFocus())


def shows_focus(option: QStyleOptionViewItem, index: Index) -> bool:
    """Say whether this is the current item of a view that is used by keyboard."""
    view = option.widget
    return isinstance(view, QAbstractItemView) and shows_focus_of(view) and view.currentIndex() == index


def shows_focus_of(view: QAbstractItemView) -> bool:
    """Say whether a view has the focus and is used by keyboard."""
    return view.hasFocus() and bool(view.property(BY_KEYBOARD))


def paint_inner_ring(painter: QPainter, rect: QRect) -> None:
    """Paint the focus inside a row, 2 px."""
    painter.save()
    painter.setPen(QPen(color("focus"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(rect).adjusted(1, 1, -1, -1))
    painter.restore()


def paint_bottom_line(painter: QPainter, rect: QRect) -> None:
    """Paint the hairline under a row."""
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("border"))


def paint_text(
    painter: QPainter, rect: QRectF, text: str, font: QFont, token: str, *, right: bool = False, elide: bool = True
) -> float:
    """Paint one line of text, elided at its end, and return the width it took."""
    painter.setFont(font)
    painter.setPen(color(token))
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width())) if elide else text
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
    return float(min(metrics.horizontalAdvance(shown), rect.width()))


def text_of(index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str:
    """Return the text of a role, "" for none."""
    value: Any = index.data(role)
    return "" if value is None else str(value)


def spoken(index: Index) -> str:
    """Return one row or cell as words, for models that answer `AccessibleTextRole` from their other roles."""
    return spoken_from(index.data)


def spoken_from(value: Callable[[int], Any]) -> str:
    """Return a row or cell in words from what it answers for each role."""
    from workbench.desktop.kit.marks import SEVERITY_WORDS, STATUS_WORDS
    from workbench.desktop.kit.signs import proof_words

    status, severity, proof = value(Role.STATUS), value(Role.SEVERITY), value(Role.PROOF)
    chip = value(Role.CHIP)
    parts = [
        value(Role.ID),
        value(int(Qt.ItemDataRole.DisplayRole)),
        value(Role.CAPTION),
        value(Role.WORD) or STATUS_WORDS.get(status, ""),
        f"severity {SEVERITY_WORDS[severity].lower()}" if severity else "",
        proof_words(proof) if proof else "",
        chip[0] if chip else "",
        value(Role.NOTE2),
        value(Role.NOTE),
    ]
    return ", ".join(str(part) for part in parts if part)
