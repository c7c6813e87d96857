"""A person at the window: keys, clicks and words; nothing else."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from tests.journeys import screen

T = TypeVar("T")
PATIENCE = 15.0
"""Seconds that a person waits before something counts as not happening."""
_LEFT, _PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Person:
    """Drives the window by its words. Every verb waits for what it needs; a failure tells what is on the screen."""

    def __init__(self, pictures: Path) -> None:
        self._pictures = pictures

    def wait(self, until: Callable[[], T | None], what: str, seconds: float = PATIENCE) -> T:
        """Wait until a condition gives something true and return it."""
        end = time.monotonic() + seconds
        while True:
            found = until()
            if found:
                return found
            if time.monotonic() > end or _bug_is_shown():
                raise AssertionError(self._lost(what))
            QTest.qWait(10)

    def _lost(self, what: str) -> str:
        file = self._pictures / "screen.png"
        QGuiApplication.primaryScreen().grabWindow(0).save(str(file))
        focused = QApplication.focusWidget()
        focus = f"{type(focused).__name__} {screen.names(focused)}" if focused is not None else "nothing"
        shown = "\n  ".join(screen.all_words())
        return f"{what}\nPicture: {file}\nThe focus is on {focus}.\nOn the screen:\n  {shown}"

    def see(self, *texts: str, seconds: float = PATIENCE) -> None:
        """Wait until every text stands on the screen."""
        for text in texts:
            self.wait(lambda text=text: self._sees(text), f"“{text}” is nowhere to be seen.", seconds)  # type: ignore[misc]

    def see_no_more(self, text: str, seconds: float = PATIENCE) -> None:
        """Wait until a text is gone."""
        self.wait(lambda: not self._sees(text), f"“{text}” is still there.", seconds)

    def _sees(self, text: str) -> bool:
        return any(text in shown for shown in screen.all_words())

    def find(self, name: str, kind: type[QWidget] = QWidget) -> QWidget:
        """Wait for a widget that can be used, by what it is called, or by how its name begins."""
        return self.wait(lambda: self._find(name, kind), f"There is no “{name}” to use.")

    def _find(self, name: str, kind: type[QWidget]) -> QWidget | None:
        usable = [one for one in screen.widgets() if isinstance(one, kind) and one.isEnabled() and screen.names(one)]
        usable.sort(key=lambda one: isinstance(one, QLabel))  # a button before the label that names it
        exact = (one for one in usable if name in screen.names(one))
        begins = (one for one in usable if any(text.startswith(name) for text in screen.names(one)))
        return next(exact, None) or next(begins, None)

    def press(self, *keys: str) -> None:
        """Press keys such as `Ctrl+N`, `P`, `Return`, one after the other."""
        for key in keys:
            combination = QKeySequence(key)[0]  # type: ignore[index]  # the stubs do not know that it is a sequence
            window, modifiers = self._attend(), combination.keyboardModifiers()
            QTest.keyPress(window, combination.key(), modifiers)
            if shiboken6.isValid(window):  # the key may have closed it
                QTest.keyRelease(window, combination.key(), modifiers)

    def type_text(self, text: str) -> None:
        """Type into whatever has the focus."""
        for letter in text:
            QTest.keyClick(self._attend(), letter)  # type: ignore[call-overload]  # a letter as text

    def _attend(self) -> Any:
        """Return what gets the keys: an open list or menu, else the window in front once it has the focus."""

        def focused() -> QWidget | QWindow | None:
            if (popup := QApplication.activePopupWidget()) is not None:
                return popup.focusWidget() or popup
            front = QApplication.activeModalWidget() or QApplication.activeWindow()
            window = QGuiApplication.focusWindow()
            return window if front is not None and front.windowHandle() is window else None

        return self.wait(focused, "No window has the focus.")

    def click(self, name: str, kind: type[QWidget] = QWidget) -> None:
        """Click what has this name."""
        self.click_on(self.find(name, kind))

    def click_on(self, widget: QWidget, place: QPoint | None = None) -> None:
        """Click a widget, where it lies open."""
        screen.bring_into_sight(widget)
        spot = place or _spot(widget)
        named = ", ".join(screen.names(widget)) or widget.metaObject().className()
        self.wait(lambda: screen.is_uncovered(widget, spot), f"“{named}” is covered or cut off.")
        top = widget.window()
        QTest.mouseClick(top.windowHandle(), _LEFT, _PLAIN, widget.mapTo(top, spot))

    def follow(self, text: str) -> None:
        """Click the first link of the label in which a text stands."""

        def linked() -> QLabel | None:
            labels = (one for one in screen.widgets() if isinstance(one, QLabel) and "<a " in one.text())
            return next((one for one in labels if text in screen.plain(one.text())), None)

        label = self.wait(linked, f"There is no link in “{text}”.")
        screen.bring_into_sight(label)
        QTest.qWait(20)  # one pass of the event loop lays out what was scrolled to
        top = label.window()
        for y in range(6, label.height(), 6):
            for x in range(4, label.width(), 6):
                spot = label.mapTo(top, QPoint(x, y))
                QTest.mouseMove(top.windowHandle(), spot)
                if label.cursor().shape() == Qt.CursorShape.PointingHandCursor:
                    QTest.mouseClick(top.windowHandle(), _LEFT, _PLAIN, spot)
                    return
        raise AssertionError(self._lost(f"The link in “{text}” cannot be reached with the mouse."))

    def fill(self, name: str, text: str) -> None:
        """Click a field, replace what stands in it and type."""
        field = self.find(name, QWidget)
        assert isinstance(field, (QLineEdit, QPlainTextEdit, QComboBox)), f"“{name}” is no field"
        self.click_on(field)
        self.wait(field.hasFocus, f"“{name}” does not take the focus.")
        self.press("Ctrl+A")
        self.type_text(text)

    def choose(self, name: str, wanted: str) -> None:
        """Choose an entry of a box by keyboard."""
        box = self.find(name, QComboBox)
        assert isinstance(box, QComboBox)
        if box.hasFocus():
            self.press("F4")
        else:
            self.click_on(box)
        self.wait(lambda: box.view().isVisible(), f"“{name}” does not open.")
        row = next((row for row in range(box.count()) if box.itemText(row).startswith(wanted)), None)
        assert row is not None, self._lost(f"“{name}” does not offer “{wanted}”.")
        self.press("Home", *["Down"] * row, "Return")
        self.wait(lambda: box.currentIndex() == row and not box.view().isVisible(), f"“{wanted}” was not chosen.")

    def menu(self, menu: str, entry: str) -> None:
        """Click a menu of the menu bar and then an entry of it."""
        bar = next(one for one in screen.widgets() if isinstance(one, QMenuBar))
        action = next(one for one in bar.actions() if screen.plain(one.text()) == menu)
        self.wait(action.isVisible, f"There is no menu {menu}.")
        self.click_on(bar, bar.actionGeometry(action).center())
        self.pick(entry)

    def pick(self, entry: str) -> None:
        """Click an entry of the menu that is open."""

        def shown() -> tuple[QMenu, QPoint] | None:
            menu = QApplication.activePopupWidget()
            if not isinstance(menu, QMenu):
                return None
            found = [one for one in menu.actions() if one.isEnabled() and screen.plain(one.text()).startswith(entry)]
            return (menu, menu.actionGeometry(found[0]).center()) if found else None

        menu, place = self.wait(shown, f"No menu offers “{entry}”.")
        QTest.mouseMove(menu.windowHandle(), place)
        QTest.mouseClick(menu.windowHandle(), _LEFT, _PLAIN, place)

    def go_to_row(self, text: str) -> None:
        """Move with the arrow keys through the list that has the focus until its row has a text."""
        view = self.wait(_focused_view, "No list has the focus.")
        row = self.wait(lambda: _row_with(view, text), f"No row says “{text}”.")
        self.press("Home")
        for _step in range(screen.ROWS_READ):
            if view.currentIndex().row() == row - 1:
                return
            self.press("Down" if view.currentIndex().row() < row - 1 else "Up")
        raise AssertionError(self._lost(f"The row “{text}” cannot be reached by keyboard."))

    def give_path(self, path: Path) -> None:
        """Paste a path into the file dialog and press Enter."""
        dialog = self.wait(_file_dialog, "No file dialog opened.")
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(field, QLineEdit)
        self.wait(field.hasFocus, "The file dialog does not wait for a name.")
        QGuiApplication.clipboard().setText(str(path))
        self.press("Ctrl+A", "Ctrl+V")
        self.wait(lambda: field.text() == str(path), "The path does not arrive in the file dialog.")
        if QApplication.activePopupWidget() is not None:
            self.press("Escape")  # the list of completions
        self.press("Return")
        self.wait(lambda: _file_dialog() is None, f"The file dialog does not take {path}.")

    def drop(self, files: Iterable[Path], onto: str) -> None:
        """Drop files on the field with this name, as a file manager does."""
        field = self.find(onto)
        screen.bring_into_sight(field)
        target: QWidget | None = field
        while target is not None and not target.acceptDrops():
            target = target.parentWidget()
        assert target is not None, self._lost(f"“{onto}” takes no files.")
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        place = QPointF(field.mapTo(target, field.rect().center()))
        entered = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, _LEFT, _PLAIN)
        QApplication.sendEvent(target, entered)
        assert entered.isAccepted(), self._lost(f"“{onto}” does not want the files.")
        QApplication.sendEvent(target, QDropEvent(place, Qt.DropAction.CopyAction, data, _LEFT, _PLAIN))


def main_window() -> QMainWindow:
    """Return the window that is open."""
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, QMainWindow) and one.isVisible())


def _spot(widget: QWidget) -> QPoint:
    """Return where to click: a radio button only takes its mark and its words."""
    middle = widget.rect().center()
    return QPoint(min(middle.x(), 8), middle.y()) if isinstance(widget, QRadioButton) else middle


def _focused_view() -> QAbstractItemView | None:
    focused = QApplication.focusWidget()
    return focused if isinstance(focused, QAbstractItemView) else None


def _row_with(view: QAbstractItemView, text: str) -> int:
    """Return the number of the row from 1; 0 when there is none."""
    return next((index.row() + 1 for index, said in screen.rows(view) if text in said), 0)


def _file_dialog() -> QFileDialog | None:
    front = QApplication.activeModalWidget()
    return front if isinstance(front, QFileDialog) else None


def _bug_is_shown() -> bool:
    front = QApplication.activeModalWidget()
    return front is not None and front.windowTitle() == "Something went wrong"


def is_pressed(widget: QWidget) -> bool:
    """Say whether a button is on."""
    return isinstance(widget, QAbstractButton) and widget.isChecked()
