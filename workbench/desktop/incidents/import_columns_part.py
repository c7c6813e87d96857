"""What the columns of an imported table become: a row for each, problems beside it, a list to choose from."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from workbench.desktop.incidents.edit_fields import Choice
from workbench.desktop.incidents.import_columns import BECOMES, COLUMN, ColumnsModel, choices
from workbench.desktop.kit import marks
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.choice_box import ChoiceBox
from workbench.desktop.kit.dialog import Field
from workbench.desktop.kit.fonts import body, label_regular
from workbench.desktop.kit.item_painting import paint_text, text_of
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.style import paint_chevron
from workbench.desktop.kit.table_view import TableDelegate, TableView
from workbench.desktop.kit.text import Hairline, Label, SectionHeading
from workbench.desktop.kit.theme import look, px
from workbench.interchange.table_model import TablePlace, TablePreview
from workbench.text import visible

Index = QModelIndex | QPersistentModelIndex
ROWS_SHOWN = 4.5
"""Half a row says that there are more."""
PROBLEMS_SHOWN = 4


class BecomesDelegate(TableDelegate):
    """Paints the field like a box that opens, with what is wrong below it; edits it with a list."""

    def _paint_content(self, painter: QPainter, area: QRectF, index: Index) -> None:
        if index.column() != BECOMES:
            super()._paint_content(painter, area, index)
            return
        side, wrong = px(14), text_of(index, Role.NOTE)
        arrow = QRectF(area.right() - px(16), area.center().y() - px(8), px(16), px(16))
        paint_chevron(painter, arrow.toRect())
        upper = area.adjusted(0, 0, -px(24), 0)
        if wrong:
            upper = QRectF(area.left(), area.center().y() - px(19), area.width() - px(24), px(19))
            lower = QRectF(area.left(), area.center().y(), area.width() - px(24), px(19))
            marks.paint_status(painter, QRectF(lower.left(), lower.center().y() - side / 2, side, side), "warn")
            paint_text(painter, lower.adjusted(px(20), 0, 0, 0), wrong, label_regular(), "warn")
        paint_text(painter, upper, text_of(index), body(), "muted" if index.data(Role.MUTED) else "text")

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the list of what the column can become, opened."""
        model = index.model()
        assert isinstance(model, ColumnsModel)
        row = model.row(index.row())
        box = ChoiceBox(parent)
        for words, value in choices(row.seen):
            box.addItem(words, value)
        box.setAccessibleName(f"What {row.name} becomes")
        box.setMaxVisibleItems(14)
        box.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        box.view().setMinimumWidth(box.view().sizeHintForColumn(0) + px(32))
        box.picked.connect(lambda: self._commit(box))
        QTimer.singleShot(0, box, box.showPopup)
        return box

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Lay the list over the cell, as high as every other box."""
        rect: QRect = option.rect
        editor.setGeometry(rect.left() + px(2), rect.center().y() - px(16), rect.width() - px(4), px(32))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the use there is."""
        model = index.model()
        assert isinstance(model, ColumnsModel)
        if isinstance(editor, QComboBox):
            row = model.row(index.row())
            order = row.use.date_order if row.seen.needs_order else None
            known = [value for _, value in choices(row.seen)]
            use = (row.use.field, order)
            editor.setCurrentIndex(known.index(use) if use in known else -1)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take the choice over."""
        if isinstance(editor, QComboBox) and editor.currentIndex() >= 0:
            model.setData(index, editor.currentData())

    def _commit(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)


class ColumnsTable(TableView):
    """Up and Down go from column to column of the file; Enter, F2 or a click opens the list."""

    def __init__(self, model: ColumnsModel) -> None:
        super().__init__("Columns of the table", row_height=56)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setItemDelegate(BecomesDelegate(self))
        self.setModel(model)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.opened.connect(self._choose)
        self.clicked.connect(self._on_clicked)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        field = index.siblingAtColumn(BECOMES)
        if field.isValid() and self.state() != QAbstractItemView.State.EditingState:
            self.setCurrentIndex(field)
            self.edit(field)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == BECOMES:
            self._choose(index)

    def fit(self) -> None:
        """Be as high as the rows, up to some of them."""
        rows = min(self.model().rowCount(), ROWS_SHOWN)
        self.setFixedHeight(round(self.horizontalHeader().sizeHint().height() + rows * px(56)) + 2)
        self.setColumnWidth(COLUMN, px(256))


class ColumnsPart(QWidget):
    """The columns of one of the tables that are imported; hidden until there is one."""

    mapping_chosen = Signal(object)
    """The `TableMapping` that a person wants for tables with its headings."""
    anew_wanted = Signal(object)
    """The `TableMapping` in place of which the program's own proposal is wanted."""

    place_chosen = Signal(str, object)
    """The name of a file, and the `TablePlace` in which a person sees its table."""

    def __init__(self) -> None:
        super().__init__()
        self._tables: tuple[TablePreview, ...] = ()
        self._file = ""
        self._without_records: frozenset[str] = frozenset()
        self.model = ColumnsModel()
        self.table = ColumnsTable(self.model)
        self.heading = SectionHeading("Columns")
        self.which = Choice("Table", {})
        self.sheet = Choice("Sheet", {})
        self.row = Choice("Headings in row", {})
        self._sheet, self._row = Field("Sheet", self.sheet), Field("Headings in row", self.row)
        self.problems = Label("", "label_regular", "secondary", wrap=True)
        self.use = Button("Use these columns", "small")
        self.anew = Button("Propose anew", "small")
        self._build()
        self.model.mapping_chosen.connect(self.mapping_chosen)
        self.which.chosen.connect(self._on_which)
        self.sheet.chosen.connect(self._on_sheet)
        self.row.chosen.connect(self._on_row)
        self.use.clicked.connect(self._on_use)
        self.anew.clicked.connect(self._on_anew)
        look().changed.connect(self._on_look_changed)
        self.hide()

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addWidget(self.use)
        buttons.addWidget(self.anew)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        place = QHBoxLayout()
        place.setSpacing(px(12))
        place.addWidget(self._sheet, 2)
        place.addWidget(self._row, 3)
        column.addWidget(self.which)
        column.addLayout(place)
        for widget in (self.heading, self.table, Hairline(), self.problems):
            column.addWidget(widget)
        column.addLayout(buttons)

    def show_tables(self, tables: tuple[TablePreview, ...], without_records: frozenset[str]) -> None:
        """Show the table that was shown, or the first; those without records can be imported by saying so."""
        self._tables, self._without_records = tables, without_records
        if not tables:
            self.hide()
            return
        files = {table.file: visible(table.file) for table in tables}
        self.which.set_values(files)
        self.which.setVisible(len(files) > 1)
        self._on_which(self._file if self._file in files else tables[0].file)
        self.show()

    def current(self) -> TablePreview:
        """The table that is shown."""
        return next(table for table in self._tables if table.file == self._file)

    def take_focus(self) -> None:
        """Let the keys go through the columns."""
        self.table.setCurrentIndex(self.model.index(0, BECOMES))
        self.table.setFocus()

    @Slot(str)
    def _on_which(self, file: str) -> None:
        self._file = file
        self.which.show_kept(file)
        table = self.current()
        rows = "1 row" if table.count == 1 else f"{table.count:,} rows"
        number = "1 column" if len(table.columns) == 1 else f"{len(table.columns):,} columns"
        self.heading.set_note(f"{number}, {rows}" + (", used as chosen for these headings" if table.is_known else ""))
        self._show_place(table)
        self.model.show_preview(table)
        told = [visible(problem) for problem in table.problems]
        more = len(told) - PROBLEMS_SHOWN
        self.problems.setText("\n".join([*told[:PROBLEMS_SHOWN], *([f"… and {more} more"] if more > 0 else [])]))
        self.problems.setVisible(bool(told))
        named = {use.field for use in table.mapping.uses} & {"title", "summary"}
        self.use.setVisible(bool(named) and not table.is_known and file in self._without_records)
        self.anew.setVisible(table.is_known)
        self.table.fit()

    def _show_place(self, table: TablePreview) -> None:
        self.sheet.set_values({name: visible(name) for name in table.sheets})
        self.sheet.show_kept(table.mapping.sheet)
        self._sheet.setVisible(len(table.sheets) > 1)
        self.row.set_values({str(number): f"{number}: {visible(text)}" for number, text in table.tops})
        self.row.show_kept(str(table.mapping.header_row))
        self._row.setVisible(len(table.tops) > 1)

    @Slot(str)
    def _on_sheet(self, name: str) -> None:
        self.place_chosen.emit(self._file, TablePlace(sheet=name))

    @Slot(str)
    def _on_row(self, number: str) -> None:
        place = TablePlace(sheet=self.current().mapping.sheet, heading_row=int(number))
        self.place_chosen.emit(self._file, place)

    @Slot()
    def _on_use(self) -> None:
        self.mapping_chosen.emit(self.current().mapping)

    @Slot()
    def _on_anew(self) -> None:
        self.anew_wanted.emit(self.current().mapping)

    @Slot()
    def _on_look_changed(self) -> None:
        self.table.fit()
