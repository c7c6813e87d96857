"""The profile of the reviewed version: single values as a form, tools, sources and services as tables."""

import html
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from PySide6.QtCore import QAbstractItemModel, Qt, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from workbench.desktop.kit.banner import Notice
from workbench.desktop.kit.buttons import Button, button_row
from workbench.desktop.kit.item_painting import Index
from workbench.desktop.kit.table_view import TableDelegate, TableView
from workbench.desktop.kit.text import KeyValueList, Label, SectionHeading
from workbench.desktop.kit.theme import look, px
from workbench.desktop.reviews.column import Column
from workbench.desktop.reviews.model import ReviewModel
from workbench.desktop.reviews.profile_form import NOBODY, ProfileForm, read_out
from workbench.desktop.reviews.sheet_model import (
    UNKNOWN,
    SheetModel,
    services_model,
    sources_model,
    tools_model,
)
from workbench.desktop.reviews.wording import day
from workbench.domain.deployment import Profile
from workbench.edits.deployments import SetProfile

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

NONE_KNOWN = "None, and that is known"


class SheetDelegate(TableDelegate):
    """Edits a choice with a list and the rest as a line."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the editor of a cell."""
        column = _column(index)
        if column.kind != "choice":
            editor = QStyledItemDelegate.createEditor(self, parent, option, index)
            editor.setProperty("bare", False)
            return editor
        box = QComboBox(parent)
        box.addItem(UNKNOWN, None)
        for text, value in column.choices:
            box.addItem(text, value)
        box.setAccessibleName(column.head)
        box.activated.connect(lambda _index: self._commit(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the value in the editor."""
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(value)))
        else:
            editor.setProperty("text", "" if value is None else str(value))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take the value over."""
        value = editor.currentData() if isinstance(editor, QComboBox) else editor.property("text")
        model.setData(index, value)

    def _commit(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)


def _column(index: Index) -> Any:
    model = index.model()
    assert isinstance(model, SheetModel)
    return model.columns[index.column()]


class SheetTable(TableView):
    """A table as high as its rows; F2, Enter or typing edits a cell."""

    def __init__(self, label: str, model: SheetModel[Any], parent: QWidget | None = None) -> None:
        super().__init__(label, parent=parent)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setItemDelegate(SheetDelegate(self))
        self.setModel(model)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.opened.connect(self.edit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter edits; Delete empties the cell, which makes it unknown."""
        if event.key() == Qt.Key.Key_Delete and self.currentIndex().isValid():
            self.model().setData(self.currentIndex(), "")
        else:
            super().keyPressEvent(event)

    def fit(self) -> None:
        """Be as high as the rows, with the bar below them where it is needed."""
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.fitting_height() + bar)


class SheetPart(QWidget):
    """A heading with what is known of the list as a whole, the table, and adding and removing rows."""

    def __init__(
        self,
        title: str,
        model: SheetModel[Any],
        noun: str,
        changed: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = model
        self._changed = changed
        self.table = SheetTable(title, model)
        self.table.setObjectName(f"profile-{noun}")
        self._known = QComboBox()
        self._known.addItems([NOBODY, NONE_KNOWN])
        self._known.setAccessibleName(f"What is known of the {title.lower()}")
        self._add = Button(f"Add a {noun}", "small", icon="plus")
        self._remove = Button("Remove", "small", icon="trash-2")
        self._heading = SectionHeading(title)
        self._heading.add_right(self._known)
        self._buttons = button_row(self._add, self._remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self._heading)
        column.addWidget(self.table)
        column.addWidget(self._buttons)
        self._add.clicked.connect(self.add)
        self._remove.clicked.connect(self._on_remove)
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
        self._remove.setVisible(bool(rows))
        self._heading.set_note(str(len(rows)) if rows else "")
        self.fit()

    @Slot()
    def fit(self) -> None:
        """Show the table only when it has rows."""
        has_rows = bool(self.model.rows)
        self._known.setVisible(not has_rows)
        self.table.setVisible(has_rows)
        for number, column in enumerate(self.model.columns):
            self.table.setColumnWidth(number, px(170 if column.field in ("name", "reversed_by", "gate") else 116))
        self.table.fit()

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
    def _on_remove(self) -> None:
        self.model.remove(self.table.currentIndex().row())

    @Slot()
    def _on_known(self) -> None:
        self._changed()

    @Slot()
    def _on_edited(self) -> None:
        self.fit()
        self._changed()


class ProfileTab(QWidget):
    """The profile; every change is kept at once."""

    def __init__(self, services: "Services", model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._model = services, model
        self._of = ""
        self.form = ProfileForm()
        self.form.edited.connect(self._on_form_edited)
        self.tools = SheetPart("Tools", tools_model(self), "tool", self._keep_sheets)
        self.sources = SheetPart("Retrieval sources", sources_model(self), "source", self._keep_sheets)
        self.services = SheetPart("External services", services_model(self), "service", self._keep_sheets)
        self._frozen = Notice("", "unknown", icon="snowflake")
        self._values = KeyValueList(columns=True, label_width=190), KeyValueList(columns=True, label_width=190)
        self._build()
        for part in (self.tools, self.sources, self.services):
            part.model.refused.connect(services.refuse)
        model.changed.connect(self.refresh)

    def _build(self) -> None:
        scroll = Column("Profile", (24, 16, 24, 24))
        column = QVBoxLayout()
        column.setSpacing(px(20))
        column.addWidget(self._frozen)
        column.addWidget(SectionHeading("Profile", "what the version is made of; empty is unknown and stays unknown"))
        column.addWidget(self.form)
        self._pair = QHBoxLayout()
        self._pair.setSpacing(px(32))
        for values in self._values:
            values.setMinimumWidth(1)
            values.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            self._pair.addWidget(values, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(self._pair)
        for part in (self.tools, self.sources, self.services):
            column.addWidget(part)
        column.addStretch(1)
        scroll.row.addLayout(column, 1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    @property
    def _profile(self) -> Profile:
        """The profile as the review judges it: pinned by a freeze, else the version's."""
        data = self._model.data
        assert data is not None
        return data.view.record.profile if data.view.record else data.view.version.profile

    @Slot()
    def refresh(self) -> None:
        """Show the profile."""
        data = self._model.data
        if data is None:
            return
        self._of = data.view.version.id
        editable = not data.is_frozen
        self._frozen.setVisible(not editable)
        if data.view.review.frozen_at is not None:
            self._frozen.set_markup(
                f"<b>The profile as it was frozen on {day(data.view.review.frozen_at.date())}.</b> Revise to change it."
            )
        profile = self._profile
        self.form.set_profile(profile)
        self.form.setVisible(editable)
        self._show_values(profile, editable=editable)
        self.tools.show_value(profile.tools, editable=editable)
        self.sources.show_value(profile.retrieval, editable=editable)
        self.services.show_value(profile.services, editable=editable)

    def _show_values(self, profile: Profile, *, editable: bool) -> None:
        """Show what was pinned as text: there is nothing to type."""
        for values in self._values:
            values.setVisible(not editable)
            values.clear()
        if editable:
            return
        rows = read_out(profile)
        half = (len(rows) + 1) // 2
        for place, (label, value) in enumerate(rows):
            text = html.escape(value) if value else Label(NOBODY, "body", "muted")
            self._values[place // half].add(label, text, mono=label.startswith("SHA"))

    @Slot(dict)
    def _on_form_edited(self, values: dict[str, Any]) -> None:
        self._keep(values)

    def _keep_sheets(self) -> None:
        self._keep(
            {
                "tools": self.tools.value(),
                "retrieval": self.sources.value(),
                "services": self.services.value(),
            }
        )

    def _keep(self, values: dict[str, Any]) -> None:
        data = self._model.data
        if data is None or data.is_frozen:
            return
        try:
            profile = Profile.model_validate({**dict(self._profile), **values})
        except ValidationError as error:
            self._services.refuse(f"{error.errors()[0]['msg']}. Nothing was changed. Correct it.")
            return
        if profile != self._profile:
            self._model.write(SetProfile(self._of, profile), "Profile changed")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        super().resizeEvent(event)
        wide = self.width() >= px(800)
        self._pair.setDirection(QHBoxLayout.Direction.LeftToRight if wide else QHBoxLayout.Direction.TopToBottom)
        self.form.set_columns(min(3, max(1, self.width() // px(360))))
