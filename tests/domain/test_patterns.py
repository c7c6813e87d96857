"""What a count among incidents is worth: intervals as scipy has them, an order only where they do not overlap."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from workbench.domain.patterns import RULE, Tally, in_order, ranked, rate_text, task_rate

TODAY = date(2026, 11, 20)


def tally(count: int, n: int, name: str = "a", share: int | None = None) -> Tally:
    return Tally(id=name, name=name, count=count, n=n, share=share, n_at_least=50 if share else None)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_that_the_interval_of_a_share_is_the_exact_one_of_scipy_and_statsmodels(counts: tuple[int, int]) -> None:
    count, n = counts
    fit = tally(count, n).fit
    assert fit is not None
    exact = binomtest(count, n).proportion_ci(0.95, method="exact")
    low, high = proportion_confint(count, n, alpha=0.05, method="beta")
    assert (fit.lower, fit.upper) == pytest.approx((exact.low, exact.high), abs=1e-9)
    assert (fit.lower, fit.upper) == pytest.approx((low, high), abs=1e-9)


def test_that_nothing_counted_has_no_interval() -> None:
    assert tally(0, 0).fit is None
    assert tally(0, 0).published is None


@settings(deadline=None)
@given(st.lists(st.integers(0, 200), min_size=2, max_size=9))
def test_that_what_is_ranked_stands_above_every_lesser_one_and_nothing_else_is(counts: list[int]) -> None:
    n = max(sum(counts), 1)
    tallies = [tally(count, n, f"c{index}") for index, count in enumerate(counts)]
    ends = {count: proportion_confint(count, n, alpha=0.05, method="beta") for count in counts}
    for one in tallies:
        low = ends[one.count][0]
        lesser = [ends[x.count][1] for x in tallies if x.count < one.count]
        is_level = sum(x.count == one.count for x in tallies) > 1
        expected = bool(lesser) and not is_level and all(low > high for high in lesser)
        assert (one.id in ranked(tallies)) is expected


def test_that_a_small_n_ranks_nothing_and_a_large_one_does() -> None:
    assert ranked([tally(4, 9, "a"), tally(3, 9, "b"), tally(2, 9, "c")]) == ()
    assert ranked([tally(400, 900, "a"), tally(300, 900, "b"), tally(200, 900, "c")]) == ("a", "b")
    assert ranked([tally(40, 80, "a"), tally(40, 80, "b")]) == ()
    assert "do not overlap" in RULE


def test_that_other_comes_last_and_equal_ones_by_published_share() -> None:
    tallies = [tally(9, 12, "other"), tally(1, 12, "b", 10), tally(1, 12, "a"), tally(1, 12, "c", 20)]
    assert [one.id for one in in_order(tallies)] == ["c", "b", "a", "other"]


@pytest.mark.parametrize(
    ("count", "n", "share", "said"),
    [(45, 50, 12, "more"), (0, 60, 28, "less"), (5, 20, 28, ""), (5, 20, None, ""), (0, 0, 28, "")],
)
def test_that_a_share_is_beyond_the_published_one_only_where_the_intervals_part(
    count: int, n: int, share: int | None, said: str
) -> None:
    assert tally(count, n, share=share).beyond_published == said


def test_that_a_rate_says_its_kind_its_confidence_and_what_it_assumes() -> None:
    rate = task_rate("DEP-1", "Desk", 3, date(2026, 11, 11), 4000, TODAY)
    assert (rate.days, rate.tasks) == (10, 40_000)
    exact = binomtest(3, 40_000).proportion_ci(0.95, method="exact")
    assert rate.fit is not None
    assert (rate.fit.lower, rate.fit.upper) == pytest.approx((exact.low, exact.high), rel=1e-6)
    assert rate_text(rate) == (
        "0.075 per 1,000 tasks (3 in 40,000 since 11 Nov 2026); 95 % two-sided exact interval 0.0155 to 0.219, "
        "if tasks are independent and there were 4,000 a day"
    )


@pytest.mark.parametrize(
    ("since", "per_day", "incidents", "why"),
    [
        (None, 4000, 0, "it is not recorded what runs and since when"),
        (TODAY, None, 0, "the profile does not say how many tasks a day"),
        (date(2026, 12, 1), 4000, 0, "it has not begun to run"),
        (TODAY, 0, 0, "there are fewer tasks than incidents"),
        (TODAY, 2, 3, "there are fewer tasks than incidents"),
    ],
)
def test_that_a_rate_without_a_denominator_is_no_data(
    since: date | None, per_day: int | None, incidents: int, why: str
) -> None:
    rate = task_rate("DEP-1", "Desk", incidents, since, per_day, TODAY)
    assert rate.fit is None
    assert rate.tasks is None
    assert rate_text(rate) == f"No data: {why}"
