"""Signing keys and the authority that issues them: `keys`, `authority`."""

import re
from pathlib import Path
from typing import Any

import click

from workbench.cli.context import Commands, emit, example, json_option, notice
from workbench.cli.passphrase import first_line, passphrase_option, secret
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

_WITH_EMAIL = re.compile(r"(?P<name>[^<>]+?)\s*<(?P<email>[^<>\s]+)>")
_file = click.Path(path_type=Path)


@click.group(epilog=example('workbench keys new "Ada Silva <ada@example.org>"', "workbench keys list"))
def keys() -> None:
    """Your signing keys; they lie in your own data folder, never in a workspace."""


@keys.command("new", epilog=example('workbench keys new "Ada Silva <ada@example.org>"'))
@click.argument("name")
@click.option("--email", help="The e-mail of the person, unless NAME has it.")
@click.option("--authority-passphrase-file", type=_file, help="The passphrase of the team authority, if it differs.")
@passphrase_option
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
        authority_passphrase=first_line(authority_passphrase_file) if authority_passphrase_file else None,
    )
    emit(_key_text(entry), _key_data(entry), as_json=as_json)


@keys.command("import", epilog=example("workbench keys import ada.p12"))
@click.argument("file", type=_file)
@passphrase_option
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


COMMANDS = Commands("keys", (keys, authority))
