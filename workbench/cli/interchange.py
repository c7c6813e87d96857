"""import: incidents from foreign files."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.context import Commands, Context, emit, example, json_option, notice, progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.interchange.reading import FileRead, Options
    from workbench.interchange.table_model import TableMapping, TablePlace
    from workbench.tasks.importing import Match, Plan

SHOWN = 200
"""Lines of one kind; `--json` gives all."""
_REMEMBERED = "its columns are used as they were the last time. --propose-columns shows how, --columns changes it."
PATH = click.Path(path_type=Path)


@click.command(
    "import",
    epilog=example(
        "workbench import ~/post-mortems --dry-run",
        "workbench import export.yaml --format agent-postmortems --origin own",
        "workbench import register.csv --propose-columns > columns.json",
        "workbench import register.csv --columns columns.json",
        'workbench import register.xlsx --sheet "Incidents 2026" --heading-row 4',
    ),
)
@click.argument("files", metavar="FILE|DIR…", type=PATH, nargs=-1, required=True)
@click.option("--format", "format_id", metavar="NAME", help="Else told by content; a wrong name prints all of them.")
@click.option("--origin", type=click.Choice(("own", "public")), default="public", show_default=True)
@click.option("--class", "classes", metavar="NAME", multiple=True, help="Only records of this class of their source.")
@click.option("--columns", type=PATH, metavar="FILE", help="How the columns of a table are used: a saved proposal.")
@click.option("--propose-columns", is_flag=True, help="Print how the columns of a table would be used; import nothing.")
@click.option("--sheet", metavar="NAME", default="", help="Of a workbook; else the one that looks like incidents.")
@click.option("--heading-row", type=click.IntRange(1, 1000), metavar="N", help="The row of a table with its headings.")
@click.option("--dry-run", is_flag=True, help="Count and give reasons; write nothing.")
@json_option
@click.pass_obj
def import_files(
    context: Context,
    /,
    files: tuple[Path, ...],
    format_id: str | None,
    origin: str,
    classes: tuple[str, ...],
    columns: Path | None,
    propose_columns: bool,
    sheet: str,
    heading_row: int | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Import incidents from files and folders; `workbench undo` takes one import back in one step.

    A second import of the same files changes nothing. ATLAS.yaml also brings techniques and mitigations, which stand
    in the catalogue as reference entries. Nothing is fetched from a network. Likely duplicates are named and never
    merged. Exit status 2 when nothing was recognised. With --json: {"new", "changed", "same", "refused",
    "refusals": [{"file", "place", "reason"}], "known" and "likely_duplicates": [{"file", "record_key", "title",
    "known_as", "by"}], "left_out": {class: count}, "notes", "references": [{"name", "new", "changed", "same"}],
    "files": [{"name", "format", "sha256", "records", "refusals", "left_out", "part_of"}]}.

    A CSV file or a workbook is a table: --propose-columns prints a proposal, which can be changed and given back with
    --columns. Of each column it says the field it is used for, and for dates such as 4/5/2026 which comes first. With
    --json: {"file", "mapping", "headings", "rows", "count", "columns": [{"column", "heading", "samples", "needs_order",
    "short", "problem"}], "problems", "sheets", "tops": [[row, text]], "is_known"}. What was given with --columns, or
    chosen in the window, is remembered for later files with the same headings.
    """
    from workbench.interchange.reading import Options
    from workbench.interchange.table_model import TablePlace
    from workbench.tasks.kept_columns import kept_mappings
    from workbench.tasks.reading_files import read_mapping

    if columns and (sheet or heading_row):
        raise click.UsageError("The file of --columns says which sheet and row; leave --sheet and --heading-row out.")
    given = None if columns is None else read_mapping(columns)
    place = TablePlace(sheet=sheet, heading_row=heading_row or 0)
    if propose_columns:
        return _propose(files, given, place, as_json)
    options = Options(
        origin="own" if origin == "own" else "public",
        classes=classes or None,
        mapping=given,
        known=kept_mappings(),
        places={"": place},
    )
    made = _planned(context, files, format_id, options, dry_run=dry_run)
    progress(1.0, "")
    emit(_report(made), _data(made), as_json=as_json)
    if made.recognised_anything:
        return 0
    notice("No incident was recognised in these files. Nothing was changed. Name the format with --format.")
    return 2


