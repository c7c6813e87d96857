"""Evidence with credentials in the window: nothing is stored until somebody chooses what to do with it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.reviews.test_page import drop
from workbench.desktop.kit.text import Label
from workbench.desktop.reviews.credentials_dialog import CredentialsDialog
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.shell.services import Services
from workbench.domain.evidence import Evidence
from workbench.storage.evidence_files import hash_file

SECRET = "AKIAQ4XK7SJ2" + "LMNB3TZV"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "client.log"
    file.write_text(f"one\ntwo {SECRET}\n", encoding="utf-8")
    return file


def asked(qtbot: QtBot, page: ReviewsPage, file: Path) -> CredentialsDialog:
    """Drop a file on the evidence of a check and return the question that follows."""
    drop(page.review.checks.evidence.zone, file)

    def found() -> list[CredentialsDialog]:
        return [each for each in QApplication.topLevelWidgets() if isinstance(each, CredentialsDialog)]

    qtbot.waitUntil(lambda: bool(found()) and found()[0].isVisible(), timeout=20_000)
    return found()[0]


def stored(services: Services) -> tuple[Evidence, ...]:
    return services.with_session(lambda session: session.store.evidence.all())


def test_that_the_question_names_line_and_kind_and_never_the_secret_and_cancel_stores_nothing(
    qtbot: QtBot, page: ReviewsPage, services: Services, log: Path
) -> None:
    dialog = asked(qtbot, page, log)
    said = " ".join(label.text() for label in dialog.findChildren(Label))
    assert "client.log holds what looks like credentials: AWS key (line 2)." in said
    assert SECRET not in said
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not services.jobs.running(), timeout=20_000)
    assert not stored(services)
    assert not any((services.workspace.folder / "evidence").rglob("*.log"))


def test_that_enter_attaches_a_redacted_copy_and_the_card_says_so(
    qtbot: QtBot, page: ReviewsPage, services: Services, log: Path
) -> None:
    dialog = asked(qtbot, page, log)
    qtbot.keyClick(dialog.primary, Qt.Key.Key_Return)
    evidence = page.review.checks.evidence
    qtbot.waitUntil(lambda: evidence.count == 1, timeout=20_000)
    [row] = stored(services)
    assert row.redacted_from == hash_file(log)
    card = evidence.cards.card("E1")
    assert f"redacted copy of {hash_file(log)[:8]}" in card.accessibleName()


def test_that_a_secret_is_stored_only_on_purpose(
    qtbot: QtBot, page: ReviewsPage, services: Services, log: Path
) -> None:
    dialog = asked(qtbot, page, log)
    qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.review.checks.evidence.count == 1, timeout=20_000)
    [row] = stored(services)
    assert (row.redacted_from, row.sha256) == (None, hash_file(log))
