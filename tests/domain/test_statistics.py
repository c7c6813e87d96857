"""The bounds agree with scipy and statsmodels, and no printed bound flatters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binom
from statsmodels.stats.proportion import proportion_confint

from workbench.domain import statistics
from workbench.domain.statistics import (
    clean_runs_needed,
    interval,
    lower_bound,
    percent,
    percent_down,
    percent_plain,
    percent_up,
    rate_sentence,
    share_interval,
    upper_bound,
)

counts = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(deadline=None)
@given(counts, st.sampled_from([0.9, 0.95, 0.99]))
def test_that_one_sided_bounds_agree_with_scipy(count, confidence):
    k, n = count
    upper = beta.ppf(confidence, k + 1, n - k) if k < n else 1.0
    lower = beta.ppf(1 - confidence, k, n - k + 1) if k else 0.0
    assert upper_bound(k, n, confidence) == pytest.approx(upper, abs=1e-10)
    assert lower_bound(k, n, confidence) == pytest.approx(lower, abs=1e-10)


@settings(deadline=None)
@given(counts)
def test_that_the_two_sided_interval_agrees_with_statsmodels(count):
    k, n = count
    low, high = proportion_confint(k, n, alpha=0.05, method="beta")
    ours = interval(k, n)
    assert (ours.lower, ours.upper) == (pytest.approx(low, abs=1e-10), pytest.approx(high, abs=1e-10))


@pytest.mark.parametrize(("k", "n"), [(5, 1_000_000), (500_000, 1_000_000), (1, 100_000), (99_999, 100_000)])
def test_that_large_counts_stay_exact(k, n):
    assert upper_bound(k, n) == pytest.approx(beta.ppf(0.95, k + 1, n - k), rel=1e-8)


@pytest.mark.parametrize(
    ("tolerance", "failures", "runs"),
    [(0.003, 0, 998), (0.001, 0, 2995), (0.05, 0, 59), (0.01, 0, 299), (0.01, 1, 473), (0.001, 1, 4742)],
)
def test_that_the_clean_runs_needed_are_the_published_ones(tolerance, failures, runs):
    assert clean_runs_needed(tolerance, failures) == runs


@settings(deadline=None)
@given(st.floats(0.002, 0.9), st.integers(0, 5))
def test_that_the_runs_needed_are_enough_and_one_fewer_is_not(tolerance, failures):
    n = clean_runs_needed(tolerance, failures)
    assert binom.cdf(failures, n, tolerance) <= 0.05 * (1 + 1e-9)
    assert n == failures + 1 or binom.cdf(failures, n - 1, tolerance) > 0.05 * (1 - 1e-9)
    assert upper_bound(failures, n) <= tolerance * (1 + 1e-9)


@pytest.mark.parametrize(("share", "k"), [(28, 14), (22, 11), (18, 9), (12, 6)])
def test_that_a_published_share_gets_an_interval_at_least_as_wide_as_n_50(share, k):
    wide, at_fifty = share_interval(share, 50), interval(k, 50)
    assert wide.lower <= at_fifty.lower
    assert wide.upper >= at_fifty.upper


@settings(deadline=None, max_examples=30)
@given(st.integers(50, 400), st.integers(0, 400))
def test_that_no_possible_count_falls_outside_the_interval_of_a_share(n, k):
    k = min(k, n)
    share = share_interval(round(100 * k / n), 50)
    exact = interval(k, n)
    assert share.lower <= exact.lower + 1e-12
    assert share.upper >= exact.upper - 1e-12


def test_that_the_sentence_names_kind_side_confidence_and_assumptions():
    assert rate_sentence(0, 50) == (
        "0 of 50 failed; with 95 % confidence the rate on this input is below 5.8 % (one-sided, exact), "
        "if runs are independent and nothing changed"
    )
    assert "1.5 %" in rate_sentence(3, 512)
    assert rate_sentence(4, 4).startswith("4 of 4 failed; with 95 % confidence the rate on this input is above 47.2 %")


def test_that_rounding_never_carries_a_bound_across_the_tolerance():
    assert "below 0.301 %" in rate_sentence(0, 997, tolerance=0.003)
    assert "below 0.30 %" in rate_sentence(0, 998, tolerance=0.003)


@given(st.floats(0, 1))
def test_that_printed_bounds_never_flatter(rate):
    assert float(percent_up(rate).removesuffix(" %")) >= 100 * rate * (1 - 1e-12)
    assert float(percent_down(rate).removesuffix(" %")) <= 100 * rate * (1 + 1e-12)


def test_that_percentages_read_as_people_write_them():
    assert [percent_plain(rate) for rate in (0.003, 0.001, 0.05, 0.1, 0.07)] == ["0.3 %", "0.1 %", "5 %", "10 %", "7 %"]
    assert [percent(rate) for rate in (0.0581551, 0.0029973, 0.4166, 0.0, 1.0)] == [
        "5.8 %",
        "0.30 %",
        "41.7 %",
        "0.0 %",
        "100.0 %",
    ]
    assert percent_up(upper_bound(0, 50)) == "5.82 %"


@pytest.mark.parametrize(("bad", "runs"), [(1, 0), (0, 0), (-1, 5), (6, 5)])
def test_that_an_impossible_count_is_refused(bad, runs):
    for bound in (statistics.upper_bound, statistics.lower_bound, statistics.interval):
        with pytest.raises(ValueError, match="not a count"):
            bound(bad, runs)
