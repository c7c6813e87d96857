"""The sign-off page: the report page by page, who has signed, and signing it with a real key."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.signoff.conftest import PASSPHRASE, make_key
from tests.desktop.workspaces import prompter
from workbench.desktop.kit.signer import SignerRow
from workbench.desktop.shell.services import Services
from workbench.desktop.signoff.key_dialog import NewKeyDialog
from workbench.desktop.signoff.page import SignoffPage
from workbench.desktop.signoff.pictures import Pictures
from workbench.desktop.signoff.sign_dialog import SignDialog
from workbench.desktop.signoff.signing import impossible
from workbench.desktop.signoff.thumbnails import ThumbnailsModel
from workbench.domain.approval import Decision as Recorded
from workbench.domain.verdict import Word
from workbench.reports.signing.decisions import Decision
from workbench.reports.signing.keys import KeyEntry, default_keys_folder, list_keys
from workbench.tasks.preview import preview

SLOW = 30_000
"""Milliseconds; signing starts a process of its own twice."""


def report_of(services: Services) -> Path:
    return services.workspace.folder / "reports" / "REV-1.pdf"


def show(qtbot: QtBot, page: SignoffPage, key: str = "REV-1") -> None:
    page.open_at(key)
    qtbot.waitUntil(lambda: page._view is not None and page._view.shown is not None, timeout=SLOW)
    assert page._view is not None
    if page._view.frozen is not None and page._view.frozen.has_report:
        qtbot.waitUntil(lambda: page.judged is not None, timeout=SLOW)


def dialog_of(page: SignoffPage) -> SignDialog:
    page.sign()
    assert page.signing.dialog is not None
    return page.signing.dialog


def shown_names(page: SignoffPage) -> list[str]:
    """What the rows say that are visible: a row that was just made is, with the next event."""
    return [row.accessibleName() for row in page.column.findChildren(SignerRow) if row.isVisible()]


def decisions(services: Services) -> list[Recorded]:
    rows = services.with_session(lambda session: session.store.ledger.all())
    return [row.decision for row in rows if row.decision is not None]


def test_that_pages_are_drawn_with_their_number(rich: Path, tmp_path: Path) -> None:
    drawn = preview(rich / "reports" / "REV-1.pdf", [1, 9999], 80)
    assert drawn.pages > 2
    assert list(drawn.pictures) == [1]
    assert drawn.pictures[1].startswith(b"\x89PNG")


def test_that_the_small_pages_are_a_sound_model_and_drawn_when_asked_for(
    qtbot: QtBot, services: Services, page: SignoffPage
) -> None:
    pictures = Pictures(services, page)
    model = ThumbnailsModel(pictures)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    pictures.set_file(report_of(services))
    with qtbot.waitSignal(pictures.arrived, timeout=SLOW):
        assert pictures.picture(1, 80) is None
    assert tester.model() is model
    assert model.rowCount() == pictures.pages > 2
    found = pictures.picture(1, 80)
    assert found is not None
    assert found.width() == 80
    pictures.set_file(None)
    assert pictures.picture(1, 80) is None


def test_that_the_report_is_leafed_through_by_keys(qtbot: QtBot, page: SignoffPage) -> None:
    show(qtbot, page)
    qtbot.waitUntil(lambda: page._pictures.pages > 2, timeout=SLOW)
    pane = page._pane
    qtbot.keyClick(pane._desk, Qt.Key.Key_PageDown)
    assert pane.page == 2
    qtbot.keyClick(pane._desk, Qt.Key.Key_End)
    assert pane.page == page._pictures.pages
    assert pane._where.text() == f"{pane.page} of {pane.page}"
    assert not pane._on.isEnabled()
    qtbot.keyClick(pane._desk, Qt.Key.Key_Home)
    assert pane._thumbnails.currentIndex().row() == 0
    before = pane._sheet.width()
    pane._zoom.click()
    assert pane._sheet.width() > before
    assert pane._zoom.text() == "Fit page"


def test_that_a_report_nobody_signed_lists_who_is_missing(qtbot: QtBot, page: SignoffPage) -> None:
    show(qtbot, page)
    missing = [
        "Ada Žižek, Review lead, Missing",
        "Борис Иванов, Security, Missing",
        "山田 太郎, Product owner, Missing",
    ]
    qtbot.waitUntil(lambda: shown_names(page)[:3] == missing)
    assert page.judged is not None
    assert page.judged.verification.reasons == ("Nobody has signed this report yet.",)


def test_that_a_wrong_passphrase_is_said_at_its_field_and_signs_nothing(
    qtbot: QtBot, page: SignoffPage, services: Services, ada: KeyEntry
) -> None:
    before = report_of(services).read_bytes()
    show(qtbot, page)
    dialog = dialog_of(page)
    dialog.choose(Decision.REJECT)
    dialog.passphrase.setText("wrong")
    with qtbot.waitSignal(page.signing.ended, timeout=SLOW):
        dialog.primary.click()
    field = dialog._passphrase_field
    assert field.control.accessibleDescription().startswith("This passphrase does not open the key.")
    assert dialog.isVisible()
    assert dialog.primary.isEnabled()
    dialog.reject()
    assert report_of(services).read_bytes() == before
    assert not decisions(services)


def test_that_a_signature_lies_in_the_file_and_in_the_ledger(
    qtbot: QtBot, page: SignoffPage, services: Services, ada: KeyEntry
) -> None:
    before = report_of(services).read_bytes()
    show(qtbot, page)
    dialog = dialog_of(page)
    assert dialog.role.currentData() == "review-lead"
    dialog.choose(Decision.REJECT)
    dialog.comment.setPlainText("Return with both fixes.")
    dialog.passphrase.setText(PASSPHRASE)
    with qtbot.waitSignal(page.signing.taken, timeout=SLOW):
        dialog.primary.click()
    assert page.signing.dialog is None
    assert report_of(services).read_bytes().startswith(before)
    assert [(row.role, row.name, row.comment) for row in decisions(services)] == [
        ("review-lead", "Ada Žižek", "Return with both fixes.")
    ]
    qtbot.waitUntil(lambda: page.judged is not None and page.judged.verification.signed == 1, timeout=SLOW)
    assert [role.id for role in page._missing()] == ["security", "product-owner"]
    certified = "Ada Žižek, Review lead, certifies, Reject, "
    qtbot.waitUntil(lambda: any(name.startswith(certified) for name in shown_names(page)))
    assert not page.column._uncollected.isVisible()


def test_that_somebody_who_was_not_asked_is_refused_in_the_dialog(
    qtbot: QtBot, page: SignoffPage, services: Services
) -> None:
    make_key("Eve", "eve@example.org")
    show(qtbot, page)
    dialog = dialog_of(page)
    dialog.choose(Decision.DEFER)
    dialog.passphrase.setText(PASSPHRASE)
    with qtbot.waitSignal(page.signing.ended, timeout=SLOW):
        dialog.primary.click()
    assert "was asked of Ada Žižek" in dialog._refusal.accessibleName()
    dialog.reject()
    assert not decisions(services)


def test_that_what_cannot_be_decided_is_off_and_says_why(qtbot: QtBot, page: SignoffPage, ada: KeyEntry) -> None:
    show(qtbot, page)
    dialog = dialog_of(page)
    buttons = dialog._decisions
    assert [decision for decision, button in buttons.items() if button.isEnabled()] == [Decision.DEFER, Decision.REJECT]
    assert buttons[Decision.APPROVE].accessibleDescription().startswith("The review is not ready")
    dialog.primary.click()
    assert dialog._passphrase_field.control.accessibleDescription() == "Give the passphrase of the key."
    assert dialog.focusWidget() is buttons[Decision.DEFER]
    assert dialog.isVisible()
    dialog.reject()


@pytest.mark.parametrize(
    ("word", "off"),
    [
        (Word.READY, [Decision.APPROVE_WITH_CONDITIONS]),
        (Word.WITH_CONDITIONS, [Decision.APPROVE]),
        (Word.NOT_READY, [Decision.APPROVE, Decision.APPROVE_WITH_CONDITIONS]),
    ],
)
def test_that_the_verdict_bounds_the_decisions(word: Word, off: list[Decision]) -> None:
    assert [decision for decision in Decision if impossible(decision, word)] == off


def test_that_a_first_key_is_made_where_it_is_needed(qtbot: QtBot, page: SignoffPage, services: Services) -> None:
    show(qtbot, page)
    dialog = dialog_of(page)
    assert not dialog.primary.isEnabled()
    dialog._make_key.click()
    maker = dialog.findChild(NewKeyDialog)
    assert maker is not None
    maker.name.setText("Ada Žižek")
    maker.email.setText("ada@example.org")
    maker.passphrase.setText(PASSPHRASE)
    maker.again.setText("correct hose")
    maker.primary.click()
    assert maker.again.accessibleDescription() == "The two differ; type it again."
    maker.again.setText(PASSPHRASE)
    with qtbot.waitSignal(maker.made, timeout=SLOW):
        maker.primary.click()
    assert [entry.person for entry in list_keys(default_keys_folder())] == ["Ada Žižek"]
    assert dialog.primary.isEnabled()
    assert dialog.key.currentText() == "Ada Žižek <ada@example.org>"
    dialog.reject()


def test_that_a_foreign_file_is_not_collected_and_the_page_says_why(
    qtbot: QtBot, page: SignoffPage, services: Services, tmp_path: Path
) -> None:
    show(qtbot, page)
    foreign = tmp_path / "foreign.pdf"
    foreign.write_bytes(b"%PDF-1.7 not ours")
    with qtbot.waitSignals([page.navigate, services.toast_requested], timeout=SLOW):
        page.acts.collect([foreign])
    assert not decisions(services)


def test_that_a_draft_cannot_be_signed_and_leads_to_its_review(qtbot: QtBot, page: SignoffPage) -> None:
    show(qtbot, page, "REV-2")
    assert page._stack.currentWidget() is page._draft
    assert "has to be frozen" in page._draft._sentence.text()
    assert not page._sign.isVisible()
    assert page.page_actions() == {}
    with qtbot.waitSignal(page.navigate) as signal:
        page._draft.button_pressed.emit()
    assert signal.args == ["reviews", "REV-2.1"]


def test_that_a_missing_report_is_written_where_its_signatures_will_lie(
    qtbot: QtBot, page: SignoffPage, services: Services
) -> None:
    before = report_of(services).read_bytes()
    report_of(services).unlink()
    show(qtbot, page)
    assert page._left.currentWidget() is page._unwritten
    assert set(page.page_actions()) == {"review.report", "review.ledger"}
    with qtbot.waitSignal(services.toast_requested, timeout=120_000):
        page._unwritten.wanted.emit()
    assert report_of(services).read_bytes() == before
    qtbot.waitUntil(lambda: page._left.currentWidget() is page._pane, timeout=SLOW)


def test_that_another_file_in_the_place_of_the_report_is_not_taken_for_it(
    qtbot: QtBot, page: SignoffPage, services: Services
) -> None:
    report_of(services).write_bytes(b"%PDF-1.7 the report of a draft")
    show(qtbot, page)
    assert page._left.currentWidget() is page._unwritten
    assert "was not made from its record" in page._unwritten._empty._sentence.text()
    assert not page._sign.isVisible()
    assert set(page.page_actions()) == {"review.report", "review.ledger"}


def test_that_a_copy_is_exported_and_no_signed_file_is_overwritten(
    qtbot: QtBot, page: SignoffPage, services: Services, tmp_path: Path
) -> None:
    show(qtbot, page)
    target = prompter(services).target = tmp_path / "copy.pdf"
    with qtbot.waitSignal(services.toast_requested, timeout=SLOW):
        page.acts.export()
    assert target.read_bytes() == report_of(services).read_bytes()
    target.write_bytes(b"%PDF-1.7 /ByteRange")
    with qtbot.waitSignal(services.toast_requested, timeout=SLOW) as signal:
        page.acts.export()
    assert signal.args is not None
    assert "holds signatures" in signal.args[0]


def test_that_report_and_signers_take_turns_in_a_narrow_window(qtbot: QtBot, page: SignoffPage) -> None:
    show(qtbot, page)
    assert page._left.isVisible()
    assert page.column.isVisible()
    page.resize(700, 500)
    qtbot.waitUntil(lambda: page._switch_row.isVisible())
    assert not page.column.isVisible()
    page._turns.choose_beside(1)
    qtbot.waitUntil(lambda: page.column.isVisible() and not page._left.isVisible())
    assert page.minimumSizeHint().width() <= 720


def test_that_nothing_is_left_of_a_page(qtbot: QtBot, services: Services) -> None:
    QApplication.sendPostedEvents(None, 52)  # deferred deletions
    before = len(QApplication.allWidgets())
    made = SignoffPage(services)
    made.show()
    show(qtbot, made)
    made.closing()
    made.deleteLater()
    qtbot.waitUntil(lambda: len(QApplication.allWidgets()) <= before, timeout=SLOW)
    qtbot.waitUntil(lambda: not services.jobs.running(), timeout=SLOW)
