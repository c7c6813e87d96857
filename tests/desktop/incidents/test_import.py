"""Importing on the incidents page: a file is dropped or chosen, looked at, taken in, and taken back."""

import time
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.cli.test_import import letters
from tests.desktop.fakes import FakePrompter
from tests.desktop.opened import settle
from tests.tasks.test_references import ATLAS
from workbench.desktop.incidents.edit_fields import Choice
from workbench.desktop.incidents.import_columns import BECOMES
from workbench.desktop.incidents.import_dialog import ImportDialog
from workbench.desktop.incidents.page import IncidentsPage
from workbench.desktop.kit.choice_box import ChoiceBox
from workbench.desktop.kit.text import RichText
from workbench.desktop.shell.services import Services
from workbench.storage.store import Store

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


REGISTER = (
    "Nr,What went wrong,Happened on,Source,SOURCE\n"
    "1,A bot loops,4/5/2026,https://a.example,\n2,A bot stalls,5/6/2026,,=HYPERLINK(1)\n"
)


def register(tmp_path: Path, name: str = "register.csv", text: str = REGISTER) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def chosen(qtbot: QtBot, dialog: ImportDialog, row: int, choice: object) -> None:
    """Give a column another use and wait until it is counted again."""
    model = dialog.columns.model
    assert model.setData(model.index(row, BECOMES), choice)
    assert not dialog.primary.isEnabled()
    qtbot.waitUntil(lambda: dialog.progress.isVisible(), timeout=20_000)
    qtbot.waitUntil(lambda: dialog.counts.isVisible(), timeout=20_000)


def test_that_the_columns_of_a_table_are_chosen_counted_again_and_remembered(
    qtbot: QtBot, page: IncidentsPage, services: Services, tmp_path: Path
) -> None:
    page.import_files([register(tmp_path)])
    dialog = dialog_of(qtbot, page)
    model = dialog.columns.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [row.name for row in model.rows] == ["Nr", "What went wrong", "Happened on", "Source", "SOURCE"]
    assert model.rows[2].seen.samples == ("4/5/2026", "5/6/2026")
    assert dialog.counts.text().startswith("0 new") and not dialog.primary.isEnabled()
    told = dialog.columns.problems.text()
    assert "without one of them nothing can be imported" in told
    assert "Columns 4 and 5 are called “Source”, whatever the case" in told
    assert "1 cell begins like a formula" in told
    chosen(qtbot, dialog, 1, ("title", None))
    assert dialog.primary.text() == "Import 2 incidents"
    chosen(qtbot, dialog, 2, ("began", None))
    spoken = model.index(2, BECOMES).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Happened on becomes: When it began. 4/5/2026 can be read in two ways")
    chosen(qtbot, dialog, 2, ("began", "day-month"))
    assert model.rows[2].seen.problem == ""
    with qtbot.waitSignal(services.toast_requested, timeout=20_000):
        dialog.primary.click()
    qtbot.waitUntil(lambda: page.model.first() != "", timeout=20_000)
    settle(qtbot, services)
    store = Store(services.workspace.folder)
    imported = {one.title: one.when for one in store.incidents.all()}
    store.close()
    assert imported == {"A bot loops": "2026-05-04", "A bot stalls": "2026-06-05"}

    page.import_files([register(tmp_path, "next.csv", REGISTER.replace("loops", "waits"))])
    dialog = dialog_of(qtbot, page)
    assert [row.use.field for row in dialog.columns.model.rows][:3] == ["fact", "title", "began"]
    assert dialog.primary.text() == "Import 2 incidents"
    assert dialog.columns.anew.isVisible()
    dialog.columns.anew.click()
    qtbot.waitUntil(lambda: dialog.counts.isVisible() and not dialog.columns.anew.isVisible(), timeout=20_000)
    assert dialog.counts.text().startswith("0 new")
    dialog.reject()


