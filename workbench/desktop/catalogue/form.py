"""The form of an entry: fields by what `form_fields` lists, rows that can be added, and controls to choose."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.desktop.catalogue.form_fields import Spec
from workbench.desktop.kit.buttons import Button, IconButton
from workbench.desktop.kit.dialog import Field
from workbench.desktop.kit.fonts import mono
from workbench.desktop.kit.rationale import GrowingText
from workbench.desktop.kit.text import Label, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.domain.catalogue import Catalogue, Control

Path = tuple[str, ...]
LINES = {"text": (1, 4), "prose": (4, 16), "log": (3, 16)}


class Fields(QWidget):
    """Some fields, two beside one another where they are short; `edited` on each change."""

    edited = Signal()

    def __init__(self, specs: Sequence[Spec], catalogue: Catalogue, data: Any, *, is_new: bool) -> None:
        super().__init__()
        self._fields: dict[Path, Field] = {}
        self._specs = {spec.path: spec for spec in specs}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(12))
        row, column = 0, 0
        for spec in specs:
            if column and not spec.half:
                row, column = row + 1, 0
            field = self._make(spec, catalogue, value_at(data, spec.path), is_new=is_new)
            grid.addWidget(field, row, column, 1, 1 if spec.half else 2, Qt.AlignmentFlag.AlignTop)
            row, column = (row, 1) if spec.half and not column else (row + 1, 0)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def field(self, path: Path) -> Field | None:
        """Return the field of a path."""
        return self._fields.get(path)

    def label(self, path: Path) -> str:
        """Return what a field is called."""
        return self._specs[path].label

    def fields(self) -> Iterable[Field]:
        """Return all of them."""
        return self._fields.values()

    def values(self) -> dict[Path, Any]:
        """Return what stands in each field."""
        return {path: _value(field.control, self._specs[path].kind) for path, field in self._fields.items()}

    def _make(self, spec: Spec, catalogue: Catalogue, value: Any, *, is_new: bool) -> Field:
        control: QWidget
        if spec.kind == "choice":
            control = self._choice(spec, catalogue, value)
        elif spec.kind in LINES:
            control = self._text(spec, str(value or ""))
        else:
            shown = ", ".join(value or ()) if spec.kind == "words" else str(value or "")
            control = QLineEdit(shown)
            control.setReadOnly(spec.fixed and not is_new)
            control.setEnabled(not spec.fixed or is_new)
            control.setCursorPosition(0)
            control.textEdited.connect(self._on_edited)
        field = Field(spec.label, control, spec.hint)
        self._fields[spec.path] = field
        return field

    def _text(self, spec: Spec, value: str) -> QPlainTextEdit:
        control = GrowingText(LINES[spec.kind])
        if spec.kind == "log":
            control.setFont(mono())
            control.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        control.setPlainText(value)
        control.textChanged.connect(self._on_edited)
        return control

    def _choice(self, spec: Spec, catalogue: Catalogue, value: Any) -> QComboBox:
        control = QComboBox()
        control.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        control.setMinimumContentsLength(12)
        options = list(spec.options(catalogue)) if spec.options else []
        if value and value not in [key for key, _ in options]:
            options.append((str(value), str(value)))
        for key, words in options:
            control.addItem(words[:1].upper() + words[1:], key)
        control.setCurrentIndex(max(0, control.findData(value or "")))
        control.activated.connect(self._on_edited)
        return control

    @Slot()
    def _on_edited(self) -> None:
        self.edited.emit()


class RowsField(QWidget):
    """Rows of the same fields, which can be added and removed; `edited` on each change."""

    edited = Signal()

    def __init__(self, noun: str, specs: Sequence[Spec], catalogue: Catalogue, rows: Sequence[Any]) -> None:
        super().__init__()
        self._noun, self._specs, self._catalogue = noun, specs, catalogue
        self._rows: list[tuple[dict[str, Any], Fields, QWidget]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(16))
        self._error = Label("", "label_regular", "fail", wrap=True)
        self._error.hide()
        self._add = Button(f"Add a {noun}", "small", icon="plus")
        self._add.clicked.connect(self._on_add)
        self._column.addWidget(self._error)
        self._column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        for row in rows:
            self._append(dict(row), can_go=not row.get("id"))

    def rows(self) -> list[dict[str, Any]]:
        """Return each row as it stands, with what it had beside its fields."""
        return [kept | {path[0]: value for path, value in fields.values().items()} for kept, fields, _ in self._rows]

    def set_error(self, sentence: str) -> None:
        """Say what is wrong with one of them."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    def _append(self, data: dict[str, Any], *, can_go: bool) -> Fields:
        fields = Fields(self._specs, self._catalogue, data, is_new=True)
        fields.edited.connect(self.edited)
        frame = QWidget()
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        head = SectionHeading(str(data.get("id") or f"{self._noun.capitalize()} {len(self._rows) + 1}"), line=True)
        if can_go:  # an id that was given is never given up
            remove = IconButton("x", f"Remove this {self._noun}")
            remove.clicked.connect(partial(self._on_remove, frame))
            head.add_right(remove)
        column.addWidget(head)
        column.addWidget(fields)
        self._rows.append((data, fields, frame))
        self._column.insertWidget(self._column.indexOf(self._error), frame)
        return fields

    @Slot()
    def _on_add(self) -> None:
        first = next(iter(self._append({}, can_go=True).fields()), None)
        if first is not None:
            first.control.setFocus()
        self.edited.emit()

    def _on_remove(self, frame: QWidget, _checked: bool = False) -> None:
        self._rows = [row for row in self._rows if row[2] is not frame]
        frame.hide()
        frame.deleteLater()
        self._add.setFocus()
        self.edited.emit()


