"""The actions of the current check: what is open, with what ends it at hand."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import IconButton
from workbench.desktop.kit.chips import Chip
from workbench.desktop.kit.field_places import FieldPlace, shows_field
from workbench.desktop.kit.text import ElidedLabel, Hairline, IconLabel, Label, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.action_dialog import ActionDialog
from workbench.desktop.reviews.model import ReviewData, ReviewModel
from workbench.desktop.reviews.side_parts import clear
from workbench.desktop.reviews.wording import short_day
from workbench.desktop.shell.field_histories import open_history
from workbench.domain.action import Action
from workbench.domain.errors import UserError
from workbench.edits.actions import AddAction, ChangeAction

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

SOON_DAYS = 14


class ActionsPart(QWidget):
    """Every action of the check that is open, and those that ended; changed in drafts and frozen reviews alike."""

    def __init__(self, services: "Services", model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._model = services, model
        self._shown: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(SectionHeading("Actions"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(8))
        column.addLayout(self._rows)

    @property
    def count(self) -> int:
        """How many actions the check has."""
        data = self._model.data
        return len(data.actions_of(self._model.check_id)) if data else 0

    @Slot()
    def refresh(self) -> None:
        """Show them, or nothing."""
        data = self._model.data
        if data is None:
            return
        actions = data.actions_of(self._model.check_id)
        self.setVisible(bool(actions))
        if (shown := (data.today, actions)) == self._shown:
            return
        self._shown = shown
        clear(self._rows)
        for action in actions:
            self._rows.addWidget(self._row(action, data))

    @Slot()
    def ask(self) -> None:
        """Ask for a new action on the current check."""
        data, check = self._model.data, self._model.check_id
        if data is not None:
            self._open(ActionDialog(check, data.view.people.values(), self._services.actor.name, None, self.window()))

    def change(self, action: Action) -> None:
        """Ask how an action changes."""
        data = self._model.data
        if data is not None:
            people, actor = data.view.people.values(), self._services.actor.name
            self._open(ActionDialog(action.check_id, people, actor, action, self.window()), action)

    def end(self, action: Action, state: str) -> None:
        """Say that it is done, dropped or open again."""
        self._services.attempt(ChangeAction(action.key, {"state": state}), f"{action.key} {state}")

    def _open(self, dialog: ActionDialog, action: Action | None = None) -> None:
        data, check = self._model.data, self._model.check_id
        assert data is not None
        key = data.key

        def submit() -> None:
            try:
                fields = dialog.fields()
                owner = self._services.with_session(lambda session: session.person(dialog.owner())).id
                if action is None:
                    self._services.write(AddAction(key, check, owner=owner, **fields))
                else:
                    self._services.write(ChangeAction(action.key, {**fields, "owner": owner}))
            except UserError as error:
                dialog.show_error(str(error))
                return
            dialog.accept()
            self._services.toast(f"{action.key} changed" if action else "Action added")

        dialog.submitted.connect(submit)
        dialog.open()

    def _row(self, action: Action, data: ReviewData) -> QWidget:
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(Hairline())
        first = QHBoxLayout()
        first.setSpacing(px(8))
        first.addWidget(IconLabel("list-todo"))
        first.addWidget(Label(action.text, "body", wrap=True), 1)
        more = IconButton("ellipsis", f"What can be done with {action.key}")
        more.clicked.connect(partial(self._pop_up, action, more))
        first.addWidget(more)
        second = QHBoxLayout()
        second.setSpacing(px(8))
        parts = (action.key, data.view.name_of(action.owner), _until(action, data), action.effort)
        second.addWidget(ElidedLabel(" · ".join(part for part in parts if part), "caption", "muted"), 1)
        second.addWidget(Chip(*_state(action, data)))
        column.addLayout(first)
        column.addLayout(second)
        shows_field(line, lambda: _place_of(action))
        return line

    def make_menu(self, action: Action) -> QMenu:
        """Return what can be done with an action."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        if action.state == "open":
            menu.addAction("Done", partial(self.end, action, "done"))
            menu.addAction("Change…", partial(self.change, action))
            menu.addAction("Drop", partial(self.end, action, "dropped"))
        else:
            menu.addAction("Open again", partial(self.end, action, "open"))
        if action.link:
            menu.addAction("Open where it is tracked…", partial(self._follow, action.link))
        menu.addAction("History…", partial(open_history, self._services, _place_of(action), self))
        return menu

    def _pop_up(self, action: Action, beside: QWidget, _checked: bool = False) -> None:
        self.make_menu(action).popup(beside.mapToGlobal(beside.rect().bottomLeft()))

    def _follow(self, address: str) -> None:
        def open_it() -> None:
            QDesktopServices.openUrl(QUrl(address))

        text = f"The link leads to {address}. It opens in the program that your system uses for it."
        self._services.prompter.ask(self, "Open outside the workbench", text, confirm="Open", on_yes=open_it)


def _place_of(action: Action) -> FieldPlace:
    return FieldPlace(f"action/{action.id}", "", action.key)


def _until(action: Action, data: ReviewData) -> str:
    return f"due {short_day(action.due, data.today)}" if action.due else ""


def _state(action: Action, data: ReviewData) -> tuple[str, str]:
    """Return the chip of an action, with its tone."""
    if action.state != "open":
        return action.state.capitalize(), "plain"
    if action.due is None:
        return "Open", "plain"
    days = (action.due - data.today).days
    if days < 0:
        return f"{-days} d late", "fail"
    return f"{days} d left", "warn" if days <= SOON_DAYS else "plain"
