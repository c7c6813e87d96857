"""Write the ledger of a frozen review into a file, and read one that comes from anywhere."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from workbench.domain.errors import UserError
from workbench.domain.ledger_file import (
    LedgerFile,
    closings_of,
    decisions_of,
    dissent_of,
    revocation_of,
)
from workbench.storage.review_view import ReviewView, read_review
from workbench.storage.store import Store
from workbench.tasks.export import replace_file

MAX_BYTES = 4 * 1024 * 1024


def export_ledger(store: Store, review_key: str, target: Path, now: datetime) -> Path:
    """Write the ledger of a frozen review and return its path; a UserError says that it is a draft, or why not."""
    view = read_review(store, review_key)
    body = ledger_of(store, view, now).model_dump(mode="json", by_alias=True)
    return replace_file(target, (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode())


def ledger_of(store: Store, view: ReviewView, now: datetime) -> LedgerFile:
    """Return the ledger of a frozen review with names in the place of ids."""
    if view.record is None:
        raise UserError(
            f"{view.review.full_key} is a draft and has no ledger. Nothing was written. Freeze it first: "
            f"`workbench review freeze {view.review.key}`."
        )
    ids = {entry.evidence_id for entry in view.ledger if entry.evidence_id}
    return LedgerFile(
        review=view.review.key,
        revision=view.review.full_key,
        digest=view.review.record_sha256 or "",
        written_at=now,
        decisions=decisions_of(view.ledger),
        closed=closings_of(view.ledger, {key: store.evidence.get(key) for key in ids}, view.name_of),
        dissents=tuple(map(dissent_of, view.current_dissents())),
        revoked=revocation_of(view.ledger, view.name_of),
    )


def read_ledger(path: Path, digest: str) -> LedgerFile:
    """Read a ledger that has to be about the record of a digest; a UserError names what is wrong with the file."""
    data = _parse(path, _read(path))
    try:
        found = LedgerFile.model_validate(data)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"]))
        raise _refusal(path, f"{place}: {fault['msg'][:1].lower()}{fault['msg'][1:]}") from error
    if found.digest != digest:
        raise UserError(
            f"{path.name} is the ledger of another record (digest {found.digest[:8]}…, not {digest[:8]}…). Nothing "
            f"was admitted. Export the ledger of the review that was signed: `workbench export ledger REV`."
        )
    return found


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UserError(
            f"{path} could not be read ({error.strerror}). Nothing was admitted. Check the name."
        ) from error
    if len(body) > MAX_BYTES:
        raise _refusal(path, f"it has more than {MAX_BYTES // 2**20} MB")
    return body


def _parse(path: Path, body: bytes) -> Any:
    try:
        return json.loads(body.decode(), object_pairs_hook=_without_duplicates)
    except UnicodeDecodeError as error:
        raise _refusal(path, f"it is not UTF-8 text (byte {error.start})") from error
    except RecursionError as error:
        raise _refusal(path, "it is nested too deeply") from error
    except ValueError as error:
        raise _refusal(path, str(error)) from error


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _refusal(path: Path, reason: str) -> UserError:
    return UserError(
        f"{path.name} is not a ledger: {reason}. Nothing was admitted. `workbench export ledger REV --out FILE` "
        "writes one."
    )
