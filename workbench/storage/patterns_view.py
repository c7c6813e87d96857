"""Incidents counted by category, by failure mode and by task; kinds and origins are never added up."""

from collections import Counter
from datetime import date
from typing import Any, Literal

from workbench.domain.catalogue import Catalogue
from workbench.domain.deployment import Deployment
from workbench.domain.model import Model
from workbench.domain.patterns import Tally, TaskRate, in_order, task_rate
from workbench.domain.recall import may_be_since
from workbench.storage.store import Store

KINDS = ("incident", "near-miss", "exercise", "vulnerability")
_REAL = "grade <> 'hypothetical' AND ifnull(withdrawn, '') = ''"
_MODE = "substr(json_extract(one.value, '$.mode'), 1, 3)"
"""The mode that a sub-mode belongs to."""


class PatternFilter(Model):
    """Which incidents are counted: one kind of one origin, by default incidents of our own."""

    kind: Literal["incident", "near-miss", "exercise", "vulnerability"] = "incident"
    origin: Literal["own", "public"] = "own"
    deployment: str = ""
    """Key; empty for all."""
    since: str = ""
    until: str = ""
    """ISO dates, cut to what matters (`2026`, `2026-03`), both included; empty: no bound."""

    def lets_in(self, happened: str) -> bool:
        """Tell whether a date, cut to its precision, may lie in the period; an unknown one only in the whole time."""
        if not happened:
            return not self.since and not self.until
        is_after = not self.since or may_be_since(happened, _first_day(self.since))
        earliest = _first_month(happened)
        shared = min(len(earliest), len(self.until))
        return is_after and earliest[:shared] <= self.until[:shared]


class PatternsView(Model):
    """The counts, in their order."""

    wanted: PatternFilter
    categories: tuple[Tally, ...]
    modes: tuple[Tally, ...]
    """Those that occur. An incident counts once for each mode that it shows, so that their shares add up to more."""
    counted: int
    """Incidents that the filter lets in."""
    uncategorised: int
    """Of those; they are no part of the n of the categories."""
    without_mode: int
    undated: int
    """Incidents without a date, which a period leaves out."""
    kinds: dict[str, int]
    """Incidents of the same origin, deployment and period by kind, side by side."""
    rates: tuple[TaskRate, ...]
    """Of each deployment that is asked for; of our own alone."""
    years: tuple[str, ...]
    """In which any of them happened, the latest first."""
    deployments: tuple[Deployment, ...]


def read_patterns(store: Store, wanted: PatternFilter, catalogue: Catalogue, today: date) -> PatternsView:
    """Count the incidents that a filter lets in; hypothetical ones and those withdrawn by their source stay out."""
    where, values = _where(store, wanted)
    kinds: Counter[str] = Counter()
    by_category: Counter[str] = Counter()
    years, undated = set(), 0
    grouped = f"SELECT kind, ifnull(category, ''), happened, count(*) FROM incident WHERE {where} GROUP BY 1, 2, 3"
    for kind, category, happened, count in store.database.conn.execute(grouped, values):
        years |= {happened[:4]} if happened else set()
        if kind == wanted.kind and not happened and (wanted.since or wanted.until):
            undated += count
        if wanted.lets_in(happened):
            kinds[kind] += count
            by_category[category] += count if kind == wanted.kind else 0
    by_mode, with_mode = _by_mode(store, wanted, where, values)
    counted = kinds[wanted.kind]
    deployments = store.deployments.all()
    return PatternsView(
        wanted=wanted,
        categories=_categories(catalogue, by_category),
        modes=_modes(catalogue, by_mode, with_mode),
        counted=counted,
        uncategorised=by_category[""],
        without_mode=counted - with_mode,
        undated=undated,
        kinds={kind: kinds[kind] for kind in KINDS},
        rates=_rates(store, wanted, deployments, today) if wanted.origin == "own" else (),
        years=tuple(sorted(years, reverse=True)),
        deployments=deployments,
    )


def _where(store: Store, wanted: PatternFilter) -> tuple[str, list[Any]]:
    where, values = f"{_REAL} AND origin = ?", list[Any]([wanted.origin])
    if wanted.deployment:
        found = store.deployments.first("key = ?", wanted.deployment)
        where += " AND deployment_id = ?"
        values.append(found.id if found else "")
    return where, values


def _by_mode(store: Store, wanted: PatternFilter, where: str, values: list[Any]) -> tuple[Counter[str], int]:
    """Count by mode, and how many incidents show any."""
    counts: Counter[str] = Counter()
    grouped = f"""SELECT {_MODE}, happened, count(DISTINCT incident.id) FROM incident, json_each(modes) AS one
        WHERE {where} AND incident.kind = ? GROUP BY 1, 2"""
    for mode, happened, count in store.database.conn.execute(grouped, [*values, wanted.kind]):
        if wanted.lets_in(happened):
            counts[mode] += count
    shown = f"SELECT happened, count(*) FROM incident WHERE {where} AND kind = ? AND modes <> '[]' GROUP BY 1"
    rows = store.database.conn.execute(shown, [*values, wanted.kind])
    return counts, sum(count for happened, count in rows if wanted.lets_in(happened))


def _categories(catalogue: Catalogue, counts: Counter[str]) -> tuple[Tally, ...]:
    known = {category.id: category for category in catalogue.categories}
    n = sum(count for category, count in counts.items() if category)
    ids = [*known, *(one for one in counts if one and one not in known)]
    return in_order(
        Tally(
            id=one,
            name=known[one].name if one in known else one,
            count=counts[one],
            n=n,
            share=known[one].share if one in known else None,
            n_at_least=known[one].n_at_least if one in known else None,
        )
        for one in ids
    )


def _modes(catalogue: Catalogue, counts: Counter[str], n: int) -> tuple[Tally, ...]:
    names = {mode.id: mode.name for mode in catalogue.modes}
    return in_order(
        Tally(id=mode, name=names.get(mode, mode), count=count, n=n) for mode, count in counts.items() if count
    )


def _rates(
    store: Store, wanted: PatternFilter, deployments: tuple[Deployment, ...], today: date
) -> tuple[TaskRate, ...]:
    asked = [one for one in deployments if wanted.deployment in ("", one.key)]
    rates = []
    for one in asked:
        version = store.versions.find(one.running.version_id) if one.running else None
        since = one.running.since if one.running else None
        per_day = version.profile.tasks_per_day if version else None
        count = _count_since(store, wanted, one.id, since) if since else 0
        rates.append(task_rate(one.key, one.name, count, since, per_day, today))
    return tuple(rates)


def _count_since(store: Store, wanted: PatternFilter, deployment_id: str, since: date) -> int:
    """Count what befell a deployment since a day; what has no date may have, and is counted."""
    rows = store.database.conn.execute(
        f"""SELECT happened, count(*) FROM incident WHERE {_REAL} AND origin = 'own' AND kind = ?
            AND deployment_id = ? GROUP BY 1""",
        (wanted.kind, deployment_id),
    )
    return sum(count for happened, count in rows if may_be_since(happened, since.isoformat()))


def _first_day(cut: str) -> str:
    """Return the first day of a cut date."""
    return f"{cut}-01-01" if len(cut) == 4 else f"{cut}-01" if len(cut) == 7 else cut


def _first_month(happened: str) -> str:
    """Return a date with a quarter as the first month of it."""
    year, _, quarter = happened.partition("-Q")
    return f"{year}-{3 * int(quarter) - 2:02}" if quarter else happened[:10]
