"""review matrix: failure mode × control × evidence with its holes; accepting them, and opening them again."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from workbench.cli.context import Context, columns, emit, example, json_option, notice
from workbench.domain.trace import TraceMatrix, TraceRow
from workbench.edits.edit import Edit
from workbench.edits.holes import AcceptHole, ReopenHole
from workbench.storage.trace_view import read_trace


@click.command(
    "matrix",
    epilog=example(
        "workbench review matrix REV-1 --holes", "workbench review matrix REV-1 --format xlsx --out matrix.xlsx"
    ),
)
@click.argument("key", metavar="REV")
@click.option("--holes", is_flag=True, help="Only what is claimed without evidence, and checks without any control.")
@click.option("--format", "form", type=click.Choice(["text", "json", "xlsx"]), default="text", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it there; xlsx needs it.")
@click.pass_obj
def matrix(context: Context, key: str, holes: bool, form: str, out: Path | None) -> None:
    """Show which control of which failure mode is proven by what, and where nothing does.

    A hole is a control claimed in place or partly without evidence for it, or a check with no control in place. An
    accepted hole says who accepted it, and why.

    With --json: {"review", "deployment", "version", "checklist", "rows": [{"check_id", "mode_id", "mode", "severity",
    "status", "is_asked", "control_id": null for the check as a whole, "control", "kind", "state", "reason", "uses":
    [{"key", "name", "proof", "contradicts", "is_void"}], "hole": "unsupported", "check-only" (the check has
    evidence and the control none), "no-control" or "", "accepted": {"text", "by", "at"} or null}]}.
    """
    if form == "xlsx" and out is None:
        raise click.UsageError("A workbook cannot be printed: say with --out FILE where it goes.")
    with context.reading() as store:
        found = read_trace(store, key, context.now())
    rows = found.holes if holes else found.rows
    data = found.model_copy(update={"rows": rows}).model_dump(mode="json")
    text = _text(found, rows)
    if out is None:
        emit(text, data, as_json=form == "json")
        return
    from workbench.interchange.trace_sheet import write_trace
    from workbench.tasks.export import replace_file

    printed = json.dumps(data, ensure_ascii=False, indent=2) if form == "json" else text
    body = write_trace(rows) if form == "xlsx" else f"{printed}\n".encode()
    notice(f"{replace_file(out, body)} was written: {_counts(found)}.")


def _text(found: TraceMatrix, rows: Sequence[TraceRow]) -> str:
    from workbench.interchange.trace_sheet import use_text

    head = f"{found.review} {found.deployment} {found.version}, {found.checklist}: {_counts(found)}."
    lines = [
        (
            row.check_id,
            row.control_id or "(the check)",
            row.state,
            "; ".join(map(use_text, row.uses)),
            f"{row.said}: {row.accepted.text} ({row.accepted.by})" if row.accepted else row.said,
        )
        for row in rows
    ]
    return "\n".join([head, *([""] if lines else []), columns(lines)]).rstrip()


def _counts(found: TraceMatrix) -> str:
    number, still = len(found.holes), len(found.open_holes)
    if not number:
        return "no holes"
    return f"{number} hole{'' if number == 1 else 's'}, {number - still} of them accepted"


@click.command(
    "accept-hole",
    epilog=example(
        'workbench review accept-hole REV-1 cost_routing "bought as a service" --control semantic-cache',
    ),
)
@click.argument("key", metavar="REV")
@click.argument("check")
@click.argument("reason")
@click.option("--control", metavar="CONTROL", help="The control; without it the check without any control in place.")
@json_option
@click.pass_obj
def accept_hole(context: Context, key: str, check: str, reason: str, control: str | None, as_json: bool) -> None:
    """Say why a hole of the matrix of a draft may stay open; the freeze pins it.

    With --json: what `review matrix --json` prints of the row.
    """
    _apply(context, key, AcceptHole(key, check, control, reason), (check, control), as_json)


@click.command("reopen-hole", epilog=example("workbench review reopen-hole REV-1 cost_routing"))
@click.argument("key", metavar="REV")
@click.argument("check")
@click.option("--control", metavar="CONTROL", help="The control; without it the check as a whole.")
@json_option
@click.pass_obj
def reopen_hole(context: Context, key: str, check: str, control: str | None, as_json: bool) -> None:
    """Take the acceptance of a hole back.

    With --json: what `review matrix --json` prints of the row.
    """
    _apply(context, key, ReopenHole(key, check, control), (check, control), as_json)


def _apply(context: Context, key: str, edit: Edit, place: tuple[str, str | None], as_json: bool) -> None:
    with context.writing() as session:
        session.do(edit)
        rows = read_trace(session.store, key, context.now()).rows
    row = next(row for row in rows if (row.check_id, row.control_id) == place)
    data: dict[str, Any] = row.model_dump(mode="json")
    emit(f"{' / '.join(part for part in place if part)}: {row.said or 'no hole'}", data, as_json=as_json)


ON_REVIEWS = (matrix, accept_hole, reopen_hole)
"""What `workbench review` gains by them."""
