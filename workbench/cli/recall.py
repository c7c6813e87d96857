"""incident recall: which reviews an incident puts in doubt."""

import click

from workbench.cli.context import Context, columns, emit, example, json_option
from workbench.edits.incidents import find_incident
from workbench.storage.recall_view import InDoubt, RecallView, read_recall


@click.command("recall", epilog=example("workbench incident recall INC-2026-012"))
@click.argument("key", metavar="INC")
@json_option
@click.pass_obj
def recall(context: Context, key: str, as_json: bool) -> None:
    """Say which reviews an incident puts in doubt, and why: the newest revision of each.

    A control that failed recalls the reviews that rely on it; one that was absent those that lack, exclude or waive it
    too. Then come the version that ran, shared evidence, and tools, services and models that the incident names. A
    shared failure mode alone is the weakest tie and stands apart.

    With --json: {"incident", "title", "controls": [{"control", "name", "outcome"}], "reviews": [{"review",
    "deployment", "version", "state", "signoff", "nothing_else", "ties": [{"kind", "check", "subject", "said",
    "nothing_else"}]}], "by_mode": the same}.
    """
    with context.reading() as store:
        view = read_recall(store, find_incident(store, key), context.now())
    data = {
        "incident": view.incident,
        "title": view.title,
        "controls": [{**one.model_dump(), "name": view.names[one.control]} for one in view.controls],
        "reviews": [_data(row) for row in view.reviews],
        "by_mode": [_data(row) for row in view.by_mode],
    }
    emit("\n".join(_lines(view)), data, as_json=as_json)


def _lines(view: RecallView) -> list[str]:
    lines = [f"{view.incident}  {view.title}"]
    lines += [f"{one.outcome}: {view.names[one.control]}" for one in view.controls]
    if not view.controls:
        lines.append("No control is recorded as failed or absent; reviews are found by other ties only.")
    for row in view.reviews:
        marked = "  nothing else in place is verified" if row.nothing_else else ""
        lines += ["", f"{row.review}  {row.deployment} {row.version}, {row.signoff}{marked}"]
        lines.append(columns([(f"  {tie.check_id or 'whole review'}", tie.said) for tie in row.ties]))
    if not view.reviews:
        lines += ["", "It puts no review in doubt by more than its failure mode."]
    if view.by_mode:
        lines += ["", "By failure mode alone, the weakest tie:"]
        lines.append(columns([(f"  {row.review}", row.deployment, _modes(row)) for row in view.by_mode]))
    return lines


def _modes(row: InDoubt) -> str:
    return ", ".join(f"{tie.subject} {tie.check_id}" for tie in row.ties)


def _data(row: InDoubt) -> dict[str, object]:
    return {
        "review": row.review,
        "deployment": row.deployment,
        "version": row.version,
        "state": "frozen" if row.is_frozen else "draft",
        "signoff": row.signoff,
        "nothing_else": row.nothing_else,
        "ties": [
            {
                "kind": tie.kind,
                "check": tie.check_id,
                "subject": tie.subject,
                "said": tie.said,
                "nothing_else": tie.nothing_else,
            }
            for tie in row.ties
        ],
    }
