"""Sign a report and verify it: what needs keys and a file, and no workspace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.data import resource
from workbench.reports.signing.decisions import Decision
from workbench.reports.signing.keys import (
    default_trust_folder,
    load_key,
    open_key,
    read_certificates,
    read_trust,
)
from workbench.reports.signing.sign import dissent, sign

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from workbench.reports.signing.keys import SigningKey

Progress = Callable[[float | None, str], None]


def find_key(keys_folder: Path, key: str, passphrase: str) -> SigningKey:
    """Open the key of a name, or a PKCS#12 file by its path."""
    file = Path(key)
    if file.suffix.lower() in (".p12", ".pfx") and file.is_file():
        return open_key(file, passphrase)
    return load_key(keys_folder, key, passphrase)


def sign_report(
    *,
    report: Progress,
    pdf: str,
    keys_folder: str,
    key: str,
    passphrase: str,
    role: str,
    decision: str,
    comment: str = "",
) -> dict[str, Any]:
    """Sign a report in place for one role; for the worker and the command line alike. Raises UserError."""
    report(None, "Opening the key")
    opened = find_key(Path(keys_folder), key, passphrase)
    report(None, "Signing")
    reason = sign(Path(pdf), opened, role, Decision(decision), comment, fonts=resource("fonts"))
    return {"reason": reason, "person": opened.person, "email": opened.email}


def dissent_from_report(
    *, report: Progress, pdf: str, keys_folder: str, key: str, passphrase: str, text: str
) -> dict[str, Any]:
    """Sign a dissent in place, beside the roles; for the worker and the command line alike. Raises UserError."""
    report(None, "Opening the key")
    opened = find_key(Path(keys_folder), key, passphrase)
    report(None, "Signing")
    reason = dissent(Path(pdf), opened, text)
    return {"reason": reason, "person": opened.person, "email": opened.email}


def verify_report(*, report: Progress, pdf: str, trust: Sequence[str] = ()) -> dict[str, Any]:
    """Verify a file against the user's trust folder and the given certificate files; returns a Verification as JSON."""
    from workbench.reports.signing.verify import verify  # with its models, which signing does not need

    report(None, "Verifying")
    return verify(Path(pdf), anchors([Path(file) for file in trust]), datetime.now(UTC)).model_dump(mode="json")


def anchors(trust: Sequence[Path] = ()) -> tuple[Certificate, ...]:
    """Return the authorities that are trusted: those of the user's trust folder, and of the files given."""
    given = tuple(certificate for file in trust for certificate in read_certificates(file))
    return read_trust(default_trust_folder()) + given


def workspace_of(pdf: Path) -> Path | None:
    """Return the workspace whose folder `reports/` a file lies in."""
    folder = pdf.resolve().parent
    is_inside = folder.name == "reports" and (folder.parent / "workspace.db").is_file()
    return folder.parent if is_inside else None
