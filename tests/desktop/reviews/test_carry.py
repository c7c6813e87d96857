"""Carrying forward in the window: a preview, a choice per check, one undo."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.desktop.reviews.carry_dialog import CarryDialog, lines
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.shell.services import Services
from workbench.domain.model import Status
from workbench.edits.findings import AnswerCheck, WriteSummary
from workbench.edits.reviews import FreezeReview, StartReview


def asked(qtbot: QtBot, page: ReviewsPage, services: Services) -> CarryDialog:
    """REV-1 with two answers, REV-2 with one of them, and the dialog over REV-2."""
    for check, status in (("injection_defense", Status.FAIL), ("cost_routing", Status.PASS)):
        services.write(AnswerCheck("REV-1", check, status))
        services.write(WriteSummary("REV-1", check, f"{status} there"))
    version = services.with_session(lambda session: session.store.versions.all()[0])
    services.write(StartReview(version.id, "nine"))
    services.write(AnswerCheck("REV-2", "cost_routing", Status.FAIL))
    page.open_at("REV-2.1")
    qtbot.waitUntil(lambda: page.review.model.data is not None and page.review.model.data.key == "REV-2.1")
    qtbot.waitUntil(lambda: "review.carry" in page.page_actions())
    page.page_actions()["review.carry"]()
    shown = next(one for one in QApplication.topLevelWidgets() if isinstance(one, CarryDialog) and one.isVisible())
    qtbot.waitUntil(lambda: len(shown.rows) == 2)
    return shown


def test_that_only_what_nobody_answered_is_chosen_at_first(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    dialog = asked(qtbot, page, services)
    assert dialog.source.current_key() == "REV-1.1"
    assert dialog.chosen() == ("injection_defense",)
    told = {row.row.check_id: lines(row.row) for row in dialog.rows}
    assert any(line.startswith("Overwrites finding “Fail") for line in told["cost_routing"])
    assert not any("Overwrites" in line for line in told["injection_defense"])
    dialog.primary.click()
    qtbot.waitUntil(lambda: page.review.model.data.finding("injection_defense").status is Status.FAIL)  # type: ignore[union-attr]
    assert page.review.model.data.finding("cost_routing").status is Status.FAIL  # type: ignore[union-attr]
    services.undo()
    qtbot.waitUntil(lambda: page.review.model.data.finding("injection_defense").reviewer is None)  # type: ignore[union-attr]


def test_that_an_answer_is_overwritten_only_by_choice(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    dialog = asked(qtbot, page, services)
    dialog._none.click()
    assert dialog.chosen() == ()
    assert not dialog.primary.isEnabled()
    dialog._choose.click()
    dialog.primary.click()
    qtbot.waitUntil(lambda: page.review.model.data.finding("cost_routing").status is Status.PASS)  # type: ignore[union-attr]


def test_that_a_refusal_stays_in_the_dialog_and_a_frozen_review_offers_none(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    dialog = asked(qtbot, page, services)
    services.write(FreezeReview("REV-2"))
    dialog.primary.click()
    assert dialog.isVisible()
    assert "is frozen" in dialog._refusal.accessibleName()
    dialog.reject()
    qtbot.waitUntil(lambda: "review.carry" not in page.page_actions())
