"""Single-letter keys: they act only when nothing that wants the letter has the focus."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

_TYPING = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)
_PRESSING = (QAbstractButton, QAbstractItemView)
PRESSES = "presses"
"""Dynamic property of a widget of ours that Space and Enter press."""
_PRESS_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NO_MODIFIER = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier)


def wants_key(widget: QWidget, key: int) -> bool:
    """Say whether a focused widget has its own use for a key without Ctrl or Alt."""
    if isinstance(widget, (QPlainTextEdit, QTextEdit)) and widget.isReadOnly():
        return False
    if isinstance(widget, _TYPING):
        return key < int(Qt.Key.Key_Escape)  # all that write a character; function keys are higher
    return key in _PRESS_KEYS and _can_be_pressed(widget)


def _can_be_pressed(widget: QWidget) -> bool:
    return isinstance(widget, _PRESSING) or bool(widget.property(PRESSES))


class KeyGuard(QObject):
    """Watches the widget with the focus and keeps plain keys for it before any shortcut sees them."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._on_focus_changed)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if new is None or new.window().windowType() == Qt.WindowType.Popup:
            return  # the list of a combo box takes Enter from this very event
        if isinstance(new, _TYPING) or _can_be_pressed(new):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim the key for the focused widget."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if event.modifiers() in _NO_MODIFIER and isinstance(watched, QWidget) and wants_key(watched, event.key()):
            event.accept()
            return True
        return False


def page_key(owner: QWidget, key: str, slot: Callable[[], None]) -> QShortcut:
    """Let a key act while `owner` is on screen ("P", "Space", "Ctrl+Return"); `KeyGuard` keeps it out of text."""
    shortcut = QShortcut(QKeySequence(key), owner)
    shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
    shortcut.activated.connect(slot)
    return shortcut
