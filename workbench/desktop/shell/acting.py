"""Who acts: choosing another person in the window."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from workbench.desktop.kit.dialog import DialogBase
from workbench.domain.deployment import Person


def written(person: Person) -> str:
    """Return `Name <e-mail>`, or the name alone."""
    return f"{person.name} <{person.email}>" if person.email and person.email != person.name else person.name


class ActAsDialog(DialogBase):
    """Choose a person of the workspace, or write a new one; `chosen` is the name as written."""

    chosen = Signal(str)

    def __init__(self, people: Sequence[Person], actor: Person, parent: QWidget) -> None:
        super().__init__(
            "Act as",
            "Every change carries a name. The name is claimed; only a signature proves it.",
            primary="Act as this person",
            width=440,
            parent=parent,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._people = QComboBox()
        self._people.setEditable(True)
        self._people.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._people.addItems([written(person) for person in people])
        self._people.setCurrentText(written(actor))
        self._people.setAccessibleName("Person")
        line = self._people.lineEdit()
        if line is not None:
            line.selectAll()
        self._field = self.add_field("Person", self._people, "A name, an e-mail, or Name <e-mail>.")
        self.submitted.connect(self._on_submitted)
        self._people.setFocus()

    @Slot()
    def _on_submitted(self) -> None:
        name = self._people.currentText().strip()
        if not name:
            self._field.set_error("A person needs a name.")
            return
        self.chosen.emit(name)
        self.accept()
