"""demo: the example workspace, its checklist, its signed report and our own verification of that."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.context import Commands, emit, example, json_option, notice, progress
from workbench.cli.verify import verification_data, verification_text
from workbench.domain.errors import UserError
from workbench.storage.workspace import Workspace
from workbench.tasks.display import has_display
from workbench.tasks.settings import remember_workspace

if TYPE_CHECKING:
    from workbench.tasks.example import ExampleMade


@click.command("demo", epilog=example("workbench demo", "workbench demo --to ~/try --no-window"))
@click.option(
    "--to", type=click.Path(path_type=Path), metavar="DIR", help="A new or empty folder, or an example made before."
)
@click.option("--no-window", is_flag=True, help="Only print; open no window.")
@json_option
def demo(to: Path | None, no_window: bool, as_json: bool) -> int | Path:
    """Make the example workspace, or take the one made before; print its review and open the window on it.

    Prints the checklist of REV-1 as it was frozen, the path of its signed report, and the verification of that with
    the example's own authority. With --json: {"workspace", "lines": [text], "result", "report", "verification"}.
    """
    from workbench.tasks.example_place import example_folder, open_or_make_example

    made = open_or_make_example((to or example_folder()).expanduser(), progress)
    progress(1.0, "")
    lines, result = _checklist(made)
    status = _show(made, lines, result, as_json)
    remember_workspace(made.workspace)
    notice(f"The example lies in {made.workspace}. The passphrase of its keys is `example`.")
    return made.workspace if status == 0 and not no_window and has_display() else status


def _checklist(made: "ExampleMade") -> tuple[list[str], str]:
    """Return the lines of the example's review and its RESULT, as they were frozen."""
    from workbench.storage.review_view import read_review

    workspace = Workspace.open(made.workspace)
    store = workspace.store()
    try:
        frozen = read_review(store, made.review).as_frozen
    finally:
        store.close()
        workspace.close()
    if frozen is None:
        raise UserError(
            f"{made.review} of the example is not frozen. Nothing was changed. Delete {made.workspace} and start again."
        )
    return [line.text for line in frozen.lines], frozen.result


def _show(made: "ExampleMade", lines: list[str], result: str, as_json: bool) -> int:
    from workbench.reports.signing.keys import read_certificates
    from workbench.reports.signing.verify import verify

    found = verify(made.report, read_certificates(made.authority), datetime.now(UTC))
    text = "\n".join([*lines, result, "", str(made.report), verification_text(found)])
    data = {
        "workspace": str(made.workspace),
        "lines": lines,
        "result": result,
        "report": str(made.report),
        "verification": verification_data(made.report, found),
    }
    emit(text, data, as_json=as_json)
    return 0 if found.is_complete else 1


COMMANDS = Commands("demo", (demo,))
