"""Asking for a condition, a waiver or a rating of the current check."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from workbench.desktop.reviews.dialogs import ConditionDialog, RatingDialog, WaiverDialog
from workbench.desktop.reviews.model import ReviewData, ReviewModel
from workbench.domain.errors import UserError
from workbench.domain.review import Condition
from workbench.edits.edit import Edit
from workbench.edits.findings import RateFinding, refuse_unrated
from workbench.edits.obligations import AddCondition, ChangeCondition, RequestWaiver

if TYPE_CHECKING:
    from workbench.desktop.kit.dialog import DialogBase
    from workbench.desktop.shell.services import Services


class ObligationAsker(QObject):
    """Opens the dialogs and makes the edits; a refusal stays in the dialog."""

    def __init__(self, services: "Services", model: ReviewModel, owner: QWidget) -> None:
        super().__init__(owner)
        self._services, self._model, self._owner = services, model, owner

    @property
    def _draft(self) -> ReviewData | None:
        data = self._model.data
        return None if data is None or data.is_frozen else data

    @Slot()
    def ask_condition(self) -> None:
        """Ask what an approval depends on."""
        data, check = self._draft, self._model.check_id
        if data is None:
            return
        self._open_condition(data, check)

    def change_condition(self, condition: Condition) -> None:
        """Ask how an open condition of the draft changes."""
        if self._draft is not None:
            self._open_condition(self._draft, condition.check_id, condition)

    def _open_condition(self, data: ReviewData, check: str, condition: Condition | None = None) -> None:
        people = data.view.people.values()
        dialog = ConditionDialog(check, people, self._services.actor.name, condition, self._owner.window())

        def submit() -> None:
            if not dialog.text():
                dialog.show_error("Nothing is written. Say what has to be done.", dialog.asked)
                return
            owner = self._person(dialog, dialog.owner())
            if not owner:
                return
            said = (dialog.text(), owner, dialog.due(), dialog.launch())
            if condition is None:
                self._make(dialog, AddCondition(data.key, check, *said), "Condition added")
            else:
                self._make(dialog, ChangeCondition(condition.key, *said), f"{condition.key} changed")

        dialog.submitted.connect(submit)
        dialog.open()

    @Slot()
    def ask_waiver(self) -> None:
        """Ask for an exception."""
        data, check = self._draft, self._model.check_id
        if data is None:
            return
        controls = {control.id: control for mode in data.view.modes.values() for control in mode.controls}
        dialog = WaiverDialog(
            check,
            tuple(controls.values()),
            data.view.people.values(),
            self._services.actor.name,
            data.view.policy.waiver_days_for(data.mode(check).severity),
            self._owner.window(),
        )

        def submit() -> None:
            if not dialog.reason():
                dialog.show_error("There is no reason. Say why the risk is taken.", dialog.asked)
                return
            owner = self._person(dialog, dialog.owner())
            if owner:
                edit = RequestWaiver(data.key, check, dialog.reason(), owner, dialog.expires(), dialog.control())
                self._make(dialog, edit, "Waiver requested")

        dialog.submitted.connect(submit)
        dialog.open()

    @Slot()
    def ask_rating(self) -> None:
        """Ask for severity, occurrence and detection."""
        data, check = self._draft, self._model.check_id
        if data is None:
            return
        try:
            refuse_unrated(data.mode(check))
        except UserError as error:
            self._services.refuse(str(error))
            return
        dialog = RatingDialog(check, data.finding(check).rating, self._owner.window())

        def submit() -> None:
            try:
                rating = dialog.rating()
            except ValueError as error:
                dialog.show_error(str(error))
                return
            self._make(dialog, RateFinding(data.key, check, rating), "Rating kept")

        dialog.submitted.connect(submit)
        dialog.open()

    def _person(self, dialog: "DialogBase", name: str) -> str:
        """Return the id of a person; a new name makes a new person."""
        if not name:
            dialog.show_error("Nobody is named. Say who owns it.")
            return ""
        try:
            return self._services.with_session(lambda session: session.person(name)).id
        except UserError as error:
            dialog.show_error(str(error))
            return ""

    def _make(self, dialog: "DialogBase", edit: Edit, said: str) -> None:
        try:
            self._model.write_or_raise(edit)
        except UserError as error:
            dialog.show_error(str(error))
            return
        dialog.accept()
        self._services.toast(said)
