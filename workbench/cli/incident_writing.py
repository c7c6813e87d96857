"""incident write: a text about an incident from a template."""

from pathlib import Path

import click

from workbench.cli.context import Context, emit, example, json_option, notice
from workbench.edits.incidents import find_incident
from workbench.tasks.incident_texts import TEXTS, write_text


@click.command("write", epilog=example("workbench incident write INC-2026-003 post-mortem --out post-mortem.md"))
@click.argument("key", metavar="INC")
@click.argument("text_id", metavar="|".join(TEXTS), type=click.Choice(list(TEXTS)))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it there instead of printing it.")
@json_option
@click.pass_obj
def write(context: Context, key: str, text_id: str, out: Path | None, as_json: bool) -> None:
    """Write a status update, a customer notice, an executive summary or a post-mortem from what is known.

    What nobody has written down stands in square brackets. A template of your own lies in the workspace under
    templates/incident/; what it prints stands on one line and is never read as Markdown, `| paragraphs` keeps the
    paragraphs of a long text, `| known("what")` shows a gap. With --json: {"incident", "text", "file"}.
    """
    with context.reading() as store:
        incident = find_incident(store, key)
        text = write_text(store, incident, text_id, context.now().date())
    if out is not None:
        from workbench.tasks.export import replace_file

        notice(f"{replace_file(out, text.encode())} was written.")
    told = "" if out is not None and not as_json else text.rstrip("\n")
    data = {"incident": incident.key, "text": text, "file": str(out) if out else None}
    if told or as_json:
        emit(told, data, as_json=as_json)
