"""The button that prints the catalogue as one page for the wall."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QMenu, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.theme import px
from workbench.desktop.shell.jobs import Report
from workbench.desktop.shell.services import Services
from workbench.domain.catalogue import Catalogue
from workbench.tasks.quick_reference import Paper, export_quick_reference
from workbench.text import visible

PAPERS: tuple[tuple[Paper, str], ...] = (("a4", "A4…"), ("letter", "US Letter…"))


class QuickReferenceButton(Button):
    """Asks for the paper and the place, then writes the page as a job."""

    def __init__(self, services: Services, owner: QWidget) -> None:
        super().__init__("Quick reference", icon="file-down")
        self.setAccessibleName("Quick reference")
        self._services, self._owner = services, owner
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for paper, words in PAPERS:
            menu.addAction(words).triggered.connect(partial(self.choose_place, paper))
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + px(4))))
        menu.setActiveAction(menu.actions()[0])

    def choose_place(self, paper: Paper, _checked: bool = False) -> None:
        """Ask where to write it."""
        write = partial(self._write, paper)
        self._services.prompter.choose_target(self._owner, "Write the quick reference", "quick-reference.pdf", write)

    def _write(self, paper: Paper, target: Path) -> None:
        work = partial(_export, self._services.catalogue, target, paper)
        self._services.jobs.start(work, self._on_written, self._owner, verb="Writing the quick reference")

    def _on_written(self, path: Path) -> None:
        self._services.toast(f"Quick reference written: {visible(path.name)}", undo=False)


def _export(catalogue: Catalogue, target: Path, paper: Paper, report: Report) -> Path:
    return export_quick_reference(catalogue, target, paper, on_progress=report, cancelled=report.is_cancelled)
