"""check: the checklist and RESULT, the gate for a pipeline."""

from datetime import datetime

import click

from workbench.cli.context import Commands, Context, emit, example, notice
from workbench.cli.typed import INSTANT
from workbench.storage.review_view import read_review
from workbench.tasks.gate import dissent_line, gate_answer, to_junit, to_markdown, to_text

FORMATS = {"text": to_text, "json": to_text, "junit": to_junit, "markdown": to_markdown}


@click.command(
    "check",
    epilog=example(
        "workbench check REV-1",
        "workbench check REV-1 --json --at 2026-12-31",
        "workbench check REV-1 --format junit > readiness.xml",
    ),
)
@click.argument("key", metavar="REV")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--at", type=INSTANT, help="The verdict at this moment instead of now; without a zone it is UTC.")
@click.option("--as-frozen", is_flag=True, help="The verdict that the freeze pinned.")
@click.pass_obj
def check(context: Context, key: str, form: str, at: datetime | None, as_frozen: bool) -> int:
    """Print the checklist of a review and its RESULT of today.

    Exit status 0 when it is ready, with or without conditions; 1 when it is not. JUnit has a test case per check that
    fails where something blocks; Markdown is for a comment on a change. Dissents change no verdict; text has them on
    stderr.

    With --json: {"review", "revision", "deployment", "version", "draft", "as_of", "word", "result", "lines":
    [{"check", "status", "summary", "effect"}], "reasons": [{"effect", "kind", "check", "item", "severity", "rule",
    "evidence": [name]}], "proof": {"declared", "verified", "stale", "contradicting"}, "conditions":
    [{"id", "check", "text", "owner", "due", "launch", "state"}], "dissents": [{"id", "check", "text", "by", "at",
    "signed", "answered"}]}; the schema is docs/check.schema.json.
    """
    if as_frozen and at is not None:
        raise click.UsageError("--as-frozen is the verdict of one moment, so --at cannot move it.")
    with context.reading() as store:
        view = read_review(store, key)
    if view.record is None:
        notice(f"{view.review.full_key} is a draft: the answer can still change.")
    for row in view.evidence.values():
        if row.sha256 in view.damaged:
            notice(f"{row.name} has changed on disk or is gone, so it proves nothing. Attach the original again.")
    answer = gate_answer(view, at or context.now(), as_frozen=as_frozen)
    for dissent in answer.dissents:
        notice(dissent_line(dissent))
    emit(FORMATS[form](answer), answer.model_dump(mode="json"), as_json=form == "json")
    return 0 if answer.is_ready else 1


COMMANDS = Commands("check", (check,))
