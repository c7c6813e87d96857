"""Searching the list of reviews: by what it shows, by what findings say, and by filters."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.workspaces import make_rich
from workbench.desktop.reviews.list_model import read_matching
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.shell.services import Services
from workbench.storage.store import Store


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_rich(tmp_path_factory.mktemp("rich"))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", ["REV-2.1", "REV-1.1"]),
        ("book", ["REV-2.1"]),
        ("sandboxed", ["REV-1.1"]),
        ("is:draft", ["REV-2.1"]),
        ("status:fail", ["REV-1.1"]),
        ("-is:frozen", ["REV-2.1"]),
        ("deployment:desk agent", ["REV-1.1"]),
        ("rev-1", ["REV-1.1"]),
        ("grade:confirmed", []),
        ("sev:x", []),
        ("xqzj", []),
    ],
)
def test_that_reviews_are_found(rich: Path, text: str, keys: list[str]) -> None:
    store = Store(rich)
    rows, in_all = read_matching(store, text)
    store.close()
    assert ([row.full_key for row in rows], in_all) == (keys, 2)


def test_that_the_list_opens_at_a_search_and_goes_back_to_everything(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    page.open_at("search/nobody wrote this")
    assert "edit.find" in page.page_actions()
    qtbot.waitUntil(lambda: services.reads.is_idle() and page.listing.rows.rowCount() == 0)
    page.listing._no_match.link_pressed.emit()
    qtbot.waitUntil(lambda: page.listing.rows.rowCount() == 1)
    assert page.listing.search.text() == ""
