"""The side of the incidents page that shows one incident, or lets it be edited."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from workbench.desktop.incidents.clocks_dialog import ClocksAsked
from workbench.desktop.incidents.detail import IncidentDetail
from workbench.desktop.incidents.editing import IncidentEditor, taken_fields
from workbench.desktop.incidents.reading import IncidentView, Systems, read_systems
from workbench.desktop.kit.keys import page_key
from workbench.desktop.shell.services import Services
from workbench.edits.incidents import ChangeIncident


class IncidentPane(QStackedWidget):
    """The detail; E or its button put the editor in its place, Esc or *Done* the detail again."""

    link_activated = Signal(str)
    turned = Signal()
    """Editing began or ended."""

    def __init__(self, services: Services, detail: IncidentDetail, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._detail = services, detail
        self._editor: IncidentEditor | None = None
        self.clocks = ClocksAsked(services, self)
        self.addWidget(detail)
        detail.link_activated.connect(self.link_activated)
        detail.edit_wanted.connect(self.edit)
        detail.mode_taken.connect(self._on_mode_taken)
        detail.category_taken.connect(self._on_category_taken)
        services.catalogue_changed.connect(self._on_catalogue_changed)
        page_key(detail, "E", self.edit)

    @property
    def editor(self) -> IncidentEditor | None:
        """What is being edited."""
        return self._editor

    def show_incident(self, view: IncidentView | None) -> None:
        """Show an incident; the one that is being edited goes on being edited, any other ends that."""
        if self._editor is not None and (view is None or view.incident.key != self._editor.key):
            self._end(with_focus=False)
        self._detail.show_incident(view)
        if self._editor is not None and view is not None:
            self._editor.show_view(view)

    @Slot(str)
    def edit(self, field: str = "") -> None:
        """Let the incident that is shown be edited, from a field on, as `IncidentEditor` names it."""
        incident = self._detail.incident
        if incident is not None and self._editor is None:
            self._services.fetch(read_systems, partial(self._begin, incident.key, field), self, key="systems")

    def _begin(self, key: str, field: str, systems: Systems) -> None:
        view = self._detail.view
        if view is None or view.incident.key != key or self._editor is not None:
            return
        self._editor = IncidentEditor(self._services, view, systems)
        self._editor.finished.connect(self._on_finished)
        self._editor.clocks_wanted.connect(self.clocks.ask)
        self._editor.link_activated.connect(self.link_activated)
        self.addWidget(self._editor)
        self.setCurrentWidget(self._editor)
        self.turned.emit()
        self._editor.begin_at(field or "title")

    @Slot()
    def _on_finished(self) -> None:
        self._end(with_focus=True)

    def _end(self, *, with_focus: bool) -> None:
        """Show the detail; hiding the editor keeps what was typed last."""
        editor, self._editor = self._editor, None
        self.setCurrentWidget(self._detail)
        if editor is not None:
            self.removeWidget(editor)
            editor.deleteLater()
            self.turned.emit()
        if with_focus:
            self._detail.focus_edit()

    @Slot()
    def _on_catalogue_changed(self) -> None:
        self._detail.show_catalogue(self._services.catalogue)

    @Slot(str)
    def _on_category_taken(self, category: str) -> None:
        incident = self._detail.incident
        if incident is not None:
            change = ChangeIncident(incident.key, {"category": category})
            self._services.attempt(change, f"{incident.key}: category taken")

    @Slot(str)
    def _on_mode_taken(self, mode: str) -> None:
        incident = self._detail.incident
        if incident is not None:
            edit = ChangeIncident(incident.key, taken_fields(self._services, incident, mode))
            self._services.attempt(edit, f"{incident.key}: {mode} taken")
