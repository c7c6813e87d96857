"""register: approvals, waivers, conditions and decisions over a period."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from workbench.cli.context import Commands, Context, columns, emit, example, notice
from workbench.cli.typed import DAY
from workbench.domain.errors import UserError
from workbench.domain.registers import COLUMNS, KINDS, Period, Register, RegisterKind
from workbench.storage.registers_view import read_register

FORMATS = ("text", "json", "xlsx")
_ABOUT: dict[RegisterKind, str] = {
    "approvals": "List what the decisions of each frozen review amount to; the day is that of the last decision.",
    "waivers": "List the waivers that were asked for, once for each revision that carries one.",
    "conditions": "List the conditions that were made, each as its newest revision has it.",
    "decisions": "List the decisions that people signed.",
}
_SHOWN: dict[RegisterKind, tuple[str, ...]] = {
    "approvals": ("at", "review", "deployment", "version", "state", "signed", "stage", "valid_until", "why"),
    "waivers": ("at", "id", "review", "check", "state", "expires_on", "owner", "approved_by", "reason"),
    "conditions": ("at", "id", "review", "check", "state", "due", "owner", "text"),
    "decisions": ("at", "review", "deployment", "version", "role", "name", "decision", "comment"),
}
"""What fits a line of a terminal; a workbook and JSON have every column."""


@click.group("register")
def register() -> None:
    """Registers over a period: approvals, waivers, conditions, decisions."""


def _command(kind: RegisterKind) -> click.Command:
    keys = ", ".join(f'"{column.key}"' for column in COLUMNS[kind])
    lines = (
        f"workbench register {kind} --from 2026-01-01 --to 2026-03-31",
        f"workbench register {kind} --format xlsx --out {kind}.xlsx",
    )
    about = (
        f"{_ABOUT[kind]}\n\n    Days are UTC, and the first and the last belong to the period.\n\n"
        f'    With --json: {{"kind", "from", "to", "rows": [{{{keys}}}]}}, the earliest first.'
    )

    def run(context: Context, first: date | None, last: date | None, form: str, out: Path | None) -> None:
        _print(context, kind, _period(first, last), form, out)

    run.__doc__ = about
    command: Callable[..., Any] = click.pass_obj(run)
    for option in (
        click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it there; xlsx needs it."),
        click.option("--json", "form", flag_value="json", help="The same as --format json."),
        click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True),
        click.option("--to", "last", type=DAY, metavar="DATE", help="The last day."),
        click.option("--from", "first", type=DAY, metavar="DATE", help="The first day."),
    ):
        command = option(command)
    return click.command(kind, epilog=example(*lines))(command)


def _period(first: date | None, last: date | None) -> Period:
    if first is not None and last is not None and last < first:
        raise UserError(f"The period ends on {last}, before it begins on {first}. Nothing was written.")
    return Period(first=first, last=last)


def _print(context: Context, kind: RegisterKind, period: Period, form: str, out: Path | None) -> None:
    if form == "xlsx" and out is None:
        raise click.UsageError("A workbook cannot be printed: say with --out FILE where it goes.")
    with context.reading() as store:
        found = read_register(store, kind, period, context.now())
    data, text = _data(found), _text(found)
    if out is None:
        emit(text, data, as_json=form == "json")
        return
    from workbench.interchange.register_sheet import write_register
    from workbench.tasks.export import replace_file

    printed = json.dumps(data, ensure_ascii=False, indent=2) if form == "json" else text
    body = write_register(found) if form == "xlsx" else f"{printed}\n".encode()
    notice(f"{replace_file(out, body)} was written: {len(found.rows)} {kind} {period.words}.")


def _text(found: Register) -> str:
    if not found.rows:
        return f"No {found.kind} {found.period.words}."
    heads = {column.key: column.head for column in found.columns}
    shown = _SHOWN[found.kind]
    return columns([[heads[key] for key in shown], *([row.cells[key] for key in shown] for row in found.rows)])


def _data(found: Register) -> dict[str, Any]:
    period = found.period.model_dump(mode="json")
    return {
        "kind": found.kind,
        "from": period["first"],
        "to": period["last"],
        "rows": [row.cells for row in found.rows],
    }


for kind in KINDS:
    register.add_command(_command(kind))

COMMANDS = Commands("register", (register,))
