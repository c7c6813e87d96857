"""The history beside each field: one key and one menu entry for every widget that shows a field of the workspace."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QTextEdit, QWidget

from workbench.desktop.kit.field_places import FieldPlace, place_of

if TYPE_CHECKING:
    from workbench.desktop.shell.field_history import FieldHistoryDialog
    from workbench.desktop.shell.services import Services

ENTRY = "History of this field…"


class FieldHistories(QObject):
    """Opens the history of the field that has the focus, and offers it in the menus of fields."""

    def __init__(self, services: "Services", window: QWidget) -> None:
        super().__init__(window)
        self._services, self._window = services, window
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    @Slot()
    def open_focused(self) -> None:
        """Open the history of the field with the focus."""
        widget = QApplication.focusWidget()
        place = place_of(widget)
        if place is None or widget is None:
            self._services.toast("Put the focus in a field first: then its history can be shown.", undo=False)
            return
        self.open(place, widget)

    def open(self, place: FieldPlace, widget: QWidget) -> "FieldHistoryDialog":
        """Open the history of a field.

        The field gives the focus away first, so that what is typed is kept, and what is purged does not stand in it.
        """
        widget.clearFocus()
        return open_history(self._services, place, widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Offer the history in the context menu of a field that has none of its own."""
        if event.type() != QEvent.Type.ContextMenu or not isinstance(watched, QWidget):
            return False
        if not isinstance(event, QContextMenuEvent) or watched.window() is not self._window:
            return False
        if watched.contextMenuPolicy() != Qt.ContextMenuPolicy.DefaultContextMenu or not self._services.has_workspace:
            return False
        place = place_of(watched)
        if place is None:
            return False
        self.menu_of(watched, place).popup(event.globalPos())
        return True

    def menu_of(self, widget: QWidget, place: FieldPlace) -> QMenu:
        """Return the menu of a field: what it offers by itself, and its history."""
        field = widget if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit) else widget.parentWidget()
        menu = (
            field.createStandardContextMenu()
            if isinstance(field, QLineEdit | QPlainTextEdit | QTextEdit)
            else QMenu(widget)
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if menu.actions():
            menu.addSeparator()
        menu.addAction(ENTRY, lambda: self.open(place, widget))
        return menu


def open_history(services: "Services", place: FieldPlace, owner: QWidget) -> "FieldHistoryDialog":
    """Open the history of a field, or of a whole row, over the window of a widget."""
    from workbench.desktop.shell.field_history import FieldHistoryDialog

    dialog = FieldHistoryDialog(services, place, owner.window())
    dialog.open()
    return dialog
