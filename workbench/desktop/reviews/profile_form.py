"""The single values of a profile as a form; what nobody knows stays unknown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from workbench.catalogue.field_help import field_help
from workbench.desktop.kit.style import set_wrong
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import look, px
from workbench.domain.deployment import Profile

NOBODY = "Nobody knows yet"
YES_NO: tuple[tuple[str, Any], ...] = (("Yes", True), ("No", False))


@dataclass(frozen=True)
class ProfileField:
    """One value of a profile."""

    name: str
    label: str
    kind: Literal["line", "number", "choice"] = "line"
    choices: tuple[tuple[str, Any], ...] = ()


FIELDS = (
    ProfileField("purpose", "What it is for"),
    ProfileField(
        "stage",
        "Stage asked for",
        "choice",
        (("Pilot", "pilot"), ("Limited", "limited"), ("General", "general")),
    ),
    ProfileField("model", "Model"),
    ProfileField("model_snapshot", "Snapshot of the model"),
    ProfileField("fine_tuned", "Fine-tuned", "choice", YES_NO),
    ProfileField("sampling", "Sampling"),
    ProfileField("prompt_sha256", "SHA-256 of the prompt"),
    ProfileField("instructions_sha256", "SHA-256 of the instructions"),
    ProfileField("guardrails", "Guardrails"),
    ProfileField(
        "autonomy",
        "Autonomy",
        "choice",
        (("Suggests", "suggests"), ("Acts with approval", "acts with approval"), ("Acts", "acts")),
    ),
    ProfileField(
        "memory", "Memory", "choice", (("None", "none"), ("Within a session", "session"), ("Long-term", "long-term"))
    ),
    ProfileField("training_feedback", "Output can enter training data", "choice", YES_NO),
    ProfileField("agents", "Number of agents", "number"),
    ProfileField("topology", "How they work together"),
    ProfileField("identity", "Identity it acts under"),
    ProfileField("users", "Who uses it"),
    ProfileField("data_exposure", "Data it can see"),
    ProfileField("tasks_per_day", "Tasks per day", "number"),
    ProfileField("cost_budget", "Cost budget"),
    ProfileField("latency_budget", "Latency budget"),
)
FIRST = ("stage", "model", "fine_tuned", "autonomy", "memory", "training_feedback", "agents", "users", "tasks_per_day")
"""What a new review asks for, because checks apply or not by it; the rest is on the profile's own tab."""


def fields_named(names: Sequence[str]) -> tuple[ProfileField, ...]:
    """Return some of the fields in the order of their names."""
    known = {field.name: field for field in FIELDS}
    return tuple(known[name] for name in names)


