"""Choosing the policy that a review is judged by."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QWidget

from workbench.catalogue.policies import Policies, load_policies
from workbench.desktop.kit.text import Label
from workbench.desktop.reviews.dialogs import AskDialog, choice_box
from workbench.desktop.reviews.model import ReviewData, ReviewModel
from workbench.domain.errors import UserError
from workbench.domain.policy import Policy
from workbench.edits.reviews import ChoosePolicy
from workbench.storage.store import Store

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services


def read_policies(store: Store) -> Policies:
    """Read the policies that there are for a workspace."""
    return load_policies(store.folder)


def fill_policies(box: QComboBox, policies: Policies, chosen: str = "") -> None:
    """List the policies, the default first; what was chosen stays so where it still is there."""
    wanted = chosen or str(box.currentData() or "default")
    box.clear()
    for row in sorted(policies.loaded.values(), key=lambda row: (row.id != "default", row.name.casefold())):
        box.addItem(f"{row.name} {row.version}", row.id)
    box.setCurrentIndex(max(0, box.findData(wanted)))


def refusals(policies: Policies) -> str:
    """Say which policies of the team cannot be chosen; empty when all can."""
    told = [f"{row.file}, line {row.line}: {row.reason}." for row in policies.refused]
    return f"Refused, and not in the list: {' '.join(told)}" if told else ""


class PolicyDialog(AskDialog):
    """The policies to choose from, with what sets the chosen one apart."""

    def __init__(self, data: ReviewData, policies: Policies, parent: QWidget | None = None) -> None:
        purpose = "The policy turns findings into the verdict. The answers stay as they are."
        super().__init__("Choose the policy", purpose, primary="Judge by it", parent=parent)
        self._policies = policies
        self.box = choice_box()
        self.add_field("Policy", self.box, refusals(policies))
        fill_policies(self.box, policies, data.view.policy.id)
        self._about = Label("", "body", "secondary", wrap=True)
        self.body.addWidget(self._about)
        self.box.currentIndexChanged.connect(self._show)
        self._show()
        self.box.setFocus()

    def chosen(self) -> str:
        """The id of the policy."""
        return str(self.box.currentData())

    @Slot()
    def _show(self) -> None:
        self._about.setText(about(self._policies.loaded[self.chosen()]))


def about(policy: Policy) -> str:
    """Say in a few sentences what a policy asks for beside its table."""
    names = ", ".join(role.name for role in policy.roles)
    parts = [f"Signed by {names}.", f"An approval is valid {policy.maximum_days} days at most."]
    parts.append(f"A waiver lives {policy.waiver_days} days at most.")
    if policy.self_confirmation:
        parts.append("People may confirm their own evidence; the cover says so.")
    if policy.stage:
        parts.append(f"Stricter from {next(iter(policy.stage)).value} use on, and while nobody knows the stage.")
    return " ".join(parts)


def ask_policy(model: ReviewModel, services: "Services", owner: QWidget) -> None:
    """Read the policies, then ask which one judges the open draft."""

    def show(policies: Policies) -> None:
        data = model.data
        if data is None or data.is_frozen:
            return
        dialog = PolicyDialog(data, policies, owner.window())

        def submit() -> None:
            try:
                model.write_or_raise(ChoosePolicy(data.key, dialog.chosen()))
            except UserError as error:
                dialog.show_error(str(error))
                return
            dialog.accept()
            services.toast("Policy chosen")

        dialog.submitted.connect(submit)
        dialog.open()

    services.fetch(read_policies, show, owner, key="policies")
