"""Dissent on the review page: recorded in a draft, beside its check and at a glance; answered after the freeze."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.opened import settle
from workbench.desktop.kit.dissent_row import DissentRow
from workbench.desktop.reviews.dialogs import TextDialog
from workbench.desktop.reviews.dissent_dialogs import DissentDialog
from workbench.desktop.reviews.dissents_part import DissentsPart
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.reviews.review_page import CHECKS, GLANCE
from workbench.desktop.shell.services import Services
from workbench.domain.approval import LedgerEntry
from workbench.domain.review import Dissent
from workbench.edits.dissent import RecordDissent
from workbench.edits.reviews import FreezeReview

CHECK = "injection_defense"


def rows(part: DissentsPart) -> list[DissentRow]:
    return [row for row in part.findChildren(DissentRow) if row.isVisible()]


def dissents(services: Services) -> tuple[Dissent, ...]:
    return services.with_session(lambda session: session.store.dissents.all())


def ledger(services: Services) -> tuple[LedgerEntry, ...]:
    return services.with_session(lambda session: session.store.ledger.all())


def dialog_of(page: ReviewsPage) -> DissentDialog:
    page.review.page_actions()["review.dissent"]()
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, DissentDialog) and each.isVisible()]
    assert len(found) == 1
    return found[0]


def test_that_a_dissent_is_recorded_beside_its_check_and_taken_back_by_undo(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    part = page.review.checks.dissents
    assert not part.isVisible()
    dialog = dialog_of(page)
    assert dialog.check() == CHECK
    dialog.primary.click()
    assert "Nothing is written" in dialog.asked.accessibleDescription()
    dialog._text.setPlainText("The attack set is a year old")
    dialog.primary.click()
    qtbot.waitUntil(lambda: len(rows(part)) == 1)
    name = services.actor.name
    assert rows(part)[0].accessibleName().startswith(f"{name}, D1 · {CHECK} · ")
    assert rows(part)[0].accessibleName().endswith("The attack set is a year old")
    assert [(row.check_id, row.text) for row in dissents(services)] == [(CHECK, "The attack set is a year old")]
    page.review.model.step(1)
    qtbot.waitUntil(lambda: not part.isVisible())
    page.review.model.step(-1)
    qtbot.waitUntil(lambda: part.isVisible())
    services.undo()
    qtbot.waitUntil(lambda: not part.isVisible())


def test_that_at_a_glance_it_is_about_the_review_as_a_whole(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    page.review.show_tab(GLANCE)
    part = page.review.glance.dissents
    qtbot.waitUntil(lambda: part.isVisible() and part._heading._note.text() == "nobody so far")
    dialog = dialog_of(page)
    assert dialog.check() is None
    dialog._text.setPlainText("Too early")
    dialog.primary.click()
    qtbot.waitUntil(lambda: len(rows(part)) == 1)
    assert "The review as a whole" in rows(part)[0].accessibleName()
    assert not page.review.checks.dissents.dissents
    withdraw = rows(part)[0].action
    assert withdraw is not None
    assert withdraw.text() == "Withdraw"
    withdraw.click()
    qtbot.waitUntil(lambda: not rows(part))
    assert dissents(services) == ()


def test_that_only_who_dissented_can_withdraw_it(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    services.write(RecordDissent("REV-1", "Too early", CHECK))
    part = page.review.checks.dissents
    qtbot.waitUntil(lambda: len(rows(part)) == 1)
    assert rows(part)[0].action is not None
    services.act_as("Bob Okafor")
    qtbot.waitUntil(lambda: len(rows(part)) == 1 and rows(part)[0].action is None)


def test_that_a_dissent_from_a_frozen_review_is_answered_and_shown_with_its_answer(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    services.write(RecordDissent("REV-1", "Too early", CHECK))
    services.write(FreezeReview("REV-1"))
    settle(qtbot, services)
    page.review.show_tab(CHECKS)
    part = page.review.checks.dissents
    qtbot.waitUntil(lambda: len(rows(part)) == 1 and rows(part)[0].action is not None)
    button = rows(part)[0].action
    assert button is not None
    qtbot.waitUntil(lambda: page.review.model.data is not None and page.review.model.data.is_frozen)
    qtbot.waitUntil(lambda: bool(rows(part)) and _text(rows(part)[0]) == "Answer…")
    press = rows(part)[0].action
    assert press is not None
    press.click()
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, TextDialog) and each.isVisible())
    dialog._field.setPlainText("It was tried in May")
    dialog.primary.click()
    qtbot.waitUntil(lambda: bool(rows(part)) and "It was tried in May" in rows(part)[0].accessibleName())
    assert _text(rows(part)[0]) == "Answer again…"
    assert [(row.kind, row.dissent_key, row.text) for row in ledger(services)] == [
        ("dissent-answered", "D1", "It was tried in May")
    ]
    with qtbot.waitSignal(page.review.navigate) as gone:
        page.review.page_actions()["review.dissent"]()
    assert gone.args == ["signoff", "REV-1.1"]


def _text(row: DissentRow) -> str:
    return row.action.text() if row.action else ""
