"""Exact bounds on a rate of bad outcomes, and the sentences that state them.

Clopper and Pearson, "The use of confidence or fiducial limits", Biometrika 26 (1934) 404-413. Conservative: the true
confidence is at least the one named. Without scipy: bisection on the binomial tail.
"""

import math
from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import cache
from itertools import count

from workbench.domain.model import Model

CONFIDENCE = 0.95


class Interval(Model):
    """A two-sided interval for a rate; both ends between 0 and 1."""

    lower: float
    upper: float


def upper_bound(bad: int, runs: int, confidence: float = CONFIDENCE) -> float:
    """Return the one-sided exact upper bound of the rate, between 0 and 1; ValueError unless 0 <= bad <= runs > 0."""
    _check(bad, runs, confidence)
    if bad == runs:
        return 1.0
    if bad == 0:
        return -math.expm1(math.log1p(-confidence) / runs)
    return _bisect(bad, runs, 1 - confidence)


def lower_bound(bad: int, runs: int, confidence: float = CONFIDENCE) -> float:
    """Return the one-sided exact lower bound of the rate, between 0 and 1; ValueError as `upper_bound`."""
    return 1.0 - upper_bound(runs - bad, runs, confidence) if bad else _zero(bad, runs, confidence)


def interval(bad: int, runs: int, confidence: float = CONFIDENCE) -> Interval:
    """Return the two-sided exact interval, for display; never compare its ends with a tolerance."""
    one_sided = (1 + confidence) / 2
    return Interval(lower=lower_bound(bad, runs, one_sided), upper=upper_bound(bad, runs, one_sided))


def clean_runs_needed(tolerance: float, failures: int = 0, confidence: float = CONFIDENCE) -> int:
    """Return the fewest runs, all but `failures` of them clean, whose upper bound is inside `tolerance` (a rate)."""
    if not 0 < tolerance < 1 or failures < 0:
        raise ValueError("a tolerance lies between 0 and 1, and failures are not negative")
    alpha = 1 - confidence
    enough = failures + 1
    while _at_most(failures, enough, tolerance) > alpha:
        enough *= 2
    short = enough // 2
    while enough - short > 1:
        middle = (short + enough) // 2
        if middle > failures and _at_most(failures, middle, tolerance) <= alpha:
            enough = middle
        else:
            short = middle
    return enough


@cache
def share_interval(percent_share: int, n_at_least: int) -> Interval:
    """Return the widest exact 95 % interval that fits a published share.

    A source says "28 %, of at least 50": every k of n with n >= 50 that rounds to 28 % is possible. For one k the
    lower end is lowest at the largest n that fits, the upper end highest at the smallest. More cases only narrow the
    interval, so the few smallest k that fit hold the ends.
    """
    if not 0 <= percent_share <= 100 or n_at_least < 1:
        raise ValueError("a share is 0 to 100 %, of at least one")
    if percent_share > 50:
        rest = share_interval(100 - percent_share, n_at_least)
        return Interval(lower=1 - rest.upper, upper=1 - rest.lower)
    lowers, uppers = [], []
    for k in count(max(0, math.ceil((2 * percent_share - 1) * n_at_least / 200))):
        smallest, largest = _sizes_that_round_to(percent_share, k, n_at_least)
        if smallest <= largest:
            lowers.append(interval(k, largest).lower)
            uppers.append(interval(k, smallest).upper)
        if len(lowers) == _CASES_TRIED:
            return Interval(lower=min(lowers), upper=max(uppers))
    raise AssertionError("some count fits every share")


def percent(rate: float) -> str:
    """Write a rate to the nearest tenth of a per cent, or to two digits when it is below one per cent: `5.8 %`."""
    return _percent(rate, ROUND_HALF_EVEN, digits=2)


def percent_up(rate: float) -> str:
    """Write an upper bound so that the printed figure is never below the exact one: 5.816 % is `5.82 %`."""
    return _percent(min(rate, 1.0), ROUND_CEILING, digits=3)


