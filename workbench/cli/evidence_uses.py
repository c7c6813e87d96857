"""evidence revise, link, holds, remove: newer revisions, other checks, why it still holds, and taking it away."""

from pathlib import Path
from typing import Unpack

import click

from workbench.cli.context import Context, emit, example, json_option, progress
from workbench.cli.evidence_options import about_options, choice_of, credentials_options, tell_attached
from workbench.edits.evidence import About, RemoveUse, use_of
from workbench.edits.evidence_uses import JustifyEvidence, LinkEvidence
from workbench.storage.review_view import find_review
from workbench.tasks.attach import attach


@click.command("revise", epilog=example("workbench evidence revise REV-1 E1 redteam-2026-11.pdf --captured 2026-11-17"))
@click.argument("key", metavar="REV")
@click.argument("use", metavar="E1")
@click.argument("file", type=click.Path(path_type=Path))
@about_options
@credentials_options
@json_option
@click.pass_obj
def revise(
    context: Context, key: str, use: str, file: Path, credentials: str | None, as_json: bool, **about: Unpack[About]
) -> None:
    """Attach a newer revision of a piece of evidence to the same check, as another use.

    The old use keeps the old revision. Control and side are those of the old use unless they are given. With --json:
    what `evidence add` prints.
    """
    with context.writing() as session:
        store = session.store
        old = use_of(store, find_review(store, key), use)
        about["control"] = about.get("control") or old.control_id
        about["revises"] = use
        about["contradicts"] = about.get("contradicts", False) or old.contradicts
        choice = choice_of(credentials)
        done = attach(session, key, old.check_id, [file], credentials=choice, on_progress=progress, **about)
        tell_attached(store, done, as_json=as_json)


@click.command("link", epilog=example("workbench evidence link REV-1 E1 injection_defense cost_routing"))
@click.argument("key", metavar="REV")
@click.argument("use", metavar="E1")
@click.argument("checks", metavar="CHECK...", nargs=-1, required=True)
@json_option
@click.pass_obj
def link(context: Context, key: str, use: str, checks: tuple[str, ...], as_json: bool) -> None:
    """Use one piece of evidence for other checks too; each use has to be confirmed by itself.

    With --json: {"uses": [{"id", "check", "file", "sha256"}]}.
    """
    with context.writing() as session:
        store = session.store
        entry = session.do(LinkEvidence(key, use, checks))
        uses = [store.uses.get(made) for made in entry.made("evidence_use")]
        row = store.evidence.get(uses[0].evidence_id)
    data = {"uses": [{"id": each.key, "check": each.check_id, "file": row.name, "sha256": row.sha256} for each in uses]}
    emit("\n".join(f"{each.key}  {row.name}  {each.check_id}" for each in uses), data, as_json=as_json)


@click.command(
    "holds", epilog=example('workbench --actor "Ben Ode" evidence holds REV-1.2 E1 "Only the prompt changed."')
)
@click.argument("key", metavar="REV")
@click.argument("use", metavar="E1")
@click.argument("text")
@json_option
@click.pass_obj
def holds(context: Context, key: str, use: str, text: str, as_json: bool) -> None:
    """Write, as another person than who attached it, why evidence that is stale still holds.

    It counts as verified again for this version. With --json: {"use", "holds", "by"}.
    """
    with context.writing() as session:
        session.do(JustifyEvidence(key, use, text))
        name = session.actor.name
    emit(f"{use.upper()} still holds, says {name}.", {"use": use.upper(), "holds": text, "by": name}, as_json=as_json)


@click.command("remove", epilog=example("workbench evidence remove REV-1 E1"))
@click.argument("key", metavar="REV")
@click.argument("use", metavar="E1")
@json_option
@click.pass_obj
def remove(context: Context, key: str, use: str, as_json: bool) -> None:
    """Take a piece of evidence away from a check of a draft; its other uses stay.

    With --json: {"use"}.
    """
    with context.writing() as session:
        session.do(RemoveUse(key, use))
    emit(f"{use.upper()} is removed.", {"use": use.upper()}, as_json=as_json)


USES = (revise, link, holds, remove)
