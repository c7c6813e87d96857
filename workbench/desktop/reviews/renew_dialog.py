"""Asking for a waiver again, until another day."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from workbench.desktop.kit.moments import day
from workbench.desktop.reviews.dialogs import AskDialog, day_field, day_of
from workbench.desktop.reviews.model import ReviewData, ReviewModel
from workbench.domain.errors import UserError
from workbench.domain.review import Waiver
from workbench.edits.obligations import RenewWaiver

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services


class RenewDialog(AskDialog):
    """Until when a waiver is asked for again; it says who has to approve it."""

    def __init__(self, waiver: Waiver, data: ReviewData, parent: QWidget | None = None) -> None:
        policy, severity = data.view.policy, data.mode(waiver.check_id).severity
        role = policy.waiver_approver(severity, waiver.renewals)
        who = policy.role_name(role) if role else "somebody other than who asks"
        purpose = f"It waits until {who} approves it. It was {_times(waiver.renewals)} before."
        super().__init__(f"Ask for {waiver.key} again", purpose, primary="Ask for approval", parent=parent)
        last = data.today + timedelta(days=policy.waiver_days_for(severity))
        self._expires = day_field(last, last)
        self.add_field("Lapses on", self._expires, f"{day(last)} is the longest allowed")
        self._expires.setFocus()

    def expires(self) -> date:
        """The last day on which it counts."""
        return day_of(self._expires)


def _times(number: int) -> str:
    often = {0: "never renewed", 1: "renewed once", 2: "renewed twice"}
    return often.get(number, f"renewed {number} times")


def ask_renewal(waiver: Waiver, model: ReviewModel, services: "Services", owner: QWidget) -> None:
    """Ask until when, and make the edit; a refusal stays in the dialog."""
    data = model.data
    if data is None or data.is_frozen:
        return
    dialog = RenewDialog(waiver, data, owner.window())

    def submit() -> None:
        try:
            model.write_or_raise(RenewWaiver(waiver.key, dialog.expires()))
        except UserError as error:
            dialog.show_error(str(error))
            return
        dialog.accept()
        services.toast(f"{waiver.key} waits for approval")

    dialog.submitted.connect(submit)
    dialog.open()