class ControlsField(QWidget):
    """The controls of a mode by kind, chosen among those of the catalogue; `edited` on each change."""

    edited = Signal()
    new_asked = Signal()
    """A control that the catalogue does not have yet."""

    def __init__(self, catalogue: Catalogue, ids: Sequence[str]) -> None:
        super().__init__()
        self._known = catalogue.controls()
        self._ids = list(ids)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(4))
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._choice = QComboBox()
        self._choice.setAccessibleName("Add a control")
        self._choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._choice.activated.connect(self._on_chosen)
        self._error = Label("", "label_regular", "fail", wrap=True)
        self._error.hide()
        new = Button("New control…", "small", icon="plus")
        new.clicked.connect(self.new_asked)
        for part in (self._choice, self._error, new):
            self._column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft if part is new else Qt.AlignmentFlag(0))
        self._column.insertLayout(0, self._list)
        self._show()

    def ids(self) -> list[str]:
        """Return the chosen controls in their order."""
        return list(self._ids)

    def set_error(self, sentence: str) -> None:
        """Say what is wrong with them."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    def add(self, control: Control) -> None:
        """Choose a control that is new in the catalogue."""
        self._known[control.id] = control
        self._ids.append(control.id)
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for control_id in self._ids:
            self._list.addWidget(self._row(control_id))
        self._choice.clear()
        self._choice.addItem("Add a control…", "")
        for control in self._known.values():
            if control.id not in self._ids:
                self._choice.addItem(f"{control.name} ({control.kind.value})", control.id)

    def _row(self, control_id: str) -> QWidget:
        control = self._known.get(control_id)
        row = SectionHeading(control.name if control else control_id, line=True)
        row.add_right(Label(control.kind.value.capitalize() if control else "unknown", "body", "muted"))
        remove = IconButton("x", f"Remove {control.name if control else control_id}")
        remove.clicked.connect(partial(self._on_remove, control_id))
        row.add_right(remove)
        return row

    @Slot(int)
    def _on_chosen(self, _place: int) -> None:
        if chosen := str(self._choice.currentData() or ""):
            self._ids.append(chosen)
            self._show()
            self.edited.emit()

    def _on_remove(self, control_id: str, _checked: bool = False) -> None:
        self._ids.remove(control_id)
        self._show()
        self._choice.setFocus()
        self.edited.emit()


def value_at(data: Any, path: Path) -> Any:
    """Return a value of nested data, or None."""
    for part in path:
        data = data.get(part) if isinstance(data, dict) else None
    return data


def _value(control: QWidget, kind: str) -> Any:
    if isinstance(control, QComboBox):
        return control.currentData()
    text = control.toPlainText() if isinstance(control, QPlainTextEdit) else control.text()  # type: ignore[attr-defined]
    if kind == "words":
        return [word for part in text.split(",") if (word := part.strip())]
    if kind == "number":
        return int(text) if text.strip().isdecimal() and len(text) < 9 else text.strip()
    return " ".join(text.split()) if kind in ("line", "text") else text
