"""The button with the saved filters: choose one, keep what is chosen now under a name, forget one."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from workbench.desktop.incidents.filters import pop_up_below
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.shell.services import Services
from workbench.domain.errors import UserError
from workbench.domain.incident_filter import IncidentFilter, SavedFilter
from workbench.edits.filters import RemoveFilter, SaveFilter
from workbench.storage.store import Store
from workbench.text import visible


def read_filters(store: Store) -> tuple[SavedFilter, ...]:
    """Read every saved filter, by name."""
    return store.filters.all(order="name")


class SavedFiltersButton(Button):
    """Opens the menu of saved filters; `chosen` with a filter."""

    chosen = Signal(object)

    def __init__(self, services: Services) -> None:
        super().__init__("Filters", "quiet", icon="bookmark")
        self._services = services
        self._saved: tuple[SavedFilter, ...] = ()
        self._wanted = IncidentFilter()
        self._dialog: SaveFilterDialog | None = None
        self.clicked.connect(self._on_clicked)
        services.changed.connect(self._on_changed)
        self._read()

    def show_wanted(self, wanted: IncidentFilter) -> None:
        """Know what is chosen now; a saved filter that is the same gives the button its name."""
        self._wanted = wanted
        name = next((one.name for one in self._saved if one.wanted == wanted), "")
        self.setText(visible(name).replace("&", "&&")[:24] or "Filters")
        self.setAccessibleName(f"Saved filter: {visible(name)}" if name else "Saved filters")
        self.updateGeometry()

    def menu_of_filters(self) -> QMenu:
        """Make the menu."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for one in self._saved:
            action = menu.addAction(_words(one))
            action.setCheckable(True)
            action.setChecked(one.wanted == self._wanted)
            action.triggered.connect(partial(self._choose, one.wanted))
        menu.addSeparator()
        menu.addAction("Save this filter…").triggered.connect(self.save)
        if self._saved:
            forget = menu.addMenu("Remove")
            for one in self._saved:
                forget.addAction(_words(one)).triggered.connect(partial(self._remove, one.name))
        return menu

    @Slot()
    def save(self) -> None:
        """Ask for a name and keep what is chosen now."""
        if self._dialog is None:
            self._dialog = SaveFilterDialog(self.window())
            self._dialog.submitted.connect(self._on_named)
            self._dialog.finished.connect(self._on_finished)
            self._dialog.open()

    @Slot()
    def _on_named(self) -> None:
        if self._dialog is None:
            return
        try:
            self._services.write(SaveFilter(self._dialog.field.text(), self._wanted))
        except UserError as error:
            self._dialog.show_error(str(error))
            return
        self._dialog.accept()
        self._services.toast("Filter saved")

    @Slot()
    def _on_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    @Slot()
    def _choose(self, wanted: IncidentFilter, _checked: bool = False) -> None:
        self.chosen.emit(wanted)

    @Slot()
    def _remove(self, name: str, _checked: bool = False) -> None:
        self._services.attempt(RemoveFilter(name), f"Filter removed: {visible(name)}")

    @Slot()
    def _on_clicked(self) -> None:
        pop_up_below(self.menu_of_filters(), self)

    @Slot(object)
    def _on_changed(self, entities: frozenset[str]) -> None:
        if any(entity.startswith("saved_filter/") for entity in entities):
            self._read()

    def _read(self) -> None:
        self._services.fetch(read_filters, self._show, self, key="saved filters")

    def _show(self, saved: tuple[SavedFilter, ...]) -> None:
        self._saved = saved
        self.show_wanted(self._wanted)


class SaveFilterDialog(DialogBase):
    """Asks for the name of a filter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        purpose = "What is typed in the search, the chips and the order. A filter of the same name is replaced."
        super().__init__("Save this filter", purpose, primary="Save", width=400, parent=parent)
        self.field = QLineEdit()
        self.field.setMaxLength(60)
        self.add_field("Name", self.field)
        self.field.setFocus()


def _words(one: SavedFilter) -> str:
    return visible(one.name).replace("&", "&&")
