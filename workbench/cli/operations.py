"""deployment operations and running: who to call, how to stop it, and what runs."""

from collections.abc import Callable
from datetime import date

import click

from workbench.cli.context import Commands, Context, columns, emit, example, json_option, notice
from workbench.cli.deployments import deployment
from workbench.cli.typed import DAY
from workbench.domain.deployment import CARD_LABELS, Stage
from workbench.edits.deployments import FillOperationsCard, SetRunning, StopRunning, find_deployment, find_version
from workbench.edits.edit import Edit
from workbench.storage.overview import runs_without_approval
from workbench.storage.store import Store

NOT_WRITTEN = "Not written down"


def _card_options(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for every field of the card, in their order."""
    for field, label in reversed(CARD_LABELS.items()):
        option = click.option(f"--{field.replace('_', '-')}", metavar="TEXT", help=f"{label}; empty takes it away.")
        function = option(function)
    return function


@deployment.command(
    "operations",
    epilog=example(
        "workbench deployment operations DEP-1",
        'workbench deployment operations DEP-1 --on-call "Ana Silva, +44 20 7946 0000" --stop "Flag agent.enabled off"',
    ),
)
@_card_options
@click.argument("deployment_id", metavar="ID")
@json_option
@click.pass_obj
def operations(context: Context, /, deployment_id: str, as_json: bool, **texts: str | None) -> None:
    """Show the operations card of a deployment, or fill it in: who to call, how to stop it, how to go back.

    With --json: {"key", "on_call", "stop", "roll_back", "last_good_version", "tells_users"}.
    """
    given = {field: text for field, text in texts.items() if text is not None}
    if given:
        with context.writing() as session:
            session.do(FillOperationsCard(deployment_id, given))
            _show_card(session.store, deployment_id, as_json)
    else:
        with context.reading() as store:
            _show_card(store, deployment_id, as_json)


def _show_card(store: Store, deployment_id: str, as_json: bool) -> None:
    row = find_deployment(store, deployment_id)
    card = row.operations.model_dump()
    text = columns([(label, card[field] or NOT_WRITTEN) for field, label in CARD_LABELS.items()])
    emit(f"{row.key}  {row.name}\n{text}", {"key": row.key, **card}, as_json=as_json)


@deployment.command(
    "running",
    epilog=example(
        "workbench deployment running DEP-1 --version v2.4.1 --stage limited --since 2026-11-17",
        "workbench deployment running DEP-1 --nothing",
    ),
)
@click.argument("deployment_id", metavar="ID")
@click.option("--version", "label", metavar="LABEL", help="The version that runs; without it the newest.")
@click.option("--stage", type=click.Choice([stage.value for stage in Stage]), help="How widely it runs.")
@click.option("--since", type=DAY, metavar="DATE", help="Since when; without it today, UTC.")
@click.option("--nothing", is_flag=True, help="Nothing of it runs any more.")
@json_option
@click.pass_obj
def running(
    context: Context,
    deployment_id: str,
    label: str | None,
    stage: str | None,
    since: date | None,
    nothing: bool,
    as_json: bool,
) -> None:
    """Say what runs now: which version, how widely and since when.

    With --json: {"key", "running": {"version", "stage", "since"} or null}.
    """
    if not nothing and stage is None:
        raise click.UsageError("Say how widely it runs with --stage, or --nothing.")
    with context.writing() as session:
        found = find_deployment(session.store, deployment_id)
        edit: Edit = StopRunning(found.key)
        runs = None
        if not nothing:
            version = find_version(session.store, found, label)
            day = since or context.now().date()
            edit = SetRunning(version.id, Stage(str(stage)), day)
            runs = {"version": version.label, "stage": stage, "since": day.isoformat()}
        session.do(edit)
        without = runs_without_approval(session.store, find_deployment(session.store, found.key), context.now())
    said = f"{runs['version']} runs in {runs['stage']} use since {runs['since']}." if runs else "Nothing of it runs."
    emit(f"{found.key}  {found.name}: {said}", {"key": found.key, "running": runs}, as_json=as_json)
    if without:
        notice(f"No approval in force: {without}.")


COMMANDS = Commands("operations", ())
