"""Verifying a file in the worker, and trusting an authority; no Qt, so it runs on the thread of a job."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from workbench.domain.errors import UserError
from workbench.reports.signing.keys import default_trust_folder, fingerprint, read_certificates
from workbench.reports.signing.verification import Verification
from workbench.tasks.export import explained
from workbench.tasks.worker_client import run_worker

MEMORY_MB = 1536
SECONDS = 120.0
_UNKNOWN_AUTHORITY = "is not trusted here"
"""How `verify` words it that an authority is in nobody's trust folder."""


class Telling(Protocol):
    """How the thread of a job tells how far it is."""

    def __call__(self, fraction: float | None, doing: str = "") -> None:
        """Tell; raises Cancelled when the work was cancelled."""

    def is_cancelled(self) -> bool:
        """Whether the work was cancelled."""


@dataclass(frozen=True)
class Judged:
    """A file with its verification and when it was made."""

    file: Path
    verification: Verification
    at: datetime

    @property
    def is_authority_unknown(self) -> bool:
        """Whether somebody's authority would have to be trusted first."""
        return any(_UNKNOWN_AUTHORITY in reason for reason in self.verification.reasons)


def judge(file: Path, trust: Sequence[Path], report: Telling) -> Judged:
    """Verify a file against the user's trust folder and the given certificate files, in a process of its own."""
    found = run_worker(
        "workbench.tasks.signing:verify_report",
        {"pdf": str(file), "trust": [str(path) for path in trust]},
        on_progress=report,
        cancelled=report.is_cancelled,
        memory_mb=MEMORY_MB,
        seconds=SECONDS,
    )
    return Judged(file, Verification.model_validate(found), datetime.now().astimezone())


def fingerprints(file: Path) -> tuple[str, ...]:
    """Return the fingerprint of every certificate in a file; a UserError when there is none."""
    found = tuple(fingerprint(certificate) for certificate in read_certificates(file))
    if not found:
        raise UserError(
            f"{file.name} holds no certificate. Nothing was changed. "
            "Ask for the file that `workbench authority export` writes."
        )
    return found


def trust_from_now_on(file: Path, folder: Path | None = None) -> Path:
    """Copy the certificates of a file into the trust folder and return the copy."""
    fingerprints(file)
    body = file.read_bytes()
    folder = folder or default_trust_folder()
    target = folder / f"{file.stem[:60]}-{hashlib.sha256(body).hexdigest()[:8]}.pem"
    with explained(target):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.write_bytes(body)
    return target
