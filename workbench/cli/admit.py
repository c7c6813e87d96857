"""admit: may this configuration run, on the strength of a signed report?"""

from pathlib import Path

import click

from workbench.cli.context import Commands, Context, emit, example, json_option
from workbench.domain.errors import UserError
from workbench.tasks.admit import Admission

_file = click.Path(path_type=Path)


@click.command(
    "admit",
    epilog=example(
        "workbench admit REV-2.pdf --config profile.yaml --trust team.pem",
        "workbench admit REV-2.pdf --config profile.yaml --trust team.pem --ledger REV-2.ledger.json",
    ),
)
@click.argument("file", type=_file, metavar="FILE.pdf")
@click.option("--config", type=_file, required=True, metavar="FILE", help="The profile of what is about to run.")
@click.option("--trust", type=_file, multiple=True, metavar="CA.pem", help="An authority to trust.")
@click.option("--ledger", type=_file, metavar="FILE", help="What `export ledger REV` wrote of the same review.")
@json_option
@click.pass_obj
def admit(
    context: Context, file: Path, config: Path, trust: tuple[Path, ...], ledger: Path | None, as_json: bool
) -> int:
    """May this run? From the signed report and the configuration alone: no workspace, no network.

    Exit status 1 when the report is not to be trusted, the quorum is missing, somebody rejected or deferred, the
    approval lapsed or was revoked, or the configuration is another than the one approved: each difference is listed.
    The configuration is a profile as `deployment profile ID --from` takes it. The ledger can only close conditions and
    revoke; nobody signs it, so take it from where only the workspace writes. Without it every condition counts as open.

    With --json: {"admitted", "review", "deployment", "version", "digest", "word", "signed", "required", "approval",
    "decisions": [what `verify --json` prints], "dissents": how many, "reasons": [sentence], "differences": [words],
    "conditions": [{"id", "check", "text", "due", "launch", "state"}], "valid_until", "revocation_checked", "notes"}.
    """
    from workbench.tasks.admit import admit as ask
    from workbench.tasks.signing import anchors

    if not file.is_file():
        raise UserError(f"{file} is not a file. Nothing was admitted. Check the path.")
    answer = ask(file, config, anchors(trust), context.now(), ledger=ledger)
    emit(admission_text(answer), answer.model_dump(mode="json"), as_json=as_json)
    return 0 if answer.admitted else 1


def admission_text(answer: Admission) -> str:
    """Return the answer first, then what it rests on, why not, and what it does not cover."""
    of_what = f"{answer.deployment} {answer.version}, {answer.review}" if answer.deployment else answer.review
    lines = ["Admitted" if answer.admitted else "Not admitted"]
    lines += [f"{of_what}: {answer.approval}" if answer.approval else of_what] if of_what else []
    lines += [f"{answer.word}, {answer.signed} of {answer.required} signed"]
    lines += [f"Reason: {reason}" for reason in answer.reasons]
    lines += [f"Differs: {difference}" for difference in answer.differences]
    lines += [
        f"Condition {row.id} {row.state}, due {row.due}: {row.text}"
        for row in answer.conditions
        if row.state != "closed"
    ]
    if answer.dissents:
        lines += [f"{answer.dissents} dissent{'' if answer.dissents == 1 else 's'}; they stop nothing"]
    return "\n".join([*lines, *(f"Note: {note}" for note in answer.notes)])


COMMANDS = Commands("admit", (admit,))
