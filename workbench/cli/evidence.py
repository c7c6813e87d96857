"""evidence: attach, confirm, answer, list, verify."""

from typing import Unpack

import click

from workbench.cli.context import Commands, Context, emit, example, json_option, progress
from workbench.cli.evidence_options import about_options, choice_of, credentials_options, tell_attached
from workbench.cli.evidence_uses import USES
from workbench.cli.review_text import evidence_lines, uses_data
from workbench.edits.evidence import About, AnswerContradiction, ConfirmEvidence
from workbench.storage.review_view import damaged_files, purged_files, read_review
from workbench.tasks.attach import attach, source_of


@click.group("evidence")
def evidence() -> None:
    """Attach what shows that a check is met, and confirm what others attached."""


@evidence.command(
    "add",
    epilog=example(
        "workbench evidence add REV-1 determinism_testing runs.xml --captured 2026-11-02",
        "workbench evidence add REV-1 injection_defense redteam.pdf --control content-sandbox --contradicts",
        "workbench evidence add REV-1 rate_limit_handling client.log --redact",
    ),
)
@click.argument("key", metavar="REV")
@click.argument("check")
@click.argument("sources", metavar="FILE|URL...", nargs=-1, required=True)
@about_options
@credentials_options
@json_option
@click.pass_obj
def add(
    context: Context,
    key: str,
    check: str,
    sources: tuple[str, ...],
    credentials: str | None,
    as_json: bool,
    **about: Unpack[About],
) -> None:
    """Attach files or links to a check or one of its controls: all of them, or none.

    Files are copied into the workspace; a link is kept and never fetched. It counts as declared until another person
    confirms it. A file that is there already is not attached twice. What holds something that looks like credentials is
    refused (exit status 2) unless --redact or --with-secrets says what to do: texts, PDFs and the texts in archives are
    looked through, and what was not, such as a picture or the end of a long file, is said on stderr. Only of a text a
    redacted copy can be made. With --json: {"uses": [{"id", "check", "file", "sha256"}]}.
    """
    chosen = [source_of(text) for text in sources]
    with context.writing() as session:
        done = attach(session, key, check, chosen, credentials=choice_of(credentials), on_progress=progress, **about)
        tell_attached(session.store, done, as_json=as_json)


@evidence.command("confirm", epilog=example('workbench --actor "Ben Ode" evidence confirm REV-1 E1 E2'))
@click.argument("key", metavar="REV")
@click.argument("uses", metavar="E1...", nargs=-1, required=True)
@json_option
@click.pass_obj
def confirm(context: Context, key: str, uses: tuple[str, ...], as_json: bool) -> None:
    """Say, as another person than who attached it, that evidence is what it claims to be.

    With --json: {"uses": [id], "confirmed_by"}.
    """
    with context.writing() as session:
        session.do(ConfirmEvidence(key, uses))
        name = session.actor.name
    keys = [use.upper() for use in uses]
    emit(f"{', '.join(keys)} confirmed by {name}.", {"uses": keys, "confirmed_by": name}, as_json=as_json)


@evidence.command(
    "answer", epilog=example('workbench evidence answer REV-1 E4 "The test ran on v1; v2 sandboxes the content."')
)
@click.argument("key", metavar="REV")
@click.argument("use", metavar="E1")
@click.argument("text")
@json_option
@click.pass_obj
def answer(context: Context, key: str, use: str, text: str, as_json: bool) -> None:
    """Say why a contradicting use does not overturn the finding.

    With --json: {"use", "answer", "by"}.
    """
    with context.writing() as session:
        session.do(AnswerContradiction(key, use, text))
        name = session.actor.name
    emit(f"{use.upper()} is answered.", {"use": use.upper(), "answer": text, "by": name}, as_json=as_json)


@evidence.command("list", epilog=example("workbench evidence list REV-1"))
@click.argument("key", metavar="REV")
@json_option
@click.pass_obj
def list_all(context: Context, key: str, as_json: bool) -> None:
    """List the evidence of a review, with the kind of proof that each use is today.

    With --json: [{"id", "check", "control", "file", "kind", "sha256", "url", "size", "captured_on", "period_from",
    "period_to", "expires_on", "environment", "version", "revises", "redacted_from", "contradicts", "answer", "holds",
    "attached_by", "confirmed_by", "proposal", "analysis", "proof", "damaged", "purged"}].
    """
    with context.reading() as store:
        view = read_review(store, key)
    lines = evidence_lines(view, context.now())
    empty = "No evidence yet. Attach some with `workbench evidence add`."
    emit("\n".join(lines) or empty, uses_data(view, context.now()), as_json=as_json)


@evidence.command("verify", epilog=example("workbench evidence verify"))
@json_option
@click.pass_obj
def verify(context: Context, as_json: bool) -> int:
    """Hash every evidence file of the workspace again; exit status 1 when one changed or is gone.

    With --json: {"files", "damaged": [{"file", "sha256"}]}.
    """
    with context.reading() as store:
        purged = purged_files(store)
        rows = [row for row in store.evidence.all() if row.sha256 and row.sha256 not in purged]
        damaged = damaged_files(store, rows)
    bad = [{"file": row.name, "sha256": row.sha256} for row in rows if row.sha256 in damaged]
    lines = [
        f"{row['file']} has changed on disk or is gone; it proves nothing. Attach the original again." for row in bad
    ]
    number = len({row.sha256 for row in rows})
    emit("\n".join(lines) or f"All {number} files have their hash.", {"files": number, "damaged": bad}, as_json=as_json)
    return 1 if bad else 0


for command in USES:
    evidence.add_command(command)

COMMANDS = Commands("evidence", (evidence,))
