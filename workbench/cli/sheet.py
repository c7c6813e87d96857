"""review propose, pull-in, leave-out: what the tool sheet says about checks, and checks that do not apply."""

from typing import Any

import click

from workbench.cli.context import Context, emit, example, json_option
from workbench.domain.model import STATUS_WORDS
from workbench.domain.tool_rules import ToolProposal
from workbench.edits.edit import Edit
from workbench.edits.tool_sheet import ConfirmSheetProposal, FillControls, LeaveOut, PullIn
from workbench.storage.review_view import ReviewView, read_review


@click.command(
    "propose",
    epilog=example("workbench review propose REV-1", "workbench review propose REV-1 tool_call_validation --confirm"),
)
@click.argument("key", metavar="REV")
@click.argument("checks", metavar="[CHECK]…", nargs=-1)
@click.option("--confirm", is_flag=True, help="Take the proposals over as the reviewer's findings.")
@click.option("--controls", is_flag=True, help="Fill in the controls that the tool sheet speaks about.")
@json_option
@click.pass_obj
def propose(context: Context, key: str, checks: tuple[str, ...], confirm: bool, controls: bool, as_json: bool) -> None:
    """Show what the tool sheet proposes for the checks that read it; nothing is set unless a flag says so.

    A proposal is fail, unknown or warn, never pass. With --json: [{"check", "status", "sentence", "tools",
    "matches": [{"rule", "tools", "says"}], "confirmed_by", "controls": [{"control", "state", "reason"}]}].
    """
    if not (confirm or controls):
        with context.reading() as store:
            view = read_review(store, key)
    else:
        with context.writing() as session:
            view = read_review(session.store, key)
            session.do_all(_edits(view, checks, confirm=confirm, controls=controls))
            view = read_review(session.store, key)
    data = [row for check in _asked(view, checks) if (row := proposal_data(view, check)) is not None]
    lines = [line for row in data for line in _lines(row)]
    emit("\n".join(lines) or "The tool sheet proposes nothing.", data, as_json=as_json)


def _asked(view: ReviewView, checks: tuple[str, ...]) -> list[str]:
    unknown = [check for check in checks if check not in view.findings]
    if unknown:
        raise click.UsageError(
            f"{view.review.key} has no check {unknown[0]}; it has {', '.join(view.checklist.checks)}."
        )
    return [check for check in view.checklist.checks if not checks or check in checks]


def _edits(view: ReviewView, checks: tuple[str, ...], *, confirm: bool, controls: bool) -> list[Edit]:
    edits: list[Edit] = []
    for check in _asked(view, checks):
        if confirm and (view.tool_proposal(check) or checks):
            edits.append(ConfirmSheetProposal(view.review.full_key, check))
        if controls and (view.filled_controls(check) or checks):
            edits.append(FillControls(view.review.full_key, check))
    return edits


def proposal_data(view: ReviewView, check: str) -> dict[str, Any] | None:
    """Return what the tool sheet says about a check as JSON; None when it says nothing."""
    proposal, controls = view.tool_proposal(check), view.filled_controls(check)
    if proposal is None and not controls:
        return None
    return {
        "check": check,
        "status": proposal.status.value if proposal else None,
        "sentence": proposal.sentence if proposal else "",
        "tools": proposal.tools if proposal else (),
        "matches": [match.model_dump() for match in proposal.matches] if proposal else [],
        "confirmed_by": confirmed_by(view, check, proposal),
        "controls": [each.model_dump() for each in controls],
    }


def confirmed_by(view: ReviewView, check: str, proposal: ToolProposal | None) -> str | None:
    """Return who took exactly this proposal over, or None."""
    kept = view.findings[check].sheet_proposal
    if proposal is None or kept is None or (kept.status, kept.sentence) != (proposal.status, proposal.sentence):
        return None
    return view.name_of(kept.by)


def proposal_line(view: ReviewView, check: str) -> str:
    """Return the proposal as one line of a review; empty when there is none."""
    proposal = view.tool_proposal(check)
    if proposal is None:
        return ""
    who = confirmed_by(view, check, proposal)
    state = f"confirmed by {who}" if who else "not confirmed"
    return f"Tool sheet proposes {STATUS_WORDS[proposal.status]}, {state}: {proposal.sentence}"


def _lines(row: dict[str, Any]) -> list[str]:
    by = f", confirmed by {row['confirmed_by']}" if row["confirmed_by"] else ""
    head = f"{row['check']}: {row['status'] or 'no status'} proposed{by}"
    said = [f"  {', '.join(match['tools'])}: {match['says']}" for match in row["matches"]]
    return [
        head,
        *said,
        *(f"  Control {each['control']}: {each['state']} ({each['reason']})" for each in row["controls"]),
    ]


@click.command(
    "pull-in", epilog=example('workbench review pull-in REV-1 handoff_validation --reason "two agents from May"')
)
@click.argument("key", metavar="REV")
@click.argument("check")
@click.option("--reason", metavar="TEXT", default="", help="Why it is asked all the same.")
@json_option
@click.pass_obj
def pull_in(context: Context, key: str, check: str, reason: str, as_json: bool) -> None:
    """Ask a check that does not apply by the profile; `review leave-out` takes it back.

    With --json: {"check", "applies", "why"}.
    """
    _apply(context, key, check, PullIn(key, check, reason), as_json)


@click.command("leave-out", epilog=example("workbench review leave-out REV-1 handoff_validation"))
@click.argument("key", metavar="REV")
@click.argument("check")
@json_option
@click.pass_obj
def leave_out(context: Context, key: str, check: str, as_json: bool) -> None:
    """Ask a check that was pulled in no more; its answers stay.

    With --json: {"check", "applies", "why"}.
    """
    _apply(context, key, check, LeaveOut(key, check), as_json)


def _apply(context: Context, key: str, check: str, edit: Edit, as_json: bool) -> None:
    with context.writing() as session:
        session.do(edit)
        found = read_review(session.store, key).applicability(check)
    emit(f"{check}: {found.reason}", {"check": check, "applies": found.applies, "why": found.reason}, as_json=as_json)


ON_REVIEWS = (propose, pull_in, leave_out)
"""What `workbench review` gains by them."""
