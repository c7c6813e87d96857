"""check: the checklist and RESULT, the gate for a pipeline."""

from datetime import datetime
from typing import Any

import click

from workbench.cli.context import Commands, Context, emit, example, notice
from workbench.cli.typed import INSTANT
from workbench.domain.errors import UserError
from workbench.domain.evidence import count_proof
from workbench.domain.record import VerdictRecord
from workbench.domain.verdict import Verdict, Word
from workbench.storage.review_view import ReviewView, read_review


@click.command("check", epilog=example("workbench check REV-1", "workbench check REV-1 --json --at 2026-12-31"))
@click.argument("key", metavar="REV")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--at", type=INSTANT, help="The verdict at this moment instead of now; without a zone it is UTC.")
@click.option("--as-frozen", is_flag=True, help="The verdict that the freeze pinned.")
@click.pass_obj
def check(context: Context, key: str, form: str, at: datetime | None, as_frozen: bool) -> int:
    """Print the checklist of a review and its RESULT of today.

    Exit status 0 when it is ready, with or without conditions; 1 when it is not. With --json: {"review", "revision",
    "draft", "as_of", "word", "result", "lines": [{"check", "status", "summary", "effect"}], "reasons": [{"effect",
    "kind", "check", "item", "severity", "rule", "evidence": [name]}], "proof": {"declared", "verified", "stale",
    "contradicting"}}.
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
    moment = at or context.now()
    verdict = _frozen(view) if as_frozen else view.verdict(moment)
    emit(
        "\n".join([*(line.text for line in verdict.lines), verdict.result]),
        _data(view, verdict, moment),
        as_json=form == "json",
    )
    return 1 if verdict.word is Word.NOT_READY else 0


def _frozen(view: ReviewView) -> VerdictRecord:
    if view.as_frozen is None:
        raise UserError(
            f"{view.review.full_key} is not frozen, so no verdict is pinned. Nothing was changed. "
            "Leave --as-frozen out, or freeze it."
        )
    return view.as_frozen


def _data(view: ReviewView, verdict: Verdict | VerdictRecord, moment: datetime) -> dict[str, Any]:
    if isinstance(verdict, VerdictRecord):
        moment, proof = verdict.as_of, verdict.proof
    else:
        proof = count_proof(view.facts(moment) if view.record is None else view.record.facts(moment, view.damaged))
    return {
        "review": view.review.key,
        "revision": view.review.full_key,
        "draft": view.record is None,
        "as_of": moment.isoformat(),
        "word": verdict.word.value,
        "result": verdict.result,
        "lines": [
            {"check": row.check_id, "status": row.status.value, "summary": row.summary, "effect": row.effect}
            for row in verdict.lines
        ],
        "reasons": [
            {"check" if field == "check_id" else field: value for field, value in row.model_dump(mode="json").items()}
            for row in verdict.reasons
        ],
        "proof": proof.model_dump(),
    }


COMMANDS = Commands("check", (check,))
