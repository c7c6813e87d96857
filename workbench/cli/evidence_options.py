"""What the commands that attach evidence have in common: their options, and what they print."""

from typing import Any

import click

from workbench.cli.context import emit, notice
from workbench.cli.typed import DAY
from workbench.storage.store import Store
from workbench.tasks.attach import Attached
from workbench.tasks.staging import Choice


def about_options(command: Any) -> Any:
    """Add the options that say what a piece is about."""
    for option in reversed(
        (
            click.option("--control", metavar="CONTROL", help="It is about this control of the check."),
            click.option("--captured", "captured_on", type=DAY, help="The day on which it was captured."),
            click.option("--period-from", type=DAY, help="The first day of what it observed."),
            click.option("--period-to", type=DAY, help="The last day of what it observed."),
            click.option("--environment", metavar="TEXT", help="Where it was made, such as staging."),
            click.option("--expires", "expires_on", type=DAY, help="The last day on which it counts."),
            click.option("--contradicts", is_flag=True, help="It speaks against the claim that the check is met."),
        )
    ):
        command = option(command)
    return command


def credentials_options(command: Any) -> Any:
    """Add the two options that say what is done with a file that holds credentials; without either it is refused."""
    command = click.option(
        "--with-secrets", "credentials", flag_value="keep", help="Keep files as they are, though they hold credentials."
    )(command)
    return click.option(
        "--redact", "credentials", flag_value="redact", help="Keep copies of files in which credentials are redacted."
    )(command)


def choice_of(value: str | None) -> Choice:
    """Return what the two options say together."""
    return "redact" if value == "redact" else "keep" if value == "keep" else "ask"


def tell_attached(store: Store, done: Attached, *, as_json: bool) -> None:
    """Print what was attached, and on stderr what an analyser read in it."""
    rows = [(use, store.evidence.get(use.evidence_id)) for use in done.uses]
    for sentence in done.notices:
        notice(sentence)
    for use, _ in rows:
        if use.analysis:
            notice(f"{use.key}: {use.analysis.sentence}")
    data = {
        "uses": [{"id": use.key, "check": use.check_id, "file": row.name, "sha256": row.sha256} for use, row in rows]
    }
    emit("\n".join(f"{use.key}  {row.name}  {row.sha256 or ''}".rstrip() for use, row in rows), data, as_json=as_json)
