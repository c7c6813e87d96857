"""What comes up again and again among incidents, and what a count is worth.

Each count has its own exact two-sided 95 % interval (Clopper and Pearson, Biometrika 26, 1934), not a simultaneous
one: a category is asked about by itself. Published shares are "n at least 50, not a random sample", so theirs is the
widest interval that fits.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from pydantic import Field

from workbench.domain.model import Model
from workbench.domain.statistics import Interval, interval, share_interval

RULE = "Two stand in an order only where their 95 % intervals (exact, each by itself) do not overlap."


_interval = lru_cache(maxsize=1024)(interval)
"""A chart, its table and its sentences ask for the same ones."""


class Tally(Model):
    """How many of `n` incidents are of one category, or show one failure mode."""

    id: str
    name: str
    count: int = Field(ge=0)
    n: int = Field(ge=0)
    share: int | None = None
    """Published share in per cent; None: not reported."""
    n_at_least: int | None = None
    """How many post-mortems the source counts, at least."""

    @property
    def fit(self) -> Interval | None:
        """The exact interval of the share; None without any incident."""
        return _interval(self.count, self.n) if self.n else None

    @property
    def published(self) -> Interval | None:
        """The widest exact interval that fits the published share; None where nobody reports one."""
        return share_interval(self.share, self.n_at_least) if self.share and self.n_at_least else None

    @property
    def beyond_published(self) -> str:
        """`more` or `less` than published where the two intervals do not overlap, else empty."""
        own, published = self.fit, self.published
        if own is None or published is None:
            return ""
        if own.lower > published.upper:
            return "more"
        return "less" if own.upper < published.lower else ""


def in_order(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """Return tallies by count, `other` last whatever its size; equal ones by published share, then by name."""
    return tuple(sorted(tallies, key=lambda one: (one.id == "other", -one.count, -(one.share or 0), one.name)))


def ranked(tallies: Sequence[Tally]) -> tuple[str, ...]:
    """Return the ids of those whose interval lies above that of every one with a smaller count; see `RULE`.

    Empty where n is too small to put anything in an order.
    """
    fits = {one.id: one.fit for one in tallies}
    found = []
    for one in tallies:
        own = fits[one.id]
        lesser = [fits[other.id] for other in tallies if other.count < one.count]
        is_level = sum(other.count == one.count for other in tallies) > 1
        if lesser and not is_level and own and all(fit and own.lower > fit.upper for fit in lesser):
            found.append(one.id)
    return tuple(found)


class TaskRate(Model):
    """The incidents of a deployment per 1,000 tasks, since the version that runs began to run."""

    deployment: str
    """Key."""
    name: str
    incidents: int = Field(ge=0)
    since: date | None = None
    tasks_per_day: int | None = None
    """As the profile of the version that runs says; None: nobody knows."""
    days: int = 0
    why: str = ""
    """Why there is no data; empty where there is."""

    @property
    def tasks(self) -> int | None:
        """How many tasks ran, as far as the profile says; None: no data."""
        return None if self.why or self.tasks_per_day is None else self.tasks_per_day * self.days

    @property
    def fit(self) -> Interval | None:
        """The exact interval of the rate of one task; None without data."""
        return interval(self.incidents, self.tasks) if self.tasks else None


def task_rate(
    deployment: str, name: str, incidents: int, since: date | None, tasks_per_day: int | None, today: date
) -> TaskRate:
    """Count the tasks of whole days, the first and today with them, and say where that is not possible."""
    days = (today - since).days + 1 if since else 0
    why = ""
    if since is None:
        why = "it is not recorded what runs and since when"
    elif tasks_per_day is None:
        why = "the profile does not say how many tasks a day"
    elif days < 1:
        why = "it has not begun to run"
    elif tasks_per_day * days < max(1, incidents):
        why = "there are fewer tasks than incidents"
    return TaskRate(
        deployment=deployment,
        name=name,
        incidents=incidents,
        since=since,
        tasks_per_day=tasks_per_day,
        days=days,
        why=why,
    )


def rate_text(rate: TaskRate) -> str:
    """State a rate with its interval and what it assumes, or `No data` and why."""
    fit, tasks = rate.fit, rate.tasks
    if fit is None or tasks is None:
        return f"No data: {rate.why}"
    low, high = per_thousand(fit.lower), per_thousand(fit.upper)
    since = f" since {rate.since.day} {rate.since:%b %Y}" if rate.since else ""
    return (
        f"{per_thousand(rate.incidents / tasks)} per 1,000 tasks ({rate.incidents:,} in {tasks:,}{since}); "
        f"95 % two-sided exact interval {low} to {high}, if tasks are independent and there were "
        f"{rate.tasks_per_day:,} a day"
    )


def per_thousand(rate: float) -> str:
    """Write a rate of one task as a rate of a thousand, to three digits."""
    return f"{1000 * rate:.3g}"
