"""The history of one field, and the way to purge what it said."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.field_places import FieldPlace
from workbench.desktop.kit.moments import moment
from workbench.desktop.kit.rows import DISPLAY, TOOL_TIP, Cells, RowsModel
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px
from workbench.desktop.kit.value_words import change_words, value_words
from workbench.desktop.shell.purge_dialog import PurgeDialog
from workbench.desktop.shell.services import Services
from workbench.domain.purge import left_of
from workbench.edits import registered
from workbench.edits.purging import PurgeValue
from workbench.storage.field_history import FieldStep, read_field_history
from workbench.storage.place_names import name_of_place
from workbench.storage.store import Store

LONGEST = 300
"""Characters of a value in a cell; the whole of it stands below the table."""
COLUMNS = (148, 124)


class FieldRow:
    """One step in words."""

    def __init__(self, step: FieldStep, people: Mapping[str, str]) -> None:
        self.step = step
        said = registered.said(step.kind)
        self.when, self.who = moment(step.at), people.get(step.actor, step.actor)
        self.what = f"Taken back: {said}" if step.undoes is not None else said
        self.old = value_words(step.old, people, is_purged=step.is_old_purged)
        self.new = value_words(step.new, people, is_purged=step.is_new_purged)
        self.set_to = self._set_to(people)
        self.whole = f"{self.what}\n\n{self._whole(people)}"

    def _set_to(self, people: Mapping[str, str]) -> str:
        step = self.step
        if step.purge is not None and step.is_purge:
            return f"Purged: {step.purge.reason}"
        taken_back = "Taken back: " if step.undoes is not None else ""
        field = f"{step.field.replace('_', ' ')}: " if step.field else ""
        if isinstance(step.old, dict) and isinstance(step.new, dict) and not {"by", "before", "state"} & set(step.new):
            return taken_back + field + change_words(step.old, step.new, people)
        return f"{taken_back}{field}{self.new}"

    def _whole(self, people: Mapping[str, str]) -> str:
        purge = self.step.purge
        if purge is None:
            return f"Before\n{self.old}\n\nAfter\n{self.new}"
        return f"Purged by {people.get(purge.by, purge.by)} on {moment(purge.at)}.\n{purge.reason}"


class FieldHistoryModel(RowsModel[FieldRow]):
    """One row per step, newest first."""

    heads = ("When", "Who", "Set to")

    def cells(self, row: FieldRow, column: int) -> Cells:
        """Return what one cell shows."""
        cells: tuple[Cells, ...] = (
            {DISPLAY: row.when},
            {DISPLAY: row.who},
            {DISPLAY: " ".join(row.set_to.split())[:LONGEST], TOOL_TIP: row.set_to[:4000]},
        )
        return cells[column]


class FieldHistoryDialog(DialogBase):
    """Every step of one field, and the way to purge what it said."""

    def __init__(self, services: Services, place: FieldPlace, parent: QWidget) -> None:
        super().__init__(f"History of {place.name}", primary="Close", width=560, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._services, self._place = services, place
        self._called = place.name
        self.rows = FieldHistoryModel(self)
        self.table = TableView(f"History of {place.name}")
        self.table.setModel(self.rows)
        self.table.setFixedHeight(px(232))
        for column, width in enumerate(COLUMNS):
            self.table.setColumnWidth(column, px(width))
        self._empty = Label("Nobody has set it yet.", "body", "muted")
        self.whole = QPlainTextEdit()
        self.whole.setReadOnly(True)
        self.whole.setTabChangesFocus(True)
        self.whole.setAccessibleName("The whole of the chosen step")
        self.whole.setFixedHeight(px(152))
        self.whole.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for widget in (self.table, self._empty, self.whole):
            self.body.addWidget(widget)
        self.purge_button = Button("Purge…")
        self.add_button(self.purge_button)
        self.hide_cancel()
        self._empty.hide()
        self.purge_button.setVisible(False)
        self.purge_button.clicked.connect(self.ask_purge)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.submitted.connect(self.accept)
        services.changed.connect(self._read)
        self._read()
        self.table.setFocus()

    @Slot()
    def _read(self) -> None:
        if self._services.has_workspace:
            self._services.fetch(partial(_read, place=self._place), self._show, self, key="field-history")

    def _show(self, found: "tuple[tuple[FieldRow, ...], str]") -> None:
        rows, self._called = found
        self.whole.clear()
        self.rows.show(rows)
        self._empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self.whole.setVisible(bool(rows))
        table = self._place.entity.partition("/")[0]
        has_value = any(row.step.old not in (None, "") or row.step.new not in (None, "") for row in rows)
        self.purge_button.setVisible(has_value and left_of(table, self._place.path) is not None)
        if rows:
            self.table.setCurrentIndex(self.rows.index(0, 0))
            self.whole.setPlainText(rows[0].whole)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.whole.setPlainText(self.rows.row(current.row()).whole)

    @Slot()
    def ask_purge(self) -> None:
        """Ask for the reason, and purge."""
        place = self._place
        PurgeDialog(
            self._services,
            self._called,
            lambda reason, keep: PurgeValue(place.entity, place.path, reason, keep),
            parent=self,
        ).open()


def _read(store: Store, place: FieldPlace) -> tuple[tuple[FieldRow, ...], str]:
    people = {person.id: person.name for person in store.people.all()}
    rows = tuple(FieldRow(step, people) for step in read_field_history(store, place.entity, place.path))
    return rows, name_of_place(store, place.entity, place.path)
