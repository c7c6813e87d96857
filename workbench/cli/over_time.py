"""review diff: a review beside another one."""

import click

from workbench.cli.context import Context, emit, example
from workbench.storage.comparison_view import read_comparison
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
    "is_in_review", "word", "result", "proof"}, "flags": [{"what", "sentence"}], "profile": [sentence], "checks":
    [{"check_id", "topic", "severity", "asked": "both", "before" or "after", "old", "new": STATE or null, "changes":
    [{"part", "old", "new"}], "method": [sentence], "trend": "better", "worse" or ""}]}; a STATE is {"applies", "team",
    "team_by", "reviewer", "reviewer_by", "summary", "rationale", "controls", "proof", "evidence", "rating", "waivers",
    "conditions", "effect"}.
    """
    with context.reading() as store:
        found = read_comparison(store, before, after, context.now())
    emit(FORMATS[form](found), found.model_dump(mode="json"), as_json=form == "json")


ON_REVIEWS = (diff,)
"""What `workbench review` gains by them."""
