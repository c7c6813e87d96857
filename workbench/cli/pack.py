"""catalogue add, edit, deprecate, control, diff, history, check: the packs of a team."""

from pathlib import Path

import click

from workbench.catalogue.comparison import as_text, compare
from workbench.catalogue.layers import builtin_text
from workbench.catalogue.loader import PACKS, check_pack, pack_text
from workbench.catalogue.pack_file import PackError, read_bytes
from workbench.cli.catalogue import catalogue, entry_named, key_of_entry
from workbench.cli.context import Commands, Context, columns, emit, example, json_option, notice
from workbench.domain.catalogue import Catalogue, Category, Control, ControlKind, FailureMode
from workbench.domain.errors import UserError
from workbench.domain.journal import instant
from workbench.domain.pack import Origin, Refused
from workbench.edits import registered
from workbench.edits.catalogue import AddEntry, DeprecateEntry, EditEntry, KeepOverride, WriteControl, own_path
from workbench.edits.edit import Edit
from workbench.edits.packs import text_to_edit
from workbench.edits.session import in_words
from workbench.storage.pack_history import EntryVersion, known_text, versions_of

FILE = click.option(
    "--from", "file", required=True, type=click.Path(path_type=Path), metavar="FILE.md", help="The whole entry."
)
KINDS = [kind.value for kind in ControlKind]


@catalogue.command("add", epilog=example("workbench catalogue add --from M13.md"))
@FILE
@json_option
@click.pass_obj
def add(context: Context, file: Path, as_json: bool) -> None:
    """Add a failure mode (M13 to M99) or a category to the team's pack; the id stands in the front matter of FILE.

    With --json: {"file"}, where it lies now.
    """
    _do(context, AddEntry(_text_of(file)), as_json)


@catalogue.command("edit", epilog=example("workbench catalogue edit M06 --from M06.md"))
@click.argument("name", metavar="M06")
@FILE
@json_option
@click.pass_obj
def edit(context: Context, name: str, file: Path, as_json: bool) -> None:
    """Replace the text of a mode or category; a built-in one gets a text of the team's own, which stands in its place.

    `catalogue show` prints an entry, `catalogue diff` what the team changed. With --json: {"file"}.
    """
    key, text = _key(context.catalogue, name), _text_of(file)
    _, seen = text_to_edit(context.folder, context.catalogue, key)
    _do(context, EditEntry(key, text, seen), as_json)


@catalogue.command("deprecate", epilog=example('workbench catalogue deprecate M13 --reason "Now part of M01"'))
@click.argument("name", metavar="M13")
@click.option("--reason", required=True, help="Why; empty to take the mark away.")
@json_option
@click.pass_obj
def deprecate(context: Context, name: str, reason: str, as_json: bool) -> None:
    """Mark an entry so that new reviews do not ask it; it stays listed, and its id is never given again.

    With --json: {"file"}.
    """
    _do(context, DeprecateEntry(_key(context.catalogue, name), reason), as_json)


@catalogue.command(
    "control", epilog=example('workbench catalogue control retry-cap --name "Retries capped" --kind prevents')
)
@click.argument("control_id", metavar="ID")
@click.option("--name", required=True, help="What it is called.")
@click.option(
    "--kind",
    required=True,
    type=click.Choice([kind.value for kind in ControlKind]),
    help="What it does about a failure.",
)
@click.option("--source", default="our own", show_default=True, help="Where it is published.")
@json_option
@click.pass_obj
def control(context: Context, control_id: str, name: str, kind: str, source: str, as_json: bool) -> None:
    """Add a control to the team's pack, or change one; modes refer to it by ID.

    With --json: {"file"}.
    """
    with in_words():
        made = Control(id=control_id, name=name, kind=ControlKind(kind), source=source)
    with context.writing() as session:
        session.do(WriteControl(made))
        path = session.store.catalogue.origin(f"control/{control_id}").path
    emit(str(context.folder / PACKS / path), {"file": str(context.folder / PACKS / path)}, as_json=as_json)


