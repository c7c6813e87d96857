"""Where the example lies: opening it, making it when it is not there yet, deleting it in one act."""

import shutil
from pathlib import Path

from platformdirs import user_documents_path

from workbench.domain.errors import UserError
from workbench.storage.workspace import DATABASE, Workspace
from workbench.tasks.example import ExampleMade, Progress, make_example

FOLDER = "Workbench example"


def example_folder() -> Path:
    """Return where the example lies unless somebody says otherwise: a folder of its own in the user's documents."""
    return user_documents_path() / FOLDER


def open_or_make_example(folder: Path, on_progress: Progress) -> ExampleMade:
    """Make the example, or return the one that lies there; neither its lock nor a network is needed for that.

    A UserError says that the folder holds something else.
    """
    if not (folder / DATABASE).is_file():
        return make_example(folder, on_progress=on_progress)
    if not _is_example(folder):
        raise UserError(
            f"{folder} is a workspace, but not the example. It was left as it is. "
            f"Choose another folder with --to, or open this one with `workbench open {folder}`."
        )
    return ExampleMade(folder.resolve())


def delete_example(folder: Path) -> None:
    """Delete the example workspace with everything in it; a UserError refuses any other workspace."""
    if not _is_example(folder):
        raise UserError(f"{folder} is not the example. Nothing was deleted. Delete a workspace of your own by hand.")
    workspace = Workspace.open(folder, writing=True)  # refuses while another program works in it
    workspace.close()
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise UserError(
            f"Parts of {folder} could not be deleted ({error.strerror}). No other folder was touched. "
            "Close what has its files open and delete the rest by hand."
        ) from error


def _is_example(folder: Path) -> bool:
    workspace = Workspace.open(folder)
    store = workspace.store()
    try:
        return store.info.is_example
    finally:
        store.close()
        workspace.close()
