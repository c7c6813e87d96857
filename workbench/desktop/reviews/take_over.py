"""The offer to judge a draft by the catalogue as it is now, with every change in words."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from workbench.desktop.kit.banner import Notice
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.text import Label
from workbench.domain.errors import UserError
from workbench.edits.reviews import TakeOver
from workbench.storage.pack_changes import pack_changes
from workbench.storage.review_view import find_review
from workbench.storage.store import Store

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

SHOWN = 24
"""Changes in the dialog; a pack that changes more is better read in the catalogue."""


def read_changes(store: Store, key: str) -> tuple[str, ...]:
    """Read what a review would take over."""
    return pack_changes(store, find_review(store, key))


class TakeOverNotice(Notice):
    """Says under the head of a draft that the catalogue has changed since; hidden while it has not."""

    def __init__(self, services: "Services", parent: QWidget | None = None) -> None:
        super().__init__("", "pale", icon="git-compare", parent=parent)
        self._services = services
        self._key = ""
        self._changes: tuple[str, ...] = ()
        self._button = Button("See changes…", "small")
        self._button.clicked.connect(self.ask)
        self.add_right(self._button)
        self.as_band()
        self.hide()
        services.catalogue_changed.connect(self._read)
        services.changed.connect(self._on_changed)

    def open(self, key: str) -> None:
        """Look at another review."""
        if key != self._key:
            self._show(())
        self._key = key
        self._read()

    @Slot()
    def ask(self) -> None:
        """Show the changes and ask whether to take them over."""
        dialog = TakeOverDialog(self._key, self._changes, self.window())
        dialog.submitted.connect(partial(self._take_over, dialog))
        dialog.open()

    @Slot()
    def _read(self) -> None:
        if self._key:
            self._services.fetch(partial(read_changes, key=self._key), self._show, self, key="changes")

    @Slot(object)
    def _on_changed(self, entities: frozenset[str]) -> None:
        if any(entity.startswith("review/") for entity in entities):
            self._read()

    def _show(self, changes: tuple[str, ...]) -> None:
        self._changes = changes
        what = "1 change" if len(changes) == 1 else f"{len(changes)} changes"
        self.set_markup(f"<b>The catalogue has changed</b> since this draft took its texts: {what}. Answers stay.")
        self.setVisible(bool(changes))

    def _take_over(self, dialog: DialogBase) -> None:
        try:
            self._services.write(TakeOver(self._key))
        except UserError as error:
            dialog.show_error(str(error))
            return
        dialog.accept()
        self._services.toast("Changes of the catalogue taken over")


class TakeOverDialog(DialogBase):
    """Lists what would change in a draft."""

    def __init__(self, key: str, changes: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(
            f"Take over into {key}",
            "The draft is judged by these texts from then on. Every answer, use of evidence and condition stays.",
            primary="Take over",
            width=560,
            parent=parent,
        )
        for change in changes[:SHOWN]:
            self.body.addWidget(Label(change, "body", wrap=True, selectable=True))
        if len(changes) > SHOWN:
            self.body.addWidget(Label(f"and {len(changes) - SHOWN} more", "body", "muted"))
        self.primary.setFocus()
