"""Recording a new incident, from the form to its key."""

from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from workbench.desktop.incidents.form import NewIncidentDialog
from workbench.desktop.incidents.reading import Systems, read_key, read_systems
from workbench.desktop.shell.services import Services
from workbench.domain.errors import UserError
from workbench.edits.incidents import RecordIncident


class Recording(QObject):
    """One form at a time; `recorded` with the key of what was recorded."""

    recorded = Signal(str)

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self.dialog: NewIncidentDialog | None = None

    def ask(self, window: QWidget) -> None:
        """Open the form over a window."""
        self._services.fetch(read_systems, partial(self._show_form, window), self, key="form")

    def _show_form(self, window: QWidget, systems: Systems) -> None:
        if self.dialog is not None:
            return
        today = datetime.now(UTC).date()
        dialog = NewIncidentDialog(self._services.catalogue, systems, today, window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.submitted.connect(self._on_submitted)
        dialog.finished.connect(self._on_finished)
        self.dialog = dialog
        dialog.open()

    @Slot()
    def _on_submitted(self) -> None:
        fields = self.dialog.incident() if self.dialog else None
        if self.dialog is None or fields is None:
            return
        try:
            entry = self._services.write(RecordIncident(fields))
        except UserError as error:
            self.dialog.show_error(str(error))
            return
        self.dialog.accept()
        incident_id = entry.changes[0].entity.removeprefix("incident/")
        self._services.fetch(partial(read_key, incident_id=incident_id), self.recorded.emit, self, key="recorded")

    @Slot()
    def _on_finished(self) -> None:
        self.dialog = None
