"""Keys, signatures and verification: `keys`, `authority`, `sign`, `verify`, `signoff`."""

import os
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from workbench.cli.context import Commands, Context, emit, example, json_option, notice
from workbench.domain.errors import UserError
from workbench.reports.signing.decisions import Decision
from workbench.reports.signing.keys import (
    KeyEntry,
    default_authority_folder,
    default_keys_folder,
    default_trust_folder,
    export_authority,
    file_name,
    import_key,
    list_keys,
    new_key,
)
from workbench.reports.signing.verification import SignedDecision, SignedDissent, Verification

_WITH_EMAIL = re.compile(r"(?P<name>[^<>]+?)\s*<(?P<email>[^<>\s]+)>")
_file = click.Path(path_type=Path)
_trust = click.option(
    "--trust", type=_file, multiple=True, metavar="CA.pem", help="An authority to trust, besides your own trust folder."
)
_passphrase_file = click.option("--passphrase-file", type=_file, help="A file whose first line is the passphrase.")


@click.group(epilog=example('workbench keys new "Ada Silva <ada@example.org>"', "workbench keys list"))
def keys() -> None:
    """Your signing keys; they lie in your own data folder, never in a workspace."""


@keys.command("new", epilog=example('workbench keys new "Ada Silva <ada@example.org>"'))
@click.argument("name")
@click.option("--email", help="The e-mail of the person, unless NAME has it.")
@click.option("--authority-passphrase-file", type=_file, help="The passphrase of the team authority, if it differs.")
@_passphrase_file
@json_option
def new(
    name: str,
    email: str | None,
    authority_passphrase_file: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Make a key for a person, issued by the team authority.

    The authority is made with the first key, and you trust it from then on. With --json: {"name", "person", "email",
    "fingerprint", "issuer", "expires_at", "file"}.
    """
    person, address = _person(name, email)
    entry = new_key(
        default_keys_folder(),
        person,
        address,
        secret(passphrase_file, new=True),
        authority_folder=default_authority_folder(),
        trust_folder=default_trust_folder(),
        authority_passphrase=_first_line(authority_passphrase_file) if authority_passphrase_file else None,
    )
    emit(_key_text(entry), _key_data(entry), as_json=as_json)


@keys.command("import", epilog=example("workbench keys import ada.p12"))
@click.argument("file", type=_file)
@_passphrase_file
@json_option
def import_(file: Path, passphrase_file: Path | None, as_json: bool) -> None:
    """Copy a key from a PKCS#12 file.

    With --json: what `keys new --json` prints.
    """
    entry = import_key(default_keys_folder(), file, secret(passphrase_file))
    emit(_key_text(entry), _key_data(entry), as_json=as_json)


@keys.command("list", epilog=example("workbench keys list"))
@json_option
def list_(as_json: bool) -> None:
    """List your keys; no passphrase is needed.

    With --json: {"keys": [what `keys new --json` prints]}.
    """
    entries = list_keys(default_keys_folder())
    text = "\n".join(_key_text(entry) for entry in entries) or "No keys yet. Make one with `workbench keys new NAME`."
    emit(text, {"keys": [_key_data(entry) for entry in entries]}, as_json=as_json)


@click.group(epilog=example("workbench authority export team.pem"))
def authority() -> None:
    """The team authority that your keys are issued by."""


@authority.command(epilog=example("workbench authority export team.pem"))
@click.argument("file", type=_file, metavar="FILE.pem")
@json_option
def export(file: Path, as_json: bool) -> None:
    """Write the certificate of the team authority, for colleagues to trust with `verify --trust`.

    With --json: {"file"}.
    """
    path = export_authority(default_authority_folder(), file)
    emit(str(path), {"file": str(path)}, as_json=as_json)


@click.command(
    epilog=example(
        'workbench sign REV-1.pdf --key ada-silva --role security --decision reject --comment "Fix both first"',
        'workbench sign REV-1.pdf --key ben-ode --dissent "The attack set is a year old"',
    )
)
@click.argument("file", type=_file, metavar="FILE.pdf")
@click.option("--key", required=True, metavar="NAME", help="A key by its name, person or e-mail, or a PKCS#12 file.")
@click.option("--role", help="The role you sign for, such as security.")
@click.option("--decision", type=click.Choice([decision.value for decision in Decision]))
@click.option("--comment", help="What you want to say with a decision; printed and signed.")
@click.option("--dissent", metavar="TEXT", help="Sign that you disagree instead; it counts for no role.")
@_trust
@_passphrase_file
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
    from workbench.tasks.signoff import dissent_from_report, sign_report

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
    emit(text, {**done, **said, "collected": _collect_at_once(context, file, trust)}, as_json=as_json)


def _refuse_mixture(role: str | None, decision: str | None, comment: str | None, dissent: str | None) -> None:
    """Refuse what is neither the decision of a role nor a dissent alone."""
    if dissent is None and (role is None or decision is None):
        raise click.UsageError("Name --role and --decision, or --dissent.")
    if dissent is not None and (role, decision, comment) != (None, None, None):
        raise click.UsageError("A dissent has no role, decision or comment. Sign the role with a command of its own.")


@click.command(epilog=example("workbench verify REV-1.pdf --trust team.pem"))
@click.argument("files", type=_file, nargs=-1, required=True, metavar="FILE.pdf…")
@_trust
@json_option
def verify(files: tuple[Path, ...], trust: tuple[Path, ...], as_json: bool) -> int:
    """Verify signed reports from the files alone: no workspace, no network.

    Exit status 0 when each is valid and every required role has signed, whatever the decisions are. With --json:
    {"files": [{"file", "word", "is_valid", "is_complete", "signed", "required", "decisions": [{"role", "decision",
    "name", "email", "comment", "time", "time_proven", "identity_proven", "fingerprint"}], "dissents": [{"name",
    "email", "text", "time", "time_proven", "identity_proven", "fingerprint"}], "reasons", "additions", "digest",
    "review_key"}]}; a dissent counts for no role.
    """
    from workbench.reports.signing.verify import verify as judge
    from workbench.tasks.signoff import anchors

    trusted = anchors(trust)
    judged = [(file, judge(_existing(file), trusted, datetime.now(UTC))) for file in files]
    texts = [
        f"{file}:\n{verification_text(found)}" if len(files) > 1 else verification_text(found) for file, found in judged
    ]
    emit("\n\n".join(texts), {"files": [verification_data(file, found) for file, found in judged]}, as_json=as_json)
    return _status(found.is_complete for _, found in judged)


@click.group(epilog=example("workbench signoff collect returned/REV-1.pdf"))
def signoff() -> None:
    """Take signatures into the workspace."""


@signoff.command(epilog=example("workbench signoff collect returned/REV-1.pdf"))
@click.argument("file", type=_file, metavar="FILE.pdf")
@_trust
@json_option
@click.pass_obj
def collect(context: Context, file: Path, trust: tuple[Path, ...], as_json: bool) -> int:
    """Take the signatures of a returned file into the workspace, once they are verified.

    With --json: what `verify --json` prints of one file, and "review".
    """
    from workbench.tasks.signoff import anchors
    from workbench.tasks.signoff import collect as collect_file

    _existing(file)
    with context.writing() as session:
        found = collect_file(session, file, anchors(trust), context.now())
    if found.path is None:
        notice("Nothing was taken into the workspace.")
    else:
        notice(f"Collected into {found.path}.")
    data = {**verification_data(file, found.verification), "review": found.review}
    emit(verification_text(found.verification), data, as_json=as_json)
    return _status([found.path is not None])


def verification_text(found: Verification) -> str:
    """Return the word, the count, then decisions, dissents, reasons and additions, a line each."""
    lines = [found.word.value, found.count]
    for decision in found.decisions:
        lines.append(_decision_line(decision))
        lines += [f"  {decision.comment}"] if decision.comment else []
    for dissent in found.dissents:
        lines += [f"dissent: {_signer_text(dissent)}", f"  {dissent.text}"]
    lines += [f"Reason: {reason}" for reason in found.reasons]
    lines += [f"Added later: {addition}" for addition in found.additions]
    lines += [f"Digest: sha256:{found.digest}"] if found.digest else []
    return "\n".join(lines)


def verification_data(file: Path, found: Verification) -> dict[str, Any]:
    """Return a verification as JSON."""
    more = {"file": str(file), "is_valid": found.is_valid, "is_complete": found.is_complete}
    return {**more, **found.model_dump(mode="json")}


def secret(file: Path | None, *, new: bool = False) -> str:
    """Return a passphrase: from a file, from the environment, or asked for on a terminal."""
    if file is not None:
        return _first_line(file)
    if given := os.environ.get("WORKBENCH_PASSPHRASE"):
        return given
    if not sys.stdin.isatty():
        raise UserError(
            "A passphrase is needed and there is no terminal to ask on. Nothing was done. "
            "Name a file with --passphrase-file, or set WORKBENCH_PASSPHRASE."
        )
    return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True))


def _person(name: str, email: str | None) -> tuple[str, str]:
    match = _WITH_EMAIL.fullmatch(name.strip())
    if match:
        return match["name"], email or match["email"]
    if email:
        return name, email
    address = f"{file_name(name, '')}@localhost"
    notice(
        f"A certificate carries the e-mail of its person; none was given, so this one says {address}. "
        'Make the key anew with --email, or as "Name <e-mail>", before a report asks a person by e-mail.'
    )
    return name, address


def _first_line(file: Path) -> str:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{file} cannot be read as text. Nothing was done. Check the file.") from error
    if not lines or not lines[0]:
        raise UserError(f"{file} holds no passphrase. Nothing was done. Put it in the first line.")
    return lines[0]


def _existing(file: Path) -> Path:
    if not file.is_file():
        raise UserError(f"{file} is not a file. Nothing was verified. Check the path.")
    return file


def _collect_at_once(context: Context, file: Path, trust: tuple[Path, ...]) -> str | None:
    """Index a signature in the workspace that the file lies in; a notice says why it was not."""
    from workbench.tasks.signoff import anchors, workspace_of
    from workbench.tasks.signoff import collect as collect_file

    folder = workspace_of(file)
    if folder is None:
        return None
    try:
        with Context(folder, context.actor).writing() as session:
            found = collect_file(session, file, anchors(trust), context.now())
    except UserError as error:
        notice(f"The file is signed, but its workspace has not taken note of it yet. {error}")
        return None
    if found.path is None:
        notice(
            f"The file is signed, but its workspace has not taken note of it: {' '.join(found.verification.reasons)}"
        )
    return found.review or None


def _decision_line(decision: SignedDecision) -> str:
    return f"{decision.role}: {decision.decision.words}, {_signer_text(decision)}"


def _signer_text(signed: SignedDecision | SignedDissent) -> str:
    person = f"{signed.name} <{signed.email}>" if signed.email else signed.name
    identity = "identity proven" if signed.identity_proven else "identity claimed"
    if signed.time is None:
        time = "no time"
    else:
        time = f"{signed.time:%Y-%m-%d %H:%M} UTC, time {'proven' if signed.time_proven else 'claimed'}"
    return f"{person}, {time}, {identity}, key {signed.fingerprint[:11]}"


def _key_text(entry: KeyEntry) -> str:
    until = f"{entry.expires_at:%Y-%m-%d}"
    return f"{entry.name}  {entry.person} <{entry.email}>  {entry.issuer}, until {until}  {entry.fingerprint[:11]}"


def _key_data(entry: KeyEntry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "person": entry.person,
        "email": entry.email,
        "fingerprint": entry.fingerprint,
        "issuer": entry.issuer,
        "expires_at": entry.expires_at.isoformat(),
        "file": str(entry.path),
    }


def _status(answers: Iterable[bool]) -> int:
    return 0 if all(answers) else 1


COMMANDS = Commands("signing", (keys, authority, sign, verify, signoff))
