"""What would change the answer: cards with the smallest sets of steps, each step a link to its check."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.card import Card, Pressable
from workbench.desktop.kit.signs import StatusSign
from workbench.desktop.kit.text import IconLabel, Label, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.model import ReviewData
from workbench.desktop.reviews.side_parts import clear
from workbench.desktop.reviews.wording import SIGNS
from workbench.domain.unblocking import Step, StepKind
from workbench.domain.unblocking_sets import FixSet
from workbench.domain.verdict import VERDICT_WORDS, Word

SHOWN = 3
"""Sets that stand there; the command line lists them all."""
STEPS = 6
"""Steps of one set that stand there; the banner above names every check."""
ICONS: dict[StepKind, str] = {
    "prove": "wrench",
    "evidence": "paperclip",
    "confirm": "check",
    "second": "users",
    "exempt": "users",
    "answer": "message-square-text",
    "close": "calendar-clock",
    "waive": "hourglass",
    "approve": "hourglass",
    "compensate": "wrench",
    "withdraw": "x",
    "restore": "unplug",
}


class FixSets(QWidget):
    """The smallest sets that lead to the next better verdict."""

    step_followed = Signal(str)
    """Id of the check that a step is about."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        self._heading = SectionHeading("What would change the answer")
        column.addWidget(self._heading)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(px(8))
        column.addLayout(self._cards)
        self._note = Label("", "label_regular", "muted", wrap=True)
        column.addWidget(self._note)

    def show_data(self, data: ReviewData) -> None:
        """Show what would change the verdict of today; nothing where it is ready, or nobody has answered everything.

        Unknown is an answer: what would find it out is shown then.
        """
        found = data.unblocking
        sets = () if _is_early(data) else found.to_conditions or found.to_ready
        self.setVisible(bool(sets))
        clear(self._cards)
        if not sets:
            return
        shown = sets[:SHOWN]
        more = f"{SHOWN} of {'' if found.is_complete else 'over '}{len(sets)} sets"
        few = "one way" if len(sets) == 1 else f"{len(sets)} smallest sets"
        self._heading.set_note(few if len(sets) <= SHOWN else more)
        for each in shown:
            self._cards.addWidget(self._card(each))
        self._note.setText(note(data, shown))

    def _card(self, each: FixSet) -> Card:
        card = Card(padding=12)
        card.column.setSpacing(px(4))
        head = QHBoxLayout()
        head.addWidget(Label(each.name, "section"), 1)
        head.addWidget(Label(effort_of(each), "body", "secondary"))
        card.column.addLayout(head)
        for step in each.steps[:STEPS]:
            row = StepRow(step)
            row.activated.connect(partial(self.step_followed.emit, step.check_id))
            card.column.addWidget(row)
        if len(each.steps) > STEPS:
            card.column.addWidget(Label(f"and {len(each.steps) - STEPS} more", "body", "muted"))
        last = QHBoxLayout()
        last.setSpacing(px(8))
        last.addWidget(IconLabel("arrow-right", "accent"))
        last.addWidget(StatusSign(SIGNS[each.word], word=VERDICT_WORDS[each.word]))
        last.addStretch(1)
        card.column.addLayout(last)
        return card


class StepRow(Pressable):
    """One step: its icon, what is done, and how many days it takes."""

    def __init__(self, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step = step
        self.setAccessibleName(f"{step.check_id}: {step.text}, {days(step.days)}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, px(4), 0, px(4))
        row.setSpacing(px(8))
        row.addWidget(IconLabel(ICONS[step.kind]), 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(Label(step.text, "body", wrap=True))
        texts.addWidget(Label(step.check_id, "mono", "muted"))
        row.addLayout(texts, 1)
        row.addWidget(Label(f"{step.days:g} d", "body", "secondary", tall=True), 0, Qt.AlignmentFlag.AlignTop)


def _is_early(data: ReviewData) -> bool:
    return not data.is_frozen and any(row.reviewer is None for row in data.view.findings.values())


def effort_of(each: FixSet) -> str:
    """`5.5 days, 1 waiver`."""
    waivers = sum(step.kind in ("waive", "approve") for step in each.steps)
    told = f", {waivers} waiver{'' if waivers == 1 else 's'}" if waivers else ""
    return days(each.days) + told


def days(number: float) -> str:
    """`1 day`, `0.5 days`."""
    return f"{number:g} day{'' if number == 1 else 's'}"


def note(data: ReviewData, sets: tuple[FixSet, ...]) -> str:
    """Say what stays, where the effort comes from, and what a frozen review needs first."""
    parts = []
    stays = len({reason.check_id for reason in data.verdict.of_effect("condition")})
    if data.verdict.word is Word.NOT_READY and stays:
        parts.append(f"What is a condition now stays one in each case ({stays}).")
    sources = sorted({step.source for each in sets for step in each.steps})
    parts.append(f"Effort in working days: {', '.join(sources)}.")
    if data.is_frozen:
        parts.append("The review is frozen: closing a condition leaves it as it is, all else needs a revision.")
    return " ".join(parts)
