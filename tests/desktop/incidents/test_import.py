"""Importing on the incidents page: a file is dropped or chosen, looked at, taken in, and taken back."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.cli.test_import import letters
from tests.desktop.fakes import FakePrompter
from tests.desktop.opened import settle
from tests.tasks.test_references import ATLAS
from workbench.desktop.incidents.import_dialog import ImportDialog
from workbench.desktop.incidents.page import IncidentsPage
from workbench.desktop.shell.services import Services

__all__ = ["letters"]


@pytest.fixture
def page(qtbot: QtBot, services: Services) -> IncidentsPage:
    page = IncidentsPage(services)
    qtbot.addWidget(page)
    page.resize(1200, 750)
    page.show()
    page.open_at("")
    settle(qtbot, services)
    return page


def dialog_of(qtbot: QtBot, page: IncidentsPage) -> ImportDialog:
    """The dialog once it shows what would happen."""
    [dialog] = [each for each in page.findChildren(ImportDialog) if each.isVisible()]
    qtbot.waitUntil(lambda: dialog.counts.isVisible(), timeout=20_000)
    return dialog


def drop(page: IncidentsPage, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(300, 300), Qt.DropAction.CopyAction, data, buttons, keys)
    page.dragEnterEvent(enter)
    assert enter.isAccepted()
    page.dropEvent(QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, data, buttons, keys))


def test_that_a_dropped_folder_is_previewed_imported_and_undone(
    qtbot: QtBot, page: IncidentsPage, services: Services, letters: Path
) -> None:
    drop(page, letters)
    dialog = dialog_of(qtbot, page)
    assert dialog.counts.text() == "2 new, 0 changed, 0 the same as before, 2 refused."
    assert "broken.yaml" in dialog.reasons.toPlainText()
    assert dialog.primary.text() == "Import 2 incidents"
    assert page.model.rowCount() == 0
    with qtbot.waitSignal(services.toast_requested, timeout=20_000) as toast:
        dialog.primary.click()
    assert toast.args == ["2 incidents imported", True, False]
    qtbot.waitUntil(lambda: page.model.first() == "INC-2025-002", timeout=20_000)
    settle(qtbot, services)
    shown = " ".join(label.text() for label in page.detail.widget().findChildren(QLabel))
    assert "from refund.yaml, record 2025-refund, by agent-postmortems" in shown
    services.undo()
    qtbot.waitUntil(lambda: page.model.rowCount() == 0, timeout=20_000)


def test_that_cancelling_the_preview_imports_nothing(
    qtbot: QtBot, page: IncidentsPage, services: Services, prompter: FakePrompter, letters: Path
) -> None:
    prompter.files = [letters / "refund.yaml"]
    page.open_at("import")
    dialog = dialog_of(qtbot, page)
    assert dialog.primary.text() == "Import 1 incident"
    dialog.reject()
    settle(qtbot, services)
    assert page.model.rowCount() == 0
    prompter.folder = letters
    page.open_at("import-folder")
    assert dialog_of(qtbot, page).primary.text() == "Import 2 incidents"
    [dialog] = [each for each in page.findChildren(ImportDialog) if each.isVisible()]
    dialog.reject()


def test_that_closing_the_dialog_stops_the_reading(
    qtbot: QtBot, page: IncidentsPage, services: Services, letters: Path
) -> None:
    page.import_files([letters])
    [dialog] = page.findChildren(ImportDialog)
    begin = time.monotonic()
    dialog.reject()
    qtbot.waitUntil(lambda: not services.jobs.running(), timeout=5000)
    assert time.monotonic() - begin < 5
    assert page.model.rowCount() == 0


def test_that_a_file_without_incidents_cannot_be_imported(qtbot: QtBot, page: IncidentsPage, letters: Path) -> None:
    page.import_files([letters / "notes.txt"])
    dialog = dialog_of(qtbot, page)
    assert not dialog.primary.isEnabled()
    assert "notes.txt" in dialog.reasons.toPlainText()
    dialog.reject()


def test_that_a_file_that_is_gone_is_a_sentence(
    qtbot: QtBot, page: IncidentsPage, services: Services, tmp_path: Path
) -> None:
    with qtbot.waitSignal(services.toast_requested, timeout=20_000) as toast:
        page.import_files([tmp_path / "gone.yaml"])
    assert toast.args is not None
    assert "gone.yaml" in toast.args[0]


def test_that_what_a_framework_lists_is_counted_and_comes_alone_where_nothing_else_is_new(
    qtbot: QtBot, page: IncidentsPage, services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "ATLAS.yaml"
    path.write_text(ATLAS.format(version="5.6.0", name="LLM Prompt Injection"), encoding="utf-8")
    drop(page, path)
    dialog = dialog_of(qtbot, page)
    assert "3 reference entries of MITRE ATLAS 5.6.0: 3 new, 0 changed, 0 the same." in dialog.counts.text()
    assert dialog.primary.text() == "Import 3 reference entries"
    with qtbot.waitSignal(services.toast_requested, timeout=20_000) as toast:
        dialog.primary.click()
    assert toast.args[0] == "3 reference entries imported"
    settle(qtbot, services)