class ProfileForm(QWidget):
    """A grid of labels and fields; `edited(values)` when one value was changed and can be read."""

    edited = Signal(dict)
    """Field names to values."""

    def __init__(
        self, fields: Sequence[ProfileField] = FIELDS, *, columns: int = 2, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._fields = tuple(fields)
        self._columns = columns
        self._controls: dict[str, QLineEdit | QComboBox] = {}
        self._cells: list[tuple[Label, QWidget, Label]] = []
        self._errors: dict[str, Label] = {}
        self._shown: dict[str, Any] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(24))
        self._grid.setVerticalSpacing(px(4))
        for field in self._fields:
            self._add(field)
        self.set_columns(columns)
        look().changed.connect(self._place)

    def _add(self, field: ProfileField) -> None:
        control: QLineEdit | QComboBox
        if field.kind == "choice":
            control = QComboBox()
            control.addItem(NOBODY, None)
            for text, value in field.choices:
                control.addItem(text, value)
            control.activated.connect(self._on_edited)
            control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        else:
            control = QLineEdit()
            control.setPlaceholderText(NOBODY)
            control.editingFinished.connect(self._on_edited)
        control.setAccessibleName(field.label)
        told = field_help()["profile"][field.name]
        control.setAccessibleDescription(told)
        line = Label(told, "caption", "muted", wrap=True)
        label = Label(field.label, "label", "secondary")
        label.setBuddy(control)
        error = Label("", "label_regular", "fail", wrap=True)
        error.hide()
        self._controls[field.name] = control
        self._errors[field.name] = error
        self._cells.append((label, control, line))

    def controls(self) -> tuple[tuple[ProfileField, QWidget], ...]:
        """Return every field with what it is typed into."""
        return tuple((field, self._controls[field.name]) for field in self._fields)

    def set_columns(self, columns: int) -> None:
        """Stand in one, two or three columns."""
        self._columns = columns
        self._place()

    @Slot()
    def _place(self) -> None:
        top = Qt.AlignmentFlag.AlignTop
        for place, (field, (label, control, told)) in enumerate(zip(self._fields, self._cells, strict=True)):
            row, column = divmod(place, self._columns)
            self._grid.addWidget(label, 5 * row, column)
            self._grid.addWidget(control, 5 * row + 1, column)
            self._grid.addWidget(told, 5 * row + 2, column, top)
            self._grid.addWidget(self._errors[field.name], 5 * row + 3, column)
        for row in range(len(self._fields)):
            in_use = row * self._columns < len(self._fields)
            self._grid.setRowMinimumHeight(5 * row + 4, px(4) if in_use else 0)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)

    def set_profile(self, profile: Profile) -> None:
        """Show a profile; a line that is being typed in is left alone."""
        values = profile.model_dump(mode="json")
        for field in self._fields:
            self._show(field, values[field.name])

    def _show(self, field: ProfileField, value: Any) -> None:
        control = self._controls[field.name]
        if isinstance(control, QComboBox):
            control.setCurrentIndex(max(0, control.findData(value)))
        elif not (control.hasFocus() and control.isModified()):
            control.setText("" if value is None else str(value))
            control.setCursorPosition(0)
        self._shown[field.name] = value

    def values(self) -> Mapping[str, Any]:
        """Return what stands in the form, by field name; empty is unknown. A ValueError names what cannot be read."""
        found: dict[str, Any] = {}
        wrong = ""
        for field in self._fields:
            value, error = self._value(field)
            self._say(field.name, error)
            found[field.name] = value
            wrong = wrong or error
        if wrong:
            raise ValueError(wrong)
        return found

    def _value(self, field: ProfileField) -> tuple[Any, str]:
        control = self._controls[field.name]
        if isinstance(control, QComboBox):
            return control.currentData(), ""
        text = control.text().strip()
        value = text or None
        try:
            Profile.model_validate({field.name: value})
        except ValidationError as error:
            return None, f"{field.label}: {error.errors()[0]['msg']}. Correct it, or leave it empty."
        return value, ""

    def _say(self, name: str, error: str) -> None:
        set_wrong(self._controls[name], bool(error))
        self._errors[name].setText(error)
        self._errors[name].setVisible(bool(error))

    def commit(self) -> None:
        """Keep what is half typed."""
        self._on_edited()

    @Slot()
    def _on_edited(self) -> None:
        try:
            values = self.values()
        except ValueError:
            return  # said below the field
        shown = Profile.model_validate(dict(values)).model_dump(mode="json")
        if any(shown[field.name] != self._shown.get(field.name) for field in self._fields):
            self._shown = {field.name: shown[field.name] for field in self._fields}
            self.edited.emit(dict(values))


def read_out(profile: Profile) -> tuple[tuple[str, str], ...]:
    """Return every single value with its label, as it is read; hashes in groups of eight, unknown as an empty text."""
    values = profile.model_dump(mode="json")
    return tuple((field.label, _read(field, values[field.name])) for field in FIELDS)


def _read(field: ProfileField, value: Any) -> str:
    if value is None:
        return ""
    if field.name.endswith("_sha256"):
        text = str(value)
        return " ".join(text[start : start + 8] for start in range(0, len(text), 8))
    words = {choice: text for text, choice in field.choices}
    return words.get(value, f"{value:,}" if field.kind == "number" else str(value))
