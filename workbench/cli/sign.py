"""`sign`: a decision or a dissent, signed into a report."""

from pathlib import Path
from typing import Any

import click

from workbench.cli.context import Commands, Context, emit, example, json_option
from workbench.cli.passphrase import passphrase_option, secret
from workbench.cli.verify import trust_option
from workbench.reports.signing.decisions import Decision
from workbench.reports.signing.keys import default_keys_folder


@click.command(
    epilog=example(
        'workbench sign REV-1.pdf --key ada-silva --role security --decision reject --comment "Fix both first"',
        'workbench sign REV-1.pdf --key ben-ode --dissent "The attack set is a year old"',
    )
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.pdf")
@click.option("--key", required=True, metavar="NAME", help="A key by its name, person or e-mail, or a PKCS#12 file.")
@click.option("--role", help="The role you sign for, such as security.")
@click.option("--decision", type=click.Choice([decision.value for decision in Decision]))
@click.option("--comment", help="What you want to say with a decision; printed and signed.")
@click.option("--dissent", metavar="TEXT", help="Sign that you disagree instead; it counts for no role.")
@trust_option
@passphrase_option
@json_option
@click.pass_obj
def sign(
    context: Context,
    file: Path,
    key: str,
    role: str | None,
    decision: str | None,
    comment: str | None,
    dissent: str | None,
    trust: tuple[Path, ...],
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Sign a report in place: the decision of one role, or a dissent. In the folder of a workspace it is collected.

    Whoever dissents may also sign a role. With --json: {"file", "person", "email", "reason", "role", "decision",
    "dissent", "collected"}; "collected" is the review, or null.
    """
    from workbench.tasks.signing import dissent_from_report, sign_report

    _refuse_mixture(role, decision, comment, dissent)
    opening: dict[str, Any] = {"report": lambda fraction, doing: None, "pdf": str(file), "key": key}
    opening |= {"keys_folder": str(default_keys_folder()), "passphrase": secret(passphrase_file)}
    if dissent is not None:
        done = dissent_from_report(**opening, text=dissent)
        text = f"{file.name}: {done['person']} dissents"
    else:
        done = sign_report(**opening, role=str(role), decision=str(decision), comment=comment or "")
        text = f"{file.name} signed by {done['person']} as {role}: {Decision(str(decision)).words}"
    said = {"file": str(file), "role": role, "decision": decision, "dissent": dissent}
    emit(text, {**done, **said, "collected": _collected(context, file, trust)}, as_json=as_json)


def _refuse_mixture(role: str | None, decision: str | None, comment: str | None, dissent: str | None) -> None:
    """Refuse what is neither the decision of a role nor a dissent alone."""
    if dissent is None and (role is None or decision is None):
        raise click.UsageError("Name --role and --decision, or --dissent.")
    if dissent is not None and (role, decision, comment) != (None, None, None):
        raise click.UsageError("A dissent has no role, decision or comment. Sign the role with a command of its own.")


def _collected(context: Context, file: Path, trust: tuple[Path, ...]) -> str | None:
    """Index the signature in the workspace that the file lies in, if it lies in one."""
    from workbench.tasks.signing import workspace_of

    folder = workspace_of(file)
    if folder is None:
        return None
    from workbench.cli.signoff import collect_at_once  # only now: it takes a workspace and all its models

    return collect_at_once(context, folder, file, trust)


COMMANDS = Commands("sign", (sign,))