def _planned(
    context: Context, files: "Sequence[Path]", format_id: str | None, options: "Options", *, dry_run: bool
) -> "Plan":
    """Return what an import would do, or did."""
    from workbench.tasks.importing import carry_out, plan
    from workbench.tasks.kept_columns import keep_mapping
    from workbench.tasks.reading_files import read_files

    with (
        _told_when_stopped(),
        read_files(files, format_id=format_id, options=options, on_progress=progress) as readings,
    ):
        if dry_run:
            with context.reading() as store:
                return plan(store, readings, on_progress=progress)
        with context.writing() as session:
            made = plan(session.store, readings, on_progress=progress)
            carry_out(session, made, on_progress=progress)
        for table in readings.tables if options.mapping else ():
            keep_mapping(table.mapping)
        return made


def _propose(files: "Sequence[Path]", given: "TableMapping | None", place: "TablePlace", as_json: bool) -> int:
    from workbench.interchange.table_fields import FIELDS
    from workbench.tasks.kept_columns import kept_mappings
    from workbench.tasks.reading_files import preview_table

    if len(files) != 1:
        raise click.UsageError("Name one table.")
    seen = preview_table(files[0], given, kept_mappings(), place, on_progress=progress)
    progress(1.0, "")
    for problem in seen.problems:
        notice(problem)
    for use in seen.mapping.uses:
        notice(
            f"{use.heading or f'column {use.column + 1}'}: {FIELDS[use.field]}" if use.field in FIELDS else use.field
        )
    emit(seen.mapping.to_json(), seen.model_dump(mode="json"), as_json=as_json)
    return 0


@contextmanager
def _told_when_stopped() -> "Iterator[None]":
    try:
        yield
    except KeyboardInterrupt:
        notice("Stopped. An import is whole or not there; `workbench history` shows it if it was finished already.")
        raise


def _report(made: "Plan") -> str:
    left_out = made.readings.left_out
    lines = [
        *_shortened([f"{one.file}, {one.place}: {one.reason}" for one in made.refusals]),
        *_shortened([f"{_named(one)} is {one.known_as} already: both have {one.by}." for one in made.known]),
        *_shortened([f"{_named(one)} may be {one.known_as}: “{one.by}”." for one in made.likely]),
        *(f"Left out: {count} of the class {name or 'without a name'}." for name, count in left_out.items()),
        *_shortened(list(made.readings.notes)),
        *_shortened([f"{one.file}: {problem}" for one in made.readings.tables for problem in one.problems]),
        *_shortened([f"{one.file}: {_REMEMBERED}" for one in made.readings.tables if one.is_known]),
        *_files(made.readings.files),
    ]
    lines += [one.words for one in made.references]
    return "\n".join([*(line.replace("\n", " ") for line in lines), made.counts])


def _files(files: "Sequence[FileRead]") -> list[str]:
    """Say how many files there were: one may hold many records, and a refusal of the whole is one."""
    used = sum(bool(file.records or file.left_out or file.part_of) for file in files)
    return (
        [f"{len(files):,} files, {used:,} of them with something to import or to leave out."] if len(files) > 1 else []
    )


def _named(match: "Match") -> str:
    return f"{match.record_key} in {match.file}"


def _shortened(lines: list[str]) -> list[str]:
    more = len(lines) - SHOWN
    return [*lines[:SHOWN], *([f"… and {more} more; --json gives all."] if more > 0 else [])]


def _data(made: "Plan") -> dict[str, Any]:
    return {
        "new": made.count("new"),
        "changed": made.count("changed"),
        "same": made.count("same"),
        "refused": made.count("refused"),
        "refusals": [refusal.model_dump() for refusal in made.refusals],
        "known": [vars(match) for match in made.known],
        "likely_duplicates": [vars(match) for match in made.likely],
        "left_out": made.readings.left_out,
        "notes": made.readings.notes,
        "references": [one.model_dump() for one in made.references],
        "files": [file.model_dump() for file in made.readings.files],
    }


COMMANDS = Commands("interchange", (import_files,))
