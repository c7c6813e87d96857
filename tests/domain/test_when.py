"""Moments as people type them."""

from datetime import date

import pytest

from workbench.domain.errors import UserError
from workbench.domain.when import parse_when

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2026-11-17 14:02", "2026-11-17T14:02", "minute"),
        ("2026-11-17T14:02Z", "2026-11-17T14:02", "minute"),
        ("17 Nov 2026", "2026-11-17", "day"),
        ("17 november", "2026-11-17", "day"),
        ("feb 2026", "2026-02", "month"),
        ("2026-02", "2026-02", "month"),
        ("q1 2026", "2026-Q1", "quarter"),
        ("2026", "2026", "year"),
        ("yesterday", "2026-11-20", "day"),
    ],
)
def test_that_a_date_is_read_as_precisely_as_it_was_typed(text: str, at: str, precision: str) -> None:
    assert parse_when(text, TODAY) == (at, precision)


@pytest.mark.parametrize("text", ["", "soon", "31 Feb 2026", "2026-13", "2026-11-17 25:00", "<b>2026</b>"])
def test_that_what_is_no_date_is_refused_with_the_way_to_write_one(text: str) -> None:
    with pytest.raises(UserError, match="Write it as 17 Nov 2026"):
        parse_when(text, TODAY)


def test_that_an_incident_cannot_begin_tomorrow() -> None:
    with pytest.raises(UserError, match="has not come yet"):
        parse_when("2026-11-22", TODAY)