@catalogue.command("diff", epilog=example("workbench catalogue diff M06", "workbench catalogue diff M06 --keep"))
@click.argument("name", metavar="M06")
@click.option("--keep", is_flag=True, help="Say that the team's text stands although the built-in one has changed.")
@json_option
@click.pass_obj
def diff(context: Context, name: str, keep: bool, as_json: bool) -> None:
    """Show what the team's text says otherwise than the built-in one, and what has changed in that since.

    Exit status 0 with or without a difference. With --json: {"key", "pack", "built_in_changed": [{"kind", "text"}] or
    null where that cannot be told, "ours": [{"kind", "text"}]}.
    """
    found = context.catalogue
    key = _key(found, name)
    origin = found.origin(key)
    if not origin.builtin:
        where = f"comes from the pack {origin.pack} alone" if origin.is_own else "is built in and nobody changed it"
        raise UserError(f"{name} {where}. There is nothing to compare.")
    with context.reading() as store:
        before = known_text(store, origin.overrides) if origin.overrides else None
    builtin = builtin_text(origin.file) or ""
    changed = None if before is None else compare(before, builtin)
    ours = compare(builtin, pack_text(context.folder / PACKS, origin.path) or "")
    if keep:
        with context.writing() as session:
            session.do(KeepOverride(key))
    lines = _changed_lines(origin, as_text(changed) if changed else "", is_known=changed is not None)
    data = {
        "key": key,
        "pack": origin.pack,
        "built_in_changed": None if changed is None else [line.model_dump() for line in changed],
        "ours": [line.model_dump() for line in ours],
    }
    emit("\n".join([*lines, f"Built in → {origin.path}", as_text(ours)]), data, as_json=as_json)


@catalogue.command("history", epilog=example("workbench catalogue history M06"))
@click.argument("name", metavar="M06")
@json_option
@click.pass_obj
def history(context: Context, name: str, as_json: bool) -> None:
    """List the versions of an entry in the team's pack, the newest first: when, by whom, by what, and its hash.

    With --json: [{"seq", "at", "by", "kind", "is_undo", "sha256", "text"}].
    """
    found = context.catalogue
    origin = found.origin(_key(found, name))
    with context.reading() as store:
        versions = versions_of(store, own_path(store, origin))
    rows = [(instant(row.at), row.by, done_words(row), row.sha256[:8]) for row in versions]
    nothing = f"{name} is as it was built in; nobody here changed it."
    emit(columns(rows) or nothing, [row.model_dump(mode="json") for row in versions], as_json=as_json)


def done_words(version: EntryVersion) -> str:
    """Return what made a version, in words."""
    said = registered.said(version.kind)
    return f"{said}, taken back" if version.is_undo else said


@catalogue.command("check", epilog=example("workbench catalogue check", "workbench catalogue check ~/packs/team"))
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[FOLDER]")
@json_option
@click.pass_obj
def check(context: Context, folder: Path | None, as_json: bool) -> int:
    """Read a pack, by default those of the workspace, and say what is refused, by file, line and reason.

    Exit status 1 when something is. With --json: {"modes", "categories", "controls", "refused": [{"pack", "file",
    "line", "reason"}]}, the first three as numbers of entries that a team's pack brings.
    """
    found = context.catalogue if folder is None else check_pack(folder.expanduser())
    own = [key for key, origin in found.origins.items() if origin.is_own]
    counts = {
        "modes": sum("/" not in key for key in own),
        "categories": sum(key.startswith("category/") for key in own),
        "controls": sum(key.startswith("control/") for key in own),
    }
    lines = [_refusal(one) for one in found.refused]
    lines.append(", ".join(f"{count} {kind}" for kind, count in counts.items()) + f", {len(found.refused)} refused")
    data = {**counts, "refused": [one.model_dump(mode="json") for one in found.refused]}
    emit("\n".join(lines), data, as_json=as_json)
    return 1 if found.refused else 0


def _refusal(refused: Refused) -> str:
    return f"{refused.where}: {refused.reason}"


def _changed_lines(origin: Origin, changed: str, *, is_known: bool) -> list[str]:
    if origin.is_behind and is_known:
        return ["The built-in entry has changed since it was overridden", changed, ""]
    if origin.is_behind:
        return ["The built-in entry has changed since it was overridden; this workspace never had the text before.", ""]
    return []


def _key(found: Catalogue, name: str) -> str:
    entry = entry_named(found, name)
    if not isinstance(entry, FailureMode | Category):
        raise UserError(
            f"{name} is neither a failure mode nor a category. Nothing was changed. Figures and their like are lists; "
            "edit their files."
        )
    return key_of_entry(entry)


def _text_of(file: Path) -> str:
    path = file.expanduser().absolute()
    try:
        return read_bytes(path, path.parent).decode("utf-8")
    except PackError as error:
        raise UserError(
            f"{file}, line {error.line}: {error.reason}. Nothing was changed. Choose another file."
        ) from error


def _do(context: Context, change: Edit, as_json: bool) -> None:
    with context.writing() as session:
        entry = session.do(change)
        paths = [one.entity.partition("/")[2] for one in entry.changes if one.entity.startswith("pack_file/")]
    if not paths:
        notice("It says that already; nothing was changed.")
    told = [str(context.folder / PACKS / path) for path in dict.fromkeys(paths) if not path.endswith("/pack.yaml")]
    emit("\n".join(told), {"file": told[0] if told else ""}, as_json=as_json)


COMMANDS = Commands("pack", (catalogue,))
