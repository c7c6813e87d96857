"""May this run? Asked of a signed report and a configuration alone: no workspace, no network."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ConfigDict, ValidationError

from workbench.domain.approval import (
    Approval,
    ApprovalState,
    Decision,
    DecisionWord,
    LedgerEntry,
    approval,
    close_conditions,
    differences,
    quorum,
)
from workbench.domain.deployment import Profile
from workbench.domain.errors import UserError
from workbench.domain.evidence import has_passed
from workbench.domain.ledger_file import LedgerFile, entries_of
from workbench.domain.model import Model
from workbench.domain.record import Record
from workbench.domain.review import Condition
from workbench.reports.signing.verification import SignedDecision, Verification
from workbench.reports.signing.verify import verify_record
from workbench.tasks.ledger_file import read_ledger
from workbench.tasks.profile_file import read_described
from workbench.tasks.signoff import decisions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

NO_LEDGER = "Revocation not checked: no ledger was given, and every condition counts as open"
UNSIGNED = (
    "The ledger is not signed: whoever can write it can close a condition or leave a revocation out. "
    "Take it from where only the workspace writes"
)


class OpenCondition(Model):
    """A condition of the record as it counts here."""

    id: str
    check: str
    text: str
    due: date
    launch: str
    state: str


class Admission(Model):
    """What `workbench admit --json` prints."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    admitted: bool
    review: str
    """`REV-1.2`; empty when the file holds no record."""
    deployment: str
    version: str
    digest: str
    word: str
    """What verification says of the report."""
    signed: int
    required: int
    approval: str
    """`in force`, `asked`, `rejected` …; empty when the report is not to be trusted."""
    decisions: tuple[SignedDecision, ...]
    dissents: int
    """How many dissent with a signature or did before the freeze; they stop nothing."""
    reasons: tuple[str, ...]
    """Why it may not run, a sentence each."""
    differences: tuple[str, ...]
    """In what the configuration differs from the one that was approved."""
    conditions: tuple[OpenCondition, ...]
    valid_until: date | None
    revocation_checked: bool
    notes: tuple[str, ...]
    """What the answer does not cover, a sentence each."""


def admit(
    pdf: Path, config: Path, anchors: "Sequence[Certificate]", now: datetime, *, ledger: Path | None = None
) -> Admission:
    """Answer whether a configuration may run on the strength of a signed report.

    A UserError says that the configuration or the ledger cannot be used; what is wrong with the report is an answer.
    """
    profile = _profile(config)
    verification, body = verify_record(pdf, anchors, now)
    if not verification.is_valid:
        return _untrusted(verification)
    record = _record(pdf, body)
    file = read_ledger(ledger, verification.digest) if ledger is not None else None
    if file is not None:
        _refuse_strange(ledger, record, file)
    return _answer(record, verification, profile, file, now)


def _profile(config: Path) -> Profile:
    described = read_described(config)
    if not isinstance(described, Profile):
        raise UserError(
            f"{config.name} describes tools alone, so it cannot be compared with what was approved. Nothing was "
            "admitted. Give the whole profile (JSON, YAML or TOML)."
        )
    return described


def _record(pdf: Path, body: bytes) -> Record:
    try:
        return Record.model_validate_json(body)
    except ValidationError as error:
        raise UserError(
            f"The record in {pdf.name} was written by another version of the workbench and cannot be read here. "
            "Nothing was admitted. Ask with the version that froze it, or a newer one."
        ) from error


def _refuse_strange(ledger: Path | None, record: Record, file: LedgerFile) -> None:
    known = {condition.key for condition in record.conditions}
    strange = sorted({row.condition for row in file.closed} - known)
    if strange:
        raise UserError(
            f"{ledger.name if ledger else 'The ledger'} closes {', '.join(strange[:5])}, which the record does not "
            "have. Nothing was admitted. Export the ledger again: `workbench export ledger REV`."
        )


