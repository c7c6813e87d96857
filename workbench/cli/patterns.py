"""incident patterns: what comes up again and again."""

import re
from typing import Any

import click

from workbench.catalogue.loader import builtin_catalogue
from workbench.cli.context import Context, columns, emit, example, json_option
from workbench.domain.errors import UserError
from workbench.domain.patterns import RULE, Tally, TaskRate, per_thousand, ranked, rate_text
from workbench.domain.statistics import Interval, percent_down, percent_up
from workbench.edits.deployments import find_deployment
from workbench.storage.patterns_view import KINDS, PatternFilter, PatternsView, read_patterns

_CUT = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@click.command("patterns", epilog=example("workbench incident patterns --since 2026 --deployment DEP-1"))
@click.option("--kind", type=click.Choice(KINDS), default="incident", show_default=True, help="Kinds are never added.")
@click.option("--origin", type=click.Choice(["own", "public"]), default="own", show_default=True)
@click.option("--deployment", metavar="ID", help="Those of one deployment.")
@click.option("--since", metavar="DATE", default="", help="2026, 2026-03 or 2026-03-17.")
@click.option("--until", metavar="DATE", default="", help="As --since; the day, month or year itself counts.")
@json_option
@click.pass_obj
def patterns(
    context: Context, kind: Any, origin: Any, deployment: str | None, since: str, until: str, as_json: bool
) -> None:
    """Count incidents by category and by failure mode, with exact intervals, beside the published shares.

    With --json: {"kind", "origin", "deployment", "since", "until", "counted", "kinds", "uncategorised",
    "without_mode", "undated", "rule", "categories": [{"id", "name", "count", "n", "interval", "ranked", "published",
    "published_interval", "beyond_published"}], "modes": the same, "rates": [{"deployment", "incidents", "tasks",
    "per_thousand", "interval", "said"}]}; intervals are [lower, upper] of a share between 0 and 1, or null.
    """
    for date in (since, until):
        if date and not _CUT.fullmatch(date):
            raise UserError(f"{date} is no date. Nothing was counted. Write 2026, 2026-03 or 2026-03-17.")
    with context.reading() as store:
        key = find_deployment(store, deployment).key if deployment else ""
        wanted = PatternFilter(kind=kind, origin=origin, deployment=key, since=since, until=until)
        view = read_patterns(store, wanted, builtin_catalogue(), context.now().date())
    emit("\n".join(_lines(view)), _data(view), as_json=as_json)


def _lines(view: PatternsView) -> list[str]:
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in view.kinds.items())
    lines = [f"{view.wanted.origin}, counted apart: {kinds}"]
    if view.undated:
        lines.append(f"Left out, because they have no date: {view.undated:,}")
    lines += ["", f"By category ({view.uncategorised:,} without one)", *_table(view.categories)]
    lines += ["", f"By failure mode, any that it shows ({view.without_mode:,} without one)", *_table(view.modes)]
    if view.rates:
        lines += ["", "Per 1,000 tasks", columns([(f"  {one.name}", rate_text(one)) for one in view.rates])]
    return [*lines, "", RULE]


def _table(tallies: tuple[Tally, ...]) -> list[str]:
    if not tallies:
        return ["  none"]
    first = ranked(tallies)
    rows = [
        (
            f"  {one.id}",
            f"{one.count:,} of {one.n:,}",
            _range(one.fit) or "no data",
            f"published {one.share} %, {_range(one.published)}" if one.published else "published: not reported",
            "; ".join(_remarks(one, first)),
        )
        for one in tallies
    ]
    return [columns(rows), *([] if first or not tallies[0].n else ["  n is too small to rank any"])]


def _remarks(one: Tally, first: tuple[str, ...]) -> list[str]:
    beyond = f"{one.beyond_published} than published" if one.beyond_published else ""
    return [remark for remark in ("ranked above the rest" if one.id in first else "", beyond) if remark]


def _range(fit: Interval | None) -> str:
    return f"{percent_down(fit.lower)} to {percent_up(fit.upper)}" if fit else ""


def _data(view: PatternsView) -> dict[str, Any]:
    return {
        **view.wanted.model_dump(),
        "counted": view.counted,
        "kinds": view.kinds,
        "uncategorised": view.uncategorised,
        "without_mode": view.without_mode,
        "undated": view.undated,
        "rule": RULE,
        "categories": [_tally(one, ranked(view.categories)) for one in view.categories],
        "modes": [_tally(one, ranked(view.modes)) for one in view.modes],
        "rates": [_rate(one) for one in view.rates],
    }


def _tally(one: Tally, first: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "count": one.count,
        "n": one.n,
        "interval": _ends(one.fit),
        "ranked": one.id in first,
        "published": one.share,
        "published_interval": _ends(one.published),
        "beyond_published": one.beyond_published,
    }


def _rate(one: TaskRate) -> dict[str, Any]:
    return {
        "deployment": one.deployment,
        "incidents": one.incidents,
        "tasks": one.tasks,
        "per_thousand": float(per_thousand(one.incidents / one.tasks)) if one.tasks else None,
        "interval": _ends(one.fit),
        "said": rate_text(one),
    }


def _ends(fit: Interval | None) -> list[float] | None:
    return [fit.lower, fit.upper] if fit else None
