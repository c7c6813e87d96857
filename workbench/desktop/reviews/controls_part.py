"""The table of controls: Space or a click on the box changes a state, Enter offers all of them."""

from PySide6.QtCore import QModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QStyle, QStyleOptionViewItem, QVBoxLayout, QWidget

from workbench.desktop.kit import marks
from workbench.desktop.kit.item_painting import Index
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.table_view import PADDING, TableDelegate, TableView
from workbench.desktop.kit.text import SectionHeading
from workbench.desktop.kit.theme import look, px
from workbench.desktop.kit.value_words import CONTROL_WORDS
from workbench.desktop.reviews.controls_model import NEXT, ControlRow, ControlsModel, control_rows, controls_note
from workbench.desktop.reviews.dialogs import ReasonDialog
from workbench.desktop.reviews.model import ReviewModel
from workbench.edits.findings import SetControl

MITIGATION, PROOF = 0, 3


class ControlsDelegate(TableDelegate):
    """Adds the box with three states and the diamond before a proof."""

    def _paint_content(self, painter: QPainter, area: QRectF, index: Index) -> None:
        side = px(16)
        middle = area.center().y() - side / 2
        if index.column() == MITIGATION:
            self._paint_box(painter, QRect(int(area.left()), int(middle), side, side), index)
            area = area.adjusted(px(30), 0, 0, 0)
        elif index.column() == PROOF and index.data(Role.WORD):
            square = QRectF(area.left(), area.center().y() - px(7), px(14), px(14))
            marks.paint_proof(painter, square, str(index.data(Role.WORD)).lower())
            area = area.adjusted(px(22), 0, 0, 0)
        super()._paint_content(painter, area, index)

    def _paint_box(self, painter: QPainter, rect: QRect, index: Index) -> None:
        view = self.parent()
        assert isinstance(view, ControlsTable)
        option = QStyleOptionViewItem()
        option.rect = rect
        checked = index.data(Qt.ItemDataRole.CheckStateRole)
        states = QStyle.StateFlag
        option.state = states.State_Enabled if view.is_editable else states.State_None
        if checked == Qt.CheckState.Checked:
            option.state |= states.State_On
        elif checked == Qt.CheckState.PartiallyChecked:
            option.state |= states.State_NoChange
        view.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, option, painter, view)


class ControlsTable(TableView):
    """A table as high as its rows."""

    cycled = Signal(QModelIndex)
    """Space, or a click on the box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Controls of this check", parent=parent)
        self.is_editable = True
        self.setItemDelegate(ControlsDelegate(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space changes the state; the rest is the table's."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.cycled.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the box changes the state."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or index.column() != MITIGATION:
            return
        if event.position().x() <= self.visualRect(index).left() + px(PADDING + 24):
            self.cycled.emit(index)


class ControlsPart(QWidget):
    """The heading with what is in place, and the table."""

    use_followed = Signal(str)
    """Key of the use that proves a control."""
    attach_wanted = Signal(str)
    """Control id."""

    def __init__(self, model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.rows = ControlsModel(self)
        self._heading = SectionHeading("Controls")
        self.table = ControlsTable()
        self.table.setObjectName("review-controls")
        self.table.setModel(self.rows)
        self.table.cycled.connect(self._on_cycled)
        self.table.opened.connect(self._on_opened)
        self.table.clicked.connect(self._on_clicked)
        self.table.customContextMenuRequested.connect(self._on_menu_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self._heading)
        column.addWidget(self.table)
        look().changed.connect(self._fit)
        self._fit()

    @property
    def count(self) -> int:
        """How many controls the check has."""
        return len(self.rows.rows)

    def current(self) -> ControlRow | None:
        """Return the control in the current row, or None."""
        index = self.table.currentIndex()
        return self.rows.row(index.row()) if index.isValid() and index.row() < self.count else None

    def refresh(self) -> None:
        """Show the controls of the current check."""
        data = self._model.data
        if data is None:
            return
        found = control_rows(data, self._model.check_id)
        self.table.is_editable = not data.is_frozen
        self.rows.show(found)
        self._heading.set_note(controls_note(found))
        self._fit()

    @Slot()
    def _fit(self) -> None:
        heads = self.table.horizontalHeader()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        heads.setSectionResizeMode(MITIGATION, QHeaderView.ResizeMode.Stretch)
        heads.setStretchLastSection(False)
        for column, width in ((1, 78), (2, 108), (PROOF, 190)):
            self.table.setColumnWidth(column, px(width))
        self.table.setFixedHeight(self.table.fitting_height())

    def resizeEvent(self, event: object) -> None:
        """Give the proof less room where there is little."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # Qt's own event
        self.table.setColumnHidden(1, self.width() < px(560))
        self.table.setColumnWidth(PROOF, min(px(190), self.width() // 3))

    def minimumSizeHint(self) -> QSize:
        """The table scrolls sideways where it has to."""
        return QSize(px(240), super().minimumSizeHint().height())

    def set_state(self, row: ControlRow, state: str) -> None:
        """Change a state; *not applicable* asks for its reason first."""
        data = self._model.data
        if data is None or data.is_frozen:
            return
        if state == "na":
            dialog = ReasonDialog(row.control.name, self.window())
            dialog.submitted.connect(lambda: self._on_reason_given(dialog, row))
            dialog.open()
            return
        self._write(row, state, "")

    def _write(self, row: ControlRow, state: str, reason: str) -> None:
        data, check = self._model.data, self._model.check_id
        if data is None:
            return
        edit = SetControl(data.key, check, row.control.id, state, reason)  # type: ignore[arg-type]  # a key of CONTROL_WORDS
        self._model.write(edit, f"{row.control.name}: {CONTROL_WORDS[state]}")

    def _on_reason_given(self, dialog: ReasonDialog, row: ControlRow) -> None:
        if dialog.text():
            dialog.accept()
            self._write(row, "na", dialog.text())
        else:
            dialog.show_error("A control that is not applicable needs a reason. Say why it does not apply here.")

    def make_menu(self, row: ControlRow) -> QMenu:
        """Return the menu of one control: its states, and evidence for it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for state, word in CONTROL_WORDS.items():
            action = menu.addAction(f"{word}…" if state == "na" else word)
            action.setCheckable(True)
            action.setChecked(row.state is not None and row.state.state == state)
            action.setEnabled(self.table.is_editable)
            action.triggered.connect(lambda _on=False, chosen=state: self.set_state(row, chosen))
        menu.addSeparator()
        attach = menu.addAction("Attach evidence for this control…")
        attach.setEnabled(self.table.is_editable)
        attach.triggered.connect(lambda: self.attach_wanted.emit(row.control.id))
        return menu

    @Slot(QModelIndex)
    def _on_cycled(self, index: QModelIndex) -> None:
        row = self.rows.row(index.row())
        self.set_state(row, NEXT[row.state.state if row.state else ""])

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        place = self.table.visualRect(index).bottomLeft()
        self.make_menu(self.rows.row(index.row())).popup(self.table.viewport().mapToGlobal(place))

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        best = self.rows.row(index.row()).best
        if index.column() == PROOF and best is not None:
            self.use_followed.emit(best.use.key)

    @Slot(QPoint)
    def _on_menu_wanted(self, place: QPoint) -> None:
        index = self.table.indexAt(place)
        if index.isValid():
            self.make_menu(self.rows.row(index.row())).popup(self.table.viewport().mapToGlobal(place))
