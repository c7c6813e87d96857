"""export: write something of the workspace into a file that others can read."""

import re

import click

from workbench.cli.context import Commands, example
from workbench.registry import walk

_INCIDENT = re.compile(r"inc-", re.IGNORECASE)


class _Exports(click.Group):
    """The kinds that can be exported; the key of an incident stands for `incidents` and that key."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if _INCIDENT.match(args[0]):
            args = ["incidents", *args]
        return super().resolve_command(ctx, args)


@click.group(
    "export",
    cls=_Exports,
    subcommand_metavar="WHAT --format NAME --out FILE",
    epilog=example("workbench export incidents --format agent-postmortems --out incidents.yaml"),
)
def export() -> None:
    """Write something of the workspace into a file that others can read."""


for kind in walk("workbench.cli.exports", "EXPORT").values():
    for command in kind.commands:
        export.add_command(command)

COMMANDS = Commands("export", (export,))
