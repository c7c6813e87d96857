"""What a person can do with an entry of the catalogue: edit, deprecate, keep, open its file, see its versions."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from workbench.catalogue.loader import PACKS
from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.page import Page
from workbench.desktop.shell.services import Services
from workbench.domain.catalogue import Category, FailureMode
from workbench.domain.errors import UserError
from workbench.domain.pack import Origin
from workbench.edits.catalogue import DeprecateEntry, KeepOverride

EDIT, NEW, VERSIONS = "edit", "new", "versions"
"""What the argument of the catalogue's place begins with where it is no entry: `edit/M06`, `new`, `new/category`."""


class EntryActions(QObject):
    """Does what the buttons, the menu and the keys of an entry ask for."""

    def __init__(self, services: Services, page: Page) -> None:
        super().__init__(page)
        self._services, self._page = services, page

    def origin(self, key: str) -> Origin:
        """Return where an entry comes from."""
        return self._services.catalogue.origin(key)

    def edit(self, key: str) -> None:
        """Go to the editor of an entry."""
        self._page.navigate.emit("catalogue", f"{EDIT}/{key}")

    def add(self, kind: str = "") -> None:
        """Go to an empty editor: of a failure mode, or of a `category`."""
        self._page.navigate.emit("catalogue", f"{NEW}/{kind}" if kind else NEW)

    def new_menu(self, button: QWidget) -> None:
        """Ask what is to be added."""
        self._pop_up(button, [("Failure mode…", self.add), ("Post-mortem category…", partial(self.add, "category"))])

    def show_versions(self, key: str) -> None:
        """Go to the versions of an entry."""
        self._page.navigate.emit("catalogue", f"{VERSIONS}/{key}")

    def keep_override(self, key: str) -> None:
        """Say that the team's text stands as it is."""
        self._services.attempt(KeepOverride(key), "Our own text kept")

    def ask_deprecate(self, key: str) -> None:
        """Ask why an entry is not to be asked any more."""
        dialog = DeprecateDialog(key, self._page.window())
        dialog.submitted.connect(partial(self._deprecate, key, dialog))
        dialog.open()

    def take_mark_away(self, key: str) -> None:
        """Ask a deprecated entry again."""
        self._services.attempt(DeprecateEntry(key, ""), f"{key} is asked again in new reviews")

    def open_file(self, key: str) -> None:
        """Open the file of an own entry in the program that the system uses for it."""
        path = self._services.workspace.folder / PACKS / self.origin(key).path
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._services.refuse(f"No program opened {path}. Nothing was changed. Open it with an editor of yours.")

    def menu(self, key: str, owner: QWidget) -> None:
        """Show what else can be done."""
        origin = self.origin(key)
        entries: list[tuple[str, Callable[[], None]]] = [("Versions", partial(self.show_versions, key))]
        if origin.is_own:
            entries.append(("Open the file", partial(self.open_file, key)))
        if origin.deprecated:
            entries.append(("Ask it again", partial(self.take_mark_away, key)))
        else:
            entries.append(("Deprecate…", partial(self.ask_deprecate, key)))
        self._pop_up(owner, entries)

    def _pop_up(self, owner: QWidget, entries: Sequence[tuple[str, Callable[[], None]]]) -> None:
        menu = QMenu(owner)
        menu.aboutToHide.connect(menu.deleteLater)
        for words, handler in entries:
            menu.addAction(words).triggered.connect(partial(_done, handler))
        menu.popup(owner.mapToGlobal(QPoint(0, owner.height())))
        menu.setActiveAction(menu.actions()[0])

    def _deprecate(self, key: str, dialog: "DeprecateDialog") -> None:
        if not dialog.reason():
            return
        try:
            self._services.write(DeprecateEntry(key, dialog.reason()))
        except UserError as error:
            dialog.show_error(str(error))
            return
        dialog.accept()
        self._services.toast(f"{key} is deprecated: listed, and not asked in new reviews")


class DeprecateDialog(DialogBase):
    """Asks why."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(
            f"Deprecate {key}",
            "It stays listed with a mark, and reviews that ask it go on asking. New reviews do not ask it.",
            primary="Deprecate",
            parent=parent,
        )
        self._reason = QLineEdit()
        self._reason.setMaxLength(400)
        self._field = self.add_field("Why", self._reason, "Stands beside the entry")
        self._reason.textChanged.connect(self._on_changed)
        self._reason.setFocus()

    def reason(self) -> str:
        """Return the reason; "" when there is none, and the field says so."""
        reason = self._reason.text().strip()
        self._field.set_error("" if reason else "Say why in a line.")
        return reason

    @Slot()
    def _on_changed(self) -> None:
        self._field.set_error("")


def key_of(entry: object) -> str:
    """Return the key of an entry that a person can edit; "" for others."""
    if isinstance(entry, FailureMode):
        return entry.id
    return f"category/{entry.id}" if isinstance(entry, Category) else ""


def _done(handler: Callable[[], None], _checked: bool = False) -> None:
    handler()
