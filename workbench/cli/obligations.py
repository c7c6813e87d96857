"""condition, waiver: what an approval depends on, and recorded exceptions."""

from datetime import date
from pathlib import Path
from typing import Literal

import click

from workbench.cli.context import Commands, Context, emit, example, json_option, notice, person_id, progress
from workbench.cli.evidence_options import choice_of, credentials_options
from workbench.cli.typed import DAY
from workbench.edits.obligations import (
    AddCondition,
    ApproveWaiver,
    ChangeCondition,
    CloseCondition,
    RemoveCondition,
    RenewWaiver,
    RequestWaiver,
    WithdrawWaiver,
    condition_of_draft,
)
from workbench.tasks.attach import stage_file


@click.group("condition")
def condition() -> None:
    """Make an approval depend on something that is still to be done."""


@condition.command(
    "add",
    epilog=example(
        'workbench condition add REV-1 determinism_testing "998 clean runs" --owner "Ana Silva" --due 2026-12-31'
    ),
)
@click.argument("key", metavar="REV")
@click.argument("check")
@click.argument("text")
@click.option("--owner", metavar="P", required=True, help="Who sees to it.")
@click.option("--due", type=DAY, required=True, help="It lapses at the end of this day, UTC, while it is open.")
@click.option("--before-launch", is_flag=True, help="It has to be closed before the stage goes live.")
@json_option
@click.pass_obj
def add_condition(
    context: Context, key: str, check: str, text: str, owner: str, due: date, before_launch: bool, as_json: bool
) -> None:
    """Add a condition to a draft.

    With --json: {"id", "check", "due", "launch": "before" or "after"}.
    """
    launch: Literal["before", "after"] = "before" if before_launch else "after"
    with context.writing() as session:
        who, edits = person_id(session, owner)
        entry = session.do_all([*edits, AddCondition(key, check, text, who, due, launch)])[-1]
        row = session.store.conditions.get(entry.made("condition")[0])
    data = {"id": row.key, "check": check, "due": due.isoformat(), "launch": launch}
    emit(f"{row.key} is due on {due.isoformat()}.", data, as_json=as_json)


@condition.command("change", epilog=example("workbench condition change C1 --due 2027-01-15"))
@click.argument("key", metavar="ID")
@click.option("--text", metavar="TEXT", help="What has to be done.")
@click.option("--owner", metavar="P", help="Who sees to it.")
@click.option("--due", type=DAY, help="It lapses at the end of this day, UTC, while it is open.")
@click.option("--before-launch/--after-launch", "before", default=None, help="When it has to be closed.")
@json_option
@click.pass_obj
def change_condition(
    context: Context,
    key: str,
    text: str | None,
    owner: str | None,
    due: date | None,
    before: bool | None,
    as_json: bool,
) -> None:
    """Change a condition of a draft; one of a frozen review is changed by revising it.

    With --json: {"id", "text", "owner", "due", "launch": "before" or "after"}.
    """
    launch: Literal["before", "after"] | None = None if before is None else "before" if before else "after"
    with context.writing() as session:
        who, edits = person_id(session, owner) if owner else (None, ())
        session.do_all([*edits, ChangeCondition(key, text, who, due, launch)])
        row = condition_of_draft(session.store, key)
        name = session.store.people.get(row.owner).name
    data = {"id": row.key, "text": row.text, "owner": name, "due": row.due.isoformat(), "launch": row.launch}
    emit(f"{row.key}, {name}, is due on {row.due.isoformat()}.", data, as_json=as_json)


@condition.command("remove", epilog=example("workbench condition remove C1"))
@click.argument("key", metavar="ID")
@json_option
@click.pass_obj
def remove_condition(context: Context, key: str, as_json: bool) -> None:
    """Take a condition out of a draft.

    With --json: {"id"}.
    """
    with context.writing() as session:
        row = condition_of_draft(session.store, key)
        session.do(RemoveCondition(session.store.reviews.get(row.review_id).full_key, row.key))
    emit(f"{row.key} is removed.", {"id": row.key}, as_json=as_json)


