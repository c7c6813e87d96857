"""One list of a profile: its heading with what is known of it as a whole, the grid, and its buttons."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.flow import FlowLayout
from workbench.desktop.kit.text import Label, SectionHeading
from workbench.desktop.kit.theme import look, px
from workbench.desktop.kit.tips import tip
from workbench.desktop.reviews.profile_form import NOBODY
from workbench.desktop.reviews.sheet_model import SheetModel
from workbench.desktop.reviews.sheet_table import SheetTable
from workbench.domain.deployment import Tool
from workbench.domain.sheet import to_tsv
from workbench.text import visible

NONE_KNOWN = "None, and that is known"
KEYS = "F2 or Enter edits, Delete makes unknown, Ctrl+D fills down, Ctrl+Enter fills what is chosen, Ctrl+V pastes."
WIDTHS = {"name": 170, "gate": 170, "reversed_by": 170, "effect": 150}
"""Of columns that need more than the others, in logical pixels."""
LONG_NAME = 360


class SheetPart(QWidget):
    """A heading with what is known of the list as a whole, the table, and adding and removing rows."""

    def __init__(
        self,
        title: str,
        model: SheetModel[Any],
        changed: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = model
        self._changed = changed
        self.table = SheetTable(title, model)
        noun = model.sheet.noun
        self.table.setObjectName(f"profile-{noun}")
        self._known = QComboBox()
        self._known.addItems([NOBODY, NONE_KNOWN])
        self._known.setMinimumContentsLength(len(NONE_KNOWN))
        self._known.setAccessibleName(f"What is known of the {title.lower()}")
        self._add = Button(f"Add a {noun}", "small", icon="plus")
        self._paste = Button("Paste rows", "small", icon="clipboard")
        self._paste.setToolTip(tip("Take over the rows that a spreadsheet copied; Ctrl+V does it in the grid"))
        self._duplicate = Button("Duplicate", "small", icon="copy")
        self._remove = Button("Remove", "small", icon="trash-2")
        self._take = Button("", "small", icon="check")
        self._take.setToolTip(tip("Take over what files propose for the tools"))
        self._copy = Button("Copy all", "small", icon="table-2")
        self._heading = SectionHeading(title)
        self._help = Label("", "caption", "muted", wrap=True)
        self.table.moved.connect(self._on_moved)
        self._heading.add_right(self._known)
        self._buttons = QWidget()
        self._flow = FlowLayout(self._buttons)
        for button in (self._add, self._paste, self._duplicate, self._remove, self._copy, self._take):
            self._flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self._heading)
        column.addWidget(self.table)
        column.addWidget(self._help)
        column.addWidget(self._buttons)
        self._add.clicked.connect(self.add)
        self._paste.clicked.connect(self.paste_rows)
        self._duplicate.clicked.connect(self._on_duplicate)
        self._remove.clicked.connect(self._on_remove)
        self._copy.clicked.connect(self._on_copy)
        self._take.clicked.connect(self._on_take)
        self._known.activated.connect(self._on_known)
        model.edited.connect(self._on_edited)
        look().changed.connect(self.fit)

    def value(self) -> tuple[Any, ...] | None:
        """Return the rows; None when nobody knows."""
        if self.model.rows:
            return self.model.rows
        return () if self._known.currentIndex() == 1 else None

    def show_value(self, rows: tuple[Any, ...] | None, *, editable: bool) -> None:
        """Show a list."""
        self.model.is_editable = editable
        self.model.show(rows or ())
        self._known.setCurrentIndex(0 if rows is None else 1)
        self._known.setEnabled(editable)
        self._buttons.setVisible(editable)
        self._heading.set_note(str(len(rows)) if rows else "")
        self.fit()

    @Slot()
    def fit(self) -> None:
        """Show the table only when it has rows."""
        has_rows = bool(self.model.rows)
        self._known.setVisible(not has_rows)
        self.table.setVisible(has_rows)
        self._on_moved()
        for button in (self._duplicate, self._remove, self._copy):
            button.setVisible(has_rows)
        number = sum(len(row.proposed) for row in self.model.rows if isinstance(row, Tool))
        self._take.setText(f"Take over {number} proposed values" if number > 1 else "Take over 1 proposed value")
        self._take.setVisible(number > 0)
        self._share()
        self.table.fit()

    def _share(self) -> None:
        """Give the columns their width, and the names what is left of it, up to what a long one needs."""
        widths = [px(WIDTHS.get(column.field, 116)) for column in self.model.columns]
        widths[0] += max(0, min(px(LONG_NAME) - widths[0], self.width() - sum(widths)))
        for number, width in enumerate(widths):
            self.table.setColumnWidth(number, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share another width."""
        super().resizeEvent(event)
        self._share()

    @Slot()
    def _on_moved(self) -> None:
        """Say what is meant by the column, and what a file proposes for the cell and why."""
        index = self.table.currentIndex()
        self._help.setVisible(bool(self.model.rows) and (self.model.is_editable or index.isValid()))
        if not index.isValid():
            self._help.setText(KEYS)
            return
        proposal = self.model.proposal(index)
        told = f"{self.model.columns[index.column()].head}: {self.model.help_of(index.column())}."
        told += f" Proposed by {visible(proposal.source)}." if proposal else ""
        self._help.setText(told)

    @Slot()
    def add(self) -> None:
        """Add a row and begin with its name."""
        row = self.model.add()
        self.fit()
        index = self.model.index(row, 0)
        self.table.setCurrentIndex(index)
        self.table.setFocus()
        self.table.edit(index)

    @Slot()
    def paste_rows(self) -> None:
        """Add what the clipboard holds as rows below those that are there."""
        below = len(self.model.rows)
        if self.model.paste(below, 0, QGuiApplication.clipboard().text()):
            self.fit()
            self.table.setCurrentIndex(self.model.index(below, 0))
            self.table.setFocus()

    @Slot()
    def _on_remove(self) -> None:
        self.model.remove(*self.table.chosen_rows())

    @Slot()
    def _on_duplicate(self) -> None:
        self.model.duplicate(self.table.chosen_rows())

    @Slot()
    def _on_copy(self) -> None:
        rows = [[column.head for column in self.model.columns], *map(self.model.sheet.cells, self.model.rows)]
        QGuiApplication.clipboard().setText(to_tsv(rows))

    @Slot()
    def _on_take(self) -> None:
        chosen = self.table.chosen_rows() if len(self.table.chosen_rows()) > 1 else range(len(self.model.rows))
        self.model.take_proposals(list(chosen))

    def add_button(self, button: Button) -> None:
        """Take another button below the grid."""
        self._flow.addWidget(button)

    @Slot()
    def _on_known(self) -> None:
        self._changed()

    @Slot()
    def _on_edited(self) -> None:
        self.fit()
        self._changed()
