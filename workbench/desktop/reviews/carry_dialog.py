"""Choosing what comes into a draft from an earlier review, with what each check would get and lose."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.chips import Chip
from workbench.desktop.kit.chooser import Chooser
from workbench.desktop.kit.dialog import Field
from workbench.desktop.kit.fonts import mono
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.dialogs import AskDialog
from workbench.desktop.reviews.model import ReviewData, ReviewModel
from workbench.desktop.reviews.side_parts import clear
from workbench.domain.carrying import CarriedCheck, CarriedPart
from workbench.domain.errors import UserError
from workbench.edits.carrying import CarryForward
from workbench.storage.carrying_view import read_carrying
from workbench.storage.comparison_view import predecessor_of
from workbench.storage.review_list import ReviewName, read_review_names
from workbench.storage.review_view import find_review
from workbench.storage.store import Store

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

LONGEST = 90
"""Characters of a text that is quoted."""
NOTHING = "It says nothing that is not here already. Choose another review."
Preview = tuple[tuple[ReviewName, ...], str, tuple[CarriedCheck, ...]]
"""The other reviews, the one that is shown, and what it would bring."""


def read(store: Store, key: str, source: str) -> Preview:
    """Read what a review would bring into a draft; without one, that of the best to compare with."""
    here = find_review(store, key)
    names = tuple(name for name in read_review_names(store) if name.full_key != here.full_key)
    chosen = source or predecessor_of(store, here)
    rows = read_carrying(store, key, chosen, datetime.now(UTC)) if chosen else ()
    return names, chosen, rows


class CheckRow(QWidget):
    """One check: whether it comes, and below it what would come and what would be overwritten."""

    toggled = Signal()

    def __init__(self, row: CarriedCheck, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.box = QCheckBox(row.check_id)
        self.box.setFont(mono())
        self.box.setChecked(not row.is_begun)
        self.box.setAccessibleDescription(". ".join(lines(row)))
        self.box.toggled.connect(self.toggled)
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(self.box)
        head.addStretch(1)
        if row.is_begun:
            head.addWidget(Chip("answered here", "warn" if row.overwrites else "plain"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        column.addLayout(head)
        below = QVBoxLayout()
        below.setContentsMargins(px(24), 0, 0, 0)
        below.setSpacing(px(2))
        for number, line in enumerate(lines(row)):
            below.addWidget(Label(line, "label_regular", "secondary" if number == 0 else "muted", wrap=True))
        column.addLayout(below)


class CarryDialog(AskDialog):
    """The other review, and its checks to choose; `source_chosen(key)` when another one is wanted."""

    source_chosen = Signal(str)

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        purpose = (
            "Answers keep who gave them and when; evidence about another version is stale. What was answered here "
            "stays unless you choose it. One undo takes all of it back."
        )
        super().__init__(f"Carry forward into {key}", purpose, primary="Carry forward", width=560, parent=parent)
        self.source = Chooser("The review to take it from")
        self.source.key_chosen.connect(self.source_chosen)
        self.body.addWidget(Field("From", self.source))
        self._choose = Button("Choose all", "link")
        self._none = Button("Choose none", "link")
        self._choose.clicked.connect(partial(self._set_all, True))
        self._none.clicked.connect(partial(self._set_all, False))
        self._said = Label("", "body", "secondary", wrap=True)
        choices = QHBoxLayout()
        choices.setSpacing(px(12))
        choices.addWidget(self._said, 1)
        choices.addWidget(self._choose)
        choices.addWidget(self._none)
        self.body.addLayout(choices)
        self._list = QVBoxLayout()
        self._list.setSpacing(px(12))
        self.body.addLayout(self._list)
        self._nothing = Label("", "caption", "muted", wrap=True)
        self.body.addWidget(self._nothing)
        self.rows: list[CheckRow] = []
        self.source.setFocus()

    def show_preview(self, preview: Preview) -> None:
        """Show what a review would bring."""
        names, chosen, found = preview
        self.source.set_items([(name.full_key, name.name) for name in names], chosen)
        clear(self._list)
        self.rows = [CheckRow(row) for row in found if row.brings_anything]
        for row in self.rows:
            row.toggled.connect(self._count)
            self._list.addWidget(row)
        empty = [row.check_id for row in found if not row.brings_anything]
        self._nothing.setText(f"Nothing to carry: {', '.join(empty)}" if empty and self.rows else "")
        self._nothing.setVisible(bool(self._nothing.text()))
        self._count()

    def chosen(self) -> tuple[str, ...]:
        """The checks that are to come."""
        return tuple(row.row.check_id for row in self.rows if row.box.isChecked())

    def _set_all(self, on: bool, _checked: bool = False) -> None:
        for row in self.rows:
            row.box.setChecked(on)

    @Slot()
    def _count(self) -> None:
        number = len(self.chosen())
        self._said.setText(f"{number} of {len(self.rows)} checks" if self.rows else NOTHING)
        for link in (self._choose, self._none):
            link.setVisible(bool(self.rows))
        self.primary.setEnabled(bool(number))


def lines(row: CarriedCheck) -> list[str]:
    """Say what would come for a check, what it overwrites, and what does not fit."""
    told = [f"Takes {_coming(row)}"]
    if row.overwrites:
        told.append(f"Overwrites {'; '.join(f'{part.part} “{_cut(part.old)}”' for part in row.overwrites)}")
    if row.asks_otherwise:
        told.append("The catalogue says something else about it there: look whether the answer still fits.")
    return [*told, *row.left_out]


def _coming(row: CarriedCheck) -> str:
    said = [_part(part) for part in row.parts if not part.part.startswith("control ")]
    controls = sum(part.part.startswith("control ") for part in row.parts)
    said += [f"{controls} control{'' if controls == 1 else 's'}"] if controls else []
    return "; ".join([*said, *_proofs(row)])


def _part(part: CarriedPart) -> str:
    return part.part if part.part == "rationale" else f"{part.part} “{_cut(part.new)}”"


def _proofs(row: CarriedCheck) -> Iterable[str]:
    kinds = [use.proof.value for use in row.uses]
    for kind in dict.fromkeys(kinds):
        number = kinds.count(kind)
        yield f"{number} use{'' if number == 1 else 's'} of evidence, {kind}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def ask_carry(model: ReviewModel, services: "Services", owner: QWidget) -> None:
    """Show what an earlier review would bring into the open draft, and carry what is chosen."""
    data: ReviewData | None = model.data
    if data is None or data.is_frozen or not data.predecessor:
        return
    key = data.key
    dialog = CarryDialog(key, owner.window())

    def look(source: str) -> None:
        services.fetch(partial(read, key=key, source=source), dialog.show_preview, dialog, key="carry")

    def submit() -> None:
        try:
            model.write_or_raise(CarryForward(key, dialog.source.current_key(), dialog.chosen()))
        except UserError as error:
            dialog.show_error(str(error))
            return
        dialog.accept()
        services.toast(f"Carried forward from {dialog.source.current_key()}")

    dialog.source_chosen.connect(look)
    dialog.submitted.connect(submit)
    look("")
    dialog.open()
