"""analyse: figures and the proposed status of evidence files; needs no workspace."""

import re
from collections.abc import Sequence
from pathlib import Path

import click

from workbench.analysers.analyser import DEFAULT_TOLERANCE
from workbench.cli.context import Commands, emit, example, notice, progress
from workbench.domain.analysis import Analysis
from workbench.domain.errors import UserError
from workbench.domain.model import STATUS_WORDS, Status
from workbench.tasks.worker_client import run_worker

SHOWN_INPUTS = 10
FORMS = ("text", "json", "markdown")
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#|!~])")


@click.command(
    "analyse", epilog=example("workbench analyse runs.xml", "workbench analyse runs.xml --check determinism_testing")
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--check", metavar="ID", help="For this check; else for whichever reads the format.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def analyse(files: tuple[Path, ...], check: str | None, form: str) -> int:
    """Read evidence files and print their figures and the status that they propose; a person confirms it.

    Exit status 0 when every file proposes a pass; 1 for warn, fail or no evidence; 2 when one cannot be read. With
    --json: [{"file", "check", "status", "sentence", "figures", "inputs", "notes", …}], as the report embeds it.
    """
    found: list[Analysis] = []
    refused = False
    for file in files:
        try:
            found.append(_analysed(file, check))
        except UserError as error:
            notice(str(error))
            refused = True
    told = _markdown if form == "markdown" else _text
    text = "\n\n".join(told(analysis) for analysis in found)
    if found or form == "json":
        emit(text, [analysis.model_dump(mode="json") for analysis in found], as_json=form == "json")
    if refused:
        return 2
    return 0 if all(analysis.status is Status.PASS for analysis in found) else 1


def _analysed(file: Path, check: str | None) -> Analysis:
    arguments = {"path": str(file.absolute()), "check": check, "tolerance": DEFAULT_TOLERANCE}
    return Analysis.from_json(run_worker("workbench.analysers.run:analyse_to_json", arguments, on_progress=progress))


def _text(analysis: Analysis) -> str:
    proposal = STATUS_WORDS[analysis.status] if analysis.status else "No evidence"
    name = analysis.file.name if analysis.file else ""
    lines = [f"{name}: {analysis.check}", f"Proposed: {proposal}", analysis.sentence]
    lines += [f"  {figure.name}: {figure.text}" for figure in analysis.figures]
    lines += [f"  {row.bad} of {row.runs} {row.status.value}  {row.input}" for row in analysis.inputs[:SHOWN_INPUTS]]
    more = len(analysis.inputs) - SHOWN_INPUTS
    lines += [f"  and {more} more inputs, none of them worse; --json lists all"] if more > 0 else []
    return "\n".join([*lines, *analysis.notes])


def _markdown(analysis: Analysis) -> str:
    """Return the same as a section of Markdown, for the comment of a pipeline."""
    proposal = STATUS_WORDS[analysis.status] if analysis.status else "No evidence"
    name = analysis.file.name if analysis.file else ""
    lines = [
        f"### {_plain(name)}: {_plain(analysis.check)}",
        "",
        f"**Proposed: {proposal}.** {_plain(analysis.sentence)}",
    ]
    lines += _table(("Figure", "Value"), [(figure.name, figure.text) for figure in analysis.figures])
    inputs = [(row.input, f"{row.bad} of {row.runs}", STATUS_WORDS[row.status]) for row in analysis.inputs]
    lines += _table(("Input", "Bad runs", "Proposed"), inputs)
    return "\n".join([*lines, *(f"\n{_plain(note)}" for note in analysis.notes)])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    cells = [head, ["---"] * len(head), *([_plain(cell) for cell in row] for row in rows)]
    return ["", *(f"| {' | '.join(row)} |" for row in cells)] if rows else []


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


COMMANDS = Commands("analyse", (analyse,))
