"""Who owns a finding: shown beside it, and chosen from the people of the workspace or by a new name."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from workbench.desktop.kit.card import Pressable
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.dialogs import AskDialog, people_box
from workbench.desktop.reviews.model import ReviewModel
from workbench.domain.deployment import Person
from workbench.domain.errors import UserError
from workbench.edits.findings import SetOwner

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

SHOWN = 20
"""How many people the menu lists; anybody else is chosen by name."""


class OwnerDialog(AskDialog):
    """The name of the owner: a known person or a new one."""

    def __init__(self, check_id: str, people: Iterable[Person], parent: QWidget) -> None:
        purpose = "The owner sees to it that the check is met. The name is printed in the report."
        super().__init__(f"Owner of {check_id}", purpose, primary="Make owner", width=440, parent=parent)
        self._name = people_box(people)
        self._field = self.add_field("Owner", self._name, "A name, an e-mail, or Name <e-mail>.")
        self._name.setFocus()

    def name(self) -> str:
        """What was chosen or written."""
        return self._name.currentText().strip()


class OwnerChoice(Pressable):
    """The owner of the current finding; pressed, it offers the people of the workspace."""

    def __init__(self, services: "Services", model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._model = services, model
        self._name = Label("", "name")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(4), 0, px(4), 0)
        row.setSpacing(px(6))
        row.addWidget(Label("Owner:", "body", "muted"))
        row.addWidget(self._name)
        self.activated.connect(self._on_activated)

    def refresh(self) -> None:
        """Show the owner of the current check."""
        data = self._model.data
        if data is not None:
            name = data.view.name_of(data.finding(self._model.check_id).owner) or "Nobody yet"
            self._name.setText(name)
            self.setAccessibleName(f"Owner of the finding: {name}")
            self.setEnabled(not data.is_frozen)

    def make_menu(self) -> QMenu:
        """Return the menu of people."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        data = self._model.data
        if data is None:
            return menu
        people = sorted(data.view.people.values(), key=lambda person: person.name.casefold())
        for person in people[:SHOWN]:
            menu.addAction(person.name.replace("&", "&&")).setData(person.id)
        menu.addSeparator()
        menu.addAction("Somebody else…").triggered.connect(self.ask)
        if data.finding(self._model.check_id).owner:
            menu.addAction("Nobody").setData("")
        menu.triggered.connect(self._on_chosen)
        return menu

    @Slot()
    def _on_activated(self) -> None:
        self.make_menu().popup(self.mapToGlobal(QPoint(0, self.height())))

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        data = self._model.data
        if data is None or action.data() is None:
            return
        name = data.view.name_of(action.data()) or "nobody"
        edit = SetOwner(data.key, self._model.check_id, action.data() or None)
        self._model.write(edit, f"{self._model.check_id}: owned by {name}")

    @Slot()
    def ask(self) -> None:
        """Ask for a name; a new one makes a new person."""
        data, check = self._model.data, self._model.check_id
        if data is None or data.is_frozen:
            return
        dialog = OwnerDialog(check, data.view.people.values(), self.window())

        def submit() -> None:
            if not dialog.name():
                dialog.show_error("Nobody is named. Say who owns it.")
                return
            try:
                person = self._services.with_session(lambda session: session.person(dialog.name()))
                self._model.write_or_raise(SetOwner(data.key, check, person.id))
            except UserError as error:
                dialog.show_error(str(error))
                return
            dialog.accept()
            self._services.toast(f"{check}: owned by {person.name}")

        dialog.submitted.connect(submit)
        dialog.open()
