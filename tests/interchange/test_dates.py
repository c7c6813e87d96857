"""Dates: no more precise than the text, and none where it is ambiguous or impossible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.interchange.dates import needs_order, parse_date, shows_order


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2025-07-21", "2025-07-21", "day"),
        ("2025/7/1", "2025-07-01", "day"),
        ("January 18, 2024", "2024-01-18", "day"),
        ("3rd of March 2024", "2024-03-03", "day"),
        ("Wednesday 4 December 2019", "2019-12-04", "day"),
        ("Sep 27 2017 13:06 PST", "2017-09-27T21:06", "minute"),
        ("2018-03-26 10:34 CEST", "2018-03-26T08:34", "minute"),
        ("2024-01-21T20:21:00.484037Z", "2024-01-21T20:21", "minute"),
        ("2025-07-13T23:30:00+02:00", "2025-07-13T21:30", "minute"),
        ("2018-01-17 17:14pm UTC", "2018-01-17T17:14", "minute"),
        ("2018-12-04T22:00:00.000Z", "2018-12-04T22:00", "minute"),
        ("2026-05-01 03:26pm UTC", "2026-05-01T15:26", "minute"),
        ("2020-02-03 10:00", "2020-02-03", "day"),
        ("2020-02-03 10:00 PT", "2020-02-03", "day"),
        ("July 2025", "2025-07", "month"),
        ("Mid-February 2026", "2026-02", "month"),
        ("4-2009", "2009-04", "month"),
        ("08/2017", "2017-08", "month"),
        ("Q1 2026", "2026-Q1", "quarter"),
        ("Late 2016", "2016", "year"),
        ("5/19/2015", "2015-05-19", "day"),
        ("19.5.2015", "2015-05-19", "day"),
        ("7/7/2020", "2020-07-07", "day"),
    ],
)
def test_that_a_date_keeps_its_precision(text: str, at: str, precision: str) -> None:
    dated = parse_date(text)
    assert dated is not None
    assert (dated.at, dated.precision) == (at, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023-02-30",
        "2023-13-01",
        "13-2020",
        "30 February 2024",
        "2202-05-01",
        "4/5/2026",
        "Present",
        "2025-07-21 25:61 UTC",
        "2016 (Research conducted）",
        "Disclosed April 16, 2026",
        "1" * 4000,
        "٢٠٢٥-٠١-٠٢x",
    ],
)
def test_that_what_is_impossible_or_could_be_two_dates_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_that_the_order_settles_what_could_be_two_dates() -> None:
    assert needs_order("4/5/2026")
    assert not needs_order("4/4/2026")
    assert (shows_order("25/4/2026"), shows_order("4/25/2026"), shows_order("4/5/2026")) == (
        "day-month",
        "month-day",
        None,
    )
    day_first, month_first = parse_date("4/5/2026", "day-month"), parse_date("4/5/2026", "month-day")
    assert day_first and month_first
    assert (day_first.at, month_first.at) == ("2026-05-04", "2026-04-05")


@given(st.text(alphabet="0123456789-/.: TZQJanuaryMonday,thUPS+~\u0663", max_size=40))
def test_that_any_text_is_a_date_or_none(text: str) -> None:
    dated = parse_date(text)
    assert dated is None or dated.at[:4].isdecimal()
