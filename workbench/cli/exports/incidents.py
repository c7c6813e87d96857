"""export incidents: into one of the formats of the interchange."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.context import Commands, Context, emit, example, json_option, notice

if TYPE_CHECKING:
    from workbench.domain.anonymity import Replacement


@click.command(
    "incidents",
    epilog=example(
        "workbench export incidents --format agent-postmortems --out incidents.yaml",
        "workbench export incidents INC-2026-003 --format markdown --anonymised --also Zeus --out shared.md",
    ),
)
@click.argument("keys", metavar="[INC]…", nargs=-1)
@click.option("--format", "format_id", metavar="NAME", required=True, help="A wrong name prints all of them.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write.")
@click.option("--anonymised", is_flag=True, help="Replace names, addresses, ids and amounts; says what on stderr.")
@click.option("--also", metavar="TEXT", multiple=True, help="Replace this too; only with --anonymised.")
@json_option
@click.pass_obj
def incidents(
    context: Context,
    /,
    keys: tuple[str, ...],
    format_id: str,
    out: Path,
    anonymised: bool,
    also: tuple[str, ...],
    as_json: bool,
) -> None:
    """Write all incidents, or those of some keys; `export INC-2026-003` does too.

    Anonymised, the names of people and deployments that the workspace knows are replaced, and by their form e-mails,
    addresses, ids and amounts of money. Other names stay: read the file before you share it.
    With --json: {"file", "incidents"}, the second a number; anonymised also "replaced": [{"was", "put", "times"}].
    """
    from workbench.tasks.export_incidents import export_incidents, wanted_incidents
    from workbench.tasks.sharing import anonymise_all, names_of

    with context.reading() as store:
        found = wanted_incidents(store, keys)
        names = names_of(store, also)
    replaced: list[Replacement] = []
    if anonymised:
        found, replaced = anonymise_all(found, names)
    target = export_incidents(found, format_id, out)
    for one in replaced:
        notice(f"{one.was} → {one.put}" + (f", {one.times} times" if one.times > 1 else ""))
    number = "1 incident" if len(found) == 1 else f"{len(found)} incidents"
    told = {"replaced": [vars(one) for one in replaced]} if anonymised else {}
    emit(f"{target}: {number}.", {"file": str(target), "incidents": len(found), **told}, as_json=as_json)


EXPORT = Commands("incidents", (incidents,))
