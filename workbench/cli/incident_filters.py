"""incident list and incident filter: what a list is narrowed to, by options or under a name."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import click

from workbench.cli.context import Context, columns, emit, example, json_option, notice
from workbench.cli.incident_fields import choices
from workbench.cli.incident_text import data_of
from workbench.domain.incident import PHASES, REPORTED
from workbench.domain.incident_filter import FACETS, ORDERS, IncidentFilter
from workbench.domain.model import Severity
from workbench.edits.deployments import find_deployment
from workbench.edits.filters import RemoveFilter, SaveFilter, find_filter
from workbench.storage.incident_list import IncidentRow, left_out_text, read_counts, read_incidents, read_page
from workbench.storage.store import Store

Function = Callable[..., Any]


def filter_options(function: Function) -> Function:
    """Add an option for the text, each facet and the order."""
    options = (
        click.option("--text", metavar="WORDS", help="Every word, the last one as a beginning."),
        *(click.option(f"--{name}", type=click.Choice(choices(name))) for name in ("grade", "kind", "origin")),
        click.option("--severity", type=click.Choice([level.value for level in Severity], case_sensitive=False)),
        click.option("--phase", type=click.Choice((REPORTED, *PHASES)), help="In which it is."),
        click.option("--lacks", type=click.Choice(PHASES), help="In which one of our own lacks something."),
        click.option("--category", metavar="ID"),
        click.option("--mode", metavar="M04"),
        click.option("--deployment", metavar="ID"),
        click.option("--year", metavar="YYYY", help="In which it happened."),
        click.option("--order", type=click.Choice(ORDERS), help="newest, if nothing else is said."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def filter_of(store: Store, given: dict[str, str | None], *, saved: str | None = None) -> IncidentFilter:
    """Return a saved filter, or an empty one, with what the options say on top."""
    fields = {name: value for name, value in given.items() if value is not None}
    if "deployment" in fields:
        fields["deployment"] = find_deployment(store, str(fields["deployment"])).id
    if "mode" in fields:
        fields["mode"] = str(fields["mode"]).upper()
    base = find_filter(store, saved).wanted if saved else IncidentFilter()
    return IncidentFilter.model_validate({**base.model_dump(), **fields})


@click.command(
    "list",
    epilog=example(
        "workbench incident list",
        "workbench incident list --origin own --severity HIGH --order severity --limit 20",
        'workbench incident list --filter "Our own this year"',
    ),
)
@click.option("--filter", "saved", metavar="NAME", help="A saved filter; other options go on top of it.")
@filter_options
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Not more than so many.")
@json_option
@click.pass_obj
def list_all(context: Context, /, saved: str | None, limit: int | None, as_json: bool, **given: str | None) -> None:
    """List the incidents, the newest first; vulnerabilities only with --kind vulnerability.

    With --json: a list of what `incident show --json` prints.
    """
    with context.reading() as store:
        wanted = filter_of(store, given, saved=saved)
        rows = list(islice(_rows(store, wanted), limit))
        found = read_incidents(store, [row.key for row in rows]) if as_json else []
        left_out = read_counts(store, wanted).vulnerabilities
        any_there = bool(rows) or store.incidents.first("1") is not None
    lines = [(row.key, row.when, row.grade, " ".join(row.modes), row.title) for row in rows]
    empty = "No incident matches." if any_there else "No incidents yet. Record one with `workbench incident add`."
    if left_out:
        notice(f"{left_out_text(left_out)}: `--kind vulnerability` lists them.")
    emit(columns(lines) or empty, [data_of(row) for row in found], as_json=as_json)


def _rows(store: Store, wanted: IncidentFilter) -> Iterator[IncidentRow]:
    after = None
    while page := read_page(store, wanted, after=after):
        yield from page
        after = page[-1]


@click.group("filter")
def saved_filters() -> None:
    """Keep filters of the list of incidents under a name; the window shows the same ones."""


@saved_filters.command("save", epilog=example('workbench incident filter save "Our severe ones" --origin own'))
@click.argument("name")
@filter_options
@json_option
@click.pass_obj
def save(context: Context, /, name: str, as_json: bool, **given: str | None) -> None:
    """Keep a filter; one of the same name is replaced.

    With --json: {"name"}.
    """
    with context.writing() as session:
        session.do(SaveFilter(name, filter_of(session.store, given)))
    emit(f"Filter saved: {name}", {"name": name}, as_json=as_json)


@saved_filters.command("list", epilog=example("workbench incident filter list"))
@json_option
@click.pass_obj
def list_saved(context: Context, as_json: bool) -> None:
    """List the saved filters with what they ask for.

    With --json: [{"name", "wanted": {facet: value, "text", "order"}}].
    """
    with context.reading() as store:
        found = store.filters.all(order="name")
        names = {one.id: one.name for one in store.deployments.all()}
    lines = [(one.name, _said(one.wanted, names)) for one in found]
    data = [{"name": one.name, "wanted": one.wanted.model_dump()} for one in found]
    emit(
        columns(lines) or "No filters yet. Keep one with `workbench incident filter save NAME`.", data, as_json=as_json
    )


@saved_filters.command("remove", epilog=example('workbench incident filter remove "Our severe ones"'))
@click.argument("name")
@json_option
@click.pass_obj
def remove(context: Context, name: str, as_json: bool) -> None:
    """Forget a filter; the incidents stay, and `workbench undo` brings it back.

    With --json: {"name"}.
    """
    with context.writing() as session:
        session.do(RemoveFilter(name))
    emit(f"Filter removed: {name}", {"name": name}, as_json=as_json)


def _said(wanted: IncidentFilter, deployments: dict[str, str]) -> str:
    given = {field: getattr(wanted, field) for field in ("text", *FACETS) if getattr(wanted, field)}
    if wanted.deployment in deployments:
        given["deployment"] = deployments[wanted.deployment]
    return ", ".join([*(f"{field}: {value}" for field, value in given.items()), f"order: {wanted.order}"])
