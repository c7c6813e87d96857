"""What is wrong with the page that is on the screen: nameless, clipped or unreachable widgets."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTableView,
    QTextBrowser,
    QWidget,
)

from tests.journeys import screen
from tests.journeys.person import Person
from workbench.desktop.kit.text import ElidedLabel, WholeLabel

LONGEST_WALK = 400
"""Presses of Tab after which nobody believes that the walk ends."""
MOST_LINKS = 120
"""Links that one text may have: each takes a Tab of its own."""
SLACK = 1
"""Pixels that rounding may take."""


def described(widget: QWidget) -> str:
    """Return what a person would recognise a widget by."""
    words = screen.spoken(widget) or "/".join(screen.names(widget)) or type(widget.parentWidget()).__name__
    return f"{type(widget).__name__} “{words[:60]}”"


def focusable(root: QWidget) -> list[QWidget]:
    """Return what Tab should reach."""
    return [one for one in screen.widgets(root) if _takes_tab(one)]


def _takes_tab(widget: QWidget) -> bool:
    inside = isinstance(widget.parentWidget(), QComboBox) or widget.focusProxy() is not None
    wants = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return wants and widget.isEnabled() and not inside and not widget.isWindow()


def nameless(root: QWidget) -> Iterator[str]:
    """Yield what a screen reader has no word for."""
    for widget in focusable(root):
        if not screen.spoken(widget):
            yield f"has no name: {described(widget)}"


def clipped(root: QWidget) -> Iterator[str]:
    """Yield words that are cut off, and areas that have to be scrolled sideways; tables may be."""
    for widget in screen.widgets(root):
        if isinstance(widget, QLabel) and not isinstance(widget, (ElidedLabel, WholeLabel)) and widget.text():
            if _is_squeezed(widget) or _sticks_out(widget):
                yield f"is cut off: {described(widget)}"
        elif isinstance(widget, QAbstractButton) and widget.text():
            if _is_squeezed_button(widget) or _sticks_out(widget):
                yield f"is cut off: {described(widget)}"
        elif isinstance(widget, (QLineEdit, QComboBox)) and widget.height() < widget.sizeHint().height() - SLACK:
            yield f"is squeezed: {described(widget)}"
        elif isinstance(widget, QAbstractScrollArea) and _scrolls_sideways(widget):
            yield f"scrolls sideways by {widget.horizontalScrollBar().maximum()}: {described(widget)}"


def _scrolls_sideways(area: QAbstractScrollArea) -> bool:
    """Tables, fields and samples of logs may."""
    may = isinstance(area, (QTableView, QPlainTextEdit))
    may = may or (isinstance(area, QTextBrowser) and area.lineWrapMode() == QTextBrowser.LineWrapMode.NoWrap)
    return not may and area.horizontalScrollBar().maximum() > SLACK


def _is_squeezed(label: QLabel) -> bool:
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height() + SLACK
    return label.sizeHint().width() > label.width() + SLACK


def _is_squeezed_button(button: QAbstractButton) -> bool:
    """Segments and tabs paint themselves and leave out their key or icon first."""
    paints_itself = isinstance(button, QRadioButton) and type(button) is not QRadioButton
    return not paints_itself and button.minimumSizeHint().width() > button.width() + SLACK


def _sticks_out(widget: QWidget) -> bool:
    """Say whether a widget lies partly outside one that holds it; what can be scrolled to does not count."""
    holder = _holder(widget)
    while holder is not None and not isinstance(_holder(holder), QAbstractScrollArea):
        place = QRect(widget.mapTo(holder, QPoint(0, 0)), widget.size())
        if not holder.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(place):
            return True
        holder = _holder(holder)
    return False


def _holder(widget: QWidget) -> QWidget | None:
    return None if widget.isWindow() else widget.parentWidget()


def unreached(person: Person, root: QWidget) -> Iterator[str]:
    """Press Tab until the walk is round; yield what it does not reach, and where it stays."""
    visited: list[QWidget] = []
    stays = 0
    for _press in range(LONGEST_WALK):
        person.press("Tab")
        now = QApplication.focusWidget()
        if now is None:
            yield "Tab leads nowhere"
            return
        stays = stays + 1 if visited and now is visited[-1] else 0
        if stays > (MOST_LINKS if isinstance(now, (QLabel, QTextBrowser)) else 0):
            yield f"keeps Tab for itself: {described(now)}"
            return
        if not stays and now in visited:
            break
        visited.append(now)
    for widget in focusable(root):
        if widget not in visited and not _belongs_to_visited(widget, visited):
            way = " > ".join(described(one) for one in visited)
            yield f"is not reached by Tab: {described(widget)}; the way is {way}"


def _belongs_to_visited(widget: QWidget, visited: list[QWidget]) -> bool:
    """One of several choices takes Tab, the arrows move on from there; a view takes it for its parts."""
    parent = widget.parentWidget()
    if isinstance(widget, QRadioButton):
        return any(isinstance(one, QRadioButton) and one.parentWidget() is parent for one in visited)
    return isinstance(parent, QAbstractItemView) and parent in visited
