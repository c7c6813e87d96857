"""clock: which periods to report incidents count in this workspace; incident clock: what a person decided of one."""

from datetime import date

import click

from workbench.catalogue.clocks import load_clocks
from workbench.cli.context import Commands, Context, columns, emit, example, json_option, notice
from workbench.cli.typed import DAY
from workbench.domain.clock import days_text
from workbench.domain.errors import UserError
from workbench.edits.clocks import JudgeClock, SwitchClock
from workbench.edits.incidents import find_incident
from workbench.storage.clocks_view import clocks_of


@click.group("clock")
def clock() -> None:
    """Count the periods within which incidents have to be reported; none counts until it is switched on."""


@clock.command("list", epilog=example("workbench clock list"))
@json_option
@click.pass_obj
def list_clocks(context: Context, as_json: bool) -> None:
    """List the clocks with their clauses: the built-in ones, and those in the folder `clocks` of the workspace.

    With --json: [{"id", "name", "on", "duty", "counted_from", "applies_from", "source", "note", "clauses": [{"id",
    "article", "name", "days", "applies"}]}].
    """
    with context.reading() as store:
        clocks, on = load_clocks(store.folder), {row.id for row in store.clocks.all()}
    for row in clocks.refused:
        notice(f"{row.file}, line {row.line} was refused: {row.reason}.")
    lines = []
    for one in clocks.loaded.values():
        lines.append((one.id, "on" if one.id in on else "off", one.name))
        lines += [(f"  {clause.id}", days_text(clause.days), clause.name) for clause in one.clauses]
    data = [{**one.model_dump(mode="json", exclude={"version"}), "on": one.id in on} for one in clocks.loaded.values()]
    emit(columns(lines), data, as_json=as_json)


@clock.command("on", epilog=example("workbench clock on eu-ai-act-73"))
@click.argument("clock_id", metavar="CLOCK")
@json_option
@click.pass_obj
def switch_on(context: Context, clock_id: str, as_json: bool) -> None:
    """Count a clock in this workspace; `incident clock` says which incidents it applies to.

    With --json: {"id", "on"}.
    """
    with context.writing() as session:
        session.do(SwitchClock(clock_id, True))
        found = load_clocks(session.store.folder).named(clock_id)
    said = f"{found.name} counts, from when you became {found.counted_from}.\nSource: {found.source}"
    emit(said, {"id": clock_id, "on": True}, as_json=as_json)


@clock.command("off", epilog=example("workbench clock off eu-ai-act-73"))
@click.argument("clock_id", metavar="CLOCK")
@json_option
@click.pass_obj
def switch_off(context: Context, clock_id: str, as_json: bool) -> None:
    """Count it no more; what was decided of incidents stays.

    With --json: {"id", "on"}.
    """
    with context.writing() as session:
        if session.store.clocks.find(clock_id) is None:
            raise UserError(f"No clock {clock_id} is switched on. Nothing was changed. `workbench clock list` says.")
        session.do(SwitchClock(clock_id, False))
    emit(f"{clock_id} counts no more.", {"id": clock_id, "on": False}, as_json=as_json)


@click.command(
    "clock",
    epilog=example(
        "workbench incident clock INC-2026-001 eu-ai-act-73 73-2",
        "workbench incident clock INC-2026-001 eu-ai-act-73 73-2 --reported 2026-11-20",
        "workbench incident clock INC-2026-001 eu-ai-act-73 none",
    ),
)
@click.argument("key", metavar="INC")
@click.argument("clock_id", metavar="CLOCK")
@click.argument("clause", metavar="CLAUSE|none|undecided")
@click.option("--reported", type=DAY, help="When it was reported.")
@json_option
@click.pass_obj
def judge(context: Context, key: str, clock_id: str, clause: str, reported: date | None, as_json: bool) -> None:
    """Say which clause of a clock applies to an incident, that none does, or that nobody has decided.

    With --json: the clocks that are switched on, as `incident show --json` prints them.
    """
    wanted = {"none": "", "undecided": None}.get(clause, clause)
    with context.writing() as session:
        session.do(JudgeClock(key, clock_id, wanted, reported))
        states = clocks_of(session.store, find_incident(session.store, key), context.now().date())
        is_on = session.store.clocks.find(clock_id) is not None
    said = [state.text for state in states]
    if not is_on:
        said.append(f"{clock_id} is switched off here, so it does not count; `workbench clock on {clock_id}` lets it.")
    emit("\n".join(said), [state.model_dump(mode="json") for state in states], as_json=as_json)


COMMANDS = Commands("clocks", (clock,))
