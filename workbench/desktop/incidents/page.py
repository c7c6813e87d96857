"""The incidents page: search and filters over a list by year, and the detail of one incident."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.desktop.incidents.acting import SelectedIncidents
from workbench.desktop.incidents.detail import IncidentDetail
from workbench.desktop.incidents.filters import FilterBar, in_words, pop_up_below
from workbench.desktop.incidents.importing import Importing
from workbench.desktop.incidents.lessons import read_lessons
from workbench.desktop.incidents.list_forms import BESIDE, TABLE, TIMES, FormButton, ListForms
from workbench.desktop.incidents.model import IncidentsModel
from workbench.desktop.incidents.pane import IncidentPane
from workbench.desktop.incidents.reading import IncidentView, read_incident
from workbench.desktop.incidents.recording import Recording
from workbench.desktop.incidents.saved_filters import SavedFiltersButton
from workbench.desktop.incidents.views import LIST, Views
from workbench.desktop.incidents.wording import listed
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.drop_zone import DropVeil, dropped_files
from workbench.desktop.kit.list_detail import ListDetail
from workbench.desktop.kit.list_view import ListView
from workbench.desktop.kit.page import Page
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.search_field import SearchField
from workbench.desktop.kit.text import Hairline
from workbench.desktop.kit.theme import look, px
from workbench.desktop.shell.links import follow_link
from workbench.desktop.shell.services import Services
from workbench.domain.incident_filter import IncidentFilter
from workbench.storage.incident_list import (
    IncidentCounts,
    IncidentList,
    IncidentRow,
    read_counts,
    read_facet,
    read_list,
    read_page,
)

LIST_WIDTH = 448
NARROW = 800
"""Below this width the list stands over the detail."""
TIGHT = 640
"""Below this width the search makes room for the tabs."""


class IncidentsPage(Page):
    """Has anyone seen this failure before?"""

    title = "Incidents"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._wanted_key = ""
        self._is_settled = True
        """Not while rows are replaced: what is selected then is no stop in the history."""
        self._counts = (0, 0)
        """How many the filter lets through, and how many there are."""
        self.recording = Recording(services, self)
        self._importing: Importing | None = None
        self._asked = {
            "new": self.record_incident,
            "import": self.choose_files,
            "import-folder": self.choose_folder,
        }
        self.setAcceptDrops(True)
        self.veil = DropVeil(self, "Import")
        categories = {category.id: category.name for category in services.catalogue.categories}
        self.model = IncidentsModel(categories, self)
        self._build(categories)
        self._connect_signals()
        self._fit()

    def open_at(self, argument: str) -> None:
        """Show an incident by its key, "list" or "patterns"; "mode/M06", "category/…" and "search/…" narrow the list,
        "new" asks for an incident, "import" for files with incidents, "import-folder" for a folder of them.
        """
        if self.views.show_view(argument):
            return
        field, _, value = argument.partition("/")
        if argument in self._asked:
            self._asked[argument]()
        elif value and field in ("mode", "category"):
            self._clear_filters()
            self.filters.set_filter(IncidentFilter.model_validate({field: value}))
            self._read_list()
        elif field == "search":
            self._clear_filters()
            self.search.setText(value)
        elif argument not in ("", LIST, self.current_key()):
            self._open_key(argument)
        if not self.model.rowCount():
            self._read_list()
        self.list.setFocus()

    def _open_key(self, key: str) -> None:
        self._wanted_key = key
        if self.list.select_key(key):
            self._wanted_key = ""
        else:
            self._clear_filters()
            self._read_list()

    def page_actions(self) -> Mapping[str, Callable[[], None]]:
        """Find, New incident and the clocks."""
        return {
            "edit.find": self.focus_search,
            "edit.new_incident": self.record_incident,
            "incidents.clocks": self.pane.clocks.ask,
        }

    def current_key(self) -> str:
        """The key of the incident that is selected; "" for none."""
        return self._splitter.current_key()

    def _build(self, categories: Mapping[str, str]) -> None:
        self._head = PageHead("Incidents")
        self.search = SearchField("Search incidents", key="Ctrl F")
        self._new = Button("New incident", "primary", icon="plus", key="Ctrl I")
        self._head.add_right(self.search)
        self._head.add_right(self._new)
        self.filters = FilterBar(self._services)
        self.saved = SavedFiltersButton(self._services)
        self._form = FormButton()
        self.filters.add_right(self._form)
        self.filters.add_right(self.saved)
        self.list = ListView("Incidents", height=64, id_column=0, margin=24)
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(False)
        self.selected = SelectedIncidents(self._services, self.list)
        self.detail = IncidentDetail(self._services.catalogue)
        self.pane = IncidentPane(self._services, self.detail)
        self._splitter = ListDetail("incidents", self.list, self.pane, LIST_WIDTH)
        self.forms = ListForms(self._services, self.model, self._splitter, categories)
        self.columns = Button("Columns", "quiet", icon="table-2")
        self.columns.setVisible(False)
        self.filters.add_right(self.columns)
        # Else what hides where there is little room would keep the page from becoming so narrow.
        self._head.setMinimumWidth(1)
        self.filters.setMinimumWidth(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.views = Views(self._services, (self.filters, Hairline(), self.forms))
        self._head.add_tabs(self.views.tabs)
        column.addWidget(self._head)
        column.addWidget(self.views, 1)

    def _connect_signals(self) -> None:
        self._splitter.rested.connect(self._on_rested)
        self.views.chosen.connect(self._on_rested)
        self.views.list_shown.connect(self.search.setVisible)
        self.search.searched.connect(self._on_searched)
        self.filters.changed.connect(self._on_filters_changed)
        self.saved.chosen.connect(self.set_filter)
        self.filters.counts_wanted.connect(self._on_counts_wanted)
        self._new.clicked.connect(self.record_incident)
        self._form.chosen.connect(self.show_form)
        self.columns.clicked.connect(self._on_columns)
        self.forms.key_opened.connect(self._on_key_opened)
        self.forms.order_chosen.connect(self.filters.set_order)
        self.forms.narrowed.connect(self._on_narrowed)
        self.forms.selected.changed.connect(self._on_selection_changed)
        self.forms.nothing_yet.button_pressed.connect(self.record_incident)
        self.forms.nothing_yet.link_pressed.connect(self.choose_files)
        self.forms.no_match.link_pressed.connect(self._on_search_everything)
        self.list.moved.connect(self._on_moved)
        self.model.more_wanted.connect(self._on_more_wanted)
        self.pane.link_activated.connect(self._on_link)
        self.pane.turned.connect(self._fit)
        self.detail.menu_wanted.connect(self._on_menu_wanted)
        self.recording.recorded.connect(self._on_recorded)
        self._services.changed.connect(self._on_changed)
        look().changed.connect(self._fit)
        self.selected.changed.connect(self._on_selection_changed)

    @Slot()
    def focus_search(self) -> None:
        """Put the cursor into the search of the list."""
        self.views.show_view(LIST)
        self.search.begin()

    def wanted(self) -> IncidentFilter:
        """What the list is narrowed to now."""
        return self.filters.wanted.model_copy(update={"text": self.search.text()})

    @Slot(object)
    def set_filter(self, wanted: IncidentFilter) -> None:
        """Narrow the list to a filter, text and order with it."""
        self.search.empty()
        self.search.insert(wanted.text)
        self.filters.set_filter(wanted)
        self._read_list()

    def _read_list(self) -> None:
        self.saved.show_wanted(self.wanted())
        through = self._wanted_key or self.current_key()
        read = partial(read_list, wanted=self.wanted(), through=through)
        self._services.fetch(read, self._show_list, self, key="list")

    def _show_list(self, found: IncidentList) -> None:
        wanted_key, self._wanted_key = self._wanted_key, ""
        if wanted_key and found.sought == "elsewhere":
            # Too far down to walk there: the list shows it alone.
            self.search.setText(wanted_key)
            return
        if wanted_key and found.sought == "unknown":
            self._services.refuse(f"There is no incident {wanted_key}. Nothing was changed. It may have been removed.")
        key = wanted_key or self.current_key()
        self._is_settled = False
        self.model.show(found)
        self.forms.show_list(found, in_words(found.wanted, self._services.catalogue, self.filters.deployments))
        self.filters.setVisible(not found.is_empty)
        if not self.list.select_key(key):
            self.list.select_key(self.model.first())
        self._is_settled = True
        self._read_detail()
        # After what is looked at: counting takes longest.
        self._services.fetch(partial(read_counts, wanted=found.wanted), self._show_counts, self, key="counts")

    @Slot(int)
    def show_form(self, form: int) -> None:
        """Show the list in another of its forms."""
        self._form.show_form(form)
        self.columns.setVisible(form == TABLE)
        self.forms.show_form(form)
        self._show_count()

    @Slot()
    def _on_columns(self) -> None:
        pop_up_below(self.forms.table.menu_of_columns(), self.columns)

    @Slot(str)
    def _on_key_opened(self, key: str) -> None:
        self.show_form(BESIDE)
        self._open_key(key)
        self.list.setFocus()

    @Slot(object)
    def _on_narrowed(self, wanted: IncidentFilter) -> None:
        self.show_form(BESIDE)
        self.set_filter(wanted)
        self.list.setFocus()

    def _show_counts(self, counts: IncidentCounts) -> None:
        self._counts = (counts.count, counts.in_all)
        self.model.show_counts(counts)
        self.filters.set_deployments(counts.deployments)
        self.filters.show_left_out(counts.vulnerabilities)
        self._show_count()

    def _show_count(self) -> None:
        count, in_all = self._counts
        selected = self.forms.selected if self.forms.form == TABLE else self.selected
        many = 0 if self.forms.form == TIMES else len(selected.keys())
        parts = [f"{in_all:,}" if count == in_all else f"{count:,} of {in_all:,}"] if in_all else []
        self._head.set_title("Incidents", listed([*parts, f"{many:,} selected" if many > 1 else ""]))

    @Slot(int)
    def _on_selection_changed(self, _count: int) -> None:
        self._show_count()

    def _read_detail(self) -> None:
        key = self.current_key()
        if key:
            self._services.fetch(partial(read_incident, key=key), self._show_detail, self, key="detail")
            self._services.fetch(partial(read_lessons, key=key), self.detail.show_lessons, self, key="lessons")
        else:
            self.pane.show_incident(None)

    def _show_detail(self, view: IncidentView | None) -> None:
        self.pane.show_incident(view)

    @Slot(str)
    def _on_searched(self, _text: str) -> None:
        self._read_list()

    @Slot(object)
    def _on_filters_changed(self, _wanted: object) -> None:
        self._read_list()

    @Slot(str)
    def _on_counts_wanted(self, field: str) -> None:
        read = partial(read_facet, wanted=self.wanted(), field=field)
        self._services.fetch(read, partial(self._offer, field), self, key="facet")

    def _offer(self, field: str, counts: dict[str, int]) -> None:
        self.filters.offer(field, counts)

    @Slot()
    def _on_search_everything(self) -> None:
        self._clear_filters()
        self._read_list()
        self.search.setFocus()

    def _clear_filters(self) -> None:
        self.search.empty()
        self.filters.set_filter(IncidentFilter(order=self.filters.wanted.order))

    @Slot(QModelIndex)
    def _on_moved(self, _index: QModelIndex) -> None:
        if self._is_settled:
            self._read_detail()
            self._splitter.look_at_row()

    @Slot(str)
    def _on_rested(self, key: str) -> None:
        self.navigate.emit("incidents", key)

    @Slot(object)
    def _on_more_wanted(self, after: IncidentRow) -> None:
        read = partial(read_page, wanted=self.model.wanted, after=after)
        self._services.fetch(read, partial(self.model.append, after), self, key="more")

    @Slot(object)
    def _on_changed(self, entities: frozenset[str]) -> None:
        if any(entity.startswith(("incident/", "import/", "clock/")) for entity in entities):
            self._read_list()

    @Slot(str)
    def _on_link(self, address: str) -> None:
        follow_link(self, self._services.prompter, address)

    @Slot(QWidget)
    def _on_menu_wanted(self, button: QWidget) -> None:
        self.selected.pop_up(button.mapToGlobal(QPoint(0, button.height())))

    @Slot()
    def choose_files(self) -> None:
        """Ask for files with incidents and import them."""
        self._services.prompter.choose_files(self, "Import incidents: choose files", self.import_files)

    @Slot()
    def choose_folder(self) -> None:
        """Ask for a folder and import what is in it."""
        self._services.prompter.choose_folder(
            self, "Import incidents: choose a folder", lambda folder: self.import_files([folder])
        )

    def import_files(self, paths: list[Path]) -> None:
        """Read files and folders, show what would become of them, and import them when that is wanted."""
        if self._importing is None:
            self._importing = Importing(self._services, paths, self.window(), self)
            self._importing.ended.connect(self._on_import_ended)
            self._importing.start()

    def take_files(self, paths: list[Path]) -> None:
        """Import what was dropped elsewhere on the window."""
        self.import_files(paths)

    @Slot()
    def _on_import_ended(self) -> None:
        self._importing = None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if dropped_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import them; the originals stay."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.import_files(dropped_files(event.mimeData()))

    @Slot()
    def record_incident(self) -> None:
        """Ask for a new incident."""
        self.recording.ask(self.window())

    @Slot(str)
    def _on_recorded(self, key: str) -> None:
        self._clear_filters()
        self._wanted_key = key
        self._read_list()
        self.list.setFocus()
        self._services.toast(f"{key} recorded")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list over the detail where there is no room beside it, and away while an incident is edited there."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        wide = self.width() >= px(NARROW)
        self._splitter.set_beside(wide)
        self.list.setVisible(wide or self.pane.editor is None)
        tight = self.width() < px(TIGHT)
        self.search.setFixedWidth(px(296 if wide else 144 if tight else 200))
        self.search.setPlaceholderText("Search" if tight else "Search incidents")
        self._new.setText("New incident" if wide else "New")
