"""Passphrases: from a file, from the environment, or asked for on a terminal."""

import os
import sys
from pathlib import Path

import click

from workbench.domain.errors import UserError

passphrase_option = click.option(
    "--passphrase-file", type=click.Path(path_type=Path), help="A file whose first line is the passphrase."
)


def secret(file: Path | None, *, new: bool = False) -> str:
    """Return a passphrase: from a file, from the environment, or asked for on a terminal."""
    if file is not None:
        return first_line(file)
    if given := os.environ.get("WORKBENCH_PASSPHRASE"):
        return given
    if not sys.stdin.isatty():
        raise UserError(
            "A passphrase is needed and there is no terminal to ask on. Nothing was done. "
            "Name a file with --passphrase-file, or set WORKBENCH_PASSPHRASE."
        )
    return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True))


def first_line(file: Path) -> str:
    """Return the first line of a file that holds a passphrase; a UserError says why there is none."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{file} cannot be read as text. Nothing was done. Check the file.") from error
    if not lines or not lines[0]:
        raise UserError(f"{file} holds no passphrase. Nothing was done. Put it in the first line.")
    return lines[0]
