"""Two reviews beside each other in the window: flags first, only what differs, back and forward."""

from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.journeys import screen
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import SPOKEN
from workbench.desktop.reviews.compare_model import CompareModel
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.reviews.review_page import GLANCE
from workbench.desktop.shell.services import Services
from workbench.domain.model import Status
from workbench.edits.findings import AnswerCheck, WriteSummary
from workbench.edits.reviews import FreezeReview, ReviseReview, StartReview


def revised(services: Services) -> None:
    """REV-1.2, which answers one check otherwise than REV-1.1."""
    services.write(AnswerCheck("REV-1", "injection_defense", Status.FAIL))
    services.write(FreezeReview("REV-1"))
    services.write(ReviseReview("REV-1"))
    services.write(AnswerCheck("REV-1", "injection_defense", Status.PASS))
    services.write(WriteSummary("REV-1", "injection_defense", "sandboxed"))


def keys(page: ReviewsPage) -> list[str]:
    return [row.key for row in page.compare.rows.rows]


def test_that_a_revision_is_compared_with_the_one_before(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    QAbstractItemModelTester(page.compare.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    revised(services)
    page.open_at("REV-1.2")
    qtbot.waitUntil(lambda: page.review.model.data is not None and page.review.model.data.key == "REV-1.2")
    page.review.show_tab(GLANCE)
    assert page.review.glance._compare.text() == "Compare with REV-1.1"
    with qtbot.waitSignal(page.navigate) as gone:
        page.review.glance._compare.click()
    assert gone.args == ["reviews", "compare REV-1.2"]
    qtbot.waitUntil(lambda: keys(page) == ["injection_defense"])
    assert (page.compare.first.current_key(), page.compare.second.current_key()) == ("REV-1.1", "REV-1.2")
    assert not page.compare.flags.isVisible()
    index = page.compare.rows.index(0, CompareModel.heads.index("Trend"))
    assert index.data(Role.CHIP) == ("better", "pass")
    page.compare.shown.choose_beside(1)
    assert len(keys(page)) == 9
    row = keys(page).index("cost_routing")
    assert page.compare.rows.index(row, 4).data(SPOKEN) == "nothing differs"
    page.compare.table.selectRow(keys(page).index("injection_defense"))
    qtbot.waitUntil(
        lambda: "sandboxed" in " ".join(screen.spoken(each) for each in screen.widgets(page.compare.detail))
    )
    with qtbot.waitSignal(page.navigate) as opened:
        page.compare.table.opened.emit(page.compare.table.currentIndex())
    assert opened.args == ["reviews", "REV-1.2/injection_defense"]


def test_that_a_change_elsewhere_shows_at_once_and_sides_swap(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    revised(services)
    page.open_at("compare REV-1.1 REV-1.2")
    qtbot.waitUntil(lambda: keys(page) == ["injection_defense"])
    services.write(AnswerCheck("REV-1", "cost_routing", Status.WARN))
    qtbot.waitUntil(lambda: keys(page) == ["injection_defense", "cost_routing"])
    page.compare.swap.click()
    qtbot.waitUntil(lambda: page.compare.first.current_key() == "REV-1.2")
    qtbot.waitUntil(lambda: page.compare.rows.index(0, 3).data(Role.CHIP) == ("worse", "fail"))


def test_that_different_checklists_are_flagged_and_the_list_leads_there(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    version = services.with_session(lambda session: session.store.versions.all()[0])
    services.write(StartReview(version.id, "twelve"))
    page.open_at("list")
    qtbot.waitUntil(lambda: len(page.listing.rows.rows) == 2)
    page.listing.table.selectRow(0)
    page.page_actions()["review.compare"]()
    qtbot.waitUntil(lambda: page.compare.flags.isVisible())
    assert (page.compare.first.current_key(), page.compare.second.current_key()) == ("REV-1.1", "REV-2.1")
    assert "Compared on different checklists: nine 1 and twelve 1." in page.compare.flags._text.text()
    assert set(keys(page)) >= {"tool_contract_testing", "handoff_validation"}


def test_that_a_review_alone_is_told_so(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    page.open_at("compare REV-1.1")
    qtbot.waitUntil(lambda: page.compare._stack.currentIndex() == 1)
    assert page.compare.found is None
    assert not page.compare.swap.isVisible()
    page.open_at("compare REV-1.1 REV-7.1")
    qtbot.waitUntil(lambda: "no review REV-7.1" in page.compare._empty._sentence.text())
