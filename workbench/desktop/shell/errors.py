"""What the window does with an error: a sentence for a person, or the details of a bug to copy."""

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.fonts import mono
from workbench.desktop.kit.theme import px

_log = logging.getLogger("workbench")
BUG = "That is a bug in the workbench. What was entered before is safe. Copy the details and report it."


def details_of(error: BaseException) -> str:
    """Return the traceback and where the log is."""
    text = "".join(traceback.format_exception(error))
    files = [handler.baseFilename for handler in logging.getLogger().handlers if hasattr(handler, "baseFilename")]
    return text + "".join(f"\nThe log is {file}" for file in files)


class ErrorDialog(DialogBase):
    """The details of a bug, to be copied."""

    def __init__(self, details: str, parent: QWidget | None) -> None:
        super().__init__("Something went wrong", BUG, primary="Close", width=560, parent=parent)
        self._details = QPlainTextEdit(details)
        self._details.setReadOnly(True)
        self._details.setFont(mono())
        self._details.setAccessibleName("Details of the error")
        self._details.setMinimumHeight(px(200))
        copy = Button("Copy details", icon="copy")
        copy.clicked.connect(self._on_copy)
        self.body.addWidget(self._details)
        self.body.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide_cancel()
        self.submitted.connect(self.accept)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details.toPlainText())


class Errors(QObject):
    """Every error ends here, from slots, reads and jobs alike; an error while one is shown is only logged."""

    refused = Signal(str)
    """A `UserError`: its sentence, for the toast."""
    broke = Signal(str)
    """A bug: its details."""
    _from_thread = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: ErrorDialog | None = None
        self._from_thread.connect(self.handle, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take what nobody caught, from this thread and others."""
        sys.excepthook = self._on_uncaught
        threading.excepthook = self._on_uncaught_in_thread

    @Slot(object)
    def handle(self, error: BaseException) -> None:
        """Show an error: a sentence, or the dialog with details."""
        from workbench.domain.errors import UserError

        if isinstance(error, UserError):
            self.refused.emit(str(error))
            return
        _log.error("a bug", exc_info=error)
        details = details_of(error)
        self.broke.emit(details)
        if self._dialog is None:
            self._dialog = ErrorDialog(details, self._window)
            self._dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._dialog.destroyed.connect(self._on_closed)
            self._dialog.open()

    def _on_uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        self.handle(error.with_traceback(trace))

    def _on_uncaught_in_thread(self, caught: Any) -> None:
        self._from_thread.emit(caught.exc_value)

    @Slot()
    def _on_closed(self) -> None:
        self._dialog = None
