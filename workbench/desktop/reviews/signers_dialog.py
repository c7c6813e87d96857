"""Naming who is asked to sign for each role; waivers of severe findings wait for one of them."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from workbench.desktop.reviews.dialogs import AskDialog, people_box
from workbench.desktop.reviews.model import ReviewData, ReviewModel
from workbench.domain.errors import UserError
from workbench.edits.reviews import AskSigner

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services


class SignersDialog(AskDialog):
    """A person for each role that the policy asks for; an empty field is nobody yet."""

    def __init__(self, data: ReviewData, parent: QWidget | None = None) -> None:
        purpose = (
            "The freeze pins these names. Who is named may approve the waivers that the policy leaves to the role."
        )
        super().__init__(f"Who signs {data.shown_key}", purpose, primary="Keep the names", parent=parent)
        people, signers = data.view.people, data.view.review.signers
        self.fields: dict[str, QComboBox] = {}
        for role in data.view.policy.roles:
            known = people.get(signers.get(role.id, ""))
            self.fields[role.id] = people_box(people.values(), known.name if known else "")
            self.add_field(role.name, self.fields[role.id])
        next(iter(self.fields.values())).setFocus()

    def named(self) -> dict[str, str]:
        """The name for each role; empty for nobody."""
        return {role: field.currentText().strip() for role, field in self.fields.items()}


def ask_signers(model: ReviewModel, services: "Services", owner: QWidget) -> None:
    """Ask who signs the open draft, and keep what has changed."""
    data = model.data
    if data is None or data.is_frozen or not data.view.policy.roles:
        return
    before = {role: data.view.name_of(person) for role, person in data.view.review.signers.items()}
    dialog = SignersDialog(data, owner.window())

    def submit() -> None:
        changed = {role: name for role, name in dialog.named().items() if name != before.get(role, "")}
        try:
            ids = services.with_session(
                lambda session: {role: session.person(name).id if name else None for role, name in changed.items()}
            )
            if ids:
                services.write_all([AskSigner(data.key, role, person) for role, person in ids.items()])
        except UserError as error:
            dialog.show_error(str(error))
            return
        dialog.accept()
        if changed:
            services.toast("Signers named")

    dialog.submitted.connect(submit)
    dialog.open()