@condition.command("close", epilog=example("workbench condition close C1 --evidence runs-998.xml"))
@click.argument("key", metavar="ID")
@click.option("--evidence", "file", type=click.Path(path_type=Path), metavar="FILE", required=True)
@credentials_options
@json_option
@click.pass_obj
def close_condition(context: Context, key: str, file: Path, credentials: str | None, as_json: bool) -> None:
    """Close a condition with evidence; a frozen review keeps its digest and its signatures.

    With --json: {"id", "file", "sha256"}.
    """
    choice = choice_of(credentials)
    with (
        context.writing() as session,
        stage_file(session.store.folder, file, on_progress=progress, tell=notice, credentials=choice) as staged,
    ):
        session.do(CloseCondition(key, staged))
    data = {"id": key.upper(), "file": staged.name, "sha256": staged.sha256}
    emit(f"{key.upper()} is closed.", data, as_json=as_json)


@click.group("waiver")
def waiver() -> None:
    """Record an exception; it lapses by itself."""


@waiver.command(
    "add",
    epilog=example(
        'workbench waiver add REV-1 retrieval_freshness --reason "the index is rebuilt by hand" \\',
        '  --owner "Ana Silva" --expires 2026-12-31',
    ),
)
@click.argument("key", metavar="REV")
@click.argument("check")
@click.option("--reason", metavar="TEXT", required=True)
@click.option("--owner", metavar="P", required=True, help="Who owns the risk.")
@click.option("--expires", type=DAY, required=True, help="The last day on which it counts.")
@click.option("--compensating", metavar="CONTROL", help="The control that makes up for it.")
@json_option
@click.pass_obj
def add_waiver(
    context: Context,
    key: str,
    check: str,
    reason: str,
    owner: str,
    expires: date,
    compensating: str | None,
    as_json: bool,
) -> None:
    """Ask for a waiver; it lives once another person approves it.

    With --json: {"id", "check", "expires_on"}.
    """
    with context.writing() as session:
        who, edits = person_id(session, owner)
        entry = session.do_all([*edits, RequestWaiver(key, check, reason, who, expires, compensating)])[-1]
        row = session.store.waivers.get(entry.made("waiver")[0])
    data = {"id": row.key, "check": check, "expires_on": expires.isoformat()}
    emit(f"{row.key} waits for the approval of another person.", data, as_json=as_json)


@waiver.command("approve", epilog=example('workbench --actor "Ben Ode" waiver approve W1'))
@click.argument("key", metavar="W1")
@json_option
@click.pass_obj
def approve_waiver(context: Context, key: str, as_json: bool) -> None:
    """Approve a waiver that somebody else asked for.

    With --json: {"id", "approved_by"}.
    """
    with context.writing() as session:
        session.do(ApproveWaiver(key))
        name = session.actor.name
    emit(f"{key.upper()} is approved.", {"id": key.upper(), "approved_by": name}, as_json=as_json)


@waiver.command("renew", epilog=example("workbench waiver renew W1 --expires 2027-01-31"))
@click.argument("key", metavar="W1")
@click.option("--expires", type=DAY, required=True, help="The last day on which it counts.")
@json_option
@click.pass_obj
def renew_waiver(context: Context, key: str, expires: date, as_json: bool) -> None:
    """Ask for a waiver of a draft again, until another day; the third renewal asks a higher role.

    A waiver of a frozen review is renewed by revising the review first. With --json: {"id", "expires_on", "renewals"}.
    """
    with context.writing() as session:
        session.do(RenewWaiver(key, expires))
        row = session.store.waivers.all("key = ?", key.upper())[-1]
    data = {"id": row.key, "expires_on": expires.isoformat(), "renewals": row.renewals}
    emit(f"{row.key} waits for approval until {expires.isoformat()}.", data, as_json=as_json)


@waiver.command("withdraw", epilog=example("workbench waiver withdraw W1"))
@click.argument("key", metavar="W1")
@json_option
@click.pass_obj
def withdraw_waiver(context: Context, key: str, as_json: bool) -> None:
    """Take a waiver out of a draft.

    With --json: {"id"}.
    """
    with context.writing() as session:
        session.do(WithdrawWaiver(key))
    emit(f"{key.upper()} is withdrawn.", {"id": key.upper()}, as_json=as_json)


COMMANDS = Commands("obligations", (condition, waiver))
