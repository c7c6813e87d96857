"""Beside the finding: what an analyser proposes, conditions and waivers, and the rating."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QMenu, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button, IconButton
from workbench.desktop.kit.card import Card
from workbench.desktop.kit.chips import Chip
from workbench.desktop.kit.field_places import FieldPlace, shows_field
from workbench.desktop.kit.signs import StatusSign
from workbench.desktop.kit.text import ElidedLabel, Hairline, IconLabel, Label, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.kit.tips import tip
from workbench.desktop.reviews.attaching import Attaching
from workbench.desktop.reviews.model import ReviewData, ReviewModel, Use
from workbench.desktop.reviews.obligations import ObligationAsker
from workbench.desktop.reviews.renew_dialog import ask_renewal
from workbench.desktop.reviews.wording import obligation_state, until
from workbench.desktop.shell.field_histories import open_history
from workbench.domain.analysis import Analysis
from workbench.domain.priority import LEVEL_WORDS, action_priority
from workbench.domain.review import Condition, Score, Waiver
from workbench.edits.evidence import ConfirmProposal
from workbench.edits.obligations import ApproveWaiver, RemoveCondition, WithdrawWaiver

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

NOTES = 3
"""How many remarks of an analyser a proposal shows; the report prints all."""


def clear(layout: QLayout) -> None:
    """Take every widget out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def _column(widget: QWidget, gap: int = 8) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(gap))
    return column


