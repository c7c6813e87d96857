"""Asking for an action: what, by whom, until when, how much work, and where it is tracked."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from workbench.desktop.kit.dialog import Field
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.dialogs import DUE_DAYS, AskDialog, day_field, day_of, people_box
from workbench.domain.action import Action
from workbench.domain.deployment import Person
from workbench.domain.errors import UserError


class ActionDialog(AskDialog):
    """A new action, or one to change."""

    def __init__(
        self,
        check_id: str,
        people: Iterable[Person],
        actor: str,
        action: Action | None = None,
        parent: QWidget | None = None,
    ) -> None:
        purpose = "An action goes on after the freeze. It changes no verdict; a condition does."
        title = f"{action.key} on {check_id}" if action else f"Action for {check_id}"
        super().__init__(title, purpose, primary="Keep" if action else "Add the action", parent=parent)
        known = {person.id: person.name for person in people}
        self._text = self.add_text("What has to be done", text=action.text if action else "")
        self._owner = people_box(people, known.get(action.owner, "") if action else actor)
        self._has_day = QCheckBox("Until a day")
        self._day = day_field(action.due if action and action.due else date.today() + timedelta(days=DUE_DAYS))
        self._effort = QLineEdit(f"{action.effort_days:g}" if action and action.effort_days else "")
        self._link = QLineEdit(action.link if action else "")
        self._link.setPlaceholderText("https://")
        self._has_day.setChecked(action is None or action.due is not None)
        self._has_day.toggled.connect(self._day.setEnabled)
        self._day.setEnabled(self._has_day.isChecked())
        self._effort_field = Field("Effort in working days", self._effort, "A guess; empty: nobody knows")
        self.add_row(Field("Owner", self._owner), self._effort_field)
        self._day.setAccessibleName("The day it is due")
        until = QHBoxLayout()
        until.setSpacing(px(12))
        until.addWidget(self._has_day, 1)
        until.addWidget(self._day, 1)
        self.body.addLayout(until)
        self.add_field("Where it is tracked", self._link)
        self._text.setFocus()

    def owner(self) -> str:
        """The name of the owner."""
        return self._owner.currentText().strip()

    def fields(self) -> dict[str, Any]:
        """Return everything but the owner; a UserError says which field is wrong."""
        return {
            "text": self._text.toPlainText().strip(),
            "due": day_of(self._day) if self._has_day.isChecked() else None,
            "effort_days": self._days(),
            "link": self._link.text().strip(),
        }

    def _days(self) -> float | None:
        text = self._effort.text().strip().replace(",", ".")
        try:
            return float(text) if text else None
        except ValueError:
            sentence = f"{text} is no number of days. Write 2 or 0.5."
            self._effort_field.set_error(sentence)
            raise UserError(sentence) from None