def test_that_a_column_is_chosen_by_keyboard(qtbot: QtBot, page: IncidentsPage, tmp_path: Path) -> None:
    page.import_files([register(tmp_path)])
    dialog = dialog_of(qtbot, page)
    table = dialog.columns.table
    qtbot.waitUntil(table.hasFocus, timeout=5_000)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    [box] = table.findChildren(ChoiceBox)
    assert box.accessibleName() == "What What went wrong becomes"
    qtbot.waitUntil(box.view().isVisible, timeout=5_000)
    box.view().setCurrentIndex(box.model().index(box.findText("Title"), 0))
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.primary.isEnabled(), timeout=20_000)
    assert dialog.columns.model.rows[1].use.field == "title"
    assert dialog.primary.text() == "Import 2 incidents"
    dialog.reject()


def test_that_cancelling_the_second_count_goes_back_to_the_first(
    qtbot: QtBot, page: IncidentsPage, services: Services, tmp_path: Path
) -> None:
    page.import_files([register(tmp_path)])
    dialog = dialog_of(qtbot, page)
    model = dialog.columns.model
    model.setData(model.index(1, BECOMES), ("title", None))
    dialog.progress.cancelled.emit()
    assert dialog.isVisible() and model.rows[1].use.field == "fact"
    assert dialog.counts.text().startswith("0 new")
    qtbot.waitUntil(lambda: not services.jobs.running(), timeout=10_000)
    assert model.rows[1].use.field == "fact" and not dialog.primary.isEnabled()
    dialog.reject()


def test_that_a_table_that_says_nothing_of_time_is_imported_when_a_person_says_so(
    qtbot: QtBot, page: IncidentsPage, tmp_path: Path
) -> None:
    page.import_files([register(tmp_path, text="Title,Owner\nA bot loops,Ada\nA bot stalls,Ben\n")])
    dialog = dialog_of(qtbot, page)
    assert "If these are incidents" in dialog.reasons.toPlainText()
    dialog.columns.use.click()
    qtbot.waitUntil(lambda: dialog.primary.isEnabled(), timeout=20_000)
    assert dialog.primary.text() == "Import 2 incidents"
    assert not dialog.columns.use.isVisible()
    dialog.reject()


def test_that_each_table_of_several_shows_its_columns(qtbot: QtBot, page: IncidentsPage, tmp_path: Path) -> None:
    other = register(tmp_path, "other.csv", "Title,Date\nA bot waits,2026-01-02\n")
    page.import_files([register(tmp_path), other])
    dialog = dialog_of(qtbot, page)
    part = dialog.columns
    assert part.which.isVisible() and part.current().file == "register.csv"
    part.which.setFocus()
    qtbot.keyClick(part.which, Qt.Key.Key_Down)
    assert part.current().file == "other.csv"
    assert [row.name for row in part.model.rows] == ["Title", "Date"]
    chosen(qtbot, dialog, 1, ("detected", None))
    assert part.current().file == "other.csv"
    assert part.model.rows[1].use.field == "detected"
    dialog.reject()


def workbook(tmp_path: Path) -> Path:
    """A sheet to read first, and one with two lines above its headings."""
    book = Workbook()
    book.active.title = "About"
    for row in (["Title", "Date"], ["Notes on the register", "2026-01-01"]):
        book.active.append(row)
    sheet = book.create_sheet("2026")
    for row in (
        ["Register of incidents", "Title"],
        ["Title", "Reported on", "Severity"],
        ["A bot loops", "2026-05-04", "High"],
    ):
        sheet.append(row)
    path = tmp_path / "register.xlsx"
    book.save(path)
    return path


