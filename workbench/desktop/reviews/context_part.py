"""Beside the finding: what was answered before and elsewhere, and the incidents that show the mode at work."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.card import Pressable
from workbench.desktop.kit.marks import STATUS_WORDS
from workbench.desktop.kit.signs import StatusSign
from workbench.desktop.kit.text import ElidedLabel, Hairline, Label, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.model import ReviewModel
from workbench.desktop.reviews.side_parts import clear
from workbench.desktop.reviews.wording import visible
from workbench.domain.check_context import Before, CheckContext, Elsewhere, Precedent, Precedents, answers_said

CHANGES = 5
"""How many changes of the profile are shown; the comparison has them all."""
NOBODY = "No earlier review of this deployment."
UNTOUCHED = "Nothing that bears on this check changed in the profile since."


class AnswerRow(Pressable):
    """What another review answered: its sign, its key, and its summary."""

    def __init__(self, status: str, title: str, note: str, summary: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(": ".join(part for part in (title, STATUS_WORDS[status], summary, note) if part))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(4), 0, px(4))
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(StatusSign(status))
        row.addWidget(ElidedLabel(title, "name"), 1)
        row.addWidget(Label(note, "caption", "muted"))
        column.addLayout(row)
        if summary:
            column.addWidget(ElidedLabel(summary, "caption", "secondary"))


class BeforePart(QWidget):
    """What the review before this one answered with what changed since, and how other reviews answered."""

    review_followed = Signal(str)
    """`REV-1.1/injection_defense`."""

    def __init__(self, model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._shown: CheckContext | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(SectionHeading("Before and elsewhere", line=True))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(4))
        column.addLayout(self._rows)
        model.context_changed.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        """Show what was read."""
        context = self._model.context
        if context == self._shown:
            return
        self._shown = context
        clear(self._rows)
        if context is None:
            return
        self._add_before(context.before, context.check_id)
        self._rows.addWidget(Hairline())
        self._add_elsewhere(context)

    def _add_before(self, before: Before | None, check_id: str) -> None:
        if before is None:
            self._say(NOBODY)
            return
        if not before.asked:
            self._say(f"{before.review} ({visible(before.version)}) did not ask this check.")
            return
        note = f"by {visible(before.by)}" if before.by else ""
        title = f"{before.review}, version {visible(before.version)}"
        self._add_answer(before.status.value, title, note, before.summary, f"{before.review}/{check_id}")
        for sentence in before.method:
            self._say(f"Not asked alike: {visible(sentence)}", "warn")
        for words in before.changes[:CHANGES]:
            self._say(f"Since then: {visible(words).replace('`', '')}", "text")
        if len(before.changes) > CHANGES:
            self._say(f"And {len(before.changes) - CHANGES} more changes; compare the reviews to see them.")
        if not before.changes:
            self._say(UNTOUCHED)

    def _add_elsewhere(self, context: CheckContext) -> None:
        said = answers_said(context.answers)
        if not said:
            self._say("No other review asks this check.")
            return
        self._say(f"Other reviews{'' if context.is_whole else ', the newest'}: {said}", "text")
        if context.other_checklists:
            self._say(f"Some of them on another checklist: {', '.join(context.other_checklists)}.")
        for other in context.elsewhere:
            self._add_other(other, context.check_id)

    def _add_other(self, other: Elsewhere, check_id: str) -> None:
        title = f"{visible(other.deployment)} {visible(other.version)}"
        self._add_answer(other.status.value, title, other.review, other.summary, f"{other.review}/{check_id}")

    def _add_answer(self, status: str, title: str, note: str, summary: str, place: str) -> None:
        row = AnswerRow(status, title, note, visible(summary))
        row.activated.connect(partial(self.review_followed.emit, place))
        self._rows.addWidget(row)

    def _say(self, sentence: str, tone: str = "muted") -> None:
        self._rows.addWidget(Label(sentence, "body", tone, wrap=True))


class SeenRow(Pressable):
    """One incident: its title, and what is known of it."""

    def __init__(self, incident: Precedent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = incident.key
        self.setAccessibleName(f"{incident.key}: {incident.title}")
        grade = incident.grade.replace("-", " ").capitalize()
        caption = " · ".join(part for part in (incident.when, *incident.controls, incident.impact) if part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(4), 0, px(4))
        column.setSpacing(0)
        for left, right, roles in (
            (incident.title, incident.key, ("name", "text", "mono")),
            (caption, grade, ("caption", "secondary", "caption")),
        ):
            row = QHBoxLayout()
            row.setSpacing(px(8))
            row.addWidget(ElidedLabel(left, roles[0], roles[1]), 1)
            row.addWidget(Label(right, roles[2], "muted"))
            column.addLayout(row)


class SeenPart(QWidget):
    """Incidents that show the mode at work, or in which one of its controls failed: our own, then public ones."""

    incident_followed = Signal(str)
    all_followed = Signal(str)
    """Mode id."""

    def __init__(self, model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._all = Button("", "link")
        self._all.clicked.connect(self._on_all_clicked)
        heading = SectionHeading("Seen before", line=True)
        heading.add_right(self._all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(heading)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        model.context_changed.connect(self.refresh)
        self._shown: object = self

    @property
    def count(self) -> int:
        """How many incidents there are."""
        context = self._model.context
        return context.own.total + context.public.total if context else 0

    @Slot()
    def refresh(self) -> None:
        """Show the newest incidents."""
        context = self._model.context
        if context is self._shown:
            return
        self._shown = context
        clear(self._rows)
        self._all.setVisible(bool(self.count))
        if context is None:
            return
        self._all.setText(f"All of {context.mode}")
        self._all.updateGeometry()
        self._add("Our own", context.own)
        self._add("Public precedents", context.public)
        if not self.count:
            self._rows.addWidget(Label("No incident shows this mode yet.", "body", "muted", wrap=True))

    def _add(self, name: str, found: Precedents) -> None:
        if not found.total:
            return
        head = Label(f"{name}: {found.total}", "label", "secondary")
        head.setContentsMargins(0, px(4), 0, 0)
        self._rows.addWidget(head)
        for incident in found.newest:
            row = SeenRow(incident)
            row.activated.connect(partial(self.incident_followed.emit, incident.key))
            self._rows.addWidget(row)
            self._rows.addWidget(Hairline())

    @Slot()
    def _on_all_clicked(self) -> None:
        if self._model.context is not None:
            self.all_followed.emit(self._model.context.mode)
