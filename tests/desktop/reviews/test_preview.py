"""Evidence in place beside the check: opened and closed by keys, leafed through, damaged said, links never fetched."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from tests.desktop.reviews.test_page import drop
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.reviews.preview_views import RowsModel
from workbench.desktop.shell.services import Services
from workbench.edits.evidence import AttachEvidence, Piece


def attached(qtbot: QtBot, page: ReviewsPage, folder: Path, name: str, text: str, number: int) -> None:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    drop(page.review.checks.evidence.zone, file)
    qtbot.waitUntil(lambda: page.review.checks.evidence.count == number, timeout=20_000)
    qtbot.waitUntil(lambda: not page.review.checks.evidence.attaching.is_running, timeout=20_000)


def test_that_space_opens_the_preview_keys_leaf_through_it_and_escape_goes_back_to_the_card(
    qtbot: QtBot, page: ReviewsPage, services: Services, tmp_path: Path
) -> None:
    attached(qtbot, page, tmp_path, "client.log", "429 Too Many Requests\n", 1)
    attached(qtbot, page, tmp_path, "runs.csv", "task,outcome\n1,ok\n", 2)
    checks = page.review.checks
    card, panel = checks.evidence.cards.card("E1"), checks.preview
    qtbot.waitUntil(card.isVisible)
    card.setFocus()
    qtbot.waitUntil(card.hasFocus)
    qtbot.keyClick(card, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: panel.text.isVisible(), timeout=20_000)
    assert panel.text.toPlainText() == "429 Too Many Requests\n"
    qtbot.waitUntil(lambda: panel.text.hasFocus())
    assert checks.question.isVisible()
    qtbot.keyClick(panel.text, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: panel.table.isVisible(), timeout=20_000)
    assert panel.table.rows.headerData(1, Qt.Orientation.Horizontal) == "outcome"
    assert panel.table.rows.index(0, 1).data() == "ok"
    qtbot.waitUntil(lambda: panel.table.hasFocus())
    qtbot.keyClick(panel.table, Qt.Key.Key_Escape)
    assert not panel.is_open
    qtbot.waitUntil(lambda: checks.evidence.cards.card("E2").hasFocus())


def test_that_another_check_closes_the_preview(
    qtbot: QtBot, page: ReviewsPage, services: Services, tmp_path: Path
) -> None:
    attached(qtbot, page, tmp_path, "client.log", "429\n", 1)
    checks = page.review.checks
    checks._beside.show_use("E1")
    qtbot.waitUntil(lambda: checks.preview.text.isVisible(), timeout=20_000)
    page.review.model.step(1)
    assert not checks.preview.is_open
    assert not checks.preview.isVisible()
    assert checks.hasFocus()


def test_that_damage_is_said_and_a_changed_file_is_not_shown(
    qtbot: QtBot, page: ReviewsPage, services: Services, tmp_path: Path
) -> None:
    attached(qtbot, page, tmp_path, "client.log", "429\n", 1)
    [stored] = [path for path in (services.workspace.folder / "evidence").glob("??/*") if path.is_file()]
    stored.chmod(0o644)
    stored.write_text("200\n")
    page.review.model.refresh()
    qtbot.waitUntil(
        lambda: bool(page.review.model.data and page.review.model.data.uses_of("injection_defense")[0].fact.damaged)
    )
    checks = page.review.checks
    checks._beside.show_use("E1")
    assert "has changed on disk or is gone" in checks.preview.nothing.accessibleName()
    assert not checks.preview.outside.isEnabled()


def test_that_a_link_is_not_fetched_and_a_program_is_only_called_after_a_warning(
    qtbot: QtBot, page: ReviewsPage, services: Services, prompter: FakePrompter, tmp_path: Path
) -> None:
    services.write(AttachEvidence("REV-1.1", "injection_defense", (Piece(url="https://example.org/run"),)))
    checks = page.review.checks
    qtbot.waitUntil(lambda: checks.evidence.count == 1)
    checks._beside.show_use("E1")
    assert checks.preview.nothing.accessibleName() == "A link is kept and never fetched: https://example.org/run"
    assert not checks.preview.outside.isEnabled()
    attached(qtbot, page, tmp_path, "client.log", "429\n", 2)
    checks._beside.show_use("E2")
    prompter.yes = False
    checks.preview.ask_open()
    assert prompter.asked == ["Open outside the workbench"]


def test_that_the_rows_of_a_table_are_a_sound_model(qtbot: QtBot) -> None:
    model = RowsModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show((("a", "b"), ("1", "2"), ("3", "4")))
    assert (model.rowCount(), model.columnCount()) == (2, 2)
    model.show(())
    assert (model.rowCount(), model.columnCount()) == (0, 0)


def test_that_confirming_is_at_hand_in_the_preview(
    qtbot: QtBot, page: ReviewsPage, services: Services, tmp_path: Path
) -> None:
    attached(qtbot, page, tmp_path, "client.log", "429\n", 1)
    page.review.checks._beside.show_use("E1")
    with qtbot.waitSignal(services.toast_requested) as toast:
        qtbot.mouseClick(page.review.checks.preview.confirm, Qt.MouseButton.LeftButton)
    assert toast.args[0].startswith("You attached E1, so somebody else has to confirm it.")
