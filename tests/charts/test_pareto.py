"""The Pareto says what leads, and whether that is established."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.charts.pareto import CategoryCount, build_pareto
from workbench.domain.statistics import interval, share_interval


def counted(own, share=None, name=None, id_=None):
    return CategoryCount(id=id_ or f"c-{name}", name=name or "Category", own=own, share=share, n_at_least=50)


PICTURE = [
    counted(7, 12, "Prompt injection"),
    counted(5, 22, "Tool API drift"),
    counted(4, 28, "Context pollution"),
    counted(3, 18, "Cascading errors"),
    counted(3, 15, "Fallback handling"),
    counted(2, 5, "Other", "other"),
]


def by_form(spec):
    return {series.form: series for series in spec.series}


def test_that_a_small_n_does_not_establish_an_order():
    spec = build_pareto(PICTURE)
    assert spec.title == "Prompt injection leads, but the order is not established"
    assert "24 incidents of our own" in spec.caption
    assert "not a random sample" in spec.caption


def test_that_a_clear_lead_is_said_with_its_counts():
    spec = build_pareto([counted(80, name="Tool API drift"), counted(10, name="Other", id_="other")])
    assert spec.title == "Tool API drift leads, with 80 of 90 incidents"


def test_that_a_tie_is_called_level():
    spec = build_pareto([counted(4, name="Context pollution"), counted(4, name="Tool API drift")])
    assert spec.title == "Context pollution and tool API drift are level, and the order is not established"


def test_that_other_comes_last_whatever_its_size():
    spec = build_pareto([counted(50, name="Other", id_="other"), counted(1, name="Tool API drift")])
    assert [band.label for band in spec.x.bands] == ["Tool API drift", "Other"]


def test_that_without_own_incidents_only_published_shares_are_drawn():
    spec = build_pareto([count.model_copy(update={"own": 0}) for count in PICTURE])
    assert list(by_form(spec)) == ["diamonds"]
    assert spec.title.startswith("No incidents of our own yet")
    assert [band.label for band in spec.x.bands][:2] == ["Context pollution", "Tool API drift"]
    assert {row[2:5] for row in spec.rows} == {("No data",) * 3}
    assert spec.y.top == 60


def test_that_a_share_nobody_published_is_not_reported_and_has_no_diamond():
    spec = build_pareto([counted(3, 20, "Context pollution"), counted(1, None, "Rate limits")])
    assert [mark.x for mark in by_form(spec)["diamonds"].marks] == [0]
    assert spec.rows[1][5:] == ("Not reported", "Not reported")


def test_that_nothing_at_all_still_gives_a_chart():
    spec = build_pareto([counted(0, None, "Context pollution")])
    assert spec.series == ()
    assert len(spec.rows) == 1


@given(st.lists(st.integers(0, 200), min_size=1, max_size=7), st.integers(1, 60))
def test_that_bars_intervals_and_cumulated_line_are_the_exact_ones(own, share):
    spec = build_pareto([counted(count, share, f"C{index}") for index, count in enumerate(own)])
    forms, n = by_form(spec), sum(own)
    published = share_interval(share, 50)
    assert {mark.upper for mark in forms["diamonds"].marks} == {100 * published.upper}
    if n == 0:
        return
    ordered = sorted(own, reverse=True)
    for mark, count in zip(forms["bars"].marks, ordered, strict=True):
        exact = interval(count, n)
        assert (mark.y, mark.lower, mark.upper) == (100 * count / n, 100 * exact.lower, 100 * exact.upper)
    heights = [mark.y for mark in forms["line"].marks]
    assert heights == sorted(heights)
    assert heights[-1] == pytest.approx(100)
