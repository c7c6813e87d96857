"""export ledger: what happened to a review after its freeze, for `admit` on another computer."""

from pathlib import Path

import click

from workbench.cli.context import Commands, Context, emit, example, json_option


@click.command("ledger", epilog=example("workbench export ledger REV-2 --out REV-2.ledger.json"))
@click.argument("key", metavar="REV")
@click.option("--format", "_format", type=click.Choice(["json"]), default="json", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write.")
@json_option
@click.pass_obj
def ledger(context: Context, key: str, _format: str, out: Path, as_json: bool) -> None:
    """Write the ledger of a frozen review as JSON: decisions, closed conditions, dissent, answers, revocation.

    Nobody signs it: the report carries the signatures, this what came after. The schema is docs/ledger.schema.json.
    With --json: {"file", "revision", "digest"}.
    """
    from workbench.storage.review_view import find_review
    from workbench.tasks.ledger_file import export_ledger

    with context.reading() as store:
        review = find_review(store, key)
        target = export_ledger(store, review.full_key, out, context.now())
    data = {"file": str(target), "revision": review.full_key, "digest": review.record_sha256}
    emit(f"{target}: the ledger of {review.full_key}.", data, as_json=as_json)


EXPORT = Commands("ledger", (ledger,))
