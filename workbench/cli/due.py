"""due: what lapses or has lapsed; action: what somebody has to do."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import click

from workbench.cli.context import Commands, Context, columns, emit, example, json_option, notice, person_id
from workbench.cli.typed import DAY
from workbench.domain.action import Action
from workbench.edits.actions import AddAction, ChangeAction, find_action
from workbench.edits.edit import Edit
from workbench.storage.due import Due, read_due
from workbench.storage.review_view import find_review
from workbench.storage.store import Store

_UNITS = {"d": 1, "w": 7}
STATES = click.Choice(["open", "done", "dropped"])


class Span(click.ParamType[int]):
    """A number of days, as `30d` or `4w`."""

    name = "SPAN"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the days."""
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"(\d{1,4})([dw])", str(value).strip().casefold())
        if match is None:
            self.fail(f"{value} is not a span; spans are written like 30d or 4w.", param, ctx)
        return int(match[1]) * _UNITS[match[2]]


@click.command("due", epilog=example("workbench due --within 30d", "workbench due --within 26w --calendar due.ics"))
@click.option("--within", type=Span(), default="30d", show_default=True, help="How far ahead; what has lapsed is in.")
@click.option("--calendar", type=click.Path(path_type=Path), metavar="FILE.ics", help="Write it as a calendar too.")
@json_option
@click.pass_obj
def due(context: Context, within: int, calendar: Path | None, as_json: bool) -> int:
    """List what lapses or is due: conditions, waivers, evidence, approvals, reviews, actions, clocks.

    A review is due when its approval ends, or since a change has outdated it, until somebody begins the next one.

    Exit status 1 when something has lapsed, else 0. With --json: [{"on", "days", "kind", "id", "what", "deployment",
    "review", "check", "owner", "lapsed"}], the earliest first.
    """
    now = context.now()
    with context.reading() as store:
        found = [row for row in read_due(store, now) if row.days <= within]
        workspace = store.info.id
    if calendar is not None:
        from workbench.tasks.calendar_file import write_calendar

        notice(f"{write_calendar(calendar, found, workspace, now)} was written.")
    text = columns([_line(row) for row in found]) or f"Nothing lapses within {within} days."
    emit(text, [_due_data(row) for row in found], as_json=as_json)
    return 1 if any(row.has_lapsed for row in found) else 0


def _line(row: Due) -> tuple[str, ...]:
    left = f"lapsed {-row.days} d ago" if row.has_lapsed else f"{row.days} d left"
    where = f"{row.review} {row.check_id}".strip()
    return (row.on.isoformat(), left, row.kind, row.key, where, row.owner, row.what)


def _due_data(row: Due) -> dict[str, Any]:
    return {
        "on": row.on.isoformat(),
        "days": row.days,
        "kind": row.kind,
        "id": row.key,
        "what": row.what,
        "deployment": row.deployment,
        "review": row.review,
        "check": row.check_id,
        "owner": row.owner,
        "lapsed": row.has_lapsed,
    }


@click.group("action")
def action() -> None:
    """Say what somebody has to do about a finding; it goes on after the freeze."""


@action.command(
    "add",
    epilog=example(
        'workbench action add REV-1 retrieval_freshness "Schedule the refresh" --owner "Ana Silva" --due 2026-12-31',
    ),
)
@click.argument("key", metavar="REV")
@click.argument("check")
@click.argument("text")
@click.option("--owner", metavar="P", required=True, help="Who does it.")
@click.option("--due", "by", type=DAY, help="Until when.")
@click.option("--effort", type=float, metavar="DAYS", help="Working days of one person, as a guess.")
@click.option("--link", default="", metavar="URL", help="Where it is tracked.")
@json_option
@click.pass_obj
def add_action(
    context: Context,
    key: str,
    check: str,
    text: str,
    owner: str,
    by: date | None,
    effort: float | None,
    link: str,
    as_json: bool,
) -> None:
    """Add an action to a check of a review, draft or frozen.

    With --json: what `action list --json` prints of it.
    """
    with context.writing() as session:
        who, edits = person_id(session, owner)
        entry = session.do_all([*edits, AddAction(key, check, text, who, by, effort, link)])[-1]
        row = session.store.actions.get(entry.made("action")[0])
        emit(f"{row.key} is added.", _action_data(session.store, row), as_json=as_json)


@action.command(
    "set", epilog=example("workbench action set A1 --state done", "workbench action set A1 --due 2027-01-15")
)
@click.argument("key", metavar="A1")
@click.option("--state", type=STATES)
@click.option("--text", help="What has to be done.")
@click.option("--owner", metavar="P", help="Who does it.")
@click.option("--due", "by", type=DAY, help="Until when.")
@click.option("--effort", type=float, metavar="DAYS", help="Working days of one person, as a guess.")
@click.option("--link", metavar="URL", help="Where it is tracked.")
@json_option
@click.pass_obj
def set_action(
    context: Context,
    /,
    key: str,
    owner: str | None,
    by: date | None,
    effort: float | None,
    as_json: bool,
    **texts: str | None,
) -> None:
    """Change an action, or say that it is done or dropped.

    With --json: what `action list --json` prints of it.
    """
    given: dict[str, Any] = {name: text for name, text in texts.items() if text is not None}
    given |= {} if by is None else {"due": by}
    given |= {} if effort is None else {"effort_days": effort}
    if not given and owner is None:
        raise click.UsageError("Say what changes, such as --state done.")
    with context.writing() as session:
        edits: list[Edit] = []
        if owner is not None:
            given["owner"], edits = person_id(session, owner)
        session.do_all([*edits, ChangeAction(key, given)])
        row = find_action(session.store, key)
        emit(f"{row.key} is {row.state}.", _action_data(session.store, row), as_json=as_json)


@action.command("list", epilog=example("workbench action list", "workbench action list REV-1 --all"))
@click.argument("key", metavar="[REV]", required=False)
@click.option("--all", "everything", is_flag=True, help="Also what is done or dropped.")
@json_option
@click.pass_obj
def list_actions(context: Context, key: str | None, everything: bool, as_json: bool) -> None:
    """List the actions that are open, of one review or of all.

    With --json: [{"id", "review", "check", "text", "owner", "due", "effort_days", "state", "link"}].
    """
    with context.reading() as store:
        number = find_review(store, key).number if key else None
        rows = store.actions.all(order="CAST(substr(key, 2) AS INTEGER)")
        chosen = [row for row in rows if number in (None, row.review_number) and (everything or row.state == "open")]
        data = [_action_data(store, row) for row in chosen]
    names = ("id", "state", "due", "review", "check", "owner", "text")
    text = columns([tuple(str(row[name] or "") for name in names) for row in data])
    emit(text or "No actions are open.", data, as_json=as_json)


def _action_data(store: Store, row: Action) -> dict[str, Any]:
    owner = store.people.find(row.owner)
    return {
        "id": row.key,
        "review": f"REV-{row.review_number}",
        "check": row.check_id,
        "text": row.text,
        "owner": owner.name if owner else "",
        "due": row.due.isoformat() if row.due else None,
        "effort_days": row.effort_days,
        "state": row.state,
        "link": row.link,
    }


COMMANDS = Commands("due", (due, action))
