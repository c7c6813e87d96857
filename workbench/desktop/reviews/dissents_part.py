"""Who disagrees with a review or with one of its findings, and what was answered."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.dissent_row import DissentRow
from workbench.desktop.kit.moments import day
from workbench.desktop.kit.text import Hairline, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.dissent_dialogs import WHOLE, ask_answer, ask_dissent
from workbench.desktop.reviews.model import ReviewData, ReviewModel
from workbench.desktop.reviews.side_parts import clear
from workbench.desktop.verify.wording import answers_of
from workbench.domain.dissent import StandingDissent
from workbench.edits.dissent import WithdrawDissent
from workbench.text import visible

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services


class DissentsPart(QWidget):
    """Every dissent, with a way to add one to a draft; or only those from the current check, where there are any."""

    def __init__(
        self, services: "Services", model: ReviewModel, *, of_check: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._model, self._is_of_check = services, model, of_check
        self._shown: object = None
        self._heading = SectionHeading("Dissent", line=not of_check)
        self.add = Button("Add…", "link")
        self.add.setAccessibleName("Record a dissent")
        self.add.clicked.connect(self.ask)
        self._heading.add_right(self.add)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self._heading)
        column.addLayout(self._rows)
        services.actor_changed.connect(self.refresh)

    @property
    def dissents(self) -> tuple[StandingDissent, ...]:
        """Those that are shown."""
        data = self._model.data
        found = data.view.current_dissents() if data else ()
        return tuple(row for row in found if not self._is_of_check or row.check_id == self._model.check_id)

    @Slot()
    @Slot(str)
    def refresh(self, _actor: str = "") -> None:
        """Show them as they are now."""
        data, dissents = self._model.data, self.dissents
        if data is None:
            return
        is_draft = not data.is_frozen
        self.setVisible(bool(dissents) or (is_draft and not self._is_of_check))
        shown = (data.key, data.is_frozen, dissents, self._services.actor.id)
        if shown == self._shown:
            return
        self._shown = shown
        self.add.setVisible(is_draft)
        self._heading.set_note("changes no verdict" if dissents else "nobody so far")
        clear(self._rows)
        for number, dissent in enumerate(dissents):
            if number:
                self._rows.addWidget(Hairline())
            self._rows.addWidget(self._row(dissent, data))

    def _row(self, dissent: StandingDissent, data: ReviewData) -> DissentRow:
        row = DissentRow(
            visible(dissent.by),
            about(dissent),
            visible(dissent.text),
            when=day(dissent.at.date()),
            answers=answers_of(dissent),
            action=self._action(dissent, data),
            among_signers=False,
        )
        row.action_pressed.connect(partial(self.answer if data.is_frozen else self.withdraw, dissent))
        return row

    def _action(self, dissent: StandingDissent, data: ReviewData) -> str:
        if data.is_frozen:
            return "Answer again…" if dissent.answers else "Answer…"
        mine = {row.key for row in data.view.dissents if row.by == self._services.actor.id}
        return "Withdraw" if dissent.key in mine else ""

    @Slot()
    def ask(self) -> None:
        """Ask for a dissent from the draft."""
        data = self._model.data
        if data is not None and not data.is_frozen:
            check, write = self._model.check_id, self._model.write_or_raise
            ask_dissent(self._services, write, data.key, check, self, about_check=self._is_of_check)

    def answer(self, dissent: StandingDissent) -> None:
        """Ask for the answer to a dissent from the frozen review."""
        if self._model.data is not None:
            ask_answer(self._services, self._model.write_or_raise, self._model.data.key, dissent, self)

    def withdraw(self, dissent: StandingDissent) -> None:
        """Take one's own dissent out of the draft."""
        if self._model.data is not None:
            self._model.write(WithdrawDissent(self._model.data.key, dissent.key), "Dissent withdrawn")


def about(dissent: StandingDissent) -> str:
    """Say what a dissent is about, and whether a signature proves it."""
    what = dissent.check_id or WHOLE
    return f"{dissent.key} · {what}, signed" if dissent.is_signed else f"{dissent.key} · {what}"
