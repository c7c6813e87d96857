"""The command line: click commands, thin skins over tasks, edits and storage; no Qt."""

import errno
import importlib
import importlib.util
import io
import logging
from pathlib import Path

import click

from workbench.cli.context import Context, notice
from workbench.data import version
from workbench.domain.errors import UserError
from workbench.registry import walk

_OUTSIDE = frozenset(
    {errno.ENAMETOOLONG, errno.ENOTDIR, errno.ELOOP, errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EIO}
)
"""What a path that somebody typed, or its disk, can answer anywhere; whatever else the system says is a bug of ours."""
EPILOG = """\b
Exit status: 0 done; 1 the answer is no; 2 wrong use or unusable input.

\b
Example:
  workbench -w board --actor "Ana Silva" check REV-1
"""


def main(args: list[str]) -> int | Path:
    """Do one command; return the exit status, or the workspace that the window shall open on."""
    group = root()
    try:
        with group.make_context("workbench", list(args)) as context:
            outcome = group.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as refusal:
        said = io.StringIO()
        refusal.show(said)
        notice(said.getvalue().removesuffix("\n"))  # it quotes what was typed
        return 2
    except UnicodeEncodeError as error:
        notice(f"What was typed is not UTF-8 text (at character {error.start}). Nothing was changed. Type it again.")
        return 2
    except UserError as error:
        notice(str(error))
        return 2
    except OSError as error:
        if error.errno not in _OUTSIDE:
            raise
        logging.getLogger("workbench").exception("refused by the system")
        notice(f"{error.filename or 'A file'} could not be used ({error.strerror}). Nothing was changed. Check it.")
        return 2
    return outcome if isinstance(outcome, int | Path) else 0


class _Commands(click.Group):
    """Every module of this package adds the commands in its `COMMANDS`; they are imported when one is asked for.

    A command that stands in a module of its own name is found without importing the others, unless it is a group: to
    one of those other modules may add.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        self._import_all()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, None when there is none."""
        if cmd_name not in self.commands:
            own = self._own_module(cmd_name)
            if own is not None:
                return own
            self._import_all()
        return super().get_command(ctx, cmd_name)

    def _own_module(self, name: str) -> click.Command | None:
        if not name.isidentifier() or importlib.util.find_spec(f"{__name__}.{name}") is None:
            return None
        adds = getattr(importlib.import_module(f"{__name__}.{name}"), "COMMANDS", None)
        found = next((command for command in adds.commands if command.name == name), None) if adds else None
        return None if isinstance(found, click.Group) else found

    def _import_all(self) -> None:
        for module in walk("workbench.cli", "COMMANDS").values():
            for command in module.commands:
                self.add_command(command)


def root() -> click.Group:
    """Return the whole command line."""

    @click.group(
        cls=_Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
    )
    @click.option(
        "-w",
        "--workspace",
        envvar="WORKBENCH_WORKSPACE",
        type=click.Path(path_type=Path),
        help="The folder of the workspace; without it the one opened last.",
    )
    @click.option(
        "--actor",
        envvar="WORKBENCH_ACTOR",
        metavar="NAME",
        help='Who acts: a name, an e-mail or "Name <e-mail>"; else the user of the operating system.',
    )
    @click.version_option(version(), "--version", message="%(prog)s %(version)s")
    @click.pass_context
    def workbench(context: click.Context, workspace: Path | None, actor: str | None) -> None:
        """Decide whether an AI agent is ready for production: reviews with evidence, verdicts, signed reports."""
        context.obj = Context(workspace, actor)

    return workbench
