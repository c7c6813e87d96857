"""Dissent on the sign-off page: listed beside the decisions, signed with a real key, answered in the ledger."""

import json
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.signoff.conftest import PASSPHRASE, make_key
from tests.desktop.signoff.test_signoff import SLOW, report_of, show, shown_names
from tests.desktop.workspaces import prompter
from workbench.desktop.kit.dissent_row import DissentRow
from workbench.desktop.reviews.dialogs import TextDialog
from workbench.desktop.shell.services import Services
from workbench.desktop.signoff.page import SignoffPage
from workbench.desktop.signoff.sign_dialog import SignDialog
from workbench.reports.signing.keys import KeyEntry


def dissent_rows(page: SignoffPage) -> list[DissentRow]:
    return [row for row in page.column.findChildren(DissentRow) if row.isVisible()]


def dialog_of(page: SignoffPage) -> SignDialog:
    page.page_actions()["review.dissent"]()
    assert page.signing.dialog is not None
    return page.signing.dialog


def test_that_dissents_from_before_the_freeze_stand_below_the_signers(qtbot: QtBot, page: SignoffPage) -> None:
    show(qtbot, page)
    qtbot.waitUntil(lambda: len(dissent_rows(page)) == 2)
    assert [name.split(", Dissent, ")[0] for name in shown_names(page)[3:]] == [
        "Борис Иванов, D1 · injection_defense",
        "Omar Farouk, D2 · The review as a whole",
    ]
    assert page.column._heading._note.text() == "0 of 3 have signed, 2 dissents"


def test_that_somebody_who_is_asked_for_no_role_signs_a_dissent_that_counts_for_none(
    qtbot: QtBot, page: SignoffPage, services: Services
) -> None:
    make_key("Omar Farouk", "omar@example.org")
    before = report_of(services).read_bytes()
    show(qtbot, page)
    dialog = dialog_of(page)
    assert dialog.dissent.isChecked()
    assert not dialog._role_field.isVisible()
    dialog.passphrase.setText(PASSPHRASE)
    dialog.primary.click()
    assert dialog._comment_field.control.accessibleDescription() == "Say what you disagree with."
    assert dialog.comment.accessibleName() == "What you disagree with"
    dialog.comment.setPlainText("Too early for general use")
    with qtbot.waitSignal(page.signing.taken, timeout=SLOW):
        dialog.primary.click()
    assert report_of(services).read_bytes().startswith(before)
    qtbot.waitUntil(lambda: len(dissent_rows(page)) == 3, timeout=SLOW)
    said = dissent_rows(page)[2].accessibleName()
    assert said.startswith("Omar Farouk, D3 · The review as a whole, signed, Dissent, ")
    assert said.endswith("Too early for general use")
    qtbot.waitUntil(lambda: page.judged is not None and page.judged.verification.is_valid, timeout=SLOW)
    assert page.judged is not None
    assert page.judged.verification.count == "0 of 3 signed"
    assert len(page._missing()) == 3
    qtbot.waitUntil(lambda: page.column._heading._note.text() == "0 of 3 have signed, 3 dissents")
    assert not page.column._uncollected.isVisible()


def test_that_choosing_a_decision_again_asks_for_the_role(qtbot: QtBot, page: SignoffPage, ada: KeyEntry) -> None:
    from workbench.reports.signing.decisions import Decision

    show(qtbot, page)
    dialog = dialog_of(page)
    dialog.choose(Decision.REJECT)
    assert not dialog.dissent.isChecked()
    assert dialog._role_field.isVisible()
    assert dialog.comment.accessibleName() == "Comment"
    dialog.reject()


def test_that_a_dissent_is_answered_in_the_ledger_and_the_file_stays(
    qtbot: QtBot, page: SignoffPage, services: Services
) -> None:
    before = report_of(services).read_bytes()
    show(qtbot, page)
    qtbot.waitUntil(lambda: len(dissent_rows(page)) == 2)
    button = dissent_rows(page)[0].action
    assert button is not None
    button.click()
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, TextDialog) and each.isVisible())
    dialog.primary.click()
    assert "Nothing is written" in dialog.asked.accessibleDescription()
    dialog._field.setPlainText("A new set is tried in May")
    dialog.primary.click()
    qtbot.waitUntil(
        lambda: len(dissent_rows(page)) == 2 and "A new set is tried in May" in dissent_rows(page)[0].accessibleName()
    )
    assert report_of(services).read_bytes() == before


def test_that_the_ledger_is_exported(qtbot: QtBot, page: SignoffPage, services: Services, tmp_path: Path) -> None:
    show(qtbot, page)
    target = prompter(services).target = tmp_path / "REV-1.ledger.json"
    with qtbot.waitSignal(services.toast_requested, timeout=SLOW) as said:
        page.page_actions()["review.ledger"]()
    assert said.args is not None
    assert said.args[0] == "Ledger written: REV-1.ledger.json"
    told = json.loads(target.read_text(encoding="utf-8"))
    assert (told["revision"], [row["id"] for row in told["dissents"]]) == ("REV-1.1", ["D1", "D2"])
