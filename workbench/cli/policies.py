"""policy: which policies there are, and what was refused of a team's own."""

import click

from workbench.catalogue.policies import OWN, load_policies
from workbench.cli.context import Commands, Context, columns, emit, example, json_option, notice


@click.group("policy")
def policy() -> None:
    """Look over the policies that turn findings into a verdict."""


@policy.command("list", epilog=example("workbench policy list"))
@json_option
@click.pass_obj
def list_all(context: Context, as_json: bool) -> int:
    """List the built-in policies and those that lie in the workspace; 1 when a file was refused.

    With --json: {"policies": [{"id", "version", "name", "roles": [id], "self_confirmation"}], "refused": [{"file",
    "line", "reason"}]}.
    """
    with context.reading() as store:
        found = load_policies(store.folder)
    for row in found.refused:
        notice(f"{row.file}, line {row.line}: {row.reason}. This policy cannot be chosen until the file is mended.")
    data = {
        "policies": [
            {
                "id": row.id,
                "version": row.version,
                "name": row.name,
                "roles": [role.id for role in row.roles],
                "self_confirmation": row.self_confirmation,
            }
            for row in found.loaded.values()
        ],
        "refused": [row.model_dump() for row in found.refused],
    }
    rows = [(row.id, str(row.version), row.name) for row in found.loaded.values()]
    emit(f"{columns(rows)}\nYour own lie in the workspace as {OWN[0]}.", data, as_json=as_json)
    return 1 if found.refused else 0


COMMANDS = Commands("policies", (policy,))
