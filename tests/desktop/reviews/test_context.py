"""Beside the check in the window: what was answered before and elsewhere, own incidents apart from public ones."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from workbench.desktop.kit.text import Label
from workbench.desktop.reviews.context_part import AnswerRow, BeforePart, SeenPart
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.shell.services import Services
from workbench.domain.model import Status
from workbench.edits.deployments import AddDeployment
from workbench.edits.findings import AnswerCheck
from workbench.edits.incidents import RecordIncident
from workbench.edits.reviews import StartReview

CHECK = "injection_defense"


def said(part: BeforePart | SeenPart) -> str:
    return "\n".join(label.text() for label in part.findChildren(Label) if label.isVisible())


def test_that_other_answers_are_read_and_lead_to_their_reviews(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    part = page.review.checks.before
    qtbot.waitUntil(lambda: "No earlier review of this deployment." in said(part))
    assert "No other review asks this check." in said(part)
    services.write(AddDeployment("Booking agent", "Travel", "2.0"))
    version = services.with_session(lambda session: session.store.versions.all("label = ?", "2.0")[0])
    services.write(StartReview(version.id, "twelve"))
    services.write(AnswerCheck("REV-2.1", CHECK, Status.FAIL))
    qtbot.waitUntil(lambda: "Other reviews: 1 fail" in said(part))
    assert "Some of them on another checklist: twelve." in said(part)
    [row] = [row for row in part.findChildren(AnswerRow) if row.isVisible()]
    assert row.accessibleName() == "Booking agent 2.0: Fail: REV-2.1"
    with qtbot.waitSignal(page.navigate) as navigate:
        qtbot.keyClick(row, Qt.Key.Key_Return)
    assert navigate.args == ["reviews", f"REV-2.1/{CHECK}"]


def test_that_own_incidents_stand_before_public_ones_and_both_are_counted(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    for title, origin in (("Ours", "own"), ("Theirs", "public"), ("Theirs too", "public")):
        services.write(RecordIncident({"title": title, "origin": origin, "modes": [{"mode": "M06", "role": "cause"}]}))
    part = page.review.checks.seen
    qtbot.waitUntil(lambda: "Public precedents: 2" in said(part))
    assert said(part).index("Our own: 1") < said(part).index("Public precedents: 2")
    assert part.count == 3
    page.review.model.set_check("cost_routing")
    qtbot.waitUntil(lambda: "No incident shows this mode yet." in said(part))
