"""review dissent, withdraw-dissent, answer-dissent: a named disagreement with a review."""

from typing import Any

import click

from workbench.cli.context import Context, emit, example, json_option
from workbench.domain.dissent import StandingDissent
from workbench.edits.dissent import AnswerDissent, RecordDissent, WithdrawDissent
from workbench.storage.review_view import ReviewView, read_review, view_of


@click.command(
    "dissent",
    epilog=example(
        'workbench review dissent REV-1 "998 runs say nothing of the two newest tools" --check determinism_testing'
    ),
)
@click.argument("key", metavar="REV")
@click.argument("text")
@click.option("--check", metavar="CHECK", help="What you disagree about; without it, the review as a whole.")
@json_option
@click.pass_obj
def dissent(context: Context, key: str, text: str, check: str | None, as_json: bool) -> None:
    """Disagree with a draft by name; the freeze pins it, and a revision begins without it.

    It changes no verdict. After the freeze a dissent is signed: `workbench sign REPORT --key NAME --dissent TEXT`. With
    --json: {"revision", "id", "check", "text", "by", "at", "signed", "fingerprint", "answers": [{"text", "by", "at"}]}.
    """
    with context.writing() as session:
        entry = session.do(RecordDissent(key, text, check))
        made = session.store.dissents.get(entry.made("dissent")[0])
        view = view_of(session.store, session.store.reviews.get(made.review_id))
    found = next(row for row in view.current_dissents() if row.key == made.key)
    data = {"revision": view.review.full_key, **dissent_data(found)}
    emit("\n".join([view.review.full_key, *dissent_lines(found)]), data, as_json=as_json)


@click.command("withdraw-dissent", epilog=example("workbench review withdraw-dissent REV-1 D1"))
@click.argument("key", metavar="REV")
@click.argument("dissent_key", metavar="D")
@json_option
@click.pass_obj
def withdraw(context: Context, key: str, dissent_key: str, as_json: bool) -> None:
    """Take your own dissent out of a draft.

    With --json: {"review", "withdrawn"}.
    """
    with context.writing() as session:
        session.do(WithdrawDissent(key, dissent_key))
    name = dissent_key.strip().upper()
    emit(f"{name} was withdrawn.", {"review": key, "withdrawn": name}, as_json=as_json)


@click.command(
    "answer-dissent",
    epilog=example('workbench review answer-dissent REV-1.1 D1 "The newest tools run behind the same sandbox"'),
)
@click.argument("key", metavar="REV")
@click.argument("dissent_key", metavar="D")
@click.argument("text")
@json_option
@click.pass_obj
def answer_dissent(context: Context, key: str, dissent_key: str, text: str, as_json: bool) -> None:
    """Answer a dissent from a frozen review; its digest and all signatures stay, and undo stops here.

    With --json: {"revision", …}, and what `review dissent --json` prints of the dissent.
    """
    with context.writing() as session:
        session.do(AnswerDissent(key, dissent_key, text))
        view = read_review(session.store, key)
    found = next(row for row in view.current_dissents() if row.key == dissent_key.strip().upper())
    data = {"revision": view.review.full_key, **dissent_data(found)}
    emit("\n".join([view.review.full_key, *dissent_lines(found)]), data, as_json=as_json)


def dissents_text(view: ReviewView) -> list[str]:
    """Return the dissents of a review under a head, or nothing."""
    lines = [line for row in view.current_dissents() for line in dissent_lines(row)]
    return ["", "Dissent", *lines] if lines else []


def dissent_lines(row: StandingDissent) -> list[str]:
    """Return a dissent and its answers, a line each."""
    how = f"signed, key {row.fingerprint[:11]}" if row.is_signed else "not signed"
    about = row.check_id or "the whole review"
    lines = [f"  {row.key} {about}, {row.by}, {row.at:%Y-%m-%d %H:%M} UTC, {how}: {_line(row.text)}"]
    answers = [f"    {each.by}, {each.at:%Y-%m-%d %H:%M} UTC, answered: {_line(each.text)}" for each in row.answers]
    return [*lines, *answers]


def dissent_data(row: StandingDissent) -> dict[str, Any]:
    """Return a dissent as JSON."""
    return {
        "id": row.key,
        "check": row.check_id,
        "text": row.text,
        "by": row.by,
        "at": row.at.isoformat(),
        "signed": row.is_signed,
        "fingerprint": row.fingerprint,
        "answers": [answer.model_dump(mode="json") for answer in row.answers],
    }


def _line(text: str) -> str:
    return " ".join(text.split())


ON_REVIEWS = (dissent, withdraw, answer_dissent)
"""What `workbench review` gains by them."""
