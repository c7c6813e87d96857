"""The search field: which filters are chips, and what a list says in which nothing matches."""

import pytest
from pytestqt.qtbot import QtBot

from workbench.desktop.kit.search_field import HELP, SearchField, nothing_matches
from workbench.domain.query import FIELDS


def test_that_a_filter_is_a_chip_once_the_cursor_has_left_it(qtbot: QtBot) -> None:
    field = SearchField("Search incidents")
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "sev:high")
    assert field.chips() == []
    qtbot.keyClicks(field, " tool sev:x")
    assert [field.text()[span.start : span.end] for span in field.chips()] == ["sev:high"]
    qtbot.keyClicks(field, " ")
    assert [bool(span.complaint) for span in field.chips()] == [False, True]
    assert field.grab().toImage() != _plain(qtbot, field.text()).grab().toImage()
    assert field.text() == "sev:high tool sev:x "


def _plain(qtbot: QtBot, text: str) -> SearchField:
    """Return a field that holds the same letters without a filter in them."""
    field = SearchField("Search incidents")
    qtbot.addWidget(field)
    field.setText(text.replace(":", ";"))
    return field


def test_that_every_filter_is_in_the_help_of_the_field() -> None:
    assert all(field.example in HELP for field in FIELDS)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("sev:high is:open", "Nothing matches sev:high is:open. Remove a filter or search everything."),
        ("sev:x", "sev:x is not a severity. Choose from critical, high, medium, low. Or search everything."),
    ],
)
def test_that_a_list_without_a_match_says_what_to_do(typed: str, sentence: str) -> None:
    assert nothing_matches(typed, typed) == sentence
