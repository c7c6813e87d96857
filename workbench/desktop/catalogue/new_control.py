"""New control: a name and what it does about a failure."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from workbench.desktop.catalogue.editing import slug_of
from workbench.desktop.kit.dialog import DialogBase, Field
from workbench.desktop.shell.services import Services
from workbench.domain.catalogue import Control, ControlKind
from workbench.domain.errors import UserError
from workbench.edits.catalogue import WriteControl


class NewControlDialog(DialogBase):
    """Adds a control to the team's pack; `made(Control)` once it is kept."""

    made = Signal(object)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(
            "New control", "Every failure mode can use it.", primary="Add the control", width=440, parent=parent
        )
        self._services = services
        self._name = QLineEdit()
        self._name.setMaxLength(120)
        self._kind = QComboBox()
        for kind in ControlKind:
            self._kind.addItem(kind.value.capitalize(), kind.value)
        self._name_field = self.add_field("Name", self._name, "Such as: Retries carry an idempotency key")
        self.body.addWidget(Field("What it does about the failure", self._kind))
        self.submitted.connect(self._on_submitted)
        self._name.setFocus()

    @Slot()
    def _on_submitted(self) -> None:
        name = " ".join(self._name.text().split())
        slug = slug_of(name)
        known = self._services.catalogue.controls()
        if len(slug) < 2 or not slug[0].isalpha():
            self._name_field.set_error("Say in a line what it is, beginning with a letter.")
            return
        if slug in known:
            self._name_field.set_error(f"There is one of that name: {known[slug].name}. Choose it, or another name.")
            return
        control = Control(id=slug, name=name, kind=ControlKind(self._kind.currentData()), source="our own")
        try:
            self._services.write(WriteControl(control))
        except UserError as error:
            self.show_error(str(error))
            return
        self.made.emit(control)
        self.accept()