def _untrusted(verification: Verification) -> Admission:
    return Admission(
        admitted=False,
        review=verification.review_key,
        deployment="",
        version="",
        digest=verification.digest,
        word=verification.word.value,
        signed=verification.signed,
        required=verification.required,
        approval="",
        decisions=verification.decisions,
        dissents=len(verification.dissents),
        reasons=("The report is not to be trusted.", *verification.reasons),
        differences=(),
        conditions=(),
        valid_until=None,
        revocation_checked=False,
        notes=(),
    )


def _answer(
    record: Record, verification: Verification, profile: Profile, file: LedgerFile | None, now: datetime
) -> Admission:
    entries = (*_signed(record, decisions_of(verification, now)), *(entries_of(file) if file else ()))
    changed = differences(record, profile)
    found = approval(record, entries, now, differences=changed)
    conditions = close_conditions(record.conditions, entries)
    return Admission(
        admitted=found.state is ApprovalState.IN_FORCE,
        review=record.review.full_key,
        deployment=record.review.deployment,
        version=record.review.version,
        digest=verification.digest,
        word=verification.word.value,
        signed=verification.signed,
        required=verification.required,
        approval=found.state.value,
        decisions=verification.decisions,
        dissents=len(record.dissents) + len(verification.dissents),
        reasons=tuple(_reasons(record, found, conditions, now)),
        differences=changed,
        conditions=tuple(_condition(row, now) for row in conditions),
        valid_until=record.valid_until,
        revocation_checked=file is not None,
        notes=tuple(_notes(file)),
    )


def _signed(record: Record, decisions: Iterable[Decision]) -> Iterator[LedgerEntry]:
    """Yield the decisions of the file as entries; who approves in two roles by one certificate counts once."""
    seen: dict[str, str] = {}
    for number, decision in enumerate(decisions):
        approves = decision.decision in (DecisionWord.APPROVE, DecisionWord.APPROVE_WITH_CONDITIONS)
        if seen.setdefault(decision.fingerprint, decision.role) == decision.role or not approves:
            yield LedgerEntry(
                id=f"signed-{number}",
                review_id=record.review.full_key,
                kind="decision",
                decision=decision,
                by=decision.name,
                at=decision.at,
            )


def _reasons(record: Record, found: Approval, conditions: Iterable[Condition], now: datetime) -> Iterator[str]:
    """Say everything that stands in the way, not only what comes first."""
    if found.state is ApprovalState.REJECTED:
        yield "It was rejected: one reject is enough."
    if found.state is ApprovalState.DEFERRED:
        yield "It was deferred: a signer wants more before deciding."
    if found.state is ApprovalState.ASKED and found.signed < quorum(record):
        yield f"The quorum is missing: {found.signed} of {quorum(record)} that have to approve have signed."
    yield from found.missing
    if found.revoked:
        yield f"It was revoked: {found.revoked}"
    if found.differences:
        number = len(found.differences)
        yield f"Another configuration was approved: {number} {'difference' if number == 1 else 'differences'}."
    if has_passed(record.valid_until, now):
        yield f"It lapsed: the approval was valid until {record.valid_until}."
    for condition in conditions:
        if condition.state(now) == "lapsed":
            yield f"It lapsed: {condition.key} was due on {condition.due} and is not closed."
        elif condition.launch == "before" and condition.state(now) == "open":
            yield f"{condition.key} has to be closed before the launch, and is open."
    for waiver in record.waivers:
        if waiver.state(now) == "lapsed":
            yield f"It lapsed: the waiver {waiver.key} expired on {waiver.expires_on}."


def _condition(row: Condition, now: datetime) -> OpenCondition:
    return OpenCondition(
        id=row.key, check=row.check_id, text=row.text, due=row.due, launch=row.launch, state=row.state(now)
    )


def _notes(file: LedgerFile | None) -> Iterator[str]:
    if file is None:
        yield f"{NO_LEDGER}."
    else:
        yield f"{UNSIGNED}."
        yield f"It was written at {file.written_at:%Y-%m-%d %H:%M} UTC; what came later is not in it."
