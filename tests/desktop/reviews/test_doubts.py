"""Beside a check: incidents in which a control failed that it relies on."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.desktop.opened import settle
from workbench.desktop.reviews.doubts_part import doubt_markup
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.shell.services import Services
from workbench.edits.findings import SetControl
from workbench.edits.incidents import RecordIncident
from workbench.storage.doubts import Doubt, FailedIn

FAILED = ({"control": "input-screening", "outcome": "failed"},)


def shown(page: ReviewsPage) -> str:
    part = page.review.checks.doubts
    return "\n".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


def test_that_a_line_comes_with_the_incident_and_goes_with_its_undo(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    services.write(SetControl("REV-1", "injection_defense", "input-screening", "partly"))
    settle(qtbot, services)
    assert shown(page) == ""
    services.write(RecordIncident({"title": "A footer got through", "controls": FAILED}))
    qtbot.waitUntil(lambda: "which this relies on, failed elsewhere." in shown(page))
    page.review.model.step(1)
    assert not page.review.checks.doubts.isVisible()
    page.review.model.step(-1)
    assert page.review.checks.doubts.isVisible()
    services.undo()
    qtbot.waitUntil(lambda: not page.review.checks.doubts.isVisible())


def test_that_the_line_leads_to_the_incident(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    with qtbot.waitSignal(page.navigate) as gone:
        page.review.checks.doubts.link_activated.emit("workbench:incident/INC-2026-001")
    assert gone.args == ["incidents", "INC-2026-001"]


def test_that_the_newest_incidents_are_named_and_the_rest_counted() -> None:
    incidents = tuple(FailedIn(key=f"INC-{n}", title="", is_elsewhere=n > 1) for n in (3, 2, 1))
    doubt = Doubt(check_id="c", control="x", name="A <filter>", how="in place", incidents=incidents, count=1203)
    markup = doubt_markup(doubt)
    assert " and 1,200 more: A &lt;filter&gt;, which this relies on, failed here." in markup
    assert markup.count("<a ") == 3
