"""review diff and carry: a review beside another one, and what it takes over from it."""

from collections.abc import Iterable

import click

from workbench.cli import trace
from workbench.cli.context import Context, emit, example, json_option
from workbench.domain.carrying import CarriedCheck
from workbench.edits.carrying import CarryForward
from workbench.storage.carrying_view import read_carrying
from workbench.storage.comparison_view import read_comparison
from workbench.storage.review_view import find_review
from workbench.tasks.comparison_text import to_markdown, to_text

FORMATS = {"text": to_text, "json": to_text, "markdown": to_markdown}


@click.command(
    "diff", epilog=example("workbench review diff REV-1.1 REV-1.2", "workbench review diff REV-1 REV-2 --json")
)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.pass_obj
def diff(context: Context, before: str, after: str, form: str) -> None:
    """Compare two reviews check by check; what they were not judged alike by is said first.

    Drafts, frozen reviews and revisions, of one deployment or of two; frozen ones as they were pinned, with the
    verdict of today.

    With --json: {"before", "after": {"review", "deployment", "version", "checklist", "policy", "is_frozen",
    "is_in_review", "word", "result", "proof", "dissents"}, "flags": [{"what", "sentence"}], "profile": [sentence],
    "checks": [{"check_id", "topic", "severity", "asked": "both", "before" or "after", "old", "new": STATE or null,
    "changes": [{"part", "old", "new"}], "method": [sentence], "trend": "better", "worse" or ""}]}; a STATE is
    {"applies", "team", "team_by", "reviewer", "reviewer_by", "summary", "rationale", "controls", "proof", "evidence",
    "rating", "waivers", "conditions", "dissents", "accepted", "effect"}.
    """
    with context.reading() as store:
        found = read_comparison(store, before, after, context.now())
    emit(FORMATS[form](found), found.model_dump(mode="json"), as_json=form == "json")


@click.command(
    "carry",
    epilog=example(
        "workbench review carry REV-2 --from REV-1 --dry-run",
        "workbench review carry REV-2 --from REV-1 --check injection_defense --check cost_routing",
    ),
)
@click.argument("key", metavar="REV")
@click.option("--from", "source", metavar="OTHER", required=True, help="The review to take it from.")
@click.option("--check", "checks", metavar="CHECK", multiple=True, help="Only this one, also where it was answered.")
@click.option("--dry-run", is_flag=True, help="Only say what would come and what would be overwritten.")
@json_option
@click.pass_obj
def carry(context: Context, key: str, source: str, checks: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Take answers, summaries, rationales, controls and evidence of an earlier review into a draft.

    Without --check only into checks that nobody has begun. Every answer keeps who gave it and when; evidence about
    another version is stale. One undo takes all of it back. With --json: {"revision", "from", "carried", "left":
    [{"check_id", "topic", "is_begun", "parts": [{"part", "old", "new"}], "uses": [{"key", "name", "control_id",
    "proof", "contradicts"}], "left_out": [sentence], "asks_otherwise"}]}.
    """
    edit = CarryForward(key, source, checks or None)
    if dry_run:
        with context.reading() as store:
            edit.refuse_unfit(store)
            rows = read_carrying(store, key, source, context.now())
            revision, other = (find_review(store, each).full_key for each in (key, source))
    else:
        with context.writing() as session:
            rows = read_carrying(session.store, key, source, context.now())
            session.do(edit)
            revision, other = (find_review(session.store, each).full_key for each in (key, source))
    carried = [row for row in rows if row.brings_anything and edit.takes(row)]
    left = [row for row in rows if row not in carried]
    verb = "Would be carried" if dry_run else "Carried"
    lines = [f"{verb} from {other} into {revision}: {len(carried)} check{'' if len(carried) == 1 else 's'}."]
    lines += [line for row in carried for line in _carried_lines(row)]
    lines += _left_lines(left)
    data = {"revision": revision, "from": other, "carried": _dumped(carried), "left": _dumped(left)}
    emit("\n".join(lines), data, as_json=as_json)


def _carried_lines(row: CarriedCheck) -> Iterable[str]:
    yield ""
    yield row.check_id
    if row.asks_otherwise:
        yield "  ! The catalogue says something else about it there: look whether the answer still fits."
    for part in row.parts:
        yield f"  {part.part}: {part.new}" + (f"  (overwrites: {part.old})" if part.old else "")
    for use in row.uses:
        place = f" on {use.control_id}" if use.control_id else ""
        yield f"  evidence: {use.name}{place} ({use.proof.value}{', contradicts' if use.contradicts else ''})"
    for sentence in row.left_out:
        yield f"  left out: {sentence}"


def _left_lines(left: Iterable[CarriedCheck]) -> list[str]:
    begun = [row.check_id for row in left if row.is_begun and row.brings_anything]
    empty = [row.check_id for row in left if not row.brings_anything]
    lines = [f"Left as they are, --check overwrites: {', '.join(begun)}."] if begun else []
    return ["", *lines, *([f"Nothing to carry: {', '.join(empty)}."] if empty else [])] if begun or empty else []


def _dumped(rows: Iterable[CarriedCheck]) -> list[dict[str, object]]:
    return [row.model_dump(mode="json") for row in rows]


ON_REVIEWS = (diff, carry, *trace.ON_REVIEWS)
"""What `workbench review` gains by them."""
