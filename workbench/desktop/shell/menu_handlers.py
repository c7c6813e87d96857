"""What the window's own menu entries do, but those that only concern its frame."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from workbench.desktop.shell.field_histories import FieldHistories
from workbench.desktop.shell.help import log_file, show_log

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services
    from workbench.desktop.shell.window import MainWindow

WELCOME = "welcome"
VERIFY = "verify"


class MenuHandlers(QObject):
    """Workspaces, the example, who acts, verification and help; bound once the window has services."""

    def __init__(self, window: "MainWindow", services: "Services") -> None:
        super().__init__(window)
        self._window, self._services = window, services
        self._histories = FieldHistories(services, window)
        table = window.actions_table
        table.bind(
            {
                "edit.undo": services.undo,
                "edit.redo": services.redo,
                "file.new": self._on_new_workspace,
                "file.open": self._on_open_workspace,
                "file.example": self._on_example,
                "edit.find": self.search_everything,  # a page with a search of its own goes before
                "go.anywhere": self.search_everything,
                "go.commands": self._on_commands,
                "help.keys": self._on_keys,
                "help.about": self._on_about,
            }
        )
        if VERIFY in window.places:
            table.bind({"file.verify": self._on_verify})
        if log_file() is not None:
            table.bind({"help.log": show_log})

    def follow_workspace(self) -> None:
        """Offer what the open workspace allows, and take away what needs one when there is none."""
        is_open = self._services.has_workspace
        is_example = is_open and self._services.workspace.info.is_example
        self._offer("file.close", self._services.close_workspace, is_open)
        self._offer("file.delete_example", self._on_delete_example, is_example)
        self._offer("edit.field_history", self._histories.open_focused, is_open)
        self._offer("edit.act_as", self._on_act_as, is_open)
        self._offer("edit.new_incident", self._on_new_incident, is_open)
        self._offer("file.import", self._on_import, is_open)
        self._offer("file.import_folder", self._on_import_folder, is_open)
        self._offer("review.new", self._on_new_review, is_open)
        for place_id in ("due", "registers"):
            if place_id in self._window.places:
                self._offer(f"go.{place_id}", partial(self._window.go, place_id), is_open)
        for place in self._window.places.values():
            if place.on_rail:
                going = partial(self._window.go, place.id)
                self._offer(f"go.{place.id}", going, is_open or not place.needs_workspace)

    def _offer(self, action: str, handler: Callable[[], None], offered: bool) -> None:
        table = self._window.actions_table
        if offered:
            table.bind({action: handler})
        else:
            table.unbind(action)

    @Slot()
    def _on_new_workspace(self) -> None:
        title = "New workspace: choose an empty folder"
        self._services.prompter.choose_folder(self._window, title, self._services.create_workspace)

    @Slot()
    def _on_open_workspace(self) -> None:
        self._services.prompter.choose_folder(self._window, "Open a workspace", self._services.open_workspace)

    @Slot()
    def _on_example(self) -> None:
        self._window.go(WELCOME, "example")

    @Slot()
    def _on_verify(self) -> None:
        self._services.prompter.choose_files(self._window, "Verify a signed report", self._verify_first)

    def _verify_first(self, files: list[Path]) -> None:
        self._window.go(VERIFY, str(files[0]))

    @Slot()
    def _on_new_incident(self) -> None:
        self._window.go("incidents", "new")

    @Slot()
    def _on_import(self) -> None:
        self._window.go("incidents", "import")

    @Slot()
    def _on_import_folder(self) -> None:
        self._window.go("incidents", "import-folder")

    @Slot()
    def _on_new_review(self) -> None:
        self._window.go("reviews", "new")

    @Slot()
    def _on_delete_example(self) -> None:
        folder = self._services.workspace.folder
        self._services.prompter.ask(
            self._window,
            "Delete the example?",
            f"The folder {folder} goes with everything in it. Your own workspaces are not touched; "
            "the example can be made again at any time.",
            confirm="Delete the example",
            on_yes=self._delete_example,
        )

    def _delete_example(self) -> None:
        from workbench.domain.errors import UserError
        from workbench.tasks.example_place import delete_example

        folder = self._services.workspace.folder
        self._services.close_workspace()
        try:
            delete_example(folder)
        except UserError as error:
            self._services.refuse(str(error))
        else:
            self._services.toast("The example is deleted", undo=False)
        self._window.go(WELCOME)

    @Slot()
    def _on_act_as(self) -> None:
        from workbench.desktop.shell.acting import ActAsDialog

        people = self._services.with_session(lambda session: session.store.people.all(order="name"))
        dialog = ActAsDialog(people, self._services.actor, self._window)
        dialog.chosen.connect(self._services.act_as)
        dialog.open()

    @Slot()
    def search_everything(self) -> None:
        """Open the palette."""
        self._open_palette("")

    @Slot()
    def _on_commands(self) -> None:
        self._open_palette(">")

    def _open_palette(self, typed: str) -> None:
        from workbench.desktop.palette.popup import Palette

        Palette(self._window, self._services, typed).open()

    @Slot()
    def _on_keys(self) -> None:
        from workbench.desktop.shell.help import KeysDialog

        KeysDialog(self._window.actions_table.table.values(), self._window).open()

    @Slot()
    def _on_about(self) -> None:
        from workbench.desktop.shell.help import AboutDialog

        AboutDialog(self._window).open()
