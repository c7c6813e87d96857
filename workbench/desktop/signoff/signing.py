"""Signing, collecting and copying a report, and its ledger; no Qt, so it runs on the thread of a job."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from workbench.desktop.verify.judging import Judged, Telling, judge
from workbench.domain.errors import UserError
from workbench.domain.verdict import Word
from workbench.edits.session import Session
from workbench.reports.signing.decisions import Decision
from workbench.reports.signing.keys import KeyEntry, open_key
from workbench.storage.store import Store
from workbench.tasks.export import explained, export_report, refuse_signed
from workbench.tasks.worker_client import run_worker
from workbench.whole_file import beside, take_place

T = TypeVar("T")
MEMORY_MB = 1536
SECONDS = 120.0


WithSession = Callable[[Callable[[Session], T]], T]


class WrongPassphraseError(Exception):
    """The key did not open; the message is the sentence for the field."""


@dataclass(frozen=True)
class Wish:
    """What a person is about to sign."""

    key: KeyEntry
    role: str
    """Empty for a dissent, which has none."""
    decision: Decision | None
    """None for a dissent."""
    comment: str
    """Of a dissent its text."""
    passphrase: str = field(repr=False)


@dataclass(frozen=True)
class Taken:
    """What became of a file: its verification, and the review it was taken into, if it was."""

    judged: Judged
    review: str


def impossible(decision: Decision, word: Word) -> str:
    """Say why a decision cannot be signed under a verdict; empty when it can (record.md section 4)."""
    if decision.is_approval and word is Word.NOT_READY:
        return "The review is not ready: fix or waive what blocks, then freeze again."
    if decision is Decision.APPROVE and word is Word.WITH_CONDITIONS:
        return "The review is ready with conditions, so an approval has to be one with conditions."
    if decision is Decision.APPROVE_WITH_CONDITIONS and word is Word.READY:
        return "The record has no conditions. Who wants one signs defer."
    return ""


def sign_and_collect(
    pdf: Path, wish: Wish, trust: Sequence[Path], with_session: "WithSession[Taken]", report: Telling
) -> Taken:
    """Sign the report in place, in the worker, then take the signature into the workspace."""
    report(None, "Opening the key")
    try:
        open_key(wish.key.path, wish.passphrase)
    except UserError as error:
        raise WrongPassphraseError("This passphrase does not open the key. Nothing was signed. Try again.") from error
    opening = {"pdf": str(pdf), "keys_folder": str(wish.key.path.parent), "key": str(wish.key.path)}
    if wish.decision is None:
        task, said = "dissent_from_report", {"text": wish.comment}
    else:
        task, said = "sign_report", {"role": wish.role, "decision": wish.decision.value, "comment": wish.comment}
    run_worker(
        f"workbench.tasks.signing:{task}",
        {**opening, "passphrase": wish.passphrase, **said},
        on_progress=report,
        cancelled=report.is_cancelled,
        memory_mb=MEMORY_MB,
        seconds=SECONDS,
    )
    return take(pdf, trust, with_session, report)


def take(pdf: Path, trust: Sequence[Path], with_session: "WithSession[Taken]", report: Telling) -> Taken:
    """Verify a file in the worker; when it holds, put it in place and index its decisions."""
    judged = judge(pdf, trust, report)
    if not judged.verification.is_valid:
        return Taken(judged, "")
    return with_session(lambda session: _collect(session, judged, trust))


def _collect(session: Session, judged: Judged, trust: Sequence[Path]) -> Taken:
    from workbench.tasks.signing import anchors
    from workbench.tasks.signoff import collect

    collected = collect(session, judged.file, anchors(trust), datetime.now(UTC))
    return Taken(judged, collected.review)


def write_report(workspace: Path, review: str, target: Path, report: Telling) -> Path:
    """Write the report of a frozen review where its signatures will be collected."""
    store = Store(workspace)
    try:
        target.parent.mkdir(exist_ok=True)
        return export_report(
            store, review, target, now=datetime.now(UTC), on_progress=report, cancelled=report.is_cancelled
        )
    finally:
        store.close()


def write_ledger(workspace: Path, review: str, target: Path, _report: Telling) -> Path:
    """Write the ledger of a frozen review into a file."""
    from workbench.tasks.ledger_file import export_ledger

    store = Store(workspace)
    try:
        return export_ledger(store, review, target, datetime.now(UTC))
    finally:
        store.close()


def copy_report(source: Path, target: Path, _report: Telling) -> Path:
    """Copy the report with its signatures, in one step; a signed file at the target is left alone."""
    if target.exists() and target.resolve() == source.resolve():
        raise UserError(f"{target.name} is the report itself. Nothing was written. Choose another name.")
    refuse_signed(target)
    with explained(target), beside(target) as fresh:
        shutil.copyfile(source, fresh)
        take_place(fresh, target)
    return target
