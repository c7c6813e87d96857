"""The catalogue page: search and facets, the list of entries, and one entry to read."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QModelIndex, QSize, Slot
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from workbench.desktop.catalogue.editor import EditorView
from workbench.desktop.catalogue.entry import EntryView
from workbench.desktop.catalogue.entry_actions import EDIT, NEW, VERSIONS, EntryActions, key_of
from workbench.desktop.catalogue.facets import FacetBar, FacetList
from workbench.desktop.catalogue.model import EntriesModel, FacetsModel
from workbench.desktop.catalogue.notes import OPEN_FILE
from workbench.desktop.catalogue.quick_reference import QuickReferenceButton
from workbench.desktop.catalogue.reading import (
    EntryFacts,
    read_category_facts,
    read_hits,
    read_mode_facts,
    read_profiles,
)
from workbench.desktop.catalogue.refusals import Refusals
from workbench.desktop.catalogue.shelf import CATEGORY_KEY, PUBLISHED_KEY, Shelf, entry_key
from workbench.desktop.catalogue.versions import VersionsView
from workbench.desktop.kit.buttons import Button, IconButton
from workbench.desktop.kit.empty import EmptyState
from workbench.desktop.kit.list_detail import ListDetail
from workbench.desktop.kit.list_view import ListView
from workbench.desktop.kit.page import Page
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.search_field import SearchField, nothing_matches
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.text import Hairline
from workbench.desktop.kit.theme import look, px
from workbench.desktop.shell.links import follow_link
from workbench.desktop.shell.services import Services
from workbench.domain.catalogue import Category, FailureMode, PublishedEntry
from workbench.domain.deployment import Deployment, Profile
from workbench.domain.query import parse

FACETS_WIDTH, LIST_WIDTH = 184, 288
WITHOUT_FACETS, NARROW = 960, 640
"""Widths below which the facets become a bar, and the list stands over the entry."""
SEARCH_WIDE = 256
NEW_ENTRY = "New entry"


class CataloguePage(Page):
    """What can go wrong, how it shows, and what helps."""

    title = "Catalogue"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._catalogue = services.catalogue
        self._shelf = Shelf(self._catalogue)
        self._is_settled = True
        self._wanted = ""
        """The key of an entry that was just added."""
        self._actions = EntryActions(services, self)
        self.entries = EntriesModel(self)
        self.facets = FacetsModel(self._on_toggled, self)
        self._build_head()
        self._build_lists()
        self._build_body()
        self._connect_signals()
        self._show_shelf(self._shelf)
        self._fit()

    def open_at(self, argument: str) -> None:
        """Show an entry: `M06`, `M06.2`, `injection_defense`, `category/prompt-injection`, `control/human-approval`.

        `search/…` shows what matches, `edit/M06` and `new` the editor, `versions/M06` what an entry said before.
        """
        self._services.read_packs_again()
        kind, _, rest = argument.partition("/")
        if kind in (NEW, EDIT):
            self._places.setCurrentWidget(self.editor)
            self.editor.open(rest)
        elif kind == VERSIONS:
            self._places.setCurrentWidget(self.versions)
            self.versions.open(rest)
        else:
            self._places.setCurrentWidget(self._browse)
            self._open_entry(argument)
        self.actions_changed.emit()

    def _open_entry(self, argument: str) -> None:
        self._services.fetch(read_profiles, self._on_profiles_read, self, key="profiles")
        if argument.startswith("search/"):
            self._search_everything()
            self.search.setText(argument.removeprefix("search/"))
            argument = ""
        key = entry_key(self._catalogue, argument) if argument else self.current_key()
        if argument and not key:
            self._services.refuse(f"The catalogue has no entry {argument}. Nothing was changed. Search for its name.")
        if key and not self._select(key):
            self._search_everything()
            self._select(key)
        self._read_facts()
        self.entry.show_part(argument)
        self.list.setFocus()

    def page_actions(self) -> Mapping[str, Callable[[], None]]:
        """Find, and what can be done with the entry that is shown."""
        handlers: dict[str, Callable[[], None]] = {"catalogue.read_again": self._services.read_packs_again}
        if self._places.currentWidget() is self.editor:
            return handlers
        handlers["catalogue.new"] = self._actions.add
        if self._places.currentWidget() is self._browse:
            handlers["edit.find"] = self.focus_search
            if key := key_of(self.entry.entry):
                handlers["catalogue.edit"] = partial(self._actions.edit, key)
                handlers["catalogue.history"] = partial(self._actions.show_versions, key)
                if not self._catalogue.origin(key).deprecated:
                    handlers["catalogue.deprecate"] = partial(self._actions.ask_deprecate, key)
        return handlers

    def closing(self) -> None:
        """Stop what was begun here."""
        self._services.jobs.cancel_of(self)

    def current_key(self) -> str:
        """The key of the entry that is selected; "" for none."""
        return self._splitter.current_key()

    def _build_head(self) -> None:
        self._head = PageHead("Catalogue")
        self._steps: list[tuple[IconButton, str]] = []
        for icon, name, action_id in (("arrow-left", "Back", "go.back"), ("arrow-right", "Forward", "go.forward")):
            button = IconButton(icon, name)
            button.setVisible(False)
            self._head.add_left(button)
            self._steps.append((button, action_id))
        self.search = SearchField("Search the catalogue", key="Ctrl F")
        self._head.add_right(self.search)
        self.quick_reference = QuickReferenceButton(self._services, self)
        self._head.add_right(self.quick_reference)
        self._new = Button(NEW_ENTRY, icon="plus")
        self._new.setAccessibleName(NEW_ENTRY)
        self._new.clicked.connect(self._on_new)
        self._head.add_right(self._new)
        # Else what shortens where there is little room would keep the page from becoming so narrow.
        self._head.setMinimumWidth(1)

    def _build_lists(self) -> None:
        self.facet_list = FacetList(self.facets)
        self._facet_side = QWidget()
        surface(self._facet_side, "sunken")
        column = QVBoxLayout(self._facet_side)
        column.setContentsMargins(0, px(4), 0, px(8))
        column.addWidget(self.facet_list)
        self.facet_bar = FacetBar()
        self.list = ListView("Catalogue")
        self.list.setModel(self.entries)
        self.entry = EntryView(self._catalogue)
        self._splitter = ListDetail("catalogue", self.list, self.entry, LIST_WIDTH)

    def _build_body(self) -> None:
        self._no_match = EmptyState("search", "", link="Search everything")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._splitter)
        self._stack.addWidget(self._no_match)
        self._divider = Hairline(vertical=True)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._facet_side)
        body.addWidget(self._divider)
        body.addWidget(self._stack, 1)
        self._browse = QWidget()
        column = QVBoxLayout(self._browse)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        self.refusals = Refusals(self._catalogue)
        column.addWidget(self.refusals)
        column.addWidget(self.facet_bar)
        self._bar_line = Hairline()
        column.addWidget(self._bar_line)
        column.addLayout(body, 1)
        self.editor = EditorView(self._services)
        self.versions = VersionsView(self._services)
        self._places = _Places()
        for place in (self._browse, self.editor, self.versions):
            self._places.addWidget(place)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._places)

    def _connect_signals(self) -> None:
        self._splitter.rested.connect(self._on_rested)
        self.search.searched.connect(self._on_searched)
        self.facet_bar.toggled.connect(self._on_toggled)
        self.facet_bar.cleared.connect(self._on_cleared)
        self.list.moved.connect(self._on_moved)
        self.entry.link_activated.connect(self._on_link)
        self._no_match.link_pressed.connect(self._on_search_everything)
        self._services.changed.connect(self._on_changed)
        self._services.catalogue_changed.connect(self._on_catalogue_changed)
        self.entry.edit_asked.connect(self._on_edit)
        self.entry.more_asked.connect(self._on_more)
        self.entry.kept.connect(self._on_kept)
        self.editor.left.connect(self._on_left)
        self.versions.left.connect(self._on_left)
        look().changed.connect(self._fit)

    @Slot()
    def focus_search(self) -> None:
        """Put the cursor into the search."""
        self.search.begin()

    def _show_shelf(self, shelf: Shelf) -> None:
        key = self.current_key()
        self._shelf = shelf
        self._is_settled = False
        self.entries.show(shelf)
        self.facets.show(shelf)
        self.facet_bar.show_shelf(shelf)
        self._is_settled = True
        has_entries = bool(self.entries.rowCount())
        self._stack.setCurrentWidget(self._splitter if has_entries else self._no_match)
        if not has_entries:
            self._no_match.set_sentence(nothing_matches(shelf.in_words(), shelf.text))
        elif not self._select(key):
            self._select(self.entries.first())

    def _select(self, key: str) -> bool:
        """Select an entry without making it a stop in the history; say whether it is in the list."""
        self._is_settled = False
        found = self.list.select_key(key)
        self._is_settled = True
        if found:
            self._show_entry(key)
        return found

    def _show_entry(self, key: str) -> None:
        entry = self._entry_of(key)
        if entry is not self.entry.entry:
            self.entry.show_entry(entry)
            self._read_facts()
            self.actions_changed.emit()

    def _entry_of(self, key: str) -> FailureMode | Category | PublishedEntry | None:
        if not key:
            return None
        if key.startswith(CATEGORY_KEY):
            return self._catalogue.category(key.removeprefix(CATEGORY_KEY))
        if key.startswith(PUBLISHED_KEY):
            return self._catalogue.published_entry(key.removeprefix(PUBLISHED_KEY))
        return self._catalogue.mode(key)

    def _read_facts(self) -> None:
        entry = self.entry.entry
        if isinstance(entry, FailureMode):
            self._services.fetch(partial(read_mode_facts, mode=entry), self._on_facts_read, self, key="facts")
        elif isinstance(entry, Category):
            self._services.fetch(partial(read_category_facts, category=entry), self._on_facts_read, self, key="facts")

    def _on_facts_read(self, facts: EntryFacts) -> None:
        self.entry.show_facts(facts)

    def _on_profiles_read(self, profiles: tuple[tuple[Deployment, Profile | None], ...]) -> None:
        shelf = self._shelf
        if profiles != shelf.deployments:
            self._show_shelf(Shelf(self._catalogue, profiles, shelf.chosen, shelf.text, shelf.hits))

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        wanted = "" if parse(text).is_empty else text.strip()
        self._services.fetch(partial(read_hits, text=wanted), partial(self._on_hits_read, wanted), self, key="search")

    def _on_hits_read(self, text: str, hits: tuple[str, ...]) -> None:
        self._show_shelf(Shelf(self._catalogue, self._shelf.deployments, self._shelf.chosen, text, hits))

    @Slot(str, str)
    def _on_toggled(self, facet: str, value: str) -> None:
        self._choose(self._shelf.toggled(facet, value))

    @Slot(str)
    def _on_cleared(self, facet: str) -> None:
        self._choose({**self._shelf.chosen, facet: frozenset()})

    def _choose(self, chosen: Mapping[str, frozenset[str]]) -> None:
        shelf = self._shelf
        self._show_shelf(Shelf(self._catalogue, shelf.deployments, chosen, shelf.text, shelf.hits))

    @Slot()
    def _on_search_everything(self) -> None:
        self._search_everything()
        self.search.setFocus()

    def _search_everything(self) -> None:
        self.search.empty()
        self._show_shelf(Shelf(self._catalogue, self._shelf.deployments))

    @Slot(QModelIndex)
    def _on_moved(self, _index: QModelIndex) -> None:
        if self._is_settled and self.current_key():
            self._show_entry(self.current_key())
            self._splitter.look_at_row()

    @Slot(str)
    def _on_rested(self, key: str) -> None:
        self.navigate.emit("catalogue", key)

    @Slot(str)
    def _on_link(self, address: str) -> None:
        if address == OPEN_FILE:
            self._actions.open_file(key_of(self.entry.entry))
        else:
            follow_link(self, self._services.prompter, address)

    @Slot()
    def _on_new(self) -> None:
        self._actions.new_menu(self._new)

    @Slot()
    def _on_edit(self) -> None:
        self._actions.edit(key_of(self.entry.entry))

    @Slot(QWidget)
    def _on_more(self, button: QWidget) -> None:
        self._actions.menu(key_of(self.entry.entry), button)

    @Slot()
    def _on_kept(self) -> None:
        self._actions.keep_override(key_of(self.entry.entry))

    @Slot(str)
    def _on_left(self, key: str) -> None:
        """Go to an entry, at once or when the catalogue has it."""
        self._wanted = "" if not key or entry_key(self._catalogue, key) else key
        if not self._wanted:
            self.navigate.emit("catalogue", key)

    @Slot()
    def _on_catalogue_changed(self) -> None:
        self._catalogue = self._services.catalogue
        self.entry.set_catalogue(self._catalogue)
        self.refusals.show_catalogue(self._catalogue)
        shelf = self._shelf
        self._show_shelf(Shelf(self._catalogue, shelf.deployments, shelf.chosen, shelf.text, shelf.hits))
        self.entry.show_entry(self._entry_of(self.current_key()))
        self._read_facts()
        self.actions_changed.emit()
        if self._wanted:
            self._on_left(self._wanted)

    @Slot(object)
    def _on_changed(self, _entities: object) -> None:
        if self.isVisible():  # else it is read when the page is gone to
            self._services.fetch(read_profiles, self._on_profiles_read, self, key="profiles")
            self._read_facts()

    def showEvent(self, event: QShowEvent) -> None:
        """Let the buttons in the head follow the window's history."""
        super().showEvent(event)
        for button, action_id in self._steps:
            action = self.window().findChild(QAction, action_id)
            if action is not None and not button.isVisibleTo(self):
                button.setVisible(True)
                button.setEnabled(action.isEnabled())
                button.clicked.connect(action.trigger)
                action.enabledChanged.connect(button.setEnabled)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what has no room."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        with_facets, wide = self.width() >= px(WITHOUT_FACETS), self.width() >= px(NARROW)
        self._facet_side.setFixedWidth(px(FACETS_WIDTH))
        self._facet_side.setVisible(with_facets)
        self._divider.setVisible(with_facets)
        self.facet_bar.setVisible(not with_facets)
        self._bar_line.setVisible(not with_facets)
        self.search.setFixedWidth(px(SEARCH_WIDE if with_facets else 176 if wide else 168))
        self.search.setPlaceholderText("Search the catalogue" if with_facets else "Search")
        for button in (self.quick_reference, self._new):
            button.setText(button.accessibleName() if wide else "")
            button.updateGeometry()
        self._splitter.set_beside(wide)


class _Places(QStackedWidget):
    """Asks for no more room than what is shown."""

    def minimumSizeHint(self) -> QSize:
        """That of the current one."""
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown else super().minimumSizeHint()
