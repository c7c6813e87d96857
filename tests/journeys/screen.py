"""What a person sees: the widgets on the screen and the words on them."""

import html
import re
from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QTableView,
    QTextBrowser,
    QWidget,
)

ROWS_READ = 60
"""Rows of a list that are read; nobody reads more at a glance."""
_BREAK = re.compile(r"<br/?>|</p>|</li>")
_TAG = re.compile(r"<[^>]*>")


def stage() -> QWidget | None:
    """Return what a person deals with now: an open menu, the dialog in front, or the window."""
    return QApplication.activePopupWidget() or QApplication.activeModalWidget() or _main_window()


def _main_window() -> QWidget | None:
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    return next((widget for widget in shown if widget.objectName() != "" or widget.inherits("QMainWindow")), None)


def widgets(within: QWidget | None = None) -> list[QWidget]:
    """Return every visible widget of the stage, or within a widget."""
    root = within or stage()
    return [root, *(one for one in root.findChildren(QWidget) if one.isVisible())] if root is not None else []


def plain(text: str) -> str:
    """Return a text without markup and mnemonics, as it is read."""
    if "<" not in text:
        return text.replace("&", "")
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", text))).strip()


def spoken(widget: QWidget) -> str:
    """Return the name that a screen reader says of a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return str(interface.text(QAccessible.Text.Name)).strip() if interface is not None else ""


def names(widget: QWidget) -> set[str]:
    """Return what a person may call a widget."""
    found = {widget.accessibleName()}
    if isinstance(widget, (QAbstractButton, QLabel)):
        found.add(plain(widget.text()))
    return {name for name in found if name}


def words(widget: QWidget) -> Iterator[str]:
    """Yield the texts that a widget shows by itself."""
    yield from names(widget)
    if isinstance(widget, QLineEdit):
        yield widget.displayText()
    elif isinstance(widget, QComboBox):
        yield widget.currentText()
    elif isinstance(widget, (QPlainTextEdit, QTextBrowser)):
        yield widget.toPlainText()
    elif isinstance(widget, QMenu):
        yield from (plain(action.text()) for action in widget.actions() if action.isVisible())
    elif isinstance(widget, QAbstractItemView):
        yield from (text for _index, text in rows(widget))


def rows(view: QAbstractItemView) -> Iterator[tuple[QModelIndex, str]]:
    """Yield the rows of a list or table as one text each."""
    model = view.model()
    if model is None:
        return
    columns = view.horizontalHeader().count() if isinstance(view, QTableView) else 1
    for row in range(min(model.rowCount(QModelIndex()), ROWS_READ)):
        index = model.index(row, 0)
        cells = (model.index(row, column) for column in range(columns))
        said = (cell.data(role) for cell in cells for role in (0, int(Qt.ItemDataRole.AccessibleTextRole)))
        yield index, ", ".join(str(text) for text in said if text)


def all_words() -> list[str]:
    """Return every text on the screen, in the order of the widgets."""
    return list(dict.fromkeys(text for widget in widgets() for text in words(widget)))


def bring_into_sight(widget: QWidget) -> None:
    """Scroll to a widget, as the wheel does."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget, 8, 8)
        parent = parent.parentWidget()


def is_uncovered(widget: QWidget, place: QPoint) -> bool:
    """Say whether a click at a place of a widget reaches it, and not something that lies over it."""
    top = widget.window()
    hit = top.childAt(widget.mapTo(top, place)) or top
    return hit is widget or widget.isAncestorOf(hit)
