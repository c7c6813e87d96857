"""Attach files, notes and links as evidence: staged and analysed in the worker, then linked in one transaction."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

from workbench.analysers.analyser import DEFAULT_TOLERANCE
from workbench.domain.analysis import Analysis
from workbench.domain.credentials import Credential, CredentialsFound
from workbench.domain.errors import UserError
from workbench.domain.evidence import Evidence, EvidenceUse, same_use
from workbench.edits.edit import draft, finding_of
from workbench.edits.evidence import About, AttachEvidence, Piece, known_evidence, refuse_days
from workbench.edits.session import Session
from workbench.storage.evidence_files import LIMIT_BYTES, PDF, EvidenceFiles, Staged
from workbench.storage.review_view import find_review, policy_of, purged_files
from workbench.storage.store import Store, new_id
from workbench.tasks.credentials import may_hold
from workbench.tasks.evidence_text import pdf_of, text_of
from workbench.tasks.staging import Choice, credentials_in
from workbench.tasks.worker_client import run_worker

Progress = Callable[[float | None, str], None]
URL_LIMIT = 2000
NOTE_LIMIT = 1_000_000
"""Characters of a note."""
SECONDS = 3600
"""Copying 2 GB to a slow disk takes minutes."""
SCAN_SECONDS = 30
"""For the addresses of links."""
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s/\\][^\s\\]*", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """An address on the web; it is kept, never fetched."""

    url: str


@dataclass(frozen=True)
class Note:
    """Text that somebody wrote or pasted; it is stored as a file, and proves nothing by itself."""

    text: str
    name: str = "note.md"


Source = Path | Link | Note


@dataclass(frozen=True)
class Gathered:
    """Pieces that lie ready to be attached, in a staging folder of their own."""

    pieces: tuple[Piece, ...]
    notices: tuple[str, ...]
    """Sentences about what is not as one would expect: a file that proposes no status, or was not scanned whole."""
    staging: Path
    redacted: tuple[str, ...] = ()
    """A sentence for each file that lies there as a copy without its credentials."""

    def discard(self) -> None:
        """Remove whatever still lies in the staging folder; do it in any case."""
        shutil.rmtree(self.staging, ignore_errors=True)


@dataclass(frozen=True)
class Attached:
    """What attaching made."""

    uses: tuple[EvidenceUse, ...]
    notices: tuple[str, ...]


def source_of(text: str) -> Source:
    """Tell a link from a file, as they are typed; a UserError refuses an address that is not of the web."""
    if not _ADDRESS.match(text):
        return Path(text)
    if not _WEB.fullmatch(text) or len(text) > URL_LIMIT:
        raise UserError(
            f"{text[:80]} is not a link that can be attached. Nothing was attached. "
            f"Links begin with https:// or http:// and have at most {URL_LIMIT:,} characters."
        )
    return Link(text)


def attach(
    session: Session,
    review: str,
    check: str,
    sources: Sequence[Source],
    *,
    limit: int = LIMIT_BYTES,
    credentials: Choice = "ask",
    on_progress: Progress = lambda fraction, doing: None,
    cancelled: Callable[[], bool] = lambda: False,
    **about: Unpack[About],
) -> Attached:
    """Attach several sources to a finding or one of its controls: all of them, or none and nothing is left behind.

    CredentialsFound asks what shall be done with a file that holds some: call it again with the choice.
    Blocks. A window calls `gather` on a thread of its own and makes the edit on the thread of its store.
    """
    store = session.store
    finding_of(store, draft(store, review), check)
    refuse_days(about)
    tolerance = tolerance_of(store, review)
    gathered = gather(
        store.folder,
        sources,
        check,
        tolerance,
        limit=limit,
        credentials=credentials,
        on_progress=on_progress,
        cancelled=cancelled,
    )
    found = find_review(store, review)
    uses = store.uses.all("review_id = ?", found.id)
    try:
        known = known_evidence(store, found)
        sorted_out = without_twins(gathered.pieces, uses, known, check, about, purged_files(store))
        made: tuple[str, ...] = ()
        if sorted_out.pieces:
            made = session.do(AttachEvidence(review, check, sorted_out.pieces, **about)).made("evidence_use")
    finally:
        gathered.discard()
    done = (*sorted_out.there, *(store.uses.get(use) for use in made))
    return Attached(done, (*gathered.redacted, *gathered.notices, *sorted_out.notices))


@dataclass(frozen=True)
class SortedOut:
    """Pieces without those that are there already."""

    pieces: tuple[Piece, ...]
    there: tuple[EvidenceUse, ...]
    """The uses that say already what the others would."""
    notices: tuple[str, ...]
    """Sentences about files that are known, here or under another check."""


def without_twins(
    pieces: Sequence[Piece],
    uses: Sequence[EvidenceUse],
    evidence: Mapping[str, Evidence],
    check: str,
    about: About,
    purged: frozenset[str],
) -> SortedOut:
    """Notice files that are attached already: nothing is attached twice to one place, and no file is kept twice.

    What was purged is passed on, and the edit refuses it.
    """
    fresh: dict[str, Piece] = {}
    there, notices = [], []
    for piece in pieces:
        sha256 = piece.staged.sha256 if piece.staged else None
        if sha256 in purged:
            fresh[str(sha256)] = piece
            continue
        same = same_use(
            uses,
            evidence,
            sha256=sha256,
            check_id=check,
            control_id=about.get("control"),
            contradicts=about.get("contradicts", False),
        )
        elsewhere = next((use for use in uses if sha256 and evidence[use.evidence_id].sha256 == sha256), None)
        if same is not None:
            there.append(same)
            notices.append(f"{evidence[same.evidence_id].name} is {same.key} here already, so it was not attached.")
            continue
        if elsewhere is not None:
            known = f"{evidence[elsewhere.evidence_id].name} is {elsewhere.key} under {elsewhere.check_id} too"
            notices.append(f"{known}: one file, and another use of it.")
        fresh.setdefault(sha256 or str(piece.url), piece)
    return SortedOut(tuple(fresh.values()), tuple(there), tuple(notices))


@contextmanager
def stage_file(
    folder: Path, source: Path, *, on_progress: Progress, tell: Callable[[str], None], credentials: Choice = "ask"
) -> Iterator[Staged]:
    """Stage one file that no check asks for, such as what closes a condition; what was not used is removed.

    `tell` is given what is to be known of it, such as that it was not looked through for credentials.
    """
    gathered = gather(folder, [source], "", DEFAULT_TOLERANCE, credentials=credentials, on_progress=on_progress)
    try:
        for sentence in (*gathered.redacted, *gathered.notices):
            tell(sentence)
        staged = gathered.pieces[0].staged
        if staged is None:
            raise RuntimeError("a file was gathered without being staged")
        yield staged
    finally:
        gathered.discard()


def gather(
    folder: Path,
    sources: Sequence[Source],
    check: str,
    tolerance: float,
    *,
    limit: int = LIMIT_BYTES,
    credentials: Choice = "ask",
    on_progress: Progress = lambda fraction, doing: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Gathered:
    """Stage files and notes of a workspace folder in the worker; touches no database, so any thread may do it.

    A UserError refuses a source, CredentialsFound waits for a choice, Cancelled follows `cancelled()`; nothing is left
    behind then.
    """
    if credentials != "keep":
        _refuse_addresses([source.url for source in sources if isinstance(source, Link)])
    staging = EvidenceFiles(folder).staging / new_id()
    try:
        files = [str(_path_of(source, staging).absolute()) for source in sources if not isinstance(source, Link)]
        arguments = {"sources": files, "staging": str(staging), "limit": limit, "check": check}
        arguments |= {"tolerance": tolerance, "credentials": credentials}
        done = _stage(arguments, on_progress, cancelled) if files else []
        for result in done:
            if result["staged"]["media_type"] == PDF:
                result |= _pdf(result["staged"], cancelled)
        _ask(done, credentials)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    results = iter(done)
    pieces = tuple(
        Piece(url=source.url) if isinstance(source, Link) else _piece(source, next(results)) for source in sources
    )
    redacted = tuple(_told_of_copy(result) for result in done if result["staged"]["redacted_from"])
    return Gathered(pieces, tuple(_notices(done)), staging, redacted)


def _pdf(staged: dict[str, Any], cancelled: Callable[[], bool]) -> dict[str, Any]:
    """Return what a staged PDF says, and what was found in it."""
    read = pdf_of(Path(staged["path"]), cancelled=cancelled)
    found = [Credential(file=f"{staged['name']}, page {page},", line=0, kind=kind) for page, kind in read.found]
    return {"text": read.text, "left": read.left, "found": [each.model_dump() for each in found]}


def _ask(done: Sequence[dict[str, Any]], choice: Choice) -> None:
    """Raise CredentialsFound where somebody has to choose, or has chosen copies of what none can be made of."""
    holding = [result for result in done if result["found"]]
    fixed = [result for result in holding if not result["can_redact"]]
    asked = {"ask": holding, "redact": fixed, "keep": []}[choice]
    if asked:
        raise CredentialsFound(credentials_in(asked), can_redact=not fixed)


def _told_of_copy(result: dict[str, Any]) -> str:
    number = len(result["found"])
    places = f"{number} places are" if number > 1 else "one place is"
    name = result["staged"]["name"]
    return f"{name} is kept as a copy in which {places} redacted; the original is not kept."


def _notices(done: Sequence[dict[str, Any]]) -> Iterator[str]:
    for result in done:
        name = result["staged"]["name"]
        if result["left"]:
            yield f"{name}: {result['left']} not looked through for credentials."
        if result["unread"]:
            yield f"No status is proposed. {result['unread']}"


def _refuse_addresses(addresses: Sequence[str]) -> None:
    """Refuse addresses that hold credentials, without repeating them: a copy without them would lead nowhere."""
    doubtful = [address for address in addresses if may_hold(address)]
    if not doubtful:
        return
    kinds = run_worker("workbench.tasks.credentials:scan_texts", {"texts": doubtful}, seconds=SCAN_SECONDS)
    found = [Credential(file="The address", line=0, kind=kind) for each in kinds for kind in each]
    if found:
        raise CredentialsFound(found, can_redact=False)


def tolerance_of(store: Store, review_key: str) -> float:
    """Return the tolerated rate of bad outcomes: the policy's, for the worst tool effect of the profile."""
    review = find_review(store, review_key)
    effect = store.versions.get(review.version_id).profile.worst_effect()
    return policy_of(store, review).tolerance(effect)


