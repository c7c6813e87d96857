"""The history of a review, the history beside each field, and purging from both."""

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.edits.steps import staged
from tests.storage.test_purge import holding
from workbench.desktop.kit.field_places import place_of
from workbench.desktop.reviews.history_offers import PurgeOffer, purge_offers
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.reviews.review_page import HISTORY, PROFILE
from workbench.desktop.shell.field_histories import ENTRY, FieldHistories
from workbench.desktop.shell.field_history import FieldHistoryDialog
from workbench.desktop.shell.purge_dialog import PurgeDialog
from workbench.desktop.shell.services import Services
from workbench.domain.approval import Decision, SignedDissent
from workbench.domain.model import Status
from workbench.domain.review import Rating, Score
from workbench.edits.evidence import AttachEvidence, Piece
from workbench.edits.findings import AnswerCheck, RateFinding, SetControl, WriteRationale, WriteSummary
from workbench.edits.reviews import FreezeReview
from workbench.edits.signoff import RecordDecisions
from workbench.storage.review_history import read_history
from workbench.storage.review_view import read_review

CHECK = "injection_defense"
SECRET = "Xylophone77Quagmire"
D = TypeVar("D", bound=QWidget)


def opened(qtbot: QtBot, kind: type[D]) -> D:
    """Wait for a dialog and return it."""

    def found() -> D | None:
        shown = (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind))
        return next((widget for widget in shown if widget.isVisible()), None)

    qtbot.waitUntil(lambda: found() is not None)
    dialog = found()
    assert dialog is not None
    return dialog


def texts_on_screen(widget: QWidget) -> str:
    """Everything that a window and its dialogs say in labels and fields."""
    parts: list[str] = []
    for top in {widget.window(), *QApplication.topLevelWidgets()}:
        for each in top.findChildren(QWidget):
            if isinstance(each, QPlainTextEdit):
                parts.append(each.toPlainText())
            elif isinstance(each, QLabel | QLineEdit):
                parts.append(each.text())
    return "\n".join(parts)


@pytest.fixture
def histories(page: ReviewsPage, services: Services) -> FieldHistories:
    return FieldHistories(services, page)


@pytest.fixture
def typed(page: ReviewsPage, services: Services, qtbot: QtBot) -> ReviewsPage:
    """A rationale that was written three times, and shown."""
    for text in ("It is open", f"The password is {SECRET}", f"Still {SECRET}"):
        services.write(WriteRationale("REV-1.1", CHECK, text))
    field = page.review.checks.texts.rationale
    qtbot.waitUntil(lambda: field.text() == f"Still {SECRET}")
    return page


def purge_by(qtbot: QtBot, services: Services, *, earlier: bool = False) -> None:
    """Give the reason in the open dialog, and wait until it is done."""
    dialog = opened(qtbot, PurgeDialog)
    dialog.earlier.setChecked(earlier)
    dialog.reason.setPlainText("a password")
    with qtbot.waitSignal(services.toast_requested, timeout=20_000) as toast:
        dialog.primary.click()
    assert "is purged" in toast.args[0]


def test_that_a_field_shows_who_set_what_when(
    qtbot: QtBot, typed: ReviewsPage, services: Services, histories: FieldHistories
) -> None:
    field = typed.review.checks.texts.rationale.field
    field.setFocus()
    histories.open_focused()
    dialog = opened(qtbot, FieldHistoryDialog)
    qtbot.waitUntil(lambda: dialog.rows.rowCount() == 3)
    QAbstractItemModelTester(dialog.rows)
    assert dialog.windowTitle() == f"History of rationale of {CHECK}"
    assert [row.set_to for row in dialog.rows.rows] == [f"Still {SECRET}", f"The password is {SECRET}", "It is open"]
    told = f"Rationale changed\n\nBefore\nThe password is {SECRET}\n\nAfter\nStill {SECRET}"
    assert dialog.whole.toPlainText() == told
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    assert "Before\nIt is open" in dialog.whole.toPlainText()
    dialog.accept()


