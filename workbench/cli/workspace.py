"""init, open, doctor: the workspace itself."""

from pathlib import Path

import click

from workbench.catalogue.loader import builtin_catalogue, workspace_catalogue
from workbench.cli.context import Commands, Context, emit, example, json_option, notice
from workbench.domain.errors import Damaged, UserError
from workbench.edits.packs import changed_outside
from workbench.storage.database import explained
from workbench.storage.doctor import Examination, examine, prune
from workbench.storage.evidence_files import EvidenceFiles
from workbench.storage.workspace import Workspace
from workbench.tasks.display import has_display
from workbench.tasks.evidence_text import keep_texts, read_unread
from workbench.tasks.settings import remember_workspace

PATH = click.Path(path_type=Path)


@click.command("init", epilog=example('workbench init ~/board --name "Review board"'))
@click.argument("path", type=PATH)
@click.option("--name", default="", help="What the workspace is called; else the name of the folder.")
@json_option
def init(path: Path, name: str, as_json: bool) -> None:
    """Make a workspace in a new or empty folder; commands use it from then on.

    With --json: {"workspace"}.
    """
    workspace = Workspace.create(path.expanduser(), name, catalogue=builtin_catalogue())
    workspace.close()
    remember_workspace(workspace.folder)
    emit(f"{workspace.folder} is a workspace now.", {"workspace": str(workspace.folder)}, as_json=as_json)


def _index_evidence(workspace: Workspace) -> None:
    """Let the search find what evidence of an older workbench says."""
    store = workspace.store(write=True)
    try:
        texts = read_unread(store.files, store.search.unread())
        if texts:
            with explained(store.path), store.database.atomic():
                keep_texts(store.search, texts)
    finally:
        store.close()


@click.command("open", epilog=example("workbench open ~/board"))
@click.argument("path", type=PATH)
@json_option
@click.pass_obj
def open_workspace(context: Context, path: Path, as_json: bool) -> Path:
    """Open a workspace in the window and make it the one that commands use.

    One that an older workbench wrote is brought up to date; a backup is made first. With --json: {"workspace"}.
    """
    workspace = Workspace.open(path.expanduser(), writing=True)
    try:
        workspace.index_catalogue(workspace_catalogue(workspace.folder))
        _index_evidence(workspace)
        is_changed = _is_pack_changed(workspace)
    finally:
        workspace.close()
    if is_changed:
        with Context(workspace.folder, context.actor).writing():
            pass  # opening it for writing notes what was changed
    remember_workspace(workspace.folder)
    told = f"{workspace.folder} is the workspace that commands use now."
    emit(told, {"workspace": str(workspace.folder)}, as_json=as_json)
    if not has_display():
        notice("There is no display here, so the window stays closed.")
    return workspace.folder


def _is_pack_changed(workspace: Workspace) -> bool:
    store = workspace.store()
    try:
        return bool(changed_outside(store))
    finally:
        store.close()


@click.command("doctor", epilog=example("workbench -w ~/board doctor", "workbench -w ~/board doctor --prune"))
@click.option("--prune", "do_prune", is_flag=True, help="Delete the files that neither a row nor an undo can reach.")
@json_option
@click.pass_obj
def doctor(context: Context, do_prune: bool, as_json: bool) -> int:
    """Look the workspace over: database, journal, evidence files, frozen records, search index.

    Exit status 1 when something is wrong. With --json: {"journal_entries", "evidence_files", "reviews",
    "complaints": [{"what", "remedy"}], "notes": [sentence], "unreachable": [sha256], "pruned"}.
    """
    try:
        examination, pruned = _examined(context, do_prune)
    except Damaged as damage:
        emit(f"{damage}\n{_what_is_left(context.folder)}", {"complaints": [{"what": str(damage)}]}, as_json=as_json)
        return 1
    emit(_report(examination, pruned), {**examination.model_dump(mode="json"), "pruned": pruned}, as_json=as_json)
    return 0 if examination.is_clean else 1


def _examined(context: Context, do_prune: bool) -> tuple[Examination, int]:
    if not do_prune:
        with context.reading() as store:
            return examine(store), 0
    workspace = Workspace.open(context.folder, writing=True)
    try:
        store = workspace.store(write=True)
        try:
            examination = examine(store)
            if not examination.is_clean:
                raise UserError(
                    f"{examination.complaints[0].what} Nothing was pruned. Mend that first: "
                    f"{examination.complaints[0].remedy}"
                )
            return examination, prune(store, examination)
        finally:
            store.close()
    finally:
        workspace.close()


def _report(examination: Examination, pruned: int) -> str:
    lines = [
        f"Journal: {_count(examination.journal_entries, 'entry', 'entries')}.",
        f"Evidence: {_count(examination.evidence_files, 'file')}.",
        f"Reviews: {examination.reviews}.",
    ]
    lines += [f"{complaint.what} {complaint.remedy}" for complaint in examination.complaints]
    lines += examination.notes
    lines += ["Nothing is wrong."] if examination.is_clean else []
    unreachable = len(examination.unreachable)
    if pruned:
        lines.append(f"{_count(pruned, 'file')} deleted.")
    elif unreachable:
        lines.append(f"Nothing reaches {_count(unreachable, 'file')}; `workbench doctor --prune` deletes what it can.")
    return "\n".join(lines)


def _what_is_left(folder: Path) -> str:
    """Say which evidence can be read without the database: the name of a file is its hash."""
    files = EvidenceFiles(folder)
    names = sorted(files.stored())
    good = [name for name in names if not files.fault(name)]
    return f"Evidence: {_count(len(good), 'file')} of {len(names)} still with its hash."


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


COMMANDS = Commands("workspace", (init, open_workspace, doctor))
