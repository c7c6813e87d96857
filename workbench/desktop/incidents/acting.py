"""What can be done with the incidents that are selected: copy, export, remove."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QItemSelection, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from workbench.desktop.incidents.facts import as_markdown
from workbench.desktop.incidents.sharing import Sharing
from workbench.desktop.incidents.writing import Writing
from workbench.desktop.kit.roles import Role
from workbench.desktop.shell.jobs import Report
from workbench.desktop.shell.services import Services
from workbench.domain.incident import Incident, ModeRole
from workbench.domain.model import Severity
from workbench.edits.incidents import ChangeIncident, RemoveIncident
from workbench.interchange.writing import Writer, writers
from workbench.storage.incident_list import read_incidents
from workbench.tasks.export_incidents import export_incidents
from workbench.text import visible


class SelectedIncidents(QObject):
    """Acts on every selected row of a list whose model answers `Role.KEY`; undo takes back all of one act."""

    changed = Signal(int)
    """How many are selected."""

    def __init__(self, services: Services, view: QAbstractItemView) -> None:
        """`view` has its model; from now on several rows of it can be selected."""
        super().__init__(view)
        self._services, self._view = services, view
        self.writing = Writing(services, view)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._on_menu_asked_at)
        view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        # Only the view takes these keys: where text is selected, they belong to the text.
        for key, act in ((QKeySequence.StandardKey.Copy, self.copy), (QKeySequence.StandardKey.Delete, self.remove)):
            shortcut = QShortcut(QKeySequence(key), view)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)

    def keys(self) -> list[str]:
        """The keys of the selected incidents, in the order of the list."""
        rows = sorted({index.row() for index in self._view.selectionModel().selectedIndexes()})
        keys = (self._view.model().index(row, 0).data(Role.KEY) for row in rows)
        return [str(key) for key in keys if key]

    def menu(self) -> QMenu:
        """Make the menu of what can be done."""
        count = len(self.keys())
        these = "incident" if count == 1 else f"{count} incidents"
        menu = QMenu(self._view)
        menu.addAction("Copy as Markdown\tCtrl+C").triggered.connect(self.copy)
        formats = menu.addMenu("Export as")
        for writer in writers().values():
            formats.addAction(f"{writer.name}…").triggered.connect(partial(self.export, writer))
        if count == 1:
            menu.addAction("Share without names…").triggered.connect(self.share)
            self.writing.add_to(menu, self.keys()[0])
        self._add_settings(menu)
        menu.addSeparator()
        menu.addAction("Select all that are loaded\tCtrl+A").triggered.connect(self._view.selectAll)
        menu.addAction(f"Remove {these}\tDel").triggered.connect(self.remove)
        return menu

    def _add_settings(self, menu: QMenu) -> None:
        """Offer what all selected can be given at once."""
        catalogue = self._services.catalogue
        severities = {level.value: level.value.capitalize() for level in Severity}
        categories = {category.id: category.name for category in catalogue.categories}
        for title, field, words in (("Set severity", "severity", severities), ("Set category", "category", categories)):
            choices = menu.addMenu(title)
            for value, word in words.items():
                action = choices.addAction(word.replace("&", "&&"))
                action.triggered.connect(partial(self.give, {field: value}))
        modes = menu.addMenu("Link to failure mode")
        for mode in catalogue.modes:
            action = modes.addAction(f"{mode.id} {mode.name}".replace("&", "&&"))
            action.triggered.connect(partial(self.link, mode.id))

    def give(self, fields: dict[str, object], _checked: bool = False) -> None:
        """Give every selected incident the same value of a field."""
        self._change([ChangeIncident(key, dict(fields)) for key in self.keys()])

    def link(self, mode: str, _checked: bool = False) -> None:
        """Name a failure mode as a cause of every selected incident that does not name it yet."""
        self._read(partial(self._link, mode))

    def _link(self, mode: str, incidents: Sequence[Incident]) -> None:
        cause = ModeRole(mode=mode, role="cause")
        unlinked = [one for one in incidents if all(role.mode != mode for role in one.modes)]
        self._change([ChangeIncident(one.key, {"modes": (*one.modes, cause)}) for one in unlinked])

    def _change(self, edits: list[ChangeIncident]) -> None:
        if edits:
            said = f"{edits[0].key} changed" if len(edits) == 1 else f"{len(edits):,} incidents changed"
            work = partial(_in_turn, partial(self._services.write_all, edits))
            self._services.jobs.start(work, partial(self._on_done, said, True), self, verb="Changing incidents")

    def pop_up(self, at: QPoint) -> None:
        """Show the menu at a place of the screen."""
        if self.keys():
            menu = self.menu()
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(at)

    @Slot()
    def copy(self) -> None:
        """Copy them as Markdown, for a chat or a ticket."""
        self._read(self._on_copied)

    def _on_copied(self, incidents: Sequence[Incident]) -> None:
        texts = [as_markdown(self._services.catalogue, incident) for incident in incidents]
        if texts:
            QGuiApplication.clipboard().setText("\n".join(texts))
            self._services.toast(f"{_named(incidents)} copied as Markdown", undo=False)

    def export(self, writer: Writer, _checked: bool = False) -> None:
        """Ask where to, and write them in a format."""
        keys = self.keys()
        if keys:
            name = f"{keys[0] if len(keys) == 1 else 'incidents'}{writer.suffix}"
            ask = self._services.prompter.choose_target
            ask(self._window(), f"Export as {writer.name}", name, partial(self._export_to, writer))

    def _export_to(self, writer: Writer, target: Path) -> None:
        self._read(partial(self._write, writer, target))

    def _write(self, writer: Writer, target: Path, incidents: Sequence[Incident]) -> None:
        said = f"{_named(incidents)} exported: {visible(target.name)}"
        work = partial(_export, incidents, writer.id, target)
        self._services.jobs.start(work, partial(self._on_done, said, False), self, verb="Exporting incidents")

    @Slot()
    def share(self) -> None:
        """Show the selected one as others would read it, and export that."""
        keys = self.keys()
        if len(keys) == 1:
            Sharing(self._services, keys[0], self._window(), self)

    @Slot()
    def remove(self) -> None:
        """Take them out of the workspace; undo brings all of them back."""
        keys = self.keys()
        edits = [RemoveIncident(key) for key in keys]
        if len(edits) == 1:
            self._services.attempt(edits[0], f"{keys[0]} removed")
        elif edits:
            said = f"{len(edits):,} incidents removed"
            work = partial(_in_turn, partial(self._services.write_all, edits))
            self._services.jobs.start(work, partial(self._on_done, said, True), self, verb="Removing incidents")

    def _on_done(self, said: str, undo: bool, _result: object) -> None:
        self._services.toast(said, undo=undo)

    def _read(self, on_done: Callable[[Sequence[Incident]], None]) -> None:
        keys = self.keys()
        if keys:
            self._services.fetch(partial(read_incidents, keys=keys), on_done, self, key="selected")

    def _window(self) -> QWidget:
        return self._view.window()

    @Slot(QPoint)
    def _on_menu_asked_at(self, at: QPoint) -> None:
        self.pop_up(self._view.viewport().mapToGlobal(at))

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        self.changed.emit(len(self.keys()))


def _named(incidents: Sequence[Incident]) -> str:
    return incidents[0].key if len(incidents) == 1 else f"{len(incidents):,} incidents"


def _export(incidents: Sequence[Incident], format_id: str, target: Path, _report: Report) -> Path:
    return export_incidents(incidents, format_id, target)


def _in_turn(write: Callable[[], object], _report: Report) -> None:
    write()
