"""`workbench report`: the PDF of a review."""

from pathlib import Path

import click

from workbench.cli.context import Commands, Context, emit, example, json_option, notice, progress


@click.command(epilog=example("workbench report REV-1 --out REV-1.pdf"))
@click.argument("review")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FILE.pdf", help="Where to write it.")
@click.option("--edition", type=click.Choice(["full"]), default="full", show_default=True, help="What it contains.")
@json_option
@click.pass_obj
def report(context: Context, review: str, out: Path, edition: str, as_json: bool) -> None:
    """Write the report of a review as a PDF that carries the record, the verdict and a place for each signature.

    The report of a frozen review is the same file every time; that of a draft has a watermark and cannot be signed.
    With --json: {"file", "is_draft", "edition"}.
    """
    from workbench.storage.review_view import find_review
    from workbench.tasks.export import export_report

    with context.reading() as store:
        is_draft = find_review(store, review).state == "draft"
        path = export_report(store, review, out, now=context.now(), on_progress=progress)
    progress(1.0, "")
    if is_draft:
        notice(f"{review} is a draft: its report has a watermark and cannot be signed. Freeze the review first.")
    emit(str(path), {"file": str(path), "is_draft": is_draft, "edition": edition}, as_json=as_json)


COMMANDS = Commands("report", (report,))