def _stage(arguments: dict[str, Any], on_progress: Progress, cancelled: Callable[[], bool]) -> list[dict[str, Any]]:
    done: list[dict[str, Any]] = run_worker(
        "workbench.tasks.staging:stage_all", arguments, on_progress=on_progress, cancelled=cancelled, seconds=SECONDS
    )
    return done


def _path_of(source: Path | Note, staging: Path) -> Path:
    """Return the file to stage; a note is written to one first."""
    if isinstance(source, Path):
        return source
    if not source.text.strip():
        raise UserError("The note is empty. Nothing was attached. Write what you know and where from.")
    if len(source.text) > NOTE_LIMIT:
        raise UserError(
            f"The note has {len(source.text):,} characters; the limit is {NOTE_LIMIT:,}. Nothing was attached. "
            "Attach it as a file."
        )
    folder = staging / new_id()
    path = folder / (Path(source.name).name or "note.md")
    try:
        folder.mkdir(parents=True)
        path.write_text(source.text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise UserError(
            f"The note could not be written ({error.strerror}). Nothing was attached. Check the disk."
        ) from error
    return path


def _piece(source: Path | Note, result: dict[str, Any]) -> Piece:
    analysis = result["analysis"]
    staged = Staged.model_validate(result["staged"])
    return Piece(
        staged=staged,
        text=text_of(Path(staged.path), staged.media_type) if result["text"] is None else result["text"],
        is_note=isinstance(source, Note),
        analysis=None if analysis is None else Analysis.from_json(analysis),
    )
