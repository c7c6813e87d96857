"""What comes up among incidents: bars with exact intervals, published shares beside them where there are any."""

from collections.abc import Sequence
from typing import Any

from workbench.charts.spec import Band, Bands, Chart, ChartSpec, Mark, Note, Series, Values
from workbench.domain.patterns import RULE, Tally, ranked
from workbench.domain.statistics import Interval

MOST = 12
"""Bars of one chart; the table has every row."""


def build_patterns(
    tallies: Sequence[Tally], *, subject: str, whose: str, source: str = "source 2", left_out: str = ""
) -> ChartSpec:
    """Return the chart of tallies in their order.

    `subject` is what they count by (`category`, `failure mode`), `whose` what is counted (`incidents of our own`),
    `left_out` a sentence on what is not. Modes are named by their id below the bars and in full in the table.
    """
    n = tallies[0].n if tallies else 0
    drawn = tallies[:MOST]
    at_least = min((one.n_at_least for one in tallies if one.share and one.n_at_least), default=0)
    bars = tuple(_bar(index, one, whose) for index, one in enumerate(drawn)) if n else ()
    diamonds = tuple(_diamond(index, one) for index, one in enumerate(drawn) if one.published)
    series = (
        Series(form="bars", name=f"{whose.capitalize()}, n = {n:,}", marks=bars),
        Series(form="diamonds", name=f"Published, n = {at_least}+", marks=diamonds),
    )
    return ChartSpec(
        id="patterns",
        title=_finding(tallies, n, subject, whose),
        caption=" ".join(part for part in (_caption(n, at_least, whose, source), left_out) if part),
        x=Bands(bands=tuple(_band(one, n) for one in drawn) or (Band(label="None"),)),
        y=Values(top=_top(series), step=20, unit="%"),
        series=tuple(one for one in series if one.marks),
        whisker="95 %, exact",
        notes=tuple(Note(text=text) for text in _notes(tallies, n)),
        head=(subject.capitalize(), "Count", "Share", "95 % interval", "Published share", "Widest 95 % interval"),
        rows=tuple(_row(one) for one in tallies),
        figures=(1, 2, 3, 4, 5),
    )


def _band(one: Tally, n: int) -> Band:
    label = one.id if _is_mode(one) else one.name
    return Band(label=label, note=f"{one.count:,} of {n:,}" if n and not _is_mode(one) else f"{one.count:,}")


def _is_mode(one: Tally) -> bool:
    return one.id[:1].isupper()


def _top(series: Sequence[Series]) -> float:
    """Return the next twenty above everything that is drawn."""
    highest = max((mark.upper or 0 for one in series for mark in one.marks), default=0)
    return min(100, 20 * (highest // 20 + 1))


def _finding(tallies: Sequence[Tally], n: int, subject: str, whose: str) -> str:
    if n == 0:
        return f"No {whose} by {subject} yet" + (": only the published shares are known" if tallies else "")
    highest = max(tallies, key=lambda one: one.count)
    level = [one for one in tallies if one.count == highest.count]
    if len(level) > 1:
        return f"{_named(level[0])} and {len(level) - 1} more are level at {highest.count:,} of {n:,}: no order"
    if highest.id in ranked(tallies):
        return f"{_named(highest)} leads, with {highest.count:,} of {n:,}"
    return f"{_named(highest)} has the most, {highest.count:,} of {n:,}, but n is too small to rank it first"


def _named(one: Tally) -> str:
    return f"{one.id} {one.name}" if _is_mode(one) and one.name != one.id else one.name


def _caption(n: int, at_least: int, whose: str, source: str) -> str:
    counted = f"{n:,} {whose}"
    if not at_least:
        return f"{counted}; published shares are not reported."
    return f"{counted}; published: {source}, at least {at_least} post-mortems, not a random sample, primaries not read."


def _notes(tallies: Sequence[Tally], n: int) -> list[str]:
    """Say what the figures are worth: the rule of ranking, and where they differ from what is published."""
    if not n:
        return []
    differing = [f"{one.name} ({one.beyond_published})" for one in tallies if one.beyond_published]
    beyond = f"Beyond the published interval: {', '.join(differing)}." if differing else ""
    return [text for text in (RULE, beyond) if text]


def _bar(index: int, one: Tally, whose: str) -> Mark:
    fit = one.fit
    assert fit is not None
    said = f"{_named(one)}: {one.count:,} of {one.n:,} {whose}, 95 % interval {_range(fit)}"
    return Mark(
        x=index,
        y=100 * one.count / one.n,
        lower=100 * fit.lower,
        upper=100 * fit.upper,
        key=one.id,
        said=f"{said}; published {one.share} %" if one.published else said,
    )


def _diamond(index: int, one: Tally) -> Mark:
    fit, share = one.published, one.share or 0
    assert fit is not None
    said = "" if one.n else f"{one.name}: published {share} %, widest 95 % interval {_range(fit)}"
    key = "" if one.n else one.id
    return Mark(x=index, y=share, lower=100 * fit.lower, upper=100 * fit.upper, key=key, said=said)


def _row(one: Tally) -> tuple[str, ...]:
    own, published = one.fit, one.published
    share = f"{100 * one.count / one.n:.1f} %" if one.n else "No data"
    return (
        _named(one),
        f"{one.count:,}",
        share,
        _range(own) if own else "No data",
        f"{one.share} %" if published else "Not reported",
        _range(published) if published else "Not reported",
    )


def _range(fit: Interval) -> str:
    return f"{100 * fit.lower:.1f}–{100 * fit.upper:.1f} %"


def _sample() -> dict[str, Any]:
    known = (("Prompt injection", 17, 12), ("Tool API drift", 5, 22), ("Fallback handling", 3, None), ("Other", 2, 5))
    tallies = [
        Tally(id=name.lower().replace(" ", "-"), name=name, count=count, n=27, share=share, n_at_least=50)
        for name, count, share in known
    ]
    return {"tallies": tallies, "subject": "category", "whose": "incidents of our own"}


CHART = Chart(id="patterns", name="Patterns of incidents", build=build_patterns, sample=_sample)
