"""Leaving a review and coming back: the same check, and the focus in the same part of it, also after a restart."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from workbench.desktop.reviews.left_at import REMEMBERED, LeftAt
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.shell.services import Services
from workbench.edits.deployments import AddDeployment
from workbench.edits.reviews import StartReview
from workbench.tasks.settings import load_settings, settings_file

CHECK = "determinism_testing"


def leave_in_rationale(qtbot: QtBot, page: ReviewsPage) -> None:
    page.review.model.set_check(CHECK)
    field = page.review.checks.texts.rationale.field
    qtbot.waitUntil(field.isVisible)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)


def test_that_coming_back_from_the_list_and_from_another_review_finds_the_same_place(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    services.write(AddDeployment("Booking agent", "Travel", "2.0"))
    version = services.with_session(lambda session: session.store.versions.all("label = ?", "2.0")[0])
    services.write(StartReview(version.id, "twelve"))
    leave_in_rationale(qtbot, page)
    for elsewhere in ("list", "REV-2.1"):
        page.open_at(elsewhere)
        if elsewhere != "list":
            qtbot.waitUntil(lambda: bool(page.review.model.data and page.review.model.data.key == "REV-2.1"))
        page.open_at("REV-1.1")
        qtbot.waitUntil(lambda: bool(page.review.model.data and page.review.model.data.key == "REV-1.1"))
        assert page.review.model.check_id == CHECK
        qtbot.waitUntil(page.review.checks.texts.rationale.field.hasFocus)


def test_that_a_named_check_goes_before_the_place_that_was_left(qtbot: QtBot, page: ReviewsPage) -> None:
    leave_in_rationale(qtbot, page)
    page.open_at("list")
    page.open_at("REV-1.1/cost_routing")
    qtbot.waitUntil(lambda: page.review.model.check_id == "cost_routing")
    assert not page.review.checks.texts.rationale.field.hasFocus()


def test_that_the_place_is_still_known_after_a_restart(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    leave_in_rationale(qtbot, page)
    page.closing()
    page.hide()
    again = ReviewsPage(services)
    qtbot.addWidget(again)
    again.resize(1200, 760)
    with qtbot.waitActive(again):
        again.show()
        again.activateWindow()
    again.open_at("REV-1.1")
    qtbot.waitUntil(lambda: again.review.model.check_id == CHECK)
    qtbot.waitUntil(again.review.checks.texts.rationale.field.hasFocus)


def test_that_escape_makes_the_check_as_a_whole_the_place(qtbot: QtBot, page: ReviewsPage) -> None:
    leave_in_rationale(qtbot, page)
    qtbot.keyClick(page.review.checks.texts.rationale.field, Qt.Key.Key_Escape)
    assert page.review.model.left_at.part("REV-1.1") == ""
    assert page.review.model.left_at.check("REV-1.1") == CHECK


def test_that_only_so_many_places_are_kept_and_those_of_others_stay(tmp_path: Path, prompter: FakePrompter) -> None:
    first = LeftAt("one")
    for number in range(REMEMBERED + 5):
        first.note(f"REV-{number}.1", CHECK, "")
    first.keep()
    second = LeftAt("two")
    second.note("REV-1.1", CHECK, "E1")
    second.keep()
    places = load_settings().places
    assert len(places) == REMEMBERED
    assert "one/REV-0.1" not in places
    assert (LeftAt("two").part("REV-1.1"), LeftAt("one").check("REV-1.1")) == ("E1", "")
    settings_file().write_text("no settings")
    assert LeftAt("two").check("REV-1.1") == ""
