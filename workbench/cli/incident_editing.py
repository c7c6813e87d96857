"""incident set, action, moment: write what has become known of an incident."""

from collections.abc import Callable
from typing import Any

import click

from workbench.cli.context import Context, emit, example, json_option
from workbench.cli.incident_fields import FIELDS, typed_fields
from workbench.cli.incident_text import data_of, incident_text
from workbench.domain.errors import UserError
from workbench.domain.incident import Incident, Moment
from workbench.edits.incidents import ChangeIncident, find_incident
from workbench.storage.store import Store

Changed = Callable[[Store, Incident], dict[str, Any]]


@click.command(
    "set",
    epilog=example(
        "workbench incident set INC-2026-001 detected 2026-11-02T14:05Z",
        'workbench incident set INC-2026-001 root-cause "A time-out was retried without an idempotency key."',
        "workbench incident set INC-2026-001 modes M04 M10:contributing",
        "workbench incident set INC-2026-001 money ~1200-3000 EUR",
    ),
)
@click.argument("key", metavar="INC")
@click.argument("field")
@click.argument("values", metavar="[VALUE]…", nargs=-1)
@json_option
@click.pass_obj
def change(context: Context, key: str, field: str, values: tuple[str, ...], as_json: bool) -> None:
    """Write one field of an incident; without a value it is emptied."""
    given = (" ".join(values),) if field.lower() == "money" and values else values
    _write(context, key, lambda store, incident: typed_fields(store, incident, field.lower(), given), as_json)


change.help = (
    f"{change.help}\n\nFields: {', '.join(sorted(FIELDS))}.\n\nA milestone takes a date and, if wanted, a note. "
    "With --json: what `incident show --json` prints but its provenance."
)


@click.group("action")
def action() -> None:
    """What somebody is to do so that an incident does not happen again."""


def _action_options(command: Any) -> Any:
    for option in (
        click.option("--owner", metavar="NAME", help="Who does it."),
        click.option("--due", metavar="DATE", help="By when: 2026-12-31, 2026-12, 2026-Q4 or 2026."),
        click.option("--link", metavar="TEXT", help="Where it is tracked: an address or a ticket."),
        click.option("--done/--open", "is_done", default=None, help="Whether it is done."),
    ):
        command = option(command)
    return command


@action.command(
    "add",
    epilog=example('workbench incident action add INC-2026-001 "Add an idempotency key" --owner Ada --due 2026-12-31'),
)
@click.argument("key", metavar="INC")
@click.argument("text")
@_action_options
@json_option
@click.pass_obj
def add_action(context: Context, /, key: str, text: str, as_json: bool, **given: Any) -> None:
    """Add an action; `incident show` numbers them.

    With --json: what `incident show --json` prints but its provenance.
    """
    made = {"text": text, **_known(given)}
    _write(context, key, lambda _store, incident: {"actions": (*incident.actions, made)}, as_json)


@action.command("set", epilog=example("workbench incident action set INC-2026-001 1 --done"))
@click.argument("key", metavar="INC")
@click.argument("number", type=int)
@click.option("--text", metavar="TEXT", help="What is to be done.")
@_action_options
@json_option
@click.pass_obj
def set_action(context: Context, /, key: str, number: int, as_json: bool, **given: Any) -> None:
    """Change the action of a number.

    With --json: what `incident show --json` prints but its provenance.
    """

    def changed(_store: Store, incident: Incident) -> dict[str, Any]:
        place = _place(incident.actions, number, "action")
        fresh = {**incident.actions[place].model_dump(), **_known(given)}
        return {"actions": (*incident.actions[:place], fresh, *incident.actions[place + 1 :])}

    _write(context, key, changed, as_json)


@action.command("remove", epilog=example("workbench incident action remove INC-2026-001 1"))
@click.argument("key", metavar="INC")
@click.argument("number", type=int)
@json_option
@click.pass_obj
def remove_action(context: Context, key: str, number: int, as_json: bool) -> None:
    """Take the action of a number away.

    With --json: what `incident show --json` prints but its provenance.
    """
    _write(context, key, lambda _store, incident: _without(incident, "actions", number, "action"), as_json)


@click.group("moment")
def moment() -> None:
    """The lines of the timeline of an incident."""


@moment.command(
    "add",
    epilog=example('workbench incident moment add INC-2026-001 "+6:00" "Detected" --text "Totals do not add up."'),
)
@click.argument("key", metavar="INC")
@click.argument("when")
@click.argument("title")
@click.option("--text", metavar="TEXT", default="", help="More about it.")
@click.option("--milestone", "is_milestone", is_flag=True, help="It was detected, contained or resolved then.")
@click.option("--at", "number", type=int, help="Before the line of this number; else at the end.")
@json_option
@click.pass_obj
def add_moment(
    context: Context, key: str, when: str, title: str, text: str, is_milestone: bool, number: int | None, as_json: bool
) -> None:
    """Add a line to the timeline; WHEN is a time, `+6:00` or `later`.

    With --json: what `incident show --json` prints but its provenance.
    """
    made = Moment(when=when, title=title, text=text, is_milestone=is_milestone)

    def changed(_store: Store, incident: Incident) -> dict[str, Any]:
        lines = incident.timeline
        place = len(lines) if number is None else _place(lines, number, "line")
        return {"timeline": (*lines[:place], made, *lines[place:])}

    _write(context, key, changed, as_json)


@moment.command("remove", epilog=example("workbench incident moment remove INC-2026-001 1"))
@click.argument("key", metavar="INC")
@click.argument("number", type=int)
@json_option
@click.pass_obj
def remove_moment(context: Context, key: str, number: int, as_json: bool) -> None:
    """Take the line of a number out of the timeline.

    With --json: what `incident show --json` prints but its provenance.
    """
    _write(context, key, lambda _store, incident: _without(incident, "timeline", number, "line"), as_json)


def _write(context: Context, key: str, changed: Changed, as_json: bool) -> None:
    with context.writing() as session:
        incident = find_incident(session.store, key)
        session.do(ChangeIncident(incident.key, changed(session.store, incident)))
        row = find_incident(session.store, key)
        text = incident_text(session.store, row)
    emit(text, data_of(row), as_json=as_json)


def _known(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def _place(rows: tuple[Any, ...], number: int, noun: str) -> int:
    if not 1 <= number <= len(rows):
        raise UserError(f"There is no {noun} {number}. Nothing was changed. It has {len(rows) or 'none'}.")
    return number - 1


def _without(incident: Incident, field: str, number: int, noun: str) -> dict[str, Any]:
    rows = getattr(incident, field)
    place = _place(rows, number, noun)
    return {field: (*rows[:place], *rows[place + 1 :])}
