"""The palette over the window: a box to type in, what it means, and the keys that choose."""

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from workbench.desktop.kit.chips import KeyChip
from workbench.desktop.kit.fonts import lead
from workbench.desktop.kit.style import NO_RING, paint_frame, surface
from workbench.desktop.kit.text import Hairline, IconLabel, Label
from workbench.desktop.kit.theme import color, px
from workbench.desktop.palette.delegate import PaletteDelegate
from workbench.desktop.palette.entries import (
    ALL_SHOWN,
    COMMANDS_ONLY,
    COMMANDS_SHOWN,
    Entry,
    Group,
    commands,
    filled,
    first_commands,
)
from workbench.desktop.palette.model import PaletteModel
from workbench.desktop.palette.reading import read_recent, read_records
from workbench.desktop.shell.services import Services
from workbench.desktop.shell.window import MainWindow
from workbench.domain.query import parse

WIDTH, TOP, MARGIN = 640, 96, 16
PAGE = 8
"""Entries that Page Up and Page Down go over."""
_STEPS = {
    Qt.Key.Key_Down: (1, 1),
    Qt.Key.Key_Up: (-1, 1),
    Qt.Key.Key_PageDown: (1, PAGE),
    Qt.Key.Key_PageUp: (-1, PAGE),
}
SEARCHED = ("incidents", "catalogue", "reviews")
"""Places whose list can be searched: they open at `search/…`."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
FILTERS = "Narrow with sev:critical, mode:M06, is:open, after:2026-01 or type:incident. Type > for commands."


class Box(QLineEdit):
    """The field of the palette: no key goes past it while it is open."""

    pressed = Signal(QKeyEvent)
    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Keep every key from the shortcuts of the window, and Tab from leading out."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _TABS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the key to the palette first; what it leaves is typed."""
        event.ignore()
        self.pressed.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that something else in the window has the focus now."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.left.emit()


