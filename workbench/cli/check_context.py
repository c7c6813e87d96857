"""review context: what stands beside a check, as the window shows it."""

import click

from workbench.cli.context import Context, columns, emit, example, json_option
from workbench.domain.check_context import Before, CheckContext, Precedents, answers_said
from workbench.domain.model import STATUS_MARKS
from workbench.storage.check_context_view import read_context


@click.command("context", epilog=example("workbench review context REV-2 injection_defense"))
@click.argument("key", metavar="REV")
@click.argument("check")
@json_option
@click.pass_obj
def context_of(context: Context, key: str, check: str, as_json: bool) -> None:
    """Say what the review before answered and what changed since, what went wrong, and how other reviews answered.

    With --json: {"review", "check_id", "mode", "before": {"review", "version", "asked", "status", "by", "summary",
    "changes", "method"} or null, "own", "public": {"newest": [{"key", "title", "when", "grade", "impact",
    "controls"}], "total"}, "elsewhere": [{"review", "deployment", "version", "checklist", "status", "summary"}],
    "answers": {status: number}, "other_checklists", "is_whole"}.
    """
    with context.reading() as store:
        found = read_context(store, key, check)
    emit("\n".join(_text(found)), found.model_dump(mode="json"), as_json=as_json)


def _text(found: CheckContext) -> list[str]:
    lines = [f"{found.review} {found.check_id}", "", *_before(found.before), ""]
    said = answers_said(found.answers)
    lines.append(f"Other reviews{'' if found.is_whole else ', the newest'}: {said or 'none asks this check'}.")
    if found.other_checklists:
        lines.append(f"Some of them on another checklist: {', '.join(found.other_checklists)}.")
    rows = [
        (f"  {STATUS_MARKS[row.status]}", row.review, f"{row.deployment} {row.version}", row.checklist, row.summary)
        for row in found.elsewhere
    ]
    lines += columns(rows).splitlines()
    lines += ["", *_incidents("Our own incidents", found.own), *_incidents("Public precedents", found.public)]
    return lines


def _before(before: Before | None) -> list[str]:
    if before is None:
        return ["No earlier review of this deployment."]
    if not before.asked:
        return [f"{before.review} ({before.version}) did not ask this check."]
    who = f" (by {before.by})" if before.by else ""
    lines = [f"{before.review}, version {before.version}: {STATUS_MARKS[before.status]} {before.summary}{who}".rstrip()]
    lines += [f"  Not asked alike: {sentence}" for sentence in before.method]
    lines += [f"  Since then: {words}" for words in before.changes]
    return lines if before.changes else [*lines, "  Nothing that bears on this check changed in the profile since."]


def _incidents(name: str, found: Precedents) -> list[str]:
    rows = [(f"  {row.key}", row.when, row.title, "; ".join(row.controls)) for row in found.newest]
    return [f"{name}: {found.total}", *columns(rows).splitlines()]