class ProposalPart(QWidget):
    """What an analyser read in the newest file that it could read; a person confirms or chooses otherwise."""

    otherwise = Signal()
    """The person wants to answer by hand."""

    def __init__(self, model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._shown: object = None
        self._heading = SectionHeading("Proposal")
        column = _column(self)
        column.addWidget(self._heading)
        self._cards = QVBoxLayout()
        column.addLayout(self._cards)

    @property
    def use(self) -> Use | None:
        """The newest use of the current check that an analyser has read."""
        data = self._model.data
        uses = data.uses_of(self._model.check_id) if data else ()
        return next((use for use in reversed(uses) if use.use.analysis), None)

    def refresh(self) -> None:
        """Show the proposal, or nothing."""
        data, use = self._model.data, self.use
        self.setVisible(use is not None)
        if data is None or use is None or use.use.analysis is None:
            self._shown = None
            return
        shown = (use, data.is_frozen)
        if shown != self._shown:
            self._shown = shown
            self._heading.set_note(f"{use.use.analysis.analyser.replace('-', ' ')} analyser")
            clear(self._cards)
            self._cards.addWidget(self._card(use, use.use.analysis, data))

    def _card(self, use: Use, analysis: Analysis, data: ReviewData) -> Card:
        card = Card(padding=12)
        head = QHBoxLayout()
        word = "" if analysis.status else "No evidence"
        head.addWidget(StatusSign(analysis.status.value if analysis.status else "unknown", word=word))
        head.addStretch(1)
        if use.use.analysis_confirmed_by:
            head.addWidget(IconLabel("check", "muted", 14))
            who = data.view.name_of(use.use.analysis_confirmed_by)
            head.addWidget(Label(f"Confirmed by {who}", "label_regular", "secondary"))
        card.column.addLayout(head)
        card.column.addWidget(Label(analysis.sentence, "body", "secondary", wrap=True))
        figures = " · ".join(f"{figure.name} {figure.text}" for figure in analysis.figures)
        for line in (figures, *analysis.notes[:NOTES]):
            if line:
                card.column.addWidget(Label(line, "caption", "muted", wrap=True))
        if not use.use.analysis_confirmed_by and not data.is_frozen:
            card.column.addLayout(self._buttons(use, analysis))
        return card

    def _buttons(self, use: Use, analysis: Analysis) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        if analysis.status is not None:
            confirm = Button("Confirm", "small", icon="check")
            confirm.clicked.connect(partial(self.confirm, use.use.key))
            row.addWidget(confirm)
        other = Button("Choose otherwise…", "small")
        other.clicked.connect(self.otherwise)
        row.addWidget(other)
        row.addStretch(1)
        return row

    def confirm(self, key: str, _checked: bool = False) -> None:
        """Take the proposed status over as the reviewer's finding."""
        if self._model.data is not None:
            self._model.write(ConfirmProposal(self._model.data.key, key), "Proposal confirmed")


class ObligationsPart(QWidget):
    """The conditions and waivers of the current check, each with what is left of its time."""

    def __init__(
        self, services: "Services", model: ReviewModel, attaching: Attaching, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._model, self._attaching = services, model, attaching
        self._asker = ObligationAsker(services, model, self)
        self._shown: object = None
        column = _column(self)
        column.addWidget(SectionHeading("Conditions and waivers"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(8))
        column.addLayout(self._rows)

    def refresh(self) -> None:
        """Show them, or nothing."""
        data, check = self._model.data, self._model.check_id
        if data is None:
            return
        conditions, waivers = data.conditions_of(check), data.waivers_of(check)
        self.setVisible(bool(conditions or waivers))
        shown = (data.key, data.is_frozen, data.today, conditions, waivers)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._rows)
        for condition in conditions:
            self._rows.addWidget(self._row(condition, data))
        for waiver in waivers:
            self._rows.addWidget(self._row(waiver, data))

    def _row(self, row: Condition | Waiver, data: ReviewData) -> QWidget:
        is_condition = isinstance(row, Condition)
        line = QWidget()
        column = _column(line, 4)
        column.addWidget(Hairline())
        first = QHBoxLayout()
        first.setSpacing(px(8))
        icon = IconLabel("calendar-clock" if is_condition else "hourglass")
        first.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        text = row.text if isinstance(row, Condition) else row.reason
        first.addWidget(Label(text, "body", wrap=True), 1)
        more = IconButton("ellipsis", f"What can be done with {row.key}")
        more.clicked.connect(lambda: self._pop_up(row, more))
        first.addWidget(more, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(first)
        shows_field(line, lambda: _place_of(row))
        second = QHBoxLayout()
        second.setSpacing(px(8))
        caption = f"{row.key} · {data.view.name_of(row.owner)} · {until(row, data.today)}"
        second.addWidget(ElidedLabel(caption, "caption", "muted"), 1)
        second.addWidget(Chip(*obligation_state(row, data)))
        column.addLayout(second)
        return line

    def make_menu(self, row: Condition | Waiver, data: ReviewData) -> QMenu:
        """Return what can be done with one of them."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if isinstance(row, Condition):
            if row.closed_at is None:
                menu.addAction("Close with evidence…", partial(self._close, row))
            if not data.is_frozen and row.closed_at is None:
                menu.addAction("Change…", partial(self._asker.change_condition, row))
            if not data.is_frozen:
                menu.addAction("Remove", partial(self.remove, row))
        elif not data.is_frozen:
            if row.state(data.now) == "pending":
                menu.addAction("Approve", partial(self.approve, row))
            menu.addAction("Ask again…", partial(self.renew, row))
            menu.addAction("Withdraw", partial(self.withdraw, row))
        menu.addAction("History…", partial(open_history, self._services, _place_of(row), self))
        return menu

    def _pop_up(self, row: Condition | Waiver, beside: QWidget) -> None:
        if self._model.data is not None:
            menu = self.make_menu(row, self._model.data)
            menu.popup(beside.mapToGlobal(beside.rect().bottomLeft()))

    def remove(self, row: Condition) -> None:
        """Take a condition out of the draft."""
        if self._model.data is not None:
            self._model.write(RemoveCondition(self._model.data.key, row.key), "Condition removed")

    def approve(self, row: Waiver) -> None:
        """Approve a waiver that somebody else asked for."""
        self._model.write(ApproveWaiver(row.key), f"{row.key} approved")

    def renew(self, row: Waiver) -> None:
        """Ask for a waiver again, until another day."""
        ask_renewal(row, self._model, self._services, self)

    def withdraw(self, row: Waiver) -> None:
        """Take a waiver out of the draft."""
        self._model.write(WithdrawWaiver(row.key), f"{row.key} withdrawn")

    def _close(self, row: Condition) -> None:
        def on_files(files: list[Path]) -> None:
            if files:
                self._attaching.close_condition(row.key, files[0])

        self._services.prompter.choose_files(self, f"Close {row.key} with a file", on_files)


def _place_of(row: Condition | Waiver) -> FieldPlace:
    return FieldPlace(f"{'condition' if isinstance(row, Condition) else 'waiver'}/{row.id}", "", row.key)


class RatingPart(QWidget):
    """Severity, occurrence and detection with the action priority, before the controls and now."""

    change_wanted = Signal()

    def __init__(self, model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._shown: object = None
        self._change = Button("Change…", "link")
        self._change.clicked.connect(self.change_wanted)
        heading = SectionHeading("Rating", "orders the discussion")
        heading.add_right(self._change)
        column = _column(self)
        column.addWidget(heading)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(px(8))
        self._rows.setVerticalSpacing(px(4))
        self._rows.setColumnStretch(0, 1)
        column.addLayout(self._rows)

    def refresh(self) -> None:
        """Show the rating, or nothing."""
        data, check = self._model.data, self._model.check_id
        rating = data.finding(check).rating if data else None
        self.setVisible(rating is not None)
        if data is None or rating is None:
            return
        self._change.setVisible(not data.is_frozen)
        if rating != self._shown:
            self._shown = rating
            clear(self._rows)
            self._add(0, "Before the controls", rating.before)
            if rating.now:
                self._add(1, "With the controls now", rating.now)

    def _add(self, row: int, name: str, score: Score) -> None:
        found = action_priority(score.severity, score.occurrence, score.detection)
        figures = f"S {score.severity:<2} O {score.occurrence:<2} D {score.detection}"
        chip = Chip(f"{LEVEL_WORDS[found.level]} priority")
        chip.setToolTip(tip(found.row))
        self._rows.addWidget(ElidedLabel(name), row, 0)
        said = Label(figures, "mono", "secondary")
        words = f"Severity {score.severity}, occurrence {score.occurrence}, detection {score.detection}"
        said.setToolTip(tip(words))
        said.setAccessibleName(words)
        self._rows.addWidget(said, row, 1)
        self._rows.addWidget(chip, row, 2)