_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class Palette(QWidget):
    """Covers its window; made anew each time, gone when it is closed."""

    def __init__(self, window: MainWindow, services: Services, typed: str = "") -> None:
        super().__init__(window)
        self.setObjectName("palette")
        self.setAccessibleName("Palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window, self._services = window, services
        self._offered = window.actions_table.offered()
        self._before = QApplication.focusWidget()
        self._records: tuple[Group, ...] = ()
        self._is_reading = self._goes_when_read = self._has_moved = False
        self.model = PaletteModel(self)
        self._build()
        self.box.setText(typed)
        self.box.textChanged.connect(self._on_typed)
        self.box.pressed.connect(self._on_key)
        self.box.left.connect(self.close)
        self.list.clicked.connect(self._on_clicked)
        window.installEventFilter(self)

    @property
    def said(self) -> str:
        """The sentence below the box; empty when there is none."""
        return self._said.text()

    def open(self) -> None:
        """Show it and put the cursor into the box; an open one goes."""
        for other in self._window.findChildren(Palette, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if other is not self and other.isVisible():
                other.close()
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._on_typed(self.box.text())

    def _build(self) -> None:
        self._sheet = _Sheet(self)
        self.box = Box()
        self.box.setProperty(NO_RING, True)
        self.box.setFrame(False)
        self.box.setStyleSheet("QLineEdit { border: none; background: transparent; padding: 0; }")
        self.box.setFont(lead())
        self.box.setPlaceholderText("Search records and commands")
        self.box.setAccessibleName("Search records and commands")
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(px(MARGIN), 0, px(MARGIN), 0)
        row.setSpacing(px(12))
        row.addWidget(IconLabel("search", size=20))
        row.addWidget(self.box, 1)
        row.addWidget(KeyChip("Esc"))
        top.setFixedHeight(px(52))
        self.list = self._make_list()
        self._said = Label("", "body", "muted", wrap=True)
        self._said.setContentsMargins(px(MARGIN), px(12), px(MARGIN), px(12))
        column = QVBoxLayout(self._sheet)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for widget in (top, Hairline(), self._said, self.list, Hairline(), self._foot()):
            column.addWidget(widget)

    def _make_list(self) -> QListView:
        view = QListView()
        view.setAccessibleName("Records and commands")
        view.setProperty("bare", True)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setMouseTracking(True)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setItemDelegate(PaletteDelegate(view))
        view.setModel(self.model)
        return view

    def _foot(self) -> QWidget:
        foot = QWidget()
        surface(foot, "sunken")
        row = QHBoxLayout(foot)
        row.setContentsMargins(px(MARGIN), 0, px(MARGIN), 0)
        row.setSpacing(px(6))
        for keys, said in ((("↑", "↓"), "Move"), (("Enter",), "Open"), (("Ctrl+Enter",), "Show all in the list")):
            for key in keys:
                row.addWidget(KeyChip(key))
            row.addWidget(Label(said, "label_regular", "muted"))
            row.addSpacing(px(8))
        row.addStretch(1)
        row.addWidget(Label("Commands only", "label_regular", "muted"))
        row.addWidget(KeyChip(">"))
        foot.setFixedHeight(px(36))
        return foot

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self._has_moved = self._goes_when_read = False
        only = text.startswith(COMMANDS_ONLY)
        self._is_reading = self._services.has_workspace and not only
        if not self._is_reading:
            self._records = ()
        elif text.strip():
            read = partial(read_records, catalogue=self._services.catalogue, text=text)
            self._services.fetch(read, self._on_read, self, key="records")
        else:
            visited = [(stop, self._window.places[stop.place]) for stop in self._window.visited]
            read_visited = partial(read_recent, catalogue=self._services.catalogue, stops=visited)
            self._services.fetch(read_visited, self._on_recent_read, self, key="records")
        self._show()

    def _on_read(self, groups: tuple[Group, ...]) -> None:
        self._records, self._is_reading = groups, False
        self._show()
        if self._goes_when_read:
            self._choose(self.list.currentIndex())

    def _on_recent_read(self, entries: tuple[Entry, ...]) -> None:
        self._on_read(filled([Group("Recent", entries)]))

    def _commands(self) -> Group:
        text = self.box.text()
        if text.startswith(COMMANDS_ONLY):
            return Group("Commands", commands(self._offered, text.removeprefix(COMMANDS_ONLY).strip(), ALL_SHOWN))
        if not text.strip():
            return Group("Commands", first_commands(self._offered))
        return Group("Commands", commands(self._offered, text.strip(), COMMANDS_SHOWN))

    def _show(self) -> None:
        current = self.model.entry(self.list.currentIndex().row())
        self.model.show_groups(filled([*self._records, self._commands()]))
        kept = self.model.row_of(current.key) if current and self._has_moved else -1
        self._select(kept if kept >= 0 else self.model.next_entry(-1, 1))
        self._said.setText(self._sentence())
        self._said.setVisible(bool(self._said.text()))
        self._fit()

    def _sentence(self) -> str:
        text = self.box.text().strip()
        complaints = parse(text).complaints if not text.startswith(COMMANDS_ONLY) else ()
        if complaints:
            return " ".join(complaints)
        if not text:
            return FILTERS if self._services.has_workspace else ""
        is_found = self._is_reading or self.model.entry_count
        return "" if is_found else f"Nothing matches {text}. Try fewer words or filters."

    def _select(self, row: int) -> None:
        index = self.model.index(row) if row >= 0 else QModelIndex()
        self.list.setCurrentIndex(index)
        if row == self.model.next_entry(-1, 1):
            self.list.scrollToTop()
        # The focus stays in the box: this is how a screen reader comes to say the row.
        said = str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "") if row >= 0 else ""
        self.box.setAccessibleDescription(said)

    @Slot(QKeyEvent)
    def _on_key(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _STEPS:
            self._move(*_STEPS[Qt.Key(key)])
        elif key in _ENTER and modifiers == Qt.KeyboardModifier.ControlModifier:
            self._show_all()
        elif key in _ENTER:
            self._enter()
        elif key == Qt.Key.Key_Escape or (key == Qt.Key.Key_K and modifiers == Qt.KeyboardModifier.ControlModifier):
            self.close()
        elif key == Qt.Key.Key_P and modifiers == _CTRL_SHIFT:
            self.box.setText(COMMANDS_ONLY)
        else:
            return
        event.accept()

    def _move(self, step: int, times: int) -> None:
        self._has_moved = True
        row = self.list.currentIndex().row()
        for _ in range(times):
            following = self.model.next_entry(row, step)
            if times > 1 and (following - row) * step < 0:
                break
            row = following
        self._select(row)

    def _enter(self) -> None:
        """Go, but not to what was found for another text: wait until the answer is there."""
        if self._is_reading and not self._has_moved:
            self._goes_when_read = True
        else:
            self._choose(self.list.currentIndex())

    def _show_all(self) -> None:
        """Take the text along to the list of the place that the current record is of."""
        entry = self.model.entry(self.list.currentIndex().row())
        text = self.box.text().strip()
        if entry is not None and entry.place in SEARCHED and text:
            self.close()
            self._window.go(entry.place, f"search/{text}")
        else:
            self._enter()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._choose(index)

    def _choose(self, index: QModelIndex) -> None:
        entry = self.model.entry(index.row())
        if entry is None:
            return
        self.close()
        if entry.action:
            self._window.actions_table.trigger(entry.action)
        else:
            self._window.go(entry.place, entry.argument)

    def close(self) -> bool:
        """Give the focus back and go."""
        if self.isVisible():
            self._window.removeEventFilter(self)
            had_focus = self.box.hasFocus()
            self.hide()
            if had_focus and self._before is not None and _is_there(self._before):
                self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        return super().close()

    def _fit(self) -> None:
        width = min(px(WIDTH), self.width() - px(2 * MARGIN))
        top = min(px(TOP), max(px(MARGIN), self.height() // 8))
        rows = range(self.model.rowCount())
        wanted = sum(self.list.sizeHintForRow(row) for row in rows) + px(8)
        said = self._said.heightForWidth(width - 2) if self._said.text() else 0
        self._said.setFixedSize(width - 2, said)
        others = px(52 + 36) + said + 4
        height = min(wanted if rows else 0, self.height() - top - others - px(MARGIN))
        self.list.setFixedHeight(max(0, height))
        self.list.setVisible(bool(rows))
        self._sheet.setGeometry(QRect((self.width() - width) // 2, top, width, others + max(0, height)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window at its new size."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
            self._fit()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press beside the sheet closes it."""
        if not self._sheet.geometry().contains(event.position().toPoint()):
            self.close()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the veil over the window."""
        QPainter(self).fillRect(self.rect(), color("scrim"))


class _Sheet(QWidget):
    """The raised sheet, with round corners."""

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_frame(QPainter(self), self.rect(), fill="raised", line="border_strong", radius=8)


def _is_there(widget: QWidget) -> bool:
    import shiboken6

    return bool(shiboken6.isValid(widget)) and widget.isVisible()