def test_that_sheet_row_and_whose_they_are_can_be_chosen(
    qtbot: QtBot, page: IncidentsPage, services: Services, tmp_path: Path
) -> None:
    page.import_files([workbook(tmp_path)])
    dialog = dialog_of(qtbot, page)
    part, whose = dialog.columns, dialog.choices.whose
    assert [part.sheet.itemText(number) for number in range(2)] == ["About", "2026"]
    assert (part.sheet.value(), part.row.value()) == ("2026", "2")
    assert "1 other sheet was not read" in dialog.reasons.toPlainText()

    def picked(box: Choice, value: str) -> None:
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
        qtbot.waitUntil(lambda: dialog.progress.isVisible(), timeout=20_000)
        qtbot.waitUntil(lambda: dialog.counts.isVisible(), timeout=20_000)

    picked(part.row, "1")
    assert [row.name for row in part.model.rows] == ["Register of incidents", "Title"]
    picked(part.sheet, "About")
    assert [row.name for row in part.model.rows] == ["Title", "Date"]
    picked(part.sheet, "2026")
    picked(whose, "own")
    assert (part.row.value(), whose.value(), dialog.primary.text()) == ("2", "own", "Import 1 incident")
    with qtbot.waitSignal(services.toast_requested, timeout=20_000):
        dialog.primary.click()
    qtbot.waitUntil(lambda: page.model.first() != "", timeout=20_000)
    settle(qtbot, services)
    store = Store(services.workspace.folder)
    [incident] = store.incidents.all()
    store.close()
    assert (incident.title, incident.origin, incident.when) == ("A bot loops", "own", "2026-05-04")


def test_that_classes_of_the_source_are_chosen_before_the_import(
    qtbot: QtBot, page: IncidentsPage, tmp_path: Path
) -> None:
    study = (
        STUDY.removeprefix("case-studies:\n").replace("CS0001", "CS0002").replace("type: incident", "type: exercise")
    )
    path = tmp_path / "ATLAS.yaml"
    path.write_text(STUDY + study.replace("type: incident", "type: exercise"), encoding="utf-8")
    page.import_files([path])
    dialog = dialog_of(qtbot, page)
    boxes = dialog.choices.boxes
    assert [box.text() for box in boxes.values()] == ["exercise (1)", "incident (1)"]
    boxes["exercise"].click()
    qtbot.waitUntil(lambda: dialog.primary.text() == "Import 1 incident", timeout=20_000)
    assert dialog.counts.text() == "1 new, 0 changed, 0 the same as before, 0 refused, 1 left out by their class."
    assert dialog.choices.boxes["exercise"].text() == "exercise (1)"
    dialog.reject()


STUDY = """case-studies:
- id: AML.CS0001
  name: A page takes over a mail agent
  incident-date: 2026-02-01
  incident-date-granularity: MONTH
  case-study-type: incident
  procedure:
  - {tactic: AML.TA0002, technique: AML.T0051.001, description: The page is read.}
  - {tactic: AML.TA0002, technique: AML.T0051, description: The agent obeys.}
"""


def test_that_an_imported_case_study_leads_to_techniques_and_mitigations(
    qtbot: QtBot, page: IncidentsPage, services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "ATLAS.yaml"
    path.write_text(ATLAS.format(version="5.6.0", name="LLM Prompt Injection") + STUDY, encoding="utf-8")
    drop(page, path)
    dialog = dialog_of(qtbot, page)
    assert dialog.primary.text() == "Import 1 incident and 3 reference entries"
    with qtbot.waitSignal(services.toast_requested, timeout=20_000):
        dialog.primary.click()

    def text() -> str:
        return " ".join(label.text() for label in page.detail.widget().findChildren(QLabel))

    qtbot.waitUntil(lambda: "A page takes over a mail agent" in text(), timeout=20_000)
    links = [f'<a href="workbench:published/{one}">{one}</a>' for one in ("AML.T0051", "AML.T0051.001", "AML.M0020")]
    qtbot.waitUntil(lambda: all(link in text() for link in links), timeout=20_000)
    [techniques] = [label for label in page.detail.widget().findChildren(RichText) if links[1] in label.text()]
    for entry in ("AML.T0051.001", "AML.M0020"):
        with qtbot.waitSignal(page.navigate, timeout=5_000) as gone:
            techniques.link_activated.emit(f"workbench:published/{entry}")
        assert gone.args == ["catalogue", f"published/{entry}"]
    services.undo()
    qtbot.waitUntil(lambda: page.model.rowCount() == 0, timeout=20_000)
