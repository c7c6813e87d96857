"""control set, rating set: what is in place, and how grave the rest is."""

from typing import Literal, cast

import click

from workbench.cli.context import Commands, Context, emit, example, json_option
from workbench.cli.typed import GRADE
from workbench.domain.priority import LEVEL_WORDS, action_priority
from workbench.domain.review import Rating, Score
from workbench.edits.findings import RateFinding, SetControl

STATES = ("in-place", "partly", "absent", "na")


@click.group("control")
def control() -> None:
    """Say which controls are in place."""


@control.command(
    "set",
    epilog=example(
        "workbench control set REV-1 tool_call_validation human-approval partly",
        'workbench control set REV-1 fine_tune_regression lora-adapters na --reason "the model is not fine-tuned"',
    ),
)
@click.argument("key", metavar="REV")
@click.argument("check")
@click.argument("control_id", metavar="CONTROL")
@click.argument("state", type=click.Choice(STATES))
@click.option("--reason", metavar="TEXT", default="", help="Why; needed for na.")
@json_option
@click.pass_obj
def set_control(
    context: Context, key: str, check: str, control_id: str, state: str, reason: str, as_json: bool
) -> None:
    """Say how far a control is in place; `catalogue show` lists the controls of a mode.

    With --json: {"check", "control", "state", "reason"}.
    """
    word = cast(Literal["in-place", "partly", "absent", "na"], state)
    with context.writing() as session:
        session.do(SetControl(key, check, control_id, word, reason))
    data = {"check": check, "control": control_id, "state": state, "reason": reason}
    emit(f"{check} / {control_id}: {state}", data, as_json=as_json)


@click.group("rating")
def rating() -> None:
    """Rate severity, occurrence and detection; ratings order the discussion and never change the verdict."""


@rating.command(
    "set",
    epilog=example(
        "workbench rating set REV-1 injection_defense 9 6 7",
        "workbench rating set REV-1 cost_routing 5 4 3 --now 5 2 3",
    ),
)
@click.argument("key", metavar="REV")
@click.argument("check")
@click.argument("severity", type=GRADE, metavar="S")
@click.argument("occurrence", type=GRADE, metavar="O")
@click.argument("detection", type=GRADE, metavar="D")
@click.option("--now", "after", type=(GRADE, GRADE, GRADE), metavar="S O D", help="With the controls as they are.")
@json_option
@click.pass_obj
def set_rating(
    context: Context,
    key: str,
    check: str,
    severity: int,
    occurrence: int,
    detection: int,
    after: tuple[int, int, int] | None,
    as_json: bool,
) -> None:
    """Rate a finding from 1 to 10 each: severity, occurrence, detection.

    With --json: {"check", "priority", "row"}, of the rating with the controls where there is one.
    """
    before = severity, occurrence, detection
    with context.writing() as session:
        session.do(RateFinding(key, check, Rating(before=_score(before), now=_score(after) if after else None)))
    priority = action_priority(*(after or before))
    data = {"check": check, "priority": priority.level.value, "row": priority.row}
    emit(f"{check}: action priority {LEVEL_WORDS[priority.level]} ({priority.row})", data, as_json=as_json)


def _score(grades: tuple[int, int, int]) -> Score:
    return Score(severity=grades[0], occurrence=grades[1], detection=grades[2])


@click.group("risk")
def risk() -> None:
    """Look up the action priority."""


@risk.command("priority", epilog=example("workbench risk priority 9 4 7"))
@click.argument("severity", type=GRADE, metavar="S")
@click.argument("occurrence", type=GRADE, metavar="O")
@click.argument("detection", type=GRADE, metavar="D")
@json_option
def priority(severity: int, occurrence: int, detection: int, as_json: bool) -> None:
    """Print H, M or L for three ratings from 1 to 10, with the row of the table that decides.

    With --json: {"priority", "row"}.
    """
    found = action_priority(severity, occurrence, detection)
    emit(f"{found.level.value}  {found.row}", {"priority": found.level.value, "row": found.row}, as_json=as_json)


COMMANDS = Commands("findings", (control, rating, risk))
