"""Causes of incidents, own beside published, with the intervals that say how much the order is worth."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from pydantic import Field

from workbench.charts.spec import Band, Bands, Chart, ChartSpec, Mark, Series, Values
from workbench.domain.model import Model
from workbench.domain.statistics import Interval, interval, share_interval

MAIN_CAUSES = 80
"""Per cent; where the thin line stands."""


class CategoryCount(Model):
    """One category: own incidents, and the published share where there is one."""

    id: str
    name: str
    own: int = Field(ge=0)
    """Own incidents; each is counted in one category."""
    share: int | None = None
    """Published share in per cent, or None: not reported."""
    n_at_least: int | None = None
    """How many post-mortems the source counts, at least."""


def build_pareto(counts: Sequence[CategoryCount], source: str = "source 2") -> ChartSpec:
    """Return the chart: descending by own incidents, `other` last whatever its size; without own ones, by share.

    Whiskers are two-sided 95 % exact intervals; for a published share the widest that fits its rounding and its n.
    """
    n = sum(count.own for count in counts)
    ordered = sorted(counts, key=lambda count: (count.id == "other", -count.own, -(count.share or 0), count.name))
    own = [(index, count, interval(count.own, n)) for index, count in enumerate(ordered) if n]
    published = [
        (i, c, share_interval(c.share, c.n_at_least)) for i, c in enumerate(ordered) if c.share and c.n_at_least
    ]
    at_least = min((count.n_at_least for _, count, _ in published if count.n_at_least), default=0)
    series = [
        Series(form="rule", marks=(Mark(x=0, y=MAIN_CAUSES, text=f"{MAIN_CAUSES} %"),)),
        Series(form="bars", name=f"Own, n = {n}", marks=tuple(_own_mark(i, c, n, fit) for i, c, fit in own)),
        Series(form="diamonds", name=f"Published, n = {at_least}+", marks=tuple(_shared(*each) for each in published)),
        Series(form="line", name="Cumulated, own", marks=tuple(_cumulated(ordered, n))),
    ]
    return ChartSpec(
        id="pareto",
        title=_finding(ordered, n),
        caption=_caption(n, at_least, source),
        x=Bands(bands=tuple(Band(label=c.name, note=f"{c.own} of {n}" if n else "none yet") for c in ordered)),
        y=Values(top=100 if n else _top(series), step=20, unit="%"),
        series=tuple(one for one in series if one.marks and (n or one.form == "diamonds")),
        whisker="95 %, exact",
        head=("Category", "Own", "Own share", "95 % interval", "Cumulated", "Published share", "Widest 95 % interval"),
        rows=tuple(_rows(ordered, n)),
        figures=(1, 2, 3, 4, 5, 6),
    )


def _top(series: Sequence[Series]) -> float:
    """Return the next twenty above everything that is drawn: without own incidents nothing is cumulated to 100."""
    highest = max((mark.upper or 0 for one in series for mark in one.marks), default=0)
    return min(100, 20 * (highest // 20 + 1))


def _finding(ordered: Sequence[CategoryCount], n: int) -> str:
    if n == 0:
        return "No incidents of our own yet: only the published shares are known"
    ranked = sorted(ordered, key=lambda count: -count.own)
    first, second = ranked[0], ranked[1] if len(ranked) > 1 else None
    if second is None:
        return f"Every incident is {first.name}"
    if first.own == second.own:
        return f"{first.name} and {_within(second.name)} are level, and the order is not established"
    if interval(first.own, n).lower > interval(second.own, n).upper:
        return f"{first.name} leads, with {first.own} of {n} incidents"
    return f"{first.name} leads, but the order is not established"


def _caption(n: int, at_least: int, source: str) -> str:
    own = f"{n} incidents of our own" if n != 1 else "1 incident of our own"
    if not at_least:
        return f"{own}; published shares are not reported."
    return f"{own}; published: {source}, at least {at_least} post-mortems, not a random sample, primaries not read."


def _own_mark(index: int, count: CategoryCount, n: int, fit: Interval) -> Mark:
    said = f"{count.name}: {count.own} of {n} own incidents, 95 % interval {_range(fit)}"
    if count.share and count.n_at_least:
        said += f"; published {count.share} %"
    return Mark(
        x=index,
        y=100 * count.own / n,
        lower=100 * fit.lower,
        upper=100 * fit.upper,
        key=count.id,
        said=said,
    )


def _shared(index: int, count: CategoryCount, fit: Interval) -> Mark:
    share = count.share or 0
    only = "" if count.own else count.id
    return Mark(
        x=index,
        y=share,
        lower=100 * fit.lower,
        upper=100 * fit.upper,
        key=only,
        said=f"{count.name}: published {share} %, widest 95 % interval {_range(fit)}" if only else "",
    )


def _cumulated(ordered: Sequence[CategoryCount], n: int) -> list[Mark]:
    if n == 0:
        return []
    return [Mark(x=index, y=100 * total / n) for index, total in enumerate(accumulate(c.own for c in ordered))]


def _rows(ordered: Sequence[CategoryCount], n: int) -> list[tuple[str, ...]]:
    totals = accumulate(count.own for count in ordered)
    return [(count.name, str(count.own), *_own_cells(count, total, n), *_published_cells(count))
            for count, total in zip(ordered, totals, strict=True)]  # fmt: skip


def _own_cells(count: CategoryCount, total: int, n: int) -> tuple[str, str, str]:
    if n == 0:
        return ("No data",) * 3
    return f"{100 * count.own / n:.1f} %", _range(interval(count.own, n)), f"{100 * total / n:.1f} %"


def _published_cells(count: CategoryCount) -> tuple[str, str]:
    if not count.share or not count.n_at_least:
        return ("Not reported",) * 2
    return f"{count.share} %", _range(share_interval(count.share, count.n_at_least))


def _range(fit: Interval) -> str:
    return f"{100 * fit.lower:.1f}–{100 * fit.upper:.1f} %"


def _within(name: str) -> str:
    """Return a name as it stands inside a sentence: `tool API drift`, but `API drift`."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _sample() -> dict[str, Any]:
    known = (("Prompt injection", 7, 12), ("Tool API drift", 5, 22), ("Context pollution", 4, 28))
    rest = (("Cascading errors", 3, 18), ("Fallback handling", 3, None), ("Other", 2, 5))
    return {
        "counts": [
            CategoryCount(id=name.lower().replace(" ", "-"), name=name, own=own, share=share, n_at_least=50)
            for name, own, share in known + rest
        ]
    }


CHART = Chart(id="pareto", name="Causes of incidents", build=build_pareto, sample=_sample)
