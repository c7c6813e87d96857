"""The grid that a list of a profile is edited in, with the keys of a spreadsheet."""

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.desktop.kit.choice_box import ChoiceBox
from workbench.desktop.kit.item_painting import Index
from workbench.desktop.kit.table_view import TableDelegate, TableView
from workbench.desktop.reviews.sheet_model import SheetModel
from workbench.domain.sheet import UNKNOWN, SheetColumn, to_tsv

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier


class SheetDelegate(TableDelegate):
    """Edits a choice with a list and the rest as a line; Enter goes on below, Ctrl+Enter fills what is chosen."""

    filled = Signal()
    """Ctrl+Enter: the value that was typed goes into every chosen cell."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the editor of a cell."""
        column = _column(index)
        if column.kind != "choice":
            editor = QStyledItemDelegate.createEditor(self, parent, option, index)
            editor.setProperty("bare", False)
            editor.setAccessibleName(column.head)
            return editor
        box = ChoiceBox(parent)
        box.addItem(UNKNOWN, None)
        for text, value in column.choices:
            box.addItem(text, value)
        box.setAccessibleName(column.head)
        box.picked.connect(lambda: self._commit(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the value in the editor."""
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(getattr(value, "value", value))))
        else:
            editor.setProperty("text", _column(index).copied(value))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take the value over."""
        value = editor.currentData() if isinstance(editor, QComboBox) else editor.property("text")
        model.setData(index, value)

    block_pasted = Signal()
    """Several cells were pasted while one of them was being edited."""

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Let Ctrl+Enter fill, and Ctrl+V of several cells paste them; the rest is the delegate's."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(editor, QWidget):
            if event.key() in _ENTER and event.modifiers() & _CONTROL:
                self._commit(editor)
                self.filled.emit()
                return True
            if event.matches(QKeySequence.StandardKey.Paste) and _is_block(QGuiApplication.clipboard().text()):
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                self.block_pasted.emit()
                return True
        return super().eventFilter(editor, event)

    def _commit(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)


def _is_block(text: str) -> bool:
    """Tell whether a spreadsheet copied more than one cell."""
    return "\t" in text or "\n" in text.strip("\r\n")


def _column(index: Index) -> SheetColumn:
    model = index.model()
    assert isinstance(model, SheetModel)
    return model.columns[index.column()]


class SheetTable(TableView):
    """A table as high as its rows. F2, Enter or typing edits; from an editor Tab goes on to the next cell."""

    def __init__(self, label: str, model: SheetModel[Any], parent: QWidget | None = None) -> None:
        super().__init__(label, parent=parent)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        delegate = SheetDelegate(self)
        delegate.filled.connect(self.fill)
        delegate.block_pasted.connect(self.paste)
        self.setItemDelegate(delegate)
        self._sheet = model
        self.setModel(model)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.opened.connect(self._edit_cell)

    @Slot(QModelIndex)
    def _edit_cell(self, index: Index) -> None:
        if self.state() != QAbstractItemView.State.EditingState:  # Enter that ends an edit comes here as well
            self.edit(index)

    def chosen(self) -> list[tuple[int, int]]:
        """Return the chosen cells, from the top left; the current one where none is chosen."""
        indexes = self.selectedIndexes() or ([self.currentIndex()] if self.currentIndex().isValid() else [])
        return sorted((index.row(), index.column()) for index in indexes)

    def chosen_rows(self) -> list[int]:
        """Return the rows in which a cell is chosen."""
        return sorted({row for row, _ in self.chosen()})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on the keys of a spreadsheet."""
        act = self._acts().get((event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier))
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.copy()
            self._sheet.clear(self.chosen())
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif act is not None:
            act()
        else:
            super().keyPressEvent(event)

    def _acts(self) -> dict[tuple[int, Qt.KeyboardModifier], Any]:
        return {
            (Qt.Key.Key_Delete, _NONE): lambda: self._sheet.clear(self.chosen()),
            (Qt.Key.Key_Delete, _CONTROL): lambda: self._sheet.remove(*self.chosen_rows()),
            (Qt.Key.Key_D, _CONTROL): lambda: self._sheet.fill_down(self.chosen()),
            (Qt.Key.Key_D, _CONTROL | _SHIFT): lambda: self._sheet.duplicate(self.chosen_rows()),
            (Qt.Key.Key_Return, _CONTROL): self.fill,
            (Qt.Key.Key_Enter, _CONTROL): self.fill,
            (Qt.Key.Key_Return, _CONTROL | _SHIFT): lambda: self._sheet.take_proposals(self.chosen_rows()),
            (Qt.Key.Key_Insert, _NONE): self._add_below,
        }

    def _add_below(self) -> None:
        if self._sheet.is_editable:
            row = self._sheet.add(self.currentIndex().row())
            self.setCurrentIndex(self._sheet.index(row, 0))

    def event(self, event: QEvent) -> bool:
        """Keep the grid's keys from shortcuts of the page and the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            plain = (event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
            standard = (
                QKeySequence.StandardKey.Copy,
                QKeySequence.StandardKey.Cut,
                QKeySequence.StandardKey.Paste,
                QKeySequence.StandardKey.SelectAll,
            )
            if plain in self._acts() or any(event.matches(key) for key in standard):
                event.accept()
                return True
        return super().event(event)

    def selectionCommand(self, index: Index, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        """Choose the cell that Ctrl+Home or Ctrl+End goes to, as a spreadsheet does; lists would only move the ring."""
        ends = (Qt.Key.Key_Home, Qt.Key.Key_End)
        if isinstance(event, QKeyEvent) and event.key() in ends and not event.modifiers() & _SHIFT:
            return QItemSelectionModel.SelectionFlag.ClearAndSelect
        return super().selectionCommand(index, event)

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        """Go on below after Enter, as a spreadsheet does."""
        super().closeEditor(editor, hint)
        below = self.currentIndex().siblingAtRow(self.currentIndex().row() + 1)
        if hint == QStyledItemDelegate.EndEditHint.SubmitModelCache and below.isValid():
            self.setCurrentIndex(below)

    def copy(self) -> None:
        """Put the chosen cells on the clipboard as a spreadsheet takes them."""
        if cells := self.chosen():
            QGuiApplication.clipboard().setText(to_tsv(self._sheet.texts(cells)))

    def paste(self) -> None:
        """Lay the clipboard over the cells from the first chosen one on; one value fills all that are chosen."""
        cells, text = self.chosen(), QGuiApplication.clipboard().text()
        if not (cells and text.strip("\r\n")):
            return
        if len(cells) > 1 and not _is_block(text):
            self._fill_text(cells, text)
        else:
            top, left = min(row for row, _ in cells), min(column for _, column in cells)
            self._sheet.paste(top, left, text)

    def _fill_text(self, cells: list[tuple[int, int]], text: str) -> None:
        columns = {column for _, column in cells}
        try:
            values = {column: self._sheet.columns[column].parsed(text) for column in columns}
        except ValueError as error:
            self._sheet.refused.emit(
                f"This cannot be pasted: {error}. Nothing was changed. Correct it and paste again."
            )
            return
        if len(columns) == 1:
            self._sheet.fill(cells, values[columns.pop()])
        else:
            self._sheet.paste(cells[0][0], cells[0][1], text)

    def fill(self) -> None:
        """Write the value of the current cell into every chosen cell of its column."""
        index = self.currentIndex()
        if index.isValid():
            cells = [(row, column) for row, column in self.chosen() if column == index.column()]
            value = getattr(self._sheet.rows[index.row()], self._sheet.columns[index.column()].field)
            self._sheet.fill(cells, value)

    def fit(self) -> None:
        """Be as high as the rows, with the bar below them where it is needed."""
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.fitting_height() + bar)
