"""Writing about an incident: the menu of texts, the dialog, and the file."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from workbench.desktop.incidents.writing_dialog import WritingDialog
from workbench.desktop.shell.jobs import Report
from workbench.desktop.shell.services import Services
from workbench.edits.incidents import find_incident
from workbench.storage.store import Store
from workbench.tasks.export import replace_file
from workbench.tasks.incident_texts import TEXTS, Filling, fill_text, read_filling


class Writing(QObject):
    """Offers the texts in a menu, shows one filled, and saves it where the person says."""

    def __init__(self, services: Services, owner: QWidget) -> None:
        super().__init__(owner)
        self._services, self._owner = services, owner
        self.dialog: WritingDialog | None = None

    def add_to(self, menu: QMenu, key: str) -> None:
        """Put an entry for every text into a menu."""
        texts = menu.addMenu("Write")
        for text_id, title in TEXTS.items():
            texts.addAction(f"{title}…").triggered.connect(partial(self.write, key, text_id))

    def write(self, key: str, text_id: str, _checked: bool = False) -> None:
        """Fill a text in the background and show it."""
        read = partial(_read, key=key, text_id=text_id)
        self._services.fetch(read, partial(self._fill, key, text_id), self, key="text")

    def _fill(self, key: str, text_id: str, filling: Filling) -> None:
        work, show = partial(_fill, filling), partial(self._show, key, text_id)
        self._services.jobs.start(work, show, self, verb=f"Writing about {key}")

    def _show(self, key: str, text_id: str, text: str) -> None:
        dialog = WritingDialog(f"{TEXTS[text_id]}, {key}", text, self._owner.window())
        dialog.save_wanted.connect(partial(self._choose, f"{key}-{text_id}.md"))
        dialog.accepted.connect(partial(self._services.toast, f"{TEXTS[text_id]} copied", False))
        self.dialog = dialog
        dialog.open()

    def _choose(self, name: str, text: str) -> None:
        self._services.prompter.choose_target(self._owner, "Save the text", name, partial(self._save, text))

    def _save(self, text: str, target: Path) -> None:
        work = partial(_save, text, target)
        self._services.jobs.start(work, self._on_saved, self, verb="Saving the text")

    def _on_saved(self, path: Path) -> None:
        self._services.toast(f"{path.name} was written", undo=False)


def _read(store: Store, key: str, text_id: str) -> Filling:
    return read_filling(store, find_incident(store, key), text_id, datetime.now(UTC).date())


def _fill(filling: Filling, report: Report) -> str:
    return fill_text(filling, cancelled=report.is_cancelled)


def _save(text: str, target: Path, _report: Report) -> Path:
    return replace_file(target, text.encode())
