"""The profile in the window: filled from a file with a preview and one undo, compared, contradictions, proposals."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.reviews.profile_filling import FillingDialog
from workbench.desktop.reviews.review_page import TABS
from workbench.desktop.shell.services import Services
from workbench.domain.deployment import Effect, Profile, Tool
from workbench.domain.model import Status
from workbench.edits.deployments import AddVersion, SetProfile

BARE = Tool(name="refund", effect=Effect.IRREVERSIBLE)
ANSWER = {
    "tools": [
        {"name": "look", "inputSchema": {}, "annotations": {"readOnlyHint": True}},
        {"name": "wipe", "inputSchema": {}, "annotations": {"destructiveHint": True}},
    ]
}


def profile_of(services: Services) -> Profile:
    return services.with_session(lambda session: session.store.versions.all()[0]).profile


def describe(qtbot: QtBot, services: Services, page: ReviewsPage, profile: Profile) -> None:
    version = services.with_session(lambda session: session.store.versions.all()[0])
    services.write(SetProfile(version.id, profile))
    qtbot.waitUntil(lambda: page.review.model.data is not None and page.review.model.data.view.profile == profile)


def dialog_of() -> FillingDialog:
    return next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, FillingDialog))


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    file = tmp_path / "tools-list.json"
    file.write_text(json.dumps(ANSWER), encoding="utf-8")
    return file


def drop(page: ReviewsPage, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    actions, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    page.review.profile.dropEvent(QDropEvent(QPointF(5, 5), actions, data, button, Qt.KeyboardModifier.NoModifier))


def test_that_a_dropped_manifest_is_shown_first_and_taken_over_in_one_step(
    qtbot: QtBot, services: Services, page: ReviewsPage, manifest: Path
) -> None:
    page.review.show_tab(TABS.index("Profile"))
    drop(page, manifest)
    dialog = dialog_of()
    qtbot.waitUntil(dialog.primary.isEnabled, timeout=20_000)
    assert dialog.counts.text() == "2 new, 0 changed, 0 the same tools."
    assert "irreversible (MCP destructiveHint: true, in tools-list.json)" in dialog.changes.toPlainText()
    assert profile_of(services).tools is None
    dialog.primary.click()
    assert [(tool.name, tool.effect) for tool in profile_of(services).tools or ()] == [("look", None), ("wipe", None)]
    qtbot.waitUntil(lambda: len(page.review.profile.tools.model.rows) == 2)
    services.undo()
    assert profile_of(services).tools is None
    qtbot.waitUntil(lambda: not page.review.profile.tools.model.rows)


def test_that_what_is_gone_is_removed_only_when_ticked(
    qtbot: QtBot, services: Services, page: ReviewsPage, manifest: Path, prompter: FakePrompter
) -> None:
    describe(qtbot, services, page, Profile(tools=(BARE,)))
    prompter.files = [manifest]
    page.review.profile.fill.click()
    dialog = dialog_of()
    qtbot.waitUntil(dialog.primary.isEnabled, timeout=20_000)
    assert dialog.gone.text() == "Remove the 1 tool that the file does not have"
    dialog.gone.setChecked(True)
    assert "1 not in the file, removed: refund" in dialog.changes.toPlainText()
    dialog.primary.click()
    assert [tool.name for tool in profile_of(services).tools or ()] == ["look", "wipe"]


def test_that_a_file_that_says_nothing_is_refused_in_words(
    qtbot: QtBot, services: Services, page: ReviewsPage, tmp_path: Path
) -> None:
    file = tmp_path / "bad.json"
    file.write_text('{"openapi": "9.9", "paths": {}}', encoding="utf-8")
    with qtbot.waitSignal(services.toast_requested, timeout=20_000) as told:
        page.review.profile.fill_from([file])
    assert "OpenAPI 9.9" in told.args[0]
    with qtbot.waitSignal(services.toast_requested) as told:
        page.review.profile.fill_from([file, file])
    assert "One file at a time" in told.args[0]
    assert profile_of(services) == Profile()


def test_that_the_sheet_is_written_as_a_workbook(
    qtbot: QtBot, services: Services, page: ReviewsPage, prompter: FakePrompter, tmp_path: Path
) -> None:
    describe(qtbot, services, page, Profile(tools=(BARE,)))
    prompter.target = tmp_path / "out.xlsx"
    page.review.profile.export.click()
    assert (tmp_path / "out.xlsx").read_bytes().startswith(b"PK")


def test_that_contradictions_and_what_changed_are_said(qtbot: QtBot, services: Services, page: ReviewsPage) -> None:
    services.write(AddVersion("DEP-1", "5.0", Profile(tools=(BARE.model_copy(update={"cap_per_day": "5"}),))))
    describe(qtbot, services, page, Profile(agents=1, topology="two workers", tools=(BARE,)))
    page.review.show_tab(TABS.index("Profile"))
    changes = page.review.profile.changes
    qtbot.waitUntil(changes.isVisible)
    assert "cap per day of <b>refund</b>: 5 → unknown" in changes._text.text()
    told = " ".join(label.text() for label in page.review.profile._contradictions.findChildren(QLabel))
    assert "One agent works alone" in told


def test_that_the_sheet_proposes_and_a_person_confirms(qtbot: QtBot, services: Services, page: ReviewsPage) -> None:
    describe(qtbot, services, page, Profile(tools=(BARE,)))
    model, sheet = page.review.model, page.review.checks.sheet
    model.set_check("tool_call_validation")
    qtbot.waitUntil(lambda: sheet.isVisibleTo(page))
    data = model.data
    assert data is not None
    assert data.finding("tool_call_validation").status is Status.UNKNOWN
    assert any("refund: cannot be undone" in label.text() for label in sheet.findChildren(QLabel))
    sheet.confirm()
    qtbot.waitUntil(lambda: model.data is not None and model.data.finding("tool_call_validation").status is Status.FAIL)
    qtbot.waitUntil(lambda: any("Confirmed by" in label.text() for label in sheet.findChildren(QLabel)))
    sheet.fill_controls()
    qtbot.waitUntil(lambda: model.data is not None and bool(model.data.finding("tool_call_validation").controls))
    model.set_check("cost_routing")
    qtbot.waitUntil(lambda: not sheet.isVisibleTo(page))


def test_that_a_check_is_pulled_in_by_its_link_and_left_out_again(
    qtbot: QtBot, services: Services, page: ReviewsPage
) -> None:
    describe(qtbot, services, page, Profile(fine_tuned=False))
    model, checks = page.review.model, page.review.checks
    model.set_check("fine_tune_regression")
    assert "pull:" in checks.question._why.text()
    checks.pulling.ask()
    dialog = next(widget for widget in QApplication.topLevelWidgets() if widget.windowTitle() == "Ask it all the same")
    dialog.submitted.emit()  # type: ignore[attr-defined]  # a TextDialog
    qtbot.waitUntil(lambda: "pulled it in" in checks.question._why.text())
    assert checks.pulling.follow("leave:")
    qtbot.waitUntil(lambda: "pull:" in checks.question._why.text())