def test_that_a_purge_from_a_field_leaves_nothing_on_screen(
    qtbot: QtBot, typed: ReviewsPage, services: Services, histories: FieldHistories, tmp_path: Path
) -> None:
    field = typed.review.checks.texts.rationale.field
    field.setFocus()
    assert SECRET in texts_on_screen(typed)
    histories.open_focused()
    dialog = opened(qtbot, FieldHistoryDialog)
    qtbot.waitUntil(dialog.purge_button.isVisible)
    dialog.purge_button.click()
    purge_by(qtbot, services)
    qtbot.waitUntil(lambda: SECRET not in texts_on_screen(typed))
    field.undo()
    assert field.toPlainText() == ""
    assert holding(tmp_path / "workspace", SECRET) == []
    qtbot.waitUntil(lambda: [row.new for row in dialog.rows.rows][1:] == ["[purged]"] * 3)
    assert dialog.rows.row(0).set_to == "Purged: a password"
    assert "Purged by" in dialog.whole.toPlainText()


def test_that_the_dialog_wants_a_reason_and_says_what_goes_and_what_stays(
    qtbot: QtBot, typed: ReviewsPage, services: Services
) -> None:
    history = typed.review.history
    typed.review.show_tab(HISTORY)
    qtbot.waitUntil(lambda: history.rows.rowCount() > 3)
    history.table.setCurrentIndex(history.rows.index(0, 0))
    qtbot.waitUntil(history.purge_button.isEnabled)
    history.purge_button.click()
    dialog = opened(qtbot, PurgeDialog)
    told = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "It goes for good" in told
    assert "Undo does not bring it back" in told
    assert "What stays: who wrote something and when" in told
    dialog.primary.click()
    assert "A purge needs a reason." in {label.text() for label in dialog.findChildren(QLabel)}
    assert read_now(services).findings[CHECK].rationale == f"Still {SECRET}"
    dialog.reject()


def read_now(services: Services):  # type: ignore[no-untyped-def]  # a ReviewView
    return services.with_session(lambda session: read_review(session.store, "REV-1"))


def test_that_the_history_offers_earlier_values_alone(
    qtbot: QtBot, typed: ReviewsPage, services: Services, tmp_path: Path
) -> None:
    services.write(WriteRationale("REV-1.1", CHECK, "It is in the vault"))
    history = typed.review.history
    typed.review.show_tab(HISTORY)
    QAbstractItemModelTester(history.rows)
    qtbot.waitUntil(lambda: "vault" in (history.rows.row(0).change if history.rows.rowCount() else ""))
    history.table.setCurrentIndex(history.rows.index(1, 0))
    qtbot.waitUntil(history.purge_button.isEnabled)
    [entry] = history.make_menu().actions()
    assert entry.text() == f"Purge rationale of {CHECK}…"
    entry.trigger()
    purge_by(qtbot, services, earlier=True)
    assert holding(tmp_path / "workspace", SECRET) == []
    assert read_now(services).findings[CHECK].rationale == "It is in the vault"
    qtbot.waitUntil(lambda: not any(SECRET in row.change for row in history.rows.rows))
    assert history.rows.row(0).what == "Value purged"
    assert history.rows.row(0).change == f"rationale of {CHECK} in REV-1.1: a password"
    assert history.rows.row(1).change == "rationale: [purged] → It is in the vault"
    assert history.rows.row(1).offers != ()


def test_that_a_hidden_history_forgets_what_it_showed(qtbot: QtBot, typed: ReviewsPage, services: Services) -> None:
    history = typed.review.history
    typed.review.show_tab(HISTORY)
    qtbot.waitUntil(lambda: history.rows.rowCount() > 3)
    typed.review.show_tab(0)
    services.write(WriteSummary("REV-1.1", CHECK, "another"))
    qtbot.waitUntil(lambda: history.rows.rowCount() == 0)