def percent_down(rate: float) -> str:
    """Write a lower bound so that the printed figure is never above the exact one."""
    return _percent(rate, ROUND_FLOOR, digits=3)


def percent_plain(rate: float) -> str:
    """Write a tolerance as people say it: `0.3 %`, `5 %`."""
    return f"{Decimal(repr(rate)).scaleb(2).normalize():f} %"


def rate_sentence(bad: int, runs: int, tolerance: float | None = None) -> str:
    """State the one-sided upper bound with its kind, side, confidence and assumptions.

    The bound is rounded to the nearest tenth; where that would carry it to the other side of `tolerance`, it is
    rounded up with more digits instead.
    """
    if bad == runs:
        return above_sentence(bad, runs)
    exact = upper_bound(bad, runs)
    shown = percent(exact)
    if tolerance is not None and (exact <= tolerance) != (_value(shown) <= _value(percent_plain(tolerance))):
        shown = percent_up(exact)
    return f"{count_text(bad, runs)}; with 95 % confidence the rate on this input is below {shown} {_ASSUMING}"


def above_sentence(bad: int, runs: int) -> str:
    """State the one-sided lower bound, for inputs that fail."""
    shown = percent_down(lower_bound(bad, runs))
    return f"{count_text(bad, runs)}; with 95 % confidence the rate on this input is above {shown} {_ASSUMING}"


def count_text(bad: int, runs: int) -> str:
    """Write `0 of 50 failed`."""
    return f"{bad:,} of {runs:,} failed"


_CASES_TRIED = 6
_ASSUMING = "(one-sided, exact), if runs are independent and nothing changed"


def _check(bad: int, runs: int, confidence: float) -> None:
    if not 0 <= bad <= runs or runs < 1:
        raise ValueError(f"{bad} of {runs} is not a count of bad runs")
    if not 0 < confidence < 1:
        raise ValueError("confidence lies between 0 and 1")


def _zero(bad: int, runs: int, confidence: float) -> float:
    _check(bad, runs, confidence)
    return 0.0


def _bisect(bad: int, runs: int, alpha: float) -> float:
    """Find the rate at which `bad` or fewer of `runs` has probability alpha, to the last bit."""
    low, high = bad / runs, 1.0
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return high
        if _at_most(bad, runs, middle) > alpha:
            low = middle
        else:
            high = middle


def _at_most(bad: int, runs: int, rate: float) -> float:
    """Return P(X <= bad), summed from the term nearest the mean outwards, where the terms only shrink."""
    if bad >= runs:
        return 1.0
    odds = rate / (1 - rate)
    if bad <= runs * rate:
        return _tail(_term(bad, runs, rate), (i / ((runs - i + 1) * odds) for i in range(bad, 0, -1)))
    above = (((runs - i) * odds) / (i + 1) for i in range(bad + 1, runs))
    return 1.0 - _tail(_term(bad + 1, runs, rate), above)


def _tail(term: float, ratios: Iterable[float]) -> float:
    total = term
    for ratio in ratios:
        term *= ratio
        total += term
        if term < total * 1e-18:
            break
    return total


def _term(bad: int, runs: int, rate: float) -> float:
    choose = math.lgamma(runs + 1) - math.lgamma(bad + 1) - math.lgamma(runs - bad + 1)
    return math.exp(choose + bad * math.log(rate) + (runs - bad) * math.log1p(-rate))


def _sizes_that_round_to(share: int, k: int, n_at_least: int) -> tuple[int, int]:
    """Return the smallest and largest n with |100 k / n - share| <= 0.5, so that either way of rounding a half fits."""
    smallest = max(n_at_least, k, -(-200 * k // (2 * share + 1)))
    return smallest, 200 * k // (2 * share - 1) if share else smallest


def _percent(rate: float, rounding: str, digits: int) -> str:
    value = Decimal(rate).scaleb(2)
    places = max(1, digits - 1 - value.adjusted()) if value else 1
    return f"{value.quantize(Decimal(1).scaleb(-places), rounding=rounding)} %"


def _value(text: str) -> Decimal:
    return Decimal(text.removesuffix(" %"))
