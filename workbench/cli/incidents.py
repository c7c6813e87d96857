"""incident: record what went wrong, list and show; changing it and recall stand beside."""

from typing import Any

import click

from workbench.cli.clocks import judge
from workbench.cli.context import Commands, Context, emit, example, json_option
from workbench.cli.incident_editing import action, change, moment
from workbench.cli.incident_fields import ROLES, choices, milestone, mode_role, where_it_ran
from workbench.cli.incident_filters import list_all, saved_filters
from workbench.cli.incident_phases import life_data, life_text
from workbench.cli.incident_text import data_of, incident_text, proposal_text
from workbench.cli.incident_writing import write
from workbench.cli.patterns import patterns
from workbench.cli.recall import recall
from workbench.domain.catalogue import Catalogue
from workbench.domain.importing import Provenance
from workbench.domain.model import Severity
from workbench.edits.incidents import SET_BY_US, RecordIncident, find_incident
from workbench.storage.clocks_view import clocks_of
from workbench.storage.mode_proposals import propose_modes


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
@click.option("--kind", type=click.Choice(choices("kind")), default="incident", show_default=True)
@click.option("--grade", type=click.Choice(choices("grade")), default="confirmed", show_default=True)
@click.option("--origin", type=click.Choice(choices("origin")), default="own", show_default=True)
@click.option("--severity", type=click.Choice([level.value for level in Severity]), help="Set by you.")
@click.option(
    "--began",
    metavar="WHEN",
    help="No more precise than known: 2026, 2026-Q1, 2026-02, 2026-02-17, …T14:05Z, yesterday.",
)
@click.option("--detected", metavar="WHEN", help="When it was noticed.")
@click.option("--resolved", metavar="WHEN", help="When it was over.")
@click.option("--mode", "modes", metavar="M04[:ROLE]", multiple=True, help=f"ROLE is {', '.join(ROLES)}; else cause.")
@click.option("--deployment", metavar="ID[@VERSION]", help="The deployment it happened to, and the version that ran.")
@click.option("--trigger", metavar="TEXT", default="")
@click.option("--root-cause", metavar="TEXT", default="")
@click.option("--impact", metavar="TEXT", default="")
@click.option("--detection", metavar="TEXT", default="", help="How it was noticed.")
@click.option("--containment", metavar="TEXT", default="", help="How the harm was limited.")
@click.option("--fix", metavar="TEXT", default="")
@click.option("--prevention", metavar="TEXT", default="", help="What would prevent the next one.")
@click.option("--source", "sources", metavar="TEXT", multiple=True, help="Where it is described.")
@json_option
@click.pass_obj
def add(context: Context, /, modes: tuple[str, ...], deployment: str | None, as_json: bool, **fields: Any) -> None:
    """Record an incident; what nobody knows stays empty. `incident set` writes the rest later.

    Without --mode the failure modes that its words speak of are proposed; a person decides.

    With --json: what `incident show --json` prints, and "proposed_modes": [{"mode", "words"}].
    """
    catalogue = context.catalogue
    roles = [mode_role(text, catalogue) for text in modes]
    stones = [milestone(name, typed) for name in ("began", "detected", "resolved") if (typed := fields.pop(name))]
    values = {name: value for name, value in fields.items() if value is not None}
    values |= {"modes": roles, "milestones": stones, "category": _category(roles, catalogue)}
    if "severity" in values:
        values["severity_source"] = SET_BY_US
    with context.writing() as session:
        if deployment is not None:
            values |= where_it_ran(session.store, deployment)
        entry = session.do(RecordIncident(values))
        row = session.store.incidents.get(entry.made("incident")[0])
    proposals = () if roles else propose_modes(catalogue, f"{row.title}\n{row.summary}")
    data = {**data_of(row), "proposed_modes": [each.model_dump(mode="json") for each in proposals]}
    emit("\n".join([f"{row.key}  {row.title}", *proposal_text(row.key, proposals, catalogue)]), data, as_json=as_json)


@incident.command("show", epilog=example("workbench incident show INC-2026-001"))
@click.argument("key", metavar="INC")
@json_option
@click.pass_obj
def show(context: Context, key: str, as_json: bool) -> None:
    """Show one incident: what is known, and no more; what each phase lacks; how long it took; where it came from.

    With --json: every field of the incident; "phases": [{"id", "name", "is_reached", "has", "lacks": [{"need",
    "name", "step", "sentence", "remedy", "field"}]}]; "times": [{"name", "start", "end", "least_minutes",
    "most_minutes", "text", "is_contradiction"}]; "clocks": [{"clock", "name", "is_decided", "clause", "article",
    "due", "days", "reported_on", "text"}]; "provenance": [{"importer", "importer_version", "file", "record_key",
    "raw_sha256", "import_number", "imported_at"}].
    """
    today = context.now().date()
    with context.reading() as store:
        row = find_incident(store, key)
        origins = store.bulk.provenance(row.id)
        life = life_data(row, clocks_of(store, row, today))
        text = "\n".join([incident_text(store, row), *life_text(store, row, today)])
    data = {
        **data_of(row),
        **life,
        "provenance": [one.model_dump(mode="json", exclude={"import_id"}) for one in origins],
    }
    emit("\n".join([text, *map(_origin, origins)]), data, as_json=as_json)


def _category(roles: list[dict[str, str]], catalogue: Catalogue) -> str | None:
    """Return the category that the first mode, or the mode of the first sub-mode, answers to."""
    return catalogue.mode(roles[0]["mode"].partition(".")[0]).category if roles else None


def _origin(one: Provenance) -> str:
    return (
        f"Imported {one.imported_at:%Y-%m-%d} from {one.file}, record {one.record_key}, by {one.importer} "
        f"{one.importer_version}; raw record sha256 {one.raw_sha256}"
    )


for command in (list_all, saved_filters, change, action, moment, recall, patterns, judge, write):
    incident.add_command(command)
COMMANDS = Commands("incidents", (incident,))
