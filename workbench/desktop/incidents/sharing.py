"""An incident for others: what they will read, with what was replaced marked, before it is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.fonts import mono
from workbench.desktop.kit.tabs import Switch
from workbench.desktop.kit.theme import color, px
from workbench.desktop.shell.jobs import Report
from workbench.desktop.shell.services import Services
from workbench.domain.anonymity import Replacement
from workbench.domain.errors import UserError
from workbench.domain.incident import Incident
from workbench.edits.incidents import find_incident
from workbench.interchange.writing import writers
from workbench.storage.store import Store
from workbench.tasks.export_incidents import export_incidents
from workbench.tasks.sharing import anonymise_all, names_of
from workbench.text import visible

FORMATS = ("markdown", "agent-postmortems")
REST_MS = 250
PURPOSE = (
    "Names that this workspace knows, addresses, ids and amounts are replaced. Other names stay: read it before you "
    "share it."
)


@dataclass(frozen=True)
class Shared:
    """What others will read."""

    incident: Incident
    text: str
    replaced: tuple[Replacement, ...]


def read_shared(store: Store, key: str, also: Sequence[str], format_id: str) -> Shared:
    """Read an incident as others will; a UserError says that there is none."""
    [incident], replaced = anonymise_all([find_incident(store, key)], names_of(store, also))
    text = writers()[format_id].write([incident]).decode("utf-8")
    return Shared(incident, text, tuple(replaced))


class ShareDialog(DialogBase):
    """Asks what else is to go and in which format; `changed` when the text has to be made anew."""

    changed = Signal()

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(f"Share {key} without names", PURPOSE, primary="Export…", width=560, parent=parent)
        self.also_field = QLineEdit()
        self.add_field("Replace this too", self.also_field, "Names of people, products or customers, with commas.")
        self._formats = Switch([writers()[one].name for one in FORMATS], "Format")
        self.body.addWidget(self._formats)
        self.text = _quiet("As others read it", 220)
        self.text.setFont(QFont(mono()))
        self.add_field("As others read it", self.text)
        self.replaced = _quiet("What was replaced", 88)
        self._told = self.add_field("What was replaced", self.replaced)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.changed)
        self.also_field.textChanged.connect(self._on_also_changed)
        self._formats.current_changed.connect(self._on_format_chosen)
        self.primary.setEnabled(False)
        self.also_field.setFocus()

    def also(self) -> list[str]:
        """What else is to be replaced."""
        return [word.strip() for word in self.also_field.text().split(",") if word.strip()]

    def format_id(self) -> str:
        """The format that is chosen."""
        return FORMATS[self._formats.current()]

    def show_shared(self, shared: Shared) -> None:
        """Show what others will read."""
        self.text.setPlainText(shared.text)
        self.text.setExtraSelections(_marks(self.text.document(), {one.put for one in shared.replaced}))
        lines = [
            f"{visible(one.was)} → {one.put}" + (f", {one.times} times" if one.times > 1 else "")
            for one in shared.replaced
        ]
        self.replaced.setPlainText("\n".join(lines) or "Nothing: no name, address, id or amount was found.")
        self.primary.setEnabled(True)

    @Slot(str)
    def _on_also_changed(self, _text: str) -> None:
        self.primary.setEnabled(False)
        self._rest.start()

    @Slot(int)
    def _on_format_chosen(self, _index: int) -> None:
        self.primary.setEnabled(False)
        self.changed.emit()


class Sharing(QObject):
    """Previews one incident without names and writes it where the person wants it."""

    def __init__(self, services: Services, key: str, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._key = services, key
        self._shared: Shared | None = None
        self.dialog = ShareDialog(key, window)
        self.dialog.changed.connect(self._read)
        self.dialog.submitted.connect(self._on_submitted)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.open()
        self._read()

    @Slot()
    def _read(self) -> None:
        read = partial(read_shared, key=self._key, also=self.dialog.also(), format_id=self.dialog.format_id())
        self._services.reads.fetch(read, self._show, self, key="shared", on_failed=self._on_failed)

    def _show(self, shared: Shared) -> None:
        self._shared = shared
        self.dialog.show_shared(shared)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            self._services.failed.emit(error)
        self.dialog.show_error(str(error))

    @Slot()
    def _on_submitted(self) -> None:
        name = f"shared-incident{writers()[self.dialog.format_id()].suffix}"
        self._services.prompter.choose_target(self.dialog, "Export without names", name, self._write)

    def _write(self, target: Path) -> None:
        if self._shared is not None:
            work = partial(_export, self._shared.incident, self.dialog.format_id(), target)
            start = self._services.jobs.start
            start(work, self._on_written, self, verb="Exporting the incident", on_failed=self._on_failed)

    def _on_written(self, target: Path) -> None:
        self.dialog.accept()
        self._services.toast(f"{self._key} exported without names: {visible(target.name)}", undo=False)

    @Slot()
    def _on_finished(self) -> None:
        self.dialog.deleteLater()
        self.deleteLater()


def _marks(document: QTextDocument, put: set[str]) -> list[QTextEdit.ExtraSelection]:
    """Return what marks the places where something else stood."""
    text, found = document.toPlainText(), []
    for match in re.finditer(r"\[[^\[\]]{1,60}\]", text):
        if match[0] in put:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(document)
            cursor.setPosition(_units(text, match.start()))
            cursor.setPosition(_units(text, match.end()), QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            form = QTextCharFormat()
            form.setBackground(color("selected"))
            form.setForeground(color("accent"))
            mark.format = form
            found.append(mark)
    return found


def _units(text: str, place: int) -> int:
    """Return a place as Qt counts it, in units of UTF-16."""
    return len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


def _quiet(name: str, height: int) -> QPlainTextEdit:
    text = QPlainTextEdit()
    text.setReadOnly(True)
    text.setTabChangesFocus(True)
    text.setFixedHeight(px(height))
    text.setAccessibleName(name)
    return text


def _export(incident: Incident, format_id: str, target: Path, _report: Report) -> Path:
    return export_incidents([incident], format_id, target)
