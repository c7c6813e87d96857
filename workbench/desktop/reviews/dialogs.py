"""The dialogs of a review: each asks for one thing and leaves the edit to its caller."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal

from PySide6.QtCore import QDate, Qt, Slot
from PySide6.QtWidgets import QComboBox, QDateEdit, QGridLayout, QSpinBox, QWidget

from workbench.desktop.kit.dialog import DialogBase, Field
from workbench.desktop.kit.moments import day
from workbench.desktop.kit.rationale import GrowingText
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px
from workbench.desktop.kit.tips import tip
from workbench.domain.catalogue import Control
from workbench.domain.deployment import Person
from workbench.domain.priority import LEVEL_WORDS, action_priority
from workbench.domain.review import Condition, Rating, Score

DUE_DAYS = 30
"""What a new condition proposes; the person decides."""


def day_field(value: date, last: date | None = None) -> QDateEdit:
    """Return a field for a day that is not over; one that is over can stay."""
    shown = QDate(value.year, value.month, value.day)
    field = QDateEdit(shown)
    field.setCalendarPopup(True)
    field.setFixedHeight(px(32))  # as high as the choices beside it
    field.setDisplayFormat("d MMM yyyy")
    today = date.today()
    field.setMinimumDate(min(shown, QDate(today.year, today.month, today.day), key=QDate.toJulianDay))
    if last is not None:
        field.setMaximumDate(QDate(last.year, last.month, last.day))
    return field


def day_of(field: QDateEdit) -> date:
    """Return the day that a field shows."""
    shown = field.date()
    return date(shown.year(), shown.month(), shown.day())


def choice_box() -> QComboBox:
    """Return a list to choose from that is as wide as its dialog lets it be, whatever its texts are."""
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    return box


def people_box(people: Iterable[Person], chosen: str = "") -> QComboBox:
    """Return a field that takes a known person or the name of a new one."""
    box = choice_box()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(sorted({person.name for person in people}, key=str.casefold))
    box.setEditText(chosen)
    return box


class AskDialog(DialogBase):
    """A dialog that goes when it is closed."""

    asked: GrowingText
    """The text that is asked for, where one is."""

    def __init__(
        self, title: str, purpose: str = "", *, primary: str, width: int = 480, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, purpose, primary=primary, width=width, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def add_text(self, label: str, hint: str = "", text: str = "") -> GrowingText:
        """Add a field of several lines."""
        field = self.asked = GrowingText((3, 8))
        field.setPlainText(text)
        self.add_field(label, field, hint)
        return field


class ReasonDialog(AskDialog):
    """Why a control is not applicable."""

    def __init__(self, control: str, parent: QWidget | None = None) -> None:
        purpose = "The reason is printed in the report beside the control."
        super().__init__(f"{control}: not applicable", purpose, primary="Keep the reason", parent=parent)
        self._reason = self.add_text("Why it does not apply")
        self._reason.setFocus()

    def text(self) -> str:
        """What was written."""
        return self._reason.toPlainText().strip()


class TextDialog(AskDialog):
    """One text: a note, or the answer to a contradiction."""

    def __init__(
        self,
        title: str,
        purpose: str,
        label: str,
        *,
        primary: str,
        text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, purpose, primary=primary, parent=parent)
        self._field = self.add_text(label, text=text)
        self._field.setFocus()

    def text(self) -> str:
        """What was written."""
        return self._field.toPlainText().strip()


class ConditionDialog(AskDialog):
    """What an approval depends on."""

    def __init__(
        self,
        check_id: str,
        people: Iterable[Person],
        actor: str,
        condition: Condition | None = None,
        parent: QWidget | None = None,
    ) -> None:
        purpose = "A condition is printed in the report. It lapses by itself when its day is over and it is still open."
        title = f"{condition.key} for {check_id}" if condition else f"Condition for {check_id}"
        super().__init__(title, purpose, primary="Keep" if condition else "Add the condition", parent=parent)
        known = {person.id: person.name for person in people}
        self._text = self.add_text("What has to be done", text=condition.text if condition else "")
        self._owner = people_box(people, known.get(condition.owner, "") if condition else actor)
        self._due = day_field(condition.due if condition else date.today() + timedelta(days=DUE_DAYS))
        self._launch = choice_box()
        self._launch.addItem("After the launch, until the day it is due", "after")
        self._launch.addItem("Before the launch: until then the approval is not in force", "before")
        self.add_row(Field("Owner", self._owner), Field("Due", self._due, "Holds until the day ends"))
        self.add_field("When it has to be closed", self._launch)
        if condition:
            self._launch.setCurrentIndex(self._launch.findData(condition.launch))
        self._text.setFocus()

    def text(self) -> str:
        """What has to be done."""
        return self._text.toPlainText().strip()

    def owner(self) -> str:
        """The name of the owner."""
        return self._owner.currentText().strip()

    def launch(self) -> Literal["before", "after"]:
        """Whether it has to be closed before the stage goes live."""
        return "before" if self._launch.currentData() == "before" else "after"

    def due(self) -> date:
        """The last day."""
        return day_of(self._due)


class WaiverDialog(AskDialog):
    """A recorded exception; another person has to approve it."""

    def __init__(
        self,
        check_id: str,
        controls: Sequence[Control],
        people: Iterable[Person],
        actor: str,
        longest: int,
        parent: QWidget | None = None,
    ) -> None:
        purpose = "A waiver is printed in the report and lapses by itself. It lives once another person approves it."
        super().__init__(f"Waiver for {check_id}", purpose, primary="Ask for approval", parent=parent)
        self._reason = self.add_text("Reason")
        self._control = choice_box()
        self._control.addItem("None", None)
        for control in controls:
            self._control.addItem(control.name, control.id)
        self.add_field("Compensating control", self._control, "A failed critical check needs one in place and verified")
        self._owner = people_box(people, actor)
        last = date.today() + timedelta(days=longest)
        self._expires = day_field(last, last)
        self.add_row(
            Field("Risk owner", self._owner),
            Field("Lapses on", self._expires, f"{day(last)} is the longest allowed"),
        )
        self._reason.setFocus()

    def reason(self) -> str:
        """Why."""
        return self._reason.toPlainText().strip()

    def control(self) -> str | None:
        """The compensating control."""
        chosen = self._control.currentData()
        return None if chosen is None else str(chosen)

    def owner(self) -> str:
        """The name of the risk owner."""
        return self._owner.currentText().strip()

    def expires(self) -> date:
        """The last day."""
        return day_of(self._expires)


MEANING = (
    "Severity: how bad it is when it happens. Occurrence: how often it is expected. Detection: how hard it is to "
    "notice in time."
)


class RatingDialog(AskDialog):
    """Severity, occurrence and detection from 1 to 10, before the controls and now, with the priority beside."""

    _NAMES = ("Severity", "Occurrence", "Detection")

    def __init__(self, check_id: str, rating: Rating | None, parent: QWidget | None = None) -> None:
        purpose = "Ratings order the discussion and never change the verdict. 10 is worst; – is not rated."
        super().__init__(f"Risk of {check_id}", purpose, primary="Keep the rating", width=520, parent=parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(8))
        for column, text in enumerate(("", *self._NAMES, "Action priority")):
            grid.addWidget(Label(text, "label", "secondary"), 0, column)
        for column in range(1, 4):
            grid.setColumnMinimumWidth(column, px(72))
        scores = (rating.before if rating else None, rating.now if rating else None)
        self._rows = [
            self._add_row(grid, place, name, score)
            for place, (name, score) in enumerate(
                zip(("Before the controls", "With the controls now"), scores, strict=True), 1
            )
        ]
        self.body.addLayout(grid)
        self.body.addWidget(Label(MEANING, "label_regular", "muted", wrap=True))
        self._refresh()
        self._rows[0][0][0].setFocus()

    def _add_row(self, grid: QGridLayout, place: int, name: str, score: Score | None) -> tuple[list[QSpinBox], Label]:
        grid.addWidget(Label(name, "body"), place, 0)
        boxes = []
        values = (score.severity, score.occurrence, score.detection) if score else (0, 0, 0)
        for column, value in enumerate(values):
            box = QSpinBox()
            box.setRange(0, 10)
            box.setSpecialValueText("–")
            box.setValue(value)
            box.setAccessibleName(f"{self._NAMES[column]}, {name.lower()}")
            box.valueChanged.connect(self._refresh)
            grid.addWidget(box, place, column + 1)
            boxes.append(box)
        priority = Label("", "name")
        grid.addWidget(priority, place, 4)
        return boxes, priority

    @Slot()
    def _refresh(self) -> None:
        for boxes, label in self._rows:
            score = _score(boxes)
            if score is None:
                label.setText("Not rated" if not any(box.value() for box in boxes) else "Incomplete")
                label.setToolTip("")
                continue
            found = action_priority(score.severity, score.occurrence, score.detection)
            label.setText(LEVEL_WORDS[found.level])
            label.setToolTip(tip(found.row))

    def rating(self) -> Rating | None:
        """The rating; None takes it back. A ValueError says what is missing."""
        before, now = (_score(boxes) for boxes, _label in self._rows)
        touched = [any(box.value() for box in boxes) for boxes, _label in self._rows]
        if touched == [False, False]:
            return None
        if before is None or (touched[1] and now is None):
            raise ValueError(
                "Give all three of a line, from 1 to 10. Without the line before the controls none is kept."
            )
        return Rating(before=before, now=now)


def _score(boxes: Sequence[QSpinBox]) -> Score | None:
    values = [box.value() for box in boxes]
    return Score(severity=values[0], occurrence=values[1], detection=values[2]) if all(values) else None
