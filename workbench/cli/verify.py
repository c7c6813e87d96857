"""`verify`: judge signed reports from the files alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.context import Commands, emit, example, json_option
from workbench.domain.errors import UserError

if TYPE_CHECKING:
    from workbench.reports.signing.verification import SignedDecision, SignedDissent, Verification

trust_option = click.option(
    "--trust",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="CA.pem",
    help="An authority to trust, besides your own trust folder.",
)


@click.command(epilog=example("workbench verify REV-1.pdf --trust team.pem"))
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE.pdf…")
@trust_option
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
    from workbench.tasks.signing import anchors

    trusted = anchors(trust)
    judged = [(file, judge(existing(file), trusted, datetime.now(UTC))) for file in files]
    texts = [
        f"{file}:\n{verification_text(found)}" if len(files) > 1 else verification_text(found) for file, found in judged
    ]
    emit("\n\n".join(texts), {"files": [verification_data(file, found) for file, found in judged]}, as_json=as_json)
    return status(found.is_complete for _, found in judged)


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


def existing(file: Path) -> Path:
    """Return the path of a file that is there; a UserError says that it is not."""
    if not file.is_file():
        raise UserError(f"{file} is not a file. Nothing was verified. Check the path.")
    return file


def status(answers: Iterable[bool]) -> int:
    """Return the exit status: 0 when every answer is yes."""
    return 0 if all(answers) else 1


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


COMMANDS = Commands("verify", (verify,))
