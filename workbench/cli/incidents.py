"""incident: record what went wrong, list, show and recall."""

import re
from datetime import datetime
from typing import Any, get_args

import click

from workbench.catalogue.loader import builtin_catalogue
from workbench.cli.context import Commands, Context, columns, emit, example, json_option
from workbench.cli.recall import recall
from workbench.domain.errors import UserError
from workbench.domain.importing import Provenance
from workbench.domain.incident import Incident, Precision
from workbench.domain.model import Severity
from workbench.edits.deployments import find_deployment
from workbench.edits.incidents import RecordIncident, find_incident

ROLES = ("cause", "consequence", "contributing")
_MOMENTS: tuple[tuple[Precision, re.Pattern[str]], ...] = (
    ("year", re.compile(r"\d{4}")),
    ("quarter", re.compile(r"\d{4}-Q[1-4]")),
    ("month", re.compile(r"\d{4}-(0[1-9]|1[0-2])")),
    ("day", re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")),
    ("minute", re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\dZ")),
)


def _choices(field: str) -> list[str]:
    return list(get_args(Incident.model_fields[field].annotation))


@click.group("incident")
def incident() -> None:
    """Record what went wrong, or nearly, or in an exercise."""


@incident.command(
    "add",
    epilog=example(
        'workbench incident add "The agent refunded twice" --began 2026-11-02 --mode M04 --mode M10:contributing \\',
        '  --summary "A time-out was retried without an idempotency key."',
    ),
)
@click.argument("title")
@click.option("--summary", metavar="TEXT", default="", help="What happened; Markdown.")
@click.option("--kind", type=click.Choice(_choices("kind")), default="incident", show_default=True)
@click.option("--grade", type=click.Choice(_choices("grade")), default="confirmed", show_default=True)
@click.option("--origin", type=click.Choice(_choices("origin")), default="own", show_default=True)
@click.option("--severity", type=click.Choice([level.value for level in Severity]), help="Set by you.")
@click.option(
    "--began", metavar="WHEN", help="No more precise than known: 2026, 2026-Q1, 2026-02, 2026-02-17, …T14:05Z."
)
@click.option("--mode", "modes", metavar="M04[:ROLE]", multiple=True, help=f"ROLE is {', '.join(ROLES)}; else cause.")
@click.option("--deployment", metavar="ID", help="The deployment it happened to.")
@click.option("--trigger", metavar="TEXT", default="")
@click.option("--root-cause", metavar="TEXT", default="")
@click.option("--impact", metavar="TEXT", default="")
@click.option("--fix", metavar="TEXT", default="")
@click.option("--source", "sources", metavar="TEXT", multiple=True, help="Where it is described.")
@json_option
@click.pass_obj
def add(
    context: Context,
    /,
    began: str | None,
    modes: tuple[str, ...],
    deployment: str | None,
    as_json: bool,
    **fields: Any,
) -> None:
    """Record an incident; what nobody knows stays empty.

    With --json: what `incident show --json` prints.
    """
    roles = [_mode_role(text) for text in modes]
    values = {name: value for name, value in fields.items() if value is not None}
    values |= {"modes": roles, "milestones": _milestones(began), "category": _category(roles)}
    if "severity" in values:
        values["severity_source"] = "set by us"
    with context.writing() as session:
        if deployment is not None:
            values["deployment_id"] = find_deployment(session.store, deployment).id
        entry = session.do(RecordIncident(values))
        row = session.store.incidents.get(entry.made("incident")[0])
    emit(f"{row.key}  {row.title}", _data(row), as_json=as_json)


@incident.command("list", epilog=example("workbench incident list"))
@json_option
@click.pass_obj
def list_all(context: Context, as_json: bool) -> None:
    """List the incidents, by key.

    With --json: a list of what `incident show --json` prints.
    """
    with context.reading() as store:
        found = store.incidents.all(order="key")
    rows = [(row.key, row.when, row.grade, " ".join(role.mode for role in row.modes), row.title) for row in found]
    empty = "No incidents yet. Record one with `workbench incident add`."
    emit(columns(rows) or empty, [_data(row) for row in found], as_json=as_json)


@incident.command("show", epilog=example("workbench incident show INC-2026-001"))
@click.argument("key", metavar="INC")
@json_option
@click.pass_obj
def show(context: Context, key: str, as_json: bool) -> None:
    """Show one incident: what is known, and no more; an imported one with the file and record that it came from.

    With --json: every field of the incident, and "provenance": [{"importer", "importer_version", "file",
    "record_key", "raw_sha256", "import_number", "imported_at"}].
    """
    with context.reading() as store:
        row = find_incident(store, key)
        origins = store.bulk.provenance(row.id)
    data = {**_data(row), "provenance": [one.model_dump(mode="json", exclude={"import_id"}) for one in origins]}
    emit("\n".join([_text(row), *map(_origin, origins)]), data, as_json=as_json)


def _mode_role(text: str) -> dict[str, str]:
    mode_id, _, role = text.partition(":")
    known = [mode.id for mode in builtin_catalogue().modes]
    if mode_id.upper() not in known or role not in ("", *ROLES):
        raise UserError(
            f"{text} names no failure mode with its role. Nothing was recorded. Modes: {', '.join(known)}; "
            f"roles: {', '.join(ROLES)}."
        )
    return {"mode": mode_id.upper(), "role": role or "cause"}


def _category(roles: list[dict[str, str]]) -> str | None:
    """Return the category that the first mode answers to."""
    return builtin_catalogue().mode(roles[0]["mode"]).category if roles else None


def _milestones(began: str | None) -> list[dict[str, str]]:
    if began is None:
        return []
    for precision, pattern in _MOMENTS:
        if pattern.fullmatch(began) and _exists(began, precision):
            return [{"name": "began", "at": began, "precision": precision}]
    raise UserError(
        f"{began} is not a moment. Nothing was recorded. Write what is known: 2026, 2026-Q1, 2026-02, 2026-02-17 or "
        "2026-02-17T14:05Z."
    )


def _exists(moment: str, precision: Precision) -> bool:
    """Tell whether the calendar has the day that a moment names."""
    try:
        return precision not in ("day", "minute") or bool(datetime.fromisoformat(moment))
    except ValueError:
        return False


def _data(row: Incident) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude={"id", "deployment_id", "version_id", "recorded_by"})


def _origin(one: Provenance) -> str:
    return (
        f"Imported {one.imported_at:%Y-%m-%d} from {one.file}, record {one.record_key}, by {one.importer} "
        f"{one.importer_version}; raw record sha256 {one.raw_sha256}"
    )


def _text(row: Incident) -> str:
    severity = f", {row.severity} ({row.severity_source})" if row.severity else ""
    lines = [f"{row.key}  {row.title}", f"{row.kind}, {row.grade}, {row.origin}{severity}", *row.summary.splitlines()]
    lines += [
        f"{stone.name.capitalize()}: {stone.at or stone.note or 'known, but not when'}" for stone in row.milestones
    ]
    named = (("Trigger", row.trigger), ("Root cause", row.root_cause), ("Impact", row.impact), ("Fix", row.fix))
    lines += [f"{label}: {text}" for label, text in named if text]
    lines += [f"{role.mode}: {role.role}" for role in row.modes]
    lines += [f"Control {outcome.control}: {outcome.outcome}" for outcome in row.controls]
    lines += [f"{fact.label}: {fact.value} ({fact.source})" for fact in row.facts]
    lines += [f"{moment.when}  {moment.title}" for moment in row.timeline]
    lines += [f"Also known as: {', '.join(row.external_ids)}"] if row.external_ids else []
    return "\n".join([*lines, *(f"Source: {source}" for source in row.sources)])


incident.add_command(recall)
COMMANDS = Commands("incidents", (incident,))
