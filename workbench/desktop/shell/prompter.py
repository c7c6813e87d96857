"""Questions, file dialogs and notices: the one door through which the window asks a person something."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.text import Label


class Prompter(Protocol):
    """What pages ask through; nothing here blocks, answers come by callback, no answer means no callback."""

    def ask(self, owner: QWidget, title: str, text: str, *, confirm: str, on_yes: Callable[[], None]) -> None:
        """Ask a question whose yes is called `confirm` ("Delete the example")."""

    def choose_files(self, owner: QWidget, title: str, on_files: Callable[[list[Path]], None]) -> None:
        """Let the person choose files to read."""

    def choose_folder(self, owner: QWidget, title: str, on_folder: Callable[[Path], None]) -> None:
        """Let the person choose or make a folder."""

    def choose_target(self, owner: QWidget, title: str, suggested: str, on_path: Callable[[Path], None]) -> None:
        """Let the person choose where to write a file."""

    def notice(self, owner: QWidget, title: str, text: str) -> None:
        """Tell something that a toast is too small for."""


class DialogPrompter:
    """The prompter of the real window."""

    def ask(self, owner: QWidget, title: str, text: str, *, confirm: str, on_yes: Callable[[], None]) -> None:
        """Ask in a dialog."""
        dialog = DialogBase(title, text, primary=confirm, width=440, parent=owner.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.submitted.connect(dialog.accept)
        dialog.accepted.connect(on_yes)
        dialog.open()

    def choose_files(self, owner: QWidget, title: str, on_files: Callable[[list[Path]], None]) -> None:
        """Open a file dialog for several files."""
        dialog = _file_dialog(owner, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: on_files([Path(name) for name in names]))
        dialog.open()

    def choose_folder(self, owner: QWidget, title: str, on_folder: Callable[[Path], None]) -> None:
        """Open a file dialog for a folder."""
        dialog = _file_dialog(owner, title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: on_folder(Path(name)))
        dialog.open()

    def choose_target(self, owner: QWidget, title: str, suggested: str, on_path: Callable[[Path], None]) -> None:
        """Open a file dialog for a file to write; it asks before one is replaced."""
        dialog = _file_dialog(owner, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(suggested)
        dialog.fileSelected.connect(lambda name: on_path(Path(name)))
        dialog.open()

    def notice(self, owner: QWidget, title: str, text: str) -> None:
        """Tell in a dialog with one button."""
        dialog = DialogBase(title, primary="Close", width=440, parent=owner.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.body.addWidget(Label(text, "body", "secondary", wrap=True, selectable=True))
        dialog.hide_cancel()
        dialog.submitted.connect(dialog.accept)
        dialog.open()


def _file_dialog(owner: QWidget, title: str) -> QFileDialog:
    dialog = QFileDialog(owner.window(), title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    return dialog
