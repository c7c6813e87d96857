"""`signoff`: take the signatures of returned files into the workspace."""

from pathlib import Path

import click

from workbench.cli.context import Commands, Context, emit, example, json_option, notice
from workbench.cli.verify import existing, status, trust_option, verification_data, verification_text
from workbench.domain.errors import UserError
from workbench.tasks.signing import anchors
from workbench.tasks.signoff import collect as collect_file


@click.group(epilog=example("workbench signoff collect returned/REV-1.pdf"))
def signoff() -> None:
    """Take signatures into the workspace."""


@signoff.command(epilog=example("workbench signoff collect returned/REV-1.pdf"))
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.pdf")
@trust_option
@json_option
@click.pass_obj
def collect(context: Context, file: Path, trust: tuple[Path, ...], as_json: bool) -> int:
    """Take the signatures of a returned file into the workspace, once they are verified.

    With --json: what `verify --json` prints of one file, and "review".
    """
    existing(file)
    with context.writing() as session:
        found = collect_file(session, file, anchors(trust), context.now())
    if found.path is None:
        notice("Nothing was taken into the workspace.")
    else:
        notice(f"Collected into {found.path}.")
    data = {**verification_data(file, found.verification), "review": found.review}
    emit(verification_text(found.verification), data, as_json=as_json)
    return status([found.path is not None])


def collect_at_once(context: Context, folder: Path, file: Path, trust: tuple[Path, ...]) -> str | None:
    """Index a signature in the workspace whose folder is given; a notice says why it was not."""
    try:
        with Context(folder, context.actor).writing() as session:
            found = collect_file(session, file, anchors(trust), context.now())
    except UserError as error:
        notice(f"The file is signed, but its workspace has not taken note of it yet. {error}")
        return None
    if found.path is None:
        notice(
            f"The file is signed, but its workspace has not taken note of it: {' '.join(found.verification.reasons)}"
        )
    return found.review or None


COMMANDS = Commands("signoff", (signoff,))