def test_that_a_file_is_purged_from_its_card(
    qtbot: QtBot, page: ReviewsPage, services: Services, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    piece = services.with_session(lambda session: Piece(staged(session, outside, SECRET, "run.log")))
    services.write(AttachEvidence("REV-1.1", CHECK, (piece,)))
    evidence = page.review.checks.evidence
    qtbot.waitUntil(lambda: evidence.count == 1)
    entries = {action.text(): action for action in evidence.cards.make_menu("E1").actions()}
    assert "History…" in entries
    entries["Purge the file…"].trigger()
    purge_by(qtbot, services)
    assert holding(tmp_path / "workspace", SECRET) == []
    qtbot.waitUntil(lambda: "Purged on purpose; it proves nothing" in texts_on_screen(page))
    after = {action.text() for action in evidence.cards.make_menu("E1").actions()}
    assert "Purge the file…" not in after
    assert "Open containing folder" not in after


def test_that_every_field_of_a_finding_and_of_the_profile_has_its_history(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    checks = page.review.checks
    services.write(AnswerCheck("REV-1.1", CHECK, Status.FAIL))
    services.write(RateFinding("REV-1.1", CHECK, Rating(before=Score(severity=9, occurrence=5, detection=4))))
    control = read_now(services).modes[CHECK].controls[0]
    services.write(SetControl("REV-1.1", CHECK, control.id, "na", "no such tool"))
    qtbot.waitUntil(lambda: checks.rating.isVisible())
    checks.controls.table.setCurrentIndex(checks.controls.rows.index(0, 0))
    finding = f"finding/{read_now(services).findings[CHECK].id}"
    paths = {
        checks.answer.picker: "reviewer",
        checks.answer.team: "team",
        checks.answer.owner: "owner",
        checks.texts.summary.field: "summary",
        checks.texts.rationale.field: "rationale",
        checks.controls.table.viewport(): f"controls.{control.id}",
        checks.rating: "rating",
        checks: "",
    }
    for widget, path in paths.items():
        place = place_of(widget)
        assert place is not None
        assert (place.entity, place.path) == (finding, path)
    page.review.show_tab(PROFILE)
    for field, control_widget in page.review.profile.form.controls():
        place = place_of(control_widget)
        assert place is not None
        assert place.path == f"profile.{field.name}"
    for part, name in ((page.review.profile.tools, "tools"), (page.review.profile.services, "services")):
        found = place_of(part)
        assert found is not None
        assert found.path == f"profile.{name}"


def test_that_the_context_menu_of_a_field_has_its_history(
    qtbot: QtBot, typed: ReviewsPage, histories: FieldHistories
) -> None:
    field = typed.review.checks.texts.rationale.field
    place = place_of(field)
    assert place is not None
    menu = histories.menu_of(field.viewport(), place)
    texts = [action.text() for action in menu.actions()]
    assert texts[-1] == ENTRY
    assert any("Copy" in text for text in texts)
    menu.close()
    point = field.viewport().rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, point, field.viewport().mapToGlobal(point))
    QApplication.sendEvent(field.viewport(), event)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert ENTRY in [action.text() for action in popup.actions()]
    popup.close()


def test_that_without_a_field_a_sentence_says_what_to_do(
    qtbot: QtBot, page: ReviewsPage, services: Services, histories: FieldHistories
) -> None:
    page.setFocus()
    QApplication.processEvents()
    page.review.checks.clearFocus()
    with qtbot.waitSignal(services.toast_requested) as toast:
        histories.open_focused()
    assert toast.args[0].startswith("Put the focus in a field first")


def test_that_what_was_signed_is_offered_until_it_is_purged(typed: ReviewsPage, services: Services) -> None:
    services.write(FreezeReview("REV-1"))
    at = read_now(services).review.frozen_at
    who = {"name": "Ben Ode", "email": None, "at": at, "fingerprint": "AB"}
    decision = Decision.model_validate({**who, "role": "security", "decision": "reject", "comment": SECRET})
    dissent = SignedDissent.model_validate({**who, "text": SECRET})
    digest = str(read_now(services).review.record_sha256)
    services.write(RecordDecisions("REV-1", digest, (decision,), (dissent,)))

    def offered() -> list[PurgeOffer]:
        review = read_now(services).review
        steps = services.with_session(lambda session: read_history(session.store, review))
        return [offer for step in steps if step.table == "ledger" for offer in purge_offers(step, "REV-1.1")]

    assert sorted(offer.name for offer in offered()) == ["decision, comment", "dissent, text of D1"]
    while offers := offered():
        services.write(offers[0].make("names a customer", False))
    assert len(read_now(services).ledger) == 2
