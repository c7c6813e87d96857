"""Make a signing key: name, e-mail, and a passphrase twice."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.shell.jobs import Report
from workbench.desktop.shell.services import Services
from workbench.domain.deployment import Person
from workbench.domain.errors import UserError
from workbench.reports.signing.keys import (
    KeyEntry,
    default_authority_folder,
    default_keys_folder,
    default_trust_folder,
    new_key,
)

SHORTEST = 8
"""Characters of a passphrase; below it anybody's computer tries them all in an afternoon."""


class NewKeyDialog(DialogBase):
    """Makes a key in the user's own folder; `made(KeyEntry)`."""

    made = Signal(object)

    def __init__(self, services: Services, person: Person, parent: QWidget) -> None:
        super().__init__(
            "New signing key",
            "The key stays in your own folder on this computer, in no workspace and no backup of one.",
            primary="Make the key",
            width=440,
            parent=parent,
        )
        self._services = services
        self._is_first = not (default_authority_folder() / "authority.p12").exists()
        self.name, self.email = QLineEdit(person.name), QLineEdit(person.email or "")
        self.passphrase, self.again, self.authority = secret_field(), secret_field(), secret_field()
        self._name_field = self.add_field("Name", self.name, "As it is printed in the report.")
        self._email_field = self.add_field("E-mail", self.email)
        self._first_field = self.add_field("Passphrase", self.passphrase, f"At least {SHORTEST} characters.")
        self._again_field = self.add_field("The same once more", self.again)
        if not self._is_first:
            hint = "Of the first key made here, unless another was chosen. Empty: the same as above."
            self.add_field("Passphrase of the team authority", self.authority, hint)
        self.submitted.connect(self._on_submitted)
        self.name.setFocus()

    @Slot()
    def _on_submitted(self) -> None:
        if not self._is_sound():
            return
        self.primary.setEnabled(False)
        self._services.jobs.start(
            partial(
                _make,
                self.name.text(),
                self.email.text(),
                self.passphrase.text(),
                self.authority.text() or None,
            ),
            self._on_made,
            self,
            verb="Making the key",
            on_failed=self._on_failed,
        )

    def _is_sound(self) -> bool:
        """Mark what is missing; true when nothing is."""
        short = len(self.passphrase.text()) < SHORTEST
        differs = self.passphrase.text() != self.again.text()
        self._name_field.set_error("" if self.name.text().strip() else "Give the name.")
        self._email_field.set_error("" if "@" in self.email.text() else "Give an e-mail such as ada@example.org.")
        self._first_field.set_error(f"Give at least {SHORTEST} characters." if short else "")
        self._again_field.set_error("The two differ; type it again." if differs else "")
        return bool(self.name.text().strip()) and "@" in self.email.text() and not short and not differs

    def _on_made(self, entry: KeyEntry) -> None:
        self.made.emit(entry)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.primary.setEnabled(True)
        if isinstance(error, UserError):
            self.show_error(str(error))
        else:
            self._services.failed.emit(error)


def secret_field() -> QLineEdit:
    """Return a field that does not show what is typed."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def _make(name: str, email: str, passphrase: str, authority: str | None, _report: Report) -> KeyEntry:
    folder: Path = default_keys_folder()
    return new_key(
        folder,
        name,
        email,
        passphrase,
        authority_folder=default_authority_folder(),
        trust_folder=default_trust_folder(),
        authority_passphrase=authority,
    )
