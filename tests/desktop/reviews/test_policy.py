"""The policy in the window: chosen for a new review, changed on a draft, refused ones named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.catalogue.test_policies import OWN
from workbench.desktop.reviews.fix_sets import StepRow
from workbench.desktop.reviews.new_review import NewReviewPage
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.reviews.policy_dialog import PolicyDialog
from workbench.desktop.reviews.renew_dialog import RenewDialog
from workbench.desktop.reviews.review_page import CHECKS, GLANCE
from workbench.desktop.shell.services import Services
from workbench.domain.model import Status
from workbench.edits.findings import AnswerCheck
from workbench.edits.obligations import RequestWaiver
from workbench.edits.reviews import FreezeReview


def put(services: Services, text: str) -> None:
    folder = services.with_session(lambda session: session.store.folder) / "policies"
    folder.mkdir(exist_ok=True)
    (folder / "ours.toml").write_text(text, encoding="utf-8")


def dialog() -> PolicyDialog | None:
    shown = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, PolicyDialog)]
    return shown[0] if shown and shown[0].isVisible() else None


def test_that_a_draft_gets_another_policy_at_a_glance(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    put(services, OWN)
    page.review.show_tab(GLANCE)
    page.review.glance._choose.click()
    qtbot.waitUntil(lambda: dialog() is not None)
    asked = dialog()
    assert asked is not None
    assert asked.chosen() == "default"
    asked.box.setCurrentIndex(asked.box.findData("ours"))
    asked.primary.click()
    qtbot.waitUntil(lambda: page.review.model.data is not None and page.review.model.data.view.policy.id == "ours")
    qtbot.waitUntil(lambda: page.review.glance._policy.text().startswith("Policy ours 3"))


def test_that_a_frozen_review_offers_no_other_policy(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    page.review.show_tab(GLANCE)
    assert page.review.glance._choose.isVisible()
    services.write(FreezeReview("REV-1.1"))
    qtbot.waitUntil(lambda: not page.review.glance._choose.isVisible())


def test_that_a_new_review_is_started_on_the_chosen_policy(qtbot: QtBot, services: Services, started: str) -> None:
    put(services, OWN.replace('"blocks, waivable"', '"note"'))
    form = NewReviewPage(services)
    qtbot.addWidget(form)
    form.start("DEP-1")
    qtbot.waitUntil(lambda: form.deployment.count() == 2)
    assert form.policy.currentData() == "default"
    assert "policies/ours.toml, line 7" in form.policy.accessibleDescription()
    form.policy.setCurrentIndex(form.policy.findData("strict"))
    with qtbot.waitSignal(form.started) as signal:
        form.submit()
    key = signal.args[0]
    review = services.with_session(lambda session: session.store.reviews.first("number = 2"))
    assert review is not None
    assert (review.full_key, review.policy_id) == (key, "strict")


def test_that_the_sets_and_remarks_at_a_glance_lead_to_their_checks(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    for check in page.review.model.checks:
        services.write(AnswerCheck("REV-1.1", check, Status.FAIL if check == "injection_defense" else Status.WARN))
    page.review.show_tab(GLANCE)

    def rows() -> list[StepRow]:
        data = page.review.model.data
        is_read = data is not None and data.unknown == 0
        return [row for row in page.review.glance.fix_sets.findChildren(StepRow) if is_read and row.isVisible()]

    qtbot.waitUntil(lambda: [row.step.check_id for row in rows()][:1] == ["injection_defense"])
    first = rows()[0]
    assert first.accessibleName().startswith("injection_defense: Fix and prove: ")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert page.review.model.check_id == "injection_defense"
    assert page.review.tabs.current() == CHECKS
    assert page.review.model.data is not None
    assert page.review.remarks_button.text() == f"{len(page.review.model.data.remarks)} remarks"
    page.review.remarks_button.click()
    assert page.review.tabs.current() == GLANCE
    page.review.glance.remarks.link_followed.emit("check:cost_routing")
    assert page.review.model.check_id == "cost_routing"
    services.write(AnswerCheck("REV-1.1", "cost_routing", Status.UNKNOWN))

    def told() -> list[str]:
        return [row.accessibleName() for row in page.review.glance.fix_sets.findChildren(StepRow)]

    qtbot.waitUntil(lambda: any(name.startswith("cost_routing: Find out, and prove a pass") for name in told()))
    assert not page.review.glance.fix_sets.isHidden()


def test_that_a_ready_review_has_no_sets(qtbot: QtBot, page: ReviewsPage) -> None:
    data = page.review.model.data
    assert data is not None
    ready = replace(data, unblocking=data.unblocking.model_copy(update={"to_conditions": (), "to_ready": ()}))
    page.review.glance.fix_sets.show_data(ready)
    assert page.review.glance.fix_sets.isHidden()


def test_that_a_waiver_is_asked_for_again_and_withdrawn_from_its_menu(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    owner = services.with_session(lambda session: session.actor.id)
    today = datetime.now(UTC).date()
    services.write(RequestWaiver("REV-1.1", "injection_defense", "Needed", owner, today))
    qtbot.waitUntil(lambda: page.review.model.data is not None and bool(page.review.model.data.waivers_of()))
    data = page.review.model.data
    assert data is not None
    part, row = page.review.checks.obligations, data.waivers_of()[0]
    menu = part.make_menu(row, data)
    assert [action.text() for action in menu.actions()] == ["Approve", "Ask again…", "Withdraw", "History…"]
    menu.actions()[1].trigger()
    asked = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, RenewDialog))
    wanted = asked.expires()
    assert wanted == today + timedelta(days=30)
    asked.primary.click()
    qtbot.waitUntil(
        lambda: page.review.model.data is not None and page.review.model.data.waivers_of()[0].expires_on == wanted
    )
    part.withdraw(row)
    qtbot.waitUntil(lambda: page.review.model.data is not None and not page.review.model.data.waivers_of())
