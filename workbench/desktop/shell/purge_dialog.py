"""Purging in the window: the one change that is asked for twice, because nothing brings it back."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.rationale import GrowingText
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px
from workbench.desktop.shell.services import Services
from workbench.domain.errors import UserError
from workbench.edits.purging import PurgeEvidence, PurgeValue
from workbench.tasks.purging import Purged, purge

GOES = (
    "It goes for good: from the journal, the search, the backups in this workspace and from what a freeze stored. "
    "Undo does not bring it back, and takes back nothing that was done before it."
)
STAYS = (
    "What stays: who wrote something and when, your reason, and the digests of frozen reviews, whose reports are not "
    "made again. Signed files stay as they are. They may still hold it, as may every copy outside this workspace."
)
FILE_STAYS = (
    "What stays: its name, its hash, who attached it, your reason, and the digests of frozen reviews, whose reports "
    "are not made again. It proves nothing any more. Copies outside this workspace stay as they are."
)


class PurgeDialog(DialogBase):
    """Asks for the reason, says what goes and what stays, and purges on a job of its own."""

    def __init__(
        self,
        services: Services,
        name: str,
        make: Callable[[str, bool], PurgeEvidence | PurgeValue],
        *,
        is_file: bool = False,
        on_done: Callable[[], None] = lambda: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(f"Purge {name}?", GOES, primary="Purge for good", width=520, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._services, self._make, self._on_done = services, make, on_done
        self._all = QRadioButton("Every value that this field has had")
        self.earlier = QRadioButton("Only earlier values; what it says now stays")
        self._all.setChecked(True)
        if not is_file:
            self._add_choice()
        self.reason = GrowingText((2, 6))
        self._field = self.add_field("Why it must not be kept", self.reason, "It is kept, and shown in the history.")
        self.body.addWidget(Label(FILE_STAYS if is_file else STAYS, "body", "muted", wrap=True))
        self.submitted.connect(self._on_submitted)
        self.reason.setFocus()

    def _add_choice(self) -> None:
        group = QButtonGroup(self)
        column = QVBoxLayout()
        column.setSpacing(px(4))
        for button in (self._all, self.earlier):
            group.addButton(button)
            column.addWidget(button)
        self.body.addLayout(column)

    @Slot()
    def _on_submitted(self) -> None:
        reason = self.reason.toPlainText().strip()
        self._field.set_error("" if reason else "A purge needs a reason.")
        if not reason:
            self.reason.setFocus()
            return
        self._wait(True)
        edit = self._make(reason, self.earlier.isChecked())
        self._services.jobs.start(
            lambda _report: self._services.with_session(lambda session: purge(session, edit)),
            self._on_purged,
            self,
            verb="Purging",
            on_failed=self._on_failed,
        )

    def _wait(self, is_waiting: bool) -> None:
        self.primary.setText("Purging…" if is_waiting else "Purge for good")
        for widget in (self.primary, self._cancel, self.reason, self._all, self.earlier):
            widget.setEnabled(not is_waiting)

    def _on_purged(self, done: Purged) -> None:
        self.accept()
        self._on_done()
        name = done.purge.name
        self._services.toast(f"{name[:1].upper()}{name[1:]} is purged. {done.notice}".strip(), undo=False)

    def _on_failed(self, error: Exception) -> None:
        self._wait(False)
        if isinstance(error, UserError):
            self.show_error(str(error))
        else:
            self.reject()
            self._services.failed.emit(error)
